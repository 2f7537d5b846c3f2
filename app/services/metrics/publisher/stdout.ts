/** A line of the log for each report, with every value by its path: `memstats.Alloc`. */
import { readingsOf } from '#foundation/expvar/expvar'
import type { Logger } from '#foundation/logger/logger'
import type { Report } from '../ledger.ts'
import type { Publisher } from './publisher.ts'

export class StdoutPublisher implements Publisher {
  readonly name = 'stdout'
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  publish({ cmdline, tree, health }: Report): Promise<void> {
    const [program] = cmdline
    const values = Object.fromEntries(readingsOf(tree).map(({ path, value }) => [path, value]))
    this.#log.info({ program, collector: health, values }, 'metrics')
    return Promise.resolve()
  }
}

/**
 * When the store of a data directory was last backed up, and when a backup was last restored to try it: in the file `backups.json`
 * of that directory, so that the next process knows. A store that was restored begins without.
 */
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock, Disk } from '#foundation/host/host'
import { replaceFile } from '#foundation/host/host'

const FILE = 'backups.json'
const BYTES_MAX = 1024

const at = z.int().min(0)
const schema = z.strictObject({ madeAtMs: at.optional(), triedAtMs: at.optional() })
/** Wall time; undefined where it never happened. */
export type Times = Readonly<z.output<typeof schema>>

const NEVER: Times = {}

export class BackupTimes {
  readonly #host: { readonly clock: Clock; readonly disk: Disk }
  readonly #directory: string
  #times: Times

  /** A file that is damaged tells nothing: the next backup replaces it. */
  constructor(host: { readonly clock: Clock; readonly disk: Disk }, directory: string) {
    const { disk } = host
    this.#host = host
    this.#directory = directory
    this.#times = disk.list(directory).includes(FILE) ? read(disk, join(directory, FILE)) : NEVER
  }

  get times(): Times {
    return this.#times
  }

  /** A backup was made, with every write acknowledged before `created`. Durable when it returns. Throws `DiskFull` or `DiskFailed`. */
  noteMade(created: string): void {
    this.#note({ madeAtMs: Date.parse(created) })
  }

  /** A backup was restored to try it, now. Durable when it returns. Throws `DiskFull` or `DiskFailed`. */
  noteTried(): void {
    this.#note({ triedAtMs: this.#host.clock.now() })
  }

  #note(happened: Partial<Times>): void {
    const { disk } = this.#host
    const times = { ...this.#times, ...happened }
    // It happened, whether the next process will know or not.
    this.#times = times
    const bytes = Buffer.from(`${JSON.stringify(times)}\n`)
    replaceFile(disk, join(this.#directory, FILE), bytes)
  }
}

function read(disk: Disk, path: string): Times {
  const file = disk.open(path, 'read')
  const bytes = Buffer.alloc(BYTES_MAX)
  const length = file.read(bytes, 0)
  file.close()
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8', 0, length)))
  } catch {
    return NEVER
  }
}

/** How long a list after a burst of writes keeps the event loop from everything else. */
import type { Effort } from './lines.ts'
import type { Line } from './line.ts'
import type { BurstOrder } from './burst.ts'
import { numberFrom } from './process.ts'
import { Directory } from './servers.ts'

/** Each is a process of its own that writes the whole burst. */
const ROUNDS_MAX = 5

export function burstPause({ rounds: wanted, burstKeys: keys }: Effort): Line {
  const count = Math.min(wanted, ROUNDS_MAX)
  return {
    id: 'burst-list',
    title: `The longest pause of the event loop during a list of 100 after ${keys.toLocaleString('en-US')} puts`,
    bound: { kind: 'at most', value: 10, of: 'worst' },
    unit: 'ms',
    steps: count,
    measure: async step => {
      const rounds: number[] = []
      for (let round = 0; round < count; round++) {
        step('a burst')
        using directory = new Directory()
        const order: BurstOrder = { directory: directory.path, keys }
        rounds.push(await numberFrom('burst.ts', order))
      }
      return { rounds, details: 'between two turns of the loop, from the call to its answer' }
    },
  }
}

/** Lines about a node inside a process of its own, without a protocol in front of it. */
import { alternate } from '../comparison.ts'
import type { BurstOrder } from '../process/burst.ts'
import { numberFrom } from '../process/process.ts'
import type { WritesOrder } from '../process/writes.ts'
import { ETCD } from '../target/targets.ts'
import { Directory } from '../target/directory.ts'
import type { Effort, Line } from './line.ts'
import { ratioOf } from './line.ts'

/** Each burst is a process of its own that writes all of it. */
const BURSTS_MAX = 5

export function inProcessWrites({ rounds, seconds }: Effort, keys: number): Line {
  return {
    id: 'writes',
    title: 'Durable writes in one process, against appending and syncing alone',
    bound: { kind: 'at least', value: 0.5, of: 'median' },
    unit: '×',
    steps: rounds * 2,
    measure: async step => {
      const run = async (kind: 'store' | 'bare'): Promise<number> => {
        step(kind)
        using directory = new Directory()
        const order = { kind, directory: directory.path, seconds, keys }
        return await numberFrom('writes.ts', order satisfies WritesOrder)
      }
      const [store = [], bare = []] = await alternate(rounds, [
        () => run('store'),
        () => run('bare'),
      ])
      return ratioOf(store, bare, 'writes/s', 'the bare loop')
    },
  }
}

/** Through one node whose log is in an etcd of one member, against clients that put into such an etcd themselves. */
export function writesOnEtcd({ rounds, seconds }: Effort, keys: number): Line {
  return {
    id: 'writes-on-etcd',
    title: '256 writes in flight through one node with its log in etcd, against 64 clients of etcd',
    bound: { kind: 'at least', value: 5, of: 'median' },
    unit: '×',
    steps: rounds * 2,
    measure: async step => {
      const skipped = ETCD.lack?.()
      if (skipped !== undefined) return { skipped }
      const run = async (kind: 'on etcd' | 'etcd itself'): Promise<number> => {
        step(kind)
        using directory = new Directory()
        await using etcd = await ETCD.start(directory.path)
        const { host = '', port = 0 } = etcd.addresses.etcd ?? {}
        const member = `${host}:${String(port)}`
        const order = { kind, directory: directory.path, seconds, keys, member }
        return await numberFrom('writes.ts', order satisfies WritesOrder)
      }
      const [ours = [], theirs = []] = await alternate(rounds, [
        () => run('on etcd'),
        () => run('etcd itself'),
      ])
      return ratioOf(ours, theirs, 'writes/s', 'etcd itself')
    },
  }
}

/** How long a list after a burst of writes keeps the event loop from everything else. */
export function burstPause({ rounds: wanted, burstKeys: keys }: Effort): Line {
  const count = Math.min(wanted, BURSTS_MAX)
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

/** A whole node with streams alone on a simulated machine, for tests. */
import { SimulatedHost } from '#foundation/host/simulated'
import { Keyspace } from '#business/data/keyspace/keyspace'
import { WalLog } from '#business/data/log/wal-log'
import { Node } from '#business/data/node/node'
import { MemoryBase } from '#business/data/store/memory-base'
import { Plan } from '#business/data/txn/plan'
import { StreamDomain } from '../domain.ts'
import { Streams } from '../streams.ts'

const MEMORY_BYTES = 4 * 1024 * 1024
const SEGMENT_BYTES = 1024 * 1024

export type StreamNode = AsyncDisposable & {
  readonly host: SimulatedHost
  readonly node: Node
  readonly streams: Streams
  /** Ends, and starts again from what is on the disk. */
  readonly restart: () => Promise<StreamNode>
}

export async function startStreams(
  host = new SimulatedHost(1),
  base = new MemoryBase(),
): Promise<StreamNode> {
  const log = await WalLog.open(host, '/data/log', { segmentBytes: SEGMENT_BYTES })
  const node = new Node(host, log, base, {
    directory: '/data',
    sizes: {
      memoryBytes: MEMORY_BYTES,
      flushBytes: MEMORY_BYTES,
      segmentBytes: SEGMENT_BYTES,
      leaveBytes: SEGMENT_BYTES,
      reserveBytes: 0,
      logRoomBytesMin: 16 * 1024,
    },
    idempotency: { keepMs: 60_000, countMax: 100, bytesMax: 100_000 },
    mayWrite: () => true,
    tell: event => {
      if (event.kind === 'failed' || event.kind === 'damaged') throw event.error
    },
  })
  const keyspace = new Keyspace(node.store)
  const domain = new StreamDomain(node.store, keyspace, new Plan(keyspace))
  await node.start(domain.table, new AbortController().signal)
  const end = (): Promise<void> => node[Symbol.asyncDispose]()
  return {
    host,
    node,
    streams: new Streams(node, domain, host),
    restart: async () => {
      await end()
      return await startStreams(host, base)
    },
    [Symbol.asyncDispose]: end,
  }
}

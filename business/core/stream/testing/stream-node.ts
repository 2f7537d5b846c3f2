/** A whole node with streams alone on a simulated machine, for tests. */
import { align8 } from '#foundation/bytes/bytes'
import { SimulatedHost } from '#foundation/host/simulated'
import type { Key } from '#business/data/keyspace/key'
import { Keyspace } from '#business/data/keyspace/keyspace'
import type { Node } from '#business/data/node/node'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import { PoweredNode } from '#business/data/node/testing/powered-node'
import type { Base } from '#business/data/store/base'
import { MemoryBase } from '#business/data/store/memory-base'
import { Plan } from '#business/data/txn/plan'
import { StreamDomain } from '../domain.ts'
import { Groups } from '../groups.ts'
import { Streams } from '../streams.ts'

const MEMORY_BYTES = 4 * 1024 * 1024
const SEGMENT_BYTES = 1024 * 1024

export type StreamNode = AsyncDisposable & {
  readonly host: SimulatedHost
  readonly node: Node
  readonly streams: Streams
  readonly groups: Groups
  /** Removes a key, of whatever type, as another domain would. */
  readonly drop: (key: Key) => Promise<void>
  /** Ends, and starts again from what is on the disk. */
  readonly restart: () => Promise<StreamNode>
}

export async function startStreams(
  host = new SimulatedHost(1),
  base: Base = new MemoryBase(),
  memoryBytes = MEMORY_BYTES,
): Promise<StreamNode> {
  const sizes = { memoryBytes, segmentBytes: SEGMENT_BYTES }
  const { node } = await PoweredNode.open(host, base, sizes)
  const keyspace = new Keyspace(node.store)
  const domain = new StreamDomain(node.store, keyspace, new Plan(keyspace))
  await node.start([...domain.table, dropOperation(keyspace)], new AbortController().signal)
  const end = (): Promise<void> => node[Symbol.asyncDispose]()
  return {
    host,
    node,
    streams: new Streams(node, domain, host),
    groups: new Groups(node, domain, host),
    drop: async key => {
      await node.execute(dropOperation(keyspace), key)
    },
    restart: async () => {
      await end()
      return await startStreams(host, base, memoryBytes)
    },
    [Symbol.asyncDispose]: end,
  }
}

const DROP_DOMAIN = 250

function dropOperation(keyspace: Keyspace): Operation<Key, { readonly kind: 'dropped' }> {
  const keyOf = ({ bytes, view }: BatchBytes, at: number): Uint8Array =>
    bytes.slice(at + 8, at + 8 + view.getUint32(at + 4, true))
  return {
    domain: DROP_DOMAIN,
    code: 1,
    isAlone: false,
    isFreeing: () => true,
    bytes: key => 8 + align8(key.length),
    encode: (key, { bytes, view }, at) => {
      view.setUint32(at, 1, true)
      view.setUint32(at + 4, key.length, true)
      bytes.set(key, at + 8)
    },
    refuse: () => undefined,
    perform: (batch, at, entry) => {
      const key = keyOf(batch, at)
      if (keyspace.load(key, 0, key.length, entry).exists) {
        keyspace.remove(key, 0, key.length, entry)
      }
      return { kind: 'dropped' }
    },
    isFinal: () => true,
    encodeResult: () => undefined,
    decodeResult: () => ({ kind: 'dropped' }),
  }
}

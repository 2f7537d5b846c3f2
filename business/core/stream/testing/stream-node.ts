/** A whole node with streams alone on a simulated machine, for tests. */
import { strict as assert } from 'node:assert'
import { SimulatedHost } from '#foundation/host/simulated'
import type { Key } from '#business/data/keyspace/key'
import { Keyspace } from '#business/data/keyspace/keyspace'
import { jsonArguments, jsonOperation } from '#business/data/node/json-operation'
import { decodeJson } from '#business/data/node/json-result'
import type { Node } from '#business/data/node/node'
import { PoweredNode } from '#business/data/node/testing/powered-node'
import type { Base } from '#business/data/store/base'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { Plan } from '#business/data/txn/plan'
import { StreamDomain } from '../domain.ts'
import { Groups } from '../groups.ts'
import { Streams } from '../streams.ts'

const MEMORY_BYTES = 4 * 1024 * 1024
const SEGMENT_BYTES = 1024 * 1024

export type OtherChange =
  | { readonly kind: 'drop'; readonly key: Key }
  | { readonly kind: 'copy' | 'rename'; readonly key: Key; readonly to: Key }

export type StreamNode = AsyncDisposable & {
  readonly host: SimulatedHost
  readonly node: Node
  readonly streams: Streams
  readonly groups: Groups
  /** Changes a key that is present, as another domain would. */
  readonly other: (change: OtherChange) => Promise<void>
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
  const other = otherOperation(keyspace)
  await node.start([...domain.table, other], new AbortController().signal)
  const end = (): Promise<void> => node[Symbol.asyncDispose]()
  return {
    host,
    node,
    streams: new Streams(node, domain, host),
    groups: new Groups(node, domain, host),
    other: async change => {
      const result = await node.execute(other, jsonArguments(change))
      assert.equal(result.kind, 'done')
    },
    restart: async () => {
      await end()
      return await startStreams(host, base, memoryBytes)
    },
    [Symbol.asyncDispose]: end,
  }
}

const OTHER_DOMAIN = 250

/** What another domain does to keys, of whatever type. */
function otherOperation(keyspace: Keyspace) {
  return jsonOperation<OtherChange, { readonly kind: 'done' | 'tooLarge' }>({
    domain: OTHER_DOMAIN,
    code: 1,
    isFreeing: true,
    decode: bytes => decodeJson(bytes) as OtherChange,
    refuse: ({ kind, key }, entry) => {
      if (kind !== 'copy') return undefined
      const bytes = keyspace.objects?.read(keyspace.load(key, 0, key.length, entry))
      return bytes === undefined ? { kind: 'tooLarge' } : undefined
    },
    perform: (change, entry) => {
      const { key } = change
      if (change.kind === 'drop') {
        if (keyspace.load(key, 0, key.length, entry).exists) {
          keyspace.remove(key, 0, key.length, entry)
        }
        return { kind: 'done' }
      }
      const names = Buffer.concat([key, change.to])
      const [from, to] = [
        { start: 0, end: key.length },
        { start: key.length, end: names.length },
      ]
      if (change.kind === 'copy') keyspace.objects?.copy(names, to, entry)
      else keyspace.objects?.rename(names, from, to, entry)
      return { kind: 'done' }
    },
  })
}

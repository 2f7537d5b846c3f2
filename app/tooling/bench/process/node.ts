/** A node inside this process, in a directory of its own: for what is measured without HTTP. */
import { systemHost } from '#foundation/host/system'
import { SEGMENT_BYTES } from '#foundation/wal/wal'
import { Domains } from '#business/domains/domains'
import { Kv } from '#business/core/kv/kv'
import { Node } from '#business/data/node/node'

/** Disposing the node closes its log and its store. */
export async function openNode(directory: string): Promise<{ node: Node; kv: Kv }> {
  const host = systemHost()
  const node = await Node.open(host, {
    name: 'bench',
    role: 'voter',
    directory,
    sizes: {
      memoryBytes: 128 * 1024 * 1024,
      flushBytes: 128 * 1024 * 1024,
      segmentBytes: SEGMENT_BYTES,
      leaveBytes: SEGMENT_BYTES,
      reserveBytes: 0,
      logRoomBytesMin: 4 * 1024 * 1024,
    },
    idempotency: { keepMs: 0, countMax: 1, bytesMax: 1 },
    mayWrite: () => true,
    tell: event => {
      if (event.kind === 'failed' || event.kind === 'damaged') throw event.error
    },
  })
  const domains = new Domains(node.store)
  await node.start(domains.table, new AbortController().signal)
  return { node, kv: new Kv(node, domains.kv, host) }
}

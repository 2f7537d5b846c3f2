/** A node inside this process, in a directory of its own: for what is measured without HTTP. */
import { join } from 'node:path'
import { Etcd } from '#foundation/etcd/etcd'
import { systemHost } from '#foundation/host/system'
import { SEGMENT_BYTES } from '#foundation/wal/wal'
import { Domains } from '#business/domains/domains'
import { Kv } from '#business/core/kv/kv'
import type { EtcdTrouble } from '#business/data/log/etcd-log'
import { EtcdLog } from '#business/data/log/etcd-log'
import type { NodeOptions } from '#business/data/node/node'
import { Node, STORE_DIRECTORY } from '#business/data/node/node'
import { DiskBase } from '#business/data/store/disk-base'

/** Disposing the node closes its log and its store. The log is in the etcd with this member, if one is given. */
export async function openNode(
  directory: string,
  member?: string,
): Promise<{ node: Node; kv: Kv }> {
  const host = systemHost()
  const options: NodeOptions = {
    name: `bench ${String(process.pid)}`,
    role: 'voter',
    version: 'bench',
    address: '',
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
  }
  const node = await (member === undefined ? Node.open(host, options) : openOnEtcd(options, member))
  const domains = new Domains(node.store)
  await node.start(domains.table, new AbortController().signal)
  return { node, kv: new Kv(node, domains.kv, host) }
}

async function openOnEtcd(options: NodeOptions, member: string): Promise<Node> {
  const host = systemHost()
  const { clock, disk } = host
  const etcd = new Etcd({ members: [member], tls: undefined, user: undefined, clock })
  const logOptions = {
    etcd,
    prefix: 'bench',
    id: undefined,
    node: 'bench',
    position: 0,
    mayJoin: true,
    successor: undefined,
    onTrouble: (trouble: EtcdTrouble | undefined) => {
      if (trouble) throw new Error(trouble.message)
    },
  }
  const log = await EtcdLog.open(host, logOptions, new AbortController().signal)
  const base = await DiskBase.open(disk, join(options.directory, STORE_DIRECTORY))
  return new Node(host, log, base, options)
}

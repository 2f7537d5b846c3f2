/** The node of sales-api: its sizes, and what the log says of it. */
import { join } from 'node:path'
import type { DirectoryLock } from '#foundation/lock/lock'
import type { Logger } from '#foundation/logger/logger'
import { SEGMENT_BYTES } from '#foundation/wal/wal'
import { isMember } from '#business/data/log/membership'
import type { NodeEvent, NodeOptions, NodeSizes } from '#business/data/node/node'
import { LOG_DIRECTORY, LogMoved, Node } from '#business/data/node/node'
import { NameTaken } from '#business/data/node/refusal'
import type { Life } from '#business/web/service/life'
import type { Peers } from '../peers/peers.ts'
import { nameOf } from '../peers/peers.ts'
import type { RunOptions } from '../run.ts'

/** With less than this in the log's prepared files, only operations that free space are accepted. */
const LOG_ROOM_BYTES_MIN = 4 * 1024 * 1024

/** Rejects like `Node.open`, or with `SettingUnusable`. The node asks the lock before it writes. */
export async function openNode(
  options: RunOptions,
  log: Logger,
  life: Life,
  lock: DirectoryLock,
  peers: Peers,
): Promise<Node> {
  const { config, host, build } = options
  const { keep: keepMs, answersMax: countMax, bytesMax } = config.idempotency
  const nodeOptions: NodeOptions = {
    name: nameOf(config),
    role: config.node.role,
    version: build.ref,
    address: peers.address,
    directory: config.store.dir,
    sizes: nodeSizes(options),
    idempotency: { keepMs, countMax, bytesMax },
    mayWrite: () => lock.isHeld(),
    tell: event => {
      tell(log, life, config.store.dir, event)
    },
  }
  if (config.log.kind === 'etcd') {
    const { openShared } = await import('../peers/open.ts')
    return await openShared(options, log, life, nodeOptions, peers)
  }
  const directory = join(config.store.dir, LOG_DIRECTORY)
  if (isMember(host.disk, directory)) {
    const { leaveShared } = await import('../peers/open.ts')
    await leaveShared(host, nodeOptions)
  }
  return await Node.open(host, nodeOptions)
}

/** The log leaves to the store what a flush of all memory takes, and the reserve. */
function nodeSizes({ config, place }: RunOptions): NodeSizes {
  const { memoryTableBytes, flushBytesMax } = place.sizes
  return {
    memoryBytes: memoryTableBytes,
    flushBytes: flushBytesMax,
    segmentBytes: SEGMENT_BYTES,
    leaveBytes: memoryTableBytes + config.store.diskReserve,
    reserveBytes: config.store.diskReserve,
    logRoomBytesMin: LOG_ROOM_BYTES_MIN,
  }
}

function tell(log: Logger, life: Life, directory: string, event: NodeEvent): void {
  switch (event.kind) {
    case 'torn': {
      const { path, position } = event
      log.warn({ path, position }, 'a write cut short by the last stop was forgotten')
      return
    }
    case 'catching up':
      log.debug({ position: event.position, last: event.last }, 'replaying the log')
      return
    case 'waiting for space':
      life.waitsFor = 'space on its disk, which is full'
      log.warn({ directory }, 'the start waits for space on the disk')
      return
    case 'flushed':
      log.debug({ position: event.state.position, ms: event.ms }, 'flushed')
      return
    case 'damaged':
      log.error({ error: event.error }, 'stored data is damaged')
      return
    case 'space': {
      const { isFull, ...space } = event.space
      const what =
        space.logShortage?.advice === undefined ? 'the disk is full' : 'the log has no space'
      if (isFull) log.warn(space, `${what}: writes are refused`)
      else log.info(space, 'the disk has space: writes are accepted again')
      return
    }
    case 'unsound':
      life.closing.abort()
      log.error({ error: event.error }, 'this node serves nothing any more')
      return
    case 'failed': {
      const { error } = event
      if (error instanceof LogMoved) life.end('log moved', error.message)
      else if (error instanceof NameTaken) life.fail(error, 'another node has the name of this one')
      else life.fail(error)
      return
    }
    case 'closed': {
      const { position } = event.state
      log.info({ position }, 'closed: the store has everything up to this position of the log')
    }
  }
}

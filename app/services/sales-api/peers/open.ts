/** Opening a node on a log that it shares. Where the log begins behind what the node has, it gets the tables of another node first. */
import { join } from 'node:path'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Host } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Log } from '#business/data/log/log'
import { leaveMembership, readMembership } from '#business/data/log/membership'
import type { NodeOptions } from '#business/data/node/node'
import { lastSeal, LOG_DIRECTORY, LogMoved, Node, STORE_DIRECTORY } from '#business/data/node/node'
import { DiskBase } from '#business/data/store/disk-base'
import { forgetFetched, recover } from '#business/data/transfer/install'
import type { JoinOptions } from '#business/data/transfer/join'
import { continues, replaceTables } from '#business/data/transfer/join'
import { lastReporters } from '#business/data/transfer/reporters'
import type { Life } from '#business/web/service/life'
import type { RunOptions } from '../run.ts'
import { openSharedLog } from '../node/shared-log.ts'
import { refuseOddClock } from './clocks.ts'
import type { Peers } from './peers.ts'

/** Waits for the log, and for other nodes, until the service is asked to end. Rejects like `openSharedLog`, and with `ClockDiffers`. */
export async function openShared(
  options: RunOptions,
  log: Logger,
  life: Life,
  nodeOptions: NodeOptions,
  { access, address, known }: Peers,
): Promise<Node> {
  const { host } = options
  const { directory } = nodeOptions
  await recover(host.disk, directory)
  for (;;) {
    const base = await DiskBase.open(host.disk, join(directory, STORE_DIRECTORY))
    const { position } = base.state
    let shared: Log | undefined
    try {
      const logDirectory = join(directory, LOG_DIRECTORY)
      const end = { position, seal: lastSeal(base) }
      shared = await openSharedLog(options, log, logDirectory, end, life.ended)
      if (access) {
        // Of a log that is busy, the end is long.
        const { all } = known
        const voters = all.length > 0 ? all : await lastReporters(shared, address, life.ended)
        await refuseOddClock(voters, access, host.clock, life.ended)
      }
      if (!access || (await continues(shared, position, life.ended))) {
        await forgetFetched(directory)
        return new Node(host, shared, base, nodeOptions)
      }
    } catch (error) {
      await base.close()
      await shared?.[Symbol.asyncDispose]()
      throw error
    }
    await base.close()
    const order = fetchOrder(log, life, { directory, position, access, address })
    const { first, last } = shared.info()
    log.info({ position, first, last }, 'the log begins behind what this node has')
    try {
      const manifest = await replaceTables(host, shared, order, life.ended)
      log.info({ before: position, position: manifest.position }, 'a snapshot was installed')
    } finally {
      life.waitsFor = undefined
      await shared[Symbol.asyncDispose]()
    }
  }
}

/** Gives data that belongs to a log in etcd one on this disk, if its log was moved here. Rejects with `SettingUnusable` otherwise. */
export async function leaveShared(host: Host, { directory, name }: NodeOptions): Promise<void> {
  await recover(host.disk, directory)
  const base = await DiskBase.open(host.disk, join(directory, STORE_DIRECTORY))
  const seal = lastSeal(base)
  const { position } = base.state
  await base.close()
  const logDirectory = join(directory, LOG_DIRECTORY)
  const isMoved = seal?.to === 'wal' && seal.from === readMembership(host.disk, logDirectory)?.log
  if (!isMoved) {
    const reason = `${logDirectory} belongs to a log in etcd: set etcd`
    throw new SettingUnusable('log.kind', reason)
  }
  if (seal.node !== name) throw new SettingUnusable('log.kind', new LogMoved(seal).message)
  await leaveMembership(host, logDirectory, position)
}

/** Tells the log, and who asks whether the service is ready. */
function fetchOrder(
  log: Logger,
  life: Life,
  what: Omit<JoinOptions, 'onFetched' | 'onRefused'>,
): JoinOptions {
  life.waitsFor = 'a snapshot of another node'
  let tenth = -1
  return {
    ...what,
    onFetched: (done, total) => {
      const part = Math.floor((10 * done) / Math.max(1, total))
      if (part === tenth) return
      tenth = part
      life.waitsFor = `a snapshot of another node, of which it has ${String(10 * part)} %`
      log.info({ done, total }, 'a snapshot is fetched')
    },
    onRefused: (error, address) => {
      log.warn({ address, reason: error.message }, 'a node gives no snapshot')
    },
  }
}

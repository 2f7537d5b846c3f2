/**
 * How a node comes back whose log begins behind what it has: it reads in the log which nodes report, fetches a snapshot of one of
 * them, and puts that in the place of its own tables. It replaces tables only where the log cannot continue them, and only by
 * newer ones.
 */
import { join as joined } from 'node:path'
import type { Clock, Disk } from '#foundation/host/host'
import { DiskFull, elapsed } from '#foundation/host/host'
import type { Manifest } from '#business/data/backup/manifest'
import type { Log, Position } from '#business/data/log/log'
import { EntriesTrimmed } from '#business/data/log/log'
import type { OnFetched } from './fetch.ts'
import { fetchSnapshot } from './fetch.ts'
import { FETCHED_DIRECTORY, install, SnapshotUnsound } from './install.ts'
import type { Access } from './peer-client.ts'
import { PeerClient, PeerRefused } from './peer-client.ts'
import { reporters } from './reporters.ts'

/** After all nodes refused that report in the log. */
const PAUSE_MS = 1000

export type JoinOptions = {
  /** Of the node. Nobody has its store open. */
  readonly directory: string
  /** Up to where the node has the log. */
  readonly position: Position
  readonly access: Access
  /** Where other nodes reach this one, which is not asked itself; empty if nowhere. */
  readonly address: string
  readonly onFetched: OnFetched
  /** Told why a peer gave nothing. The next one is asked. */
  readonly onRefused: (error: Error, address: string) => void
}

/** Whether the log holds all entries behind the position. Rejects with `LogFailed`, or with the reason of `stop`. */
export async function continues(log: Log, position: Position, stop: AbortSignal): Promise<boolean> {
  if (log.info().last <= position) return true
  const entries = log.entries(position, stop)[Symbol.asyncIterator]()
  try {
    await entries.next()
    stop.throwIfAborted()
    return true
  } catch (error) {
    if (error instanceof EntriesTrimmed) return false
    throw error
  } finally {
    await entries.return?.()
  }
}

/**
 * Resolves when the tables of another node are in the place of this one's. Tries until `stop` aborts; rejects with its reason, with
 * `DiskFailed` or `LogFailed`.
 */
export async function replaceTables(
  host: { readonly clock: Clock; readonly disk: Disk },
  log: Log,
  options: JoinOptions,
  stop: AbortSignal,
): Promise<Manifest> {
  for (;;) {
    for await (const found of reporters(log, options.address, stop)) {
      for (const { address } of found) {
        const manifest = await replacedFrom(host, address, log, options, stop)
        if (manifest) return manifest
      }
    }
    stop.throwIfAborted()
    await elapsed(host.clock, PAUSE_MS)
  }
}

async function replacedFrom(
  host: { readonly clock: Clock; readonly disk: Disk },
  address: string,
  log: Log,
  { directory, position, access, onFetched, onRefused }: JoinOptions,
  stop: AbortSignal,
): Promise<Manifest | undefined> {
  const wanted = { log: log.id ?? '', after: position }
  const into = joined(directory, FETCHED_DIRECTORY)
  try {
    using peer = new PeerClient(address, access)
    const manifest = await fetchSnapshot(host, peer, into, wanted, stop, onFetched)
    await install(host.disk, directory, manifest)
    return manifest
  } catch (error) {
    const mayPass =
      error instanceof PeerRefused || error instanceof SnapshotUnsound || error instanceof DiskFull
    if (!mayPass) throw error
    onRefused(error, address)
    return undefined
  }
}

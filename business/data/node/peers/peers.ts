/**
 * What a node knows of the others that share its log, by the reports in it: whether their state is its own, what they have on
 * their disks, and which of them does the work that one does for all.
 *
 * Nothing of it is part of the state: each node has its own view, and work that two of them do is done once.
 */
import type { Clock } from '#foundation/host/host'
import type { Position } from '#business/data/log/log'
import type { StoreState } from '#business/data/store/state'
import type { Report } from './report.ts'
import { shortHash } from './report.ts'

/** How often a voter reports. */
export const REPORT_MS = 5000
/** A node that was not heard of for so long does not count any more. */
const ALIVE_MS = 3 * REPORT_MS
/** And for so long the log keeps what it lacks. */
const HELD_MS = 10 * 60_000
/** By then every voter has reported. */
const TRIM_AFTER_MS = 60_000
/** Chain hashes that are remembered, and entries that the log keeps for those that report nothing. */
export const CHAIN_MAX = 1024
/** More nodes are not listened to. */
const PEERS_MAX = 1000

export type Peer = Report & {
  /** Whether it had the same chain hash at the same position; undefined if this node does not know its own there any more. */
  readonly agrees: boolean | undefined
  /** By the clock that never goes back. */
  readonly heardAt: number
  /** Entries with reports of this run that this node applied since it is live, and the last one. */
  readonly reports: number
  readonly heardIn: Position
}

export class Peers {
  readonly #clock: Clock
  /** This node as it signs its reports, see batch.ts. */
  readonly #writer: string
  /** By position, the oldest first. */
  readonly #chain = new Map<Position, string>()
  readonly #peers = new Map<string, Peer>()
  /** Since when what is applied is new; undefined while the node catches up. */
  #liveSince: number | undefined

  constructor(clock: Clock, writer: string) {
    this.#clock = clock
    this.#writer = writer
  }

  /** From now on reports are of nodes that run. */
  goLive(): void {
    this.#liveSince = this.#clock.monotonic()
  }

  applied({ position, chainHash }: StoreState): void {
    this.#chain.set(position, shortHash(chainHash))
    if (this.#chain.size <= CHAIN_MAX) return
    for (const oldest of this.#chain.keys()) {
      this.#chain.delete(oldest)
      return
    }
  }

  /** `heardIn`: the entry that has the report. */
  heard(writer: string, report: Report, heardIn: Position): void {
    if (this.#liveSince === undefined) return
    const heardAt = this.#clock.monotonic()
    for (const [old, peer] of this.#peers) {
      if (heardAt - peer.heardAt > HELD_MS) this.#peers.delete(old)
    }
    if (!this.#peers.has(writer) && this.#peers.size >= PEERS_MAX) return
    const own = this.#chain.get(report.position)
    const agrees = own === undefined ? undefined : own === report.chainHash
    const before = this.#peers.get(writer)
    const reports = (before?.reports ?? 0) + (before?.heardIn === heardIn ? 0 : 1)
    this.#peers.set(writer, { ...report, agrees, heardAt, reports, heardIn })
  }

  /** The other nodes that were heard of within ten minutes, by their names; of each its newest run. */
  get others(): readonly Peer[] {
    const newest = new Map<string, Peer>()
    for (const [writer, peer] of this.#peers) {
      const known = newest.get(peer.name)
      const isNewer = !known || peer.heardAt >= known.heardAt
      if (writer !== this.#writer && isNewer) newest.set(peer.name, peer)
    }
    return [...newest.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  }

  /**
   * Another node that has this one's name and started before it. Reports in one entry may be the last of a node that has ended,
   * which the log took late: those in two entries that this node sees live are of one that runs.
   */
  namesake(name: string, startedAt: number): Peer | undefined {
    for (const [writer, peer] of this.#alive()) {
      if (writer === this.#writer || peer.name !== name || peer.reports < 2 || !peer.run) continue
      const { startedAt: other } = peer.run
      if (other < startedAt || (other === startedAt && writer < this.#writer)) return peer
    }
    return undefined
  }

  /** Whether this node does the work that one does for all: it is the first of those that run, in an order that all have. */
  get isOnDuty(): boolean {
    const writers = this.#alive().map(([writer]) => writer)
    return writers.includes(this.#writer) && writers.every(writer => writer >= this.#writer)
  }

  /** The names of nodes whose state is another one, unless more nodes have the state of this one. */
  get differing(): readonly string[] {
    const others = this.#alive().filter(([writer]) => writer !== this.#writer)
    const differing = others.filter(([, { agrees }]) => agrees === false)
    const agreeing = others.filter(([, { agrees }]) => agrees === true)
    return differing.length > agreeing.length ? differing.map(([, { name }]) => name) : []
  }

  /** Up to where no node needs the log any more, as far as this one knows. `flushedPosition` is its own. */
  trimPosition(flushedPosition: Position): Position | undefined {
    const now = this.#clock.monotonic()
    if (this.#liveSince === undefined || now - this.#liveSince < TRIM_AFTER_MS) return undefined
    if (this.#chain.size < CHAIN_MAX) return undefined
    const [oldest = 0] = this.#chain.keys()
    const held = [...this.#peers.values()].filter(({ heardAt }) => now - heardAt <= HELD_MS)
    // What no voter has on its disk, a reader alone keeps in the log.
    if (held.length === 0) return undefined
    return Math.min(oldest, flushedPosition, ...held.map(peer => peer.flushedPosition))
  }

  #alive(): [string, Peer][] {
    const now = this.#clock.monotonic()
    return [...this.#peers].filter(([, { heardAt }]) => now - heardAt <= ALIVE_MS)
  }
}

/** What a node does because it shares its log: it tells the others of itself, looks at what they told, and trims the log. */
import type { Clock, Timer } from '#foundation/host/host'
import type { Log, Position } from '#business/data/log/log'
import type { Base } from '#business/data/store/base'
import type { Store } from '#business/data/store/store'
import type { Sink } from '../operation.ts'
import type { Proposer } from '../proposal/proposer.ts'
import { NameTaken, NodeUnsound } from '../refusal.ts'
import type { Peer } from './peers.ts'
import { Peers, REPORT_MS } from './peers.ts'
import { reportOperation } from './report.ts'

type Self = {
  readonly name: string
  readonly isVoter: boolean
  /** Of the program. */
  readonly version: string
  /** Where other nodes reach this one: `host:port`; empty if nowhere. */
  readonly address: string
}

type Parts = {
  readonly log: Log
  readonly store: Store
  readonly base: Base
  readonly proposer: Proposer
}

/** Gets what became of a report, which the next one follows in any case. */
const UNHEARD: Sink<unknown> = { done: () => undefined, failed: () => undefined }

export class Meetings {
  readonly operation = reportOperation((writer, report, position) => {
    this.#peers.heard(writer, report, position)
  })
  /** Entries behind this position stay in the log, also if this node does not need them. */
  keptAfter: Position | undefined
  readonly #clock: Clock
  readonly #self: Self
  readonly #parts: Parts
  readonly #onFailed: (error: unknown) => void
  readonly #peers: Peers
  readonly #startedAt: number
  #next: Timer | undefined
  #hasEnded = false

  /** `onFailed` is told what makes it impossible that this node goes on. */
  constructor(clock: Clock, self: Self, parts: Parts, onFailed: (error: unknown) => void) {
    this.#clock = clock
    this.#self = self
    this.#parts = parts
    this.#onFailed = onFailed
    this.#peers = new Peers(clock, Buffer.from(parts.proposer.writer).toString('hex'))
    this.#startedAt = clock.now()
  }

  get isOnDuty(): boolean {
    return this.#peers.isOnDuty
  }

  get others(): readonly Peer[] {
    return this.#peers.others
  }

  /** An entry was applied. */
  applied(): void {
    this.#peers.applied(this.#parts.store.state)
  }

  /** From now on reports are of nodes that run. */
  begin(): void {
    this.#peers.goLive()
    this.#later()
  }

  end(): void {
    this.#hasEnded = true
    this.#next?.cancel()
  }

  #later(): void {
    this.#next = this.#clock.after(REPORT_MS, () => {
      const why = this.#whyNot()
      if (why) this.#onFailed(why)
      else this.#meet()
    })
  }

  #whyNot(): Error | undefined {
    const { differing } = this.#peers
    if (differing.length > 0) {
      const why = `The chain hash of this node differs from that of ${differing.join(', ')}`
      return new NodeUnsound(why)
    }
    const { name, isVoter } = this.#self
    const namesake = isVoter && this.#peers.namesake(name, this.#startedAt)
    return namesake ? new NameTaken(name, namesake.run?.address ?? '') : undefined
  }

  #meet(): void {
    if (this.#hasEnded) return
    this.#later()
    const { log, store, base } = this.#parts
    const flushedPosition = Math.min(base.state.position, this.keptAfter ?? store.state.position)
    if (this.#self.isVoter) this.#report(flushedPosition)
    const upTo = this.#peers.trimPosition(flushedPosition)
    if (upTo === undefined) return
    try {
      log.trim(upTo)
    } catch (error) {
      this.#onFailed(error)
    }
  }

  #report(flushedPosition: Position): void {
    const { name, version, address } = this.#self
    const { store, proposer } = this.#parts
    const { position, chainHash } = store.state
    const run = { startedAt: this.#startedAt, version, address }
    const report = { name, position, flushedPosition, chainHash, run }
    proposer.propose(this.operation, report, UNHEARD, 0, undefined)
  }
}

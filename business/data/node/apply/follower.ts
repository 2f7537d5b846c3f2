/**
 * Follows the log: applies each committed entry to the store, in order, whoever appended it, and then tells who waits.
 *
 *      log.entries -> state machine -> sinks of this node's proposers -> those who wait for a position, notification
 */
import type { Host } from '#foundation/host/host'
import { nextTurn } from '#foundation/host/host'
import type { Log, LogEntry, Position } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'
import type { SpaceGuard } from '../proposal/space-guard.ts'
import { SPACE_CHECK_MS } from '../proposal/space-guard.ts'
import { batchChannel, batchOf } from '../batch.ts'
import type { Proposer } from '../proposal/proposer.ts'
import type { StateMachine } from './state-machine.ts'

/** Entries of others applied before the event loop gets a turn. */
const ENTRIES_PER_TURN = 64

export type FollowerEvent =
  /** Told now and then while the node applies what was committed before its start. */
  | { readonly kind: 'catching up'; readonly position: Position; readonly last: Position }
  /** Told once: memory is full of what the disk has no space for. The node goes on when there is some. */
  | { readonly kind: 'waiting for space' }

export class Follower {
  readonly #host: Host
  readonly #log: Log
  readonly #store: Store
  readonly #guard: SpaceGuard
  readonly #proposer: Proposer
  readonly #stateMachine: StateMachine
  readonly #tell: (event: FollowerEvent) => void
  readonly #listeners = new Set<() => void>()
  #waiting: { readonly position: Position; readonly resolve: () => void }[] = []
  #isTold = false
  #sinceTurn = 0

  constructor(
    host: Host,
    log: Log,
    store: Store,
    guard: SpaceGuard,
    proposer: Proposer,
    stateMachine: StateMachine,
    tell: (event: FollowerEvent) => void,
  ) {
    this.#host = host
    this.#log = log
    this.#store = store
    this.#guard = guard
    this.#proposer = proposer
    this.#stateMachine = stateMachine
    this.#tell = tell
  }

  /**
   * Applies entries until `stop` aborts. Rejects when the node cannot go on: with `LogFailed`, `EntriesTrimmed`,
   * `StoreFailed`, `BatchUnknown`, or what an operation threw.
   */
  async run(stop: AbortSignal): Promise<void> {
    const { last } = this.#log.info()
    for await (const entry of this.#log.entries(this.#store.state.position, stop)) {
      const batch = batchOf(entry.position, entry.payload)
      const own = this.#proposer.claim(batch)
      // Room for this node's own batches was made before they were appended.
      if (!own) await this.#before(entry, last, stop)
      if (stop.aborted) return
      const rest = this.#stateMachine.apply(entry, own ?? batch, own)
      if (own) {
        own.timing.appliedAt = this.#host.clock.monotonic()
        if (batchChannel.hasSubscribers) batchChannel.publish(own.timing)
        this.#proposer.applied(own, rest)
      }
      this.#notify()
    }
  }

  /** Resolves when the entry at the position has been applied, or when `release` is called. */
  async reached(position: Position): Promise<void> {
    if (this.#store.state.position >= position) return
    await new Promise<void>(resolve => {
      this.#waiting.push({ position, resolve })
    })
  }

  /** Calls back after every entry that was applied. Returns the way to stop it. */
  onApplied(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Lets go of all who wait for a position: the node has stopped. */
  release(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve()
    for (const notify of this.#listeners) notify()
  }

  #notify(): void {
    const { position } = this.#store.state
    if (this.#waiting.length > 0) {
      const reached = this.#waiting.filter(one => one.position <= position)
      this.#waiting = this.#waiting.filter(one => one.position > position)
      for (const { resolve } of reached) resolve()
    }
    for (const notify of this.#listeners) notify()
  }

  async #before({ position }: LogEntry, last: Position, stop: AbortSignal): Promise<void> {
    if (!this.#store.takesReplay) await this.#room(stop)
    if (++this.#sinceTurn < ENTRIES_PER_TURN) return
    this.#sinceTurn = 0
    if (position <= last) this.#tell({ kind: 'catching up', position, last })
    await nextTurn(this.#host.turns)
  }

  /** Resolves when the next entry fits, or when `stop` aborts. */
  async #room(stop: AbortSignal): Promise<void> {
    let lookAgain = (): void => undefined
    const wake = (): void => {
      lookAgain()
    }
    stop.addEventListener('abort', wake)
    void this.#store.room().then(wake, wake)
    try {
      while (!stop.aborted && !this.#store.takesReplay) {
        this.#guard.check()
        if (this.#guard.isFull) this.#tellWaiting()
        await new Promise<void>(resolve => {
          const timer = this.#host.clock.after(SPACE_CHECK_MS, resolve)
          lookAgain = () => {
            timer.cancel()
            resolve()
          }
        })
      }
    } finally {
      stop.removeEventListener('abort', wake)
    }
  }

  #tellWaiting(): void {
    if (!this.#isTold) this.#tell({ kind: 'waiting for space' })
    this.#isTold = true
  }
}

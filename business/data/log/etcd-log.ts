/**
 * The log of several nodes: keys in an etcd that they share. Committed means that etcd has acknowledged it.
 *
 * An entry is one key, written once, by a transaction that only succeeds behind the entry that its node knows as the newest.
 * Who was slower learns from the answer who was faster, and tries again behind that. A transaction without an answer is sent
 * again as it is: it can take effect only once. Readers read keys in their order, and every entry names the one before by its
 * id, so that a missing entry, or an etcd that was set back to an older state, is noticed. A watch only says when to read.
 */
import { strict as assert } from 'node:assert'
import type { Clock, Host } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import type { Answer, Etcd } from '#foundation/etcd/etcd'
import { EtcdFailed } from '#foundation/etcd/etcd'
import type { View } from './etcd/keys.ts'
import { isAway, KeptBytes, lowest } from './etcd/floors.ts'
import { Keys, LogDamaged } from './etcd/keys.ts'
import { goneBack, mismatch, occupied, raised } from './etcd/mismatch.ts'
import { Recent } from './etcd/recent.ts'
import type { EtcdTrouble } from './etcd/requests.ts'
import { assertFollows, Requests } from './etcd/requests.ts'
import { Retry } from './etcd/retry.ts'
import type { Head, Slot } from './etcd/slot.ts'
import { encodeSlot, ID_BYTES, SLOT_HEADER_BYTES } from './etcd/slot.ts'
import type { Log, LogEntry, LogInfo, Outcome, Position } from './log.ts'
import { EntriesTrimmed, LogFailed, LogUnavailable } from './log.ts'

/** A value of 1 MiB with its key and the fields around it. etcd takes requests of 1.5 MiB. */
const PAYLOAD_BYTES_MAX = 1.25 * 1024 * 1024
/** Entries that are read at once: their bytes are held in memory. */
const PIECE_ENTRIES = 16
/** How often etcd is asked for news without a sign that there is any. */
const POLL_MS = 1000
/** Between two attempts to open the log. */
const START_PAUSE_MS = 1000

const CLOSED: Outcome = { kind: 'not committed', reason: 'closed' }
const NO_SPACE: Outcome = { kind: 'not committed', reason: 'no space' }
const OVERTAKEN: Outcome = { kind: 'not committed', reason: 'not leader' }
const UNAVAILABLE: Outcome = { kind: 'not committed', reason: 'unavailable' }
const UNKNOWN: Outcome = { kind: 'unknown' }

export type { EtcdTrouble }

export type EtcdLogOptions = {
  /** The log's own from now on. */
  readonly etcd: Etcd
  /** Of all its keys, without a slash at its end. */
  readonly prefix: string
  /** The log that the data belongs to; undefined for data that is none yet. */
  readonly id: string | undefined
  /** The log that data which belongs to none has to begin, if it has to be a certain one. */
  readonly successor: string | undefined
  /** A random name that goes with the data. */
  readonly node: string
  /** Up to where the data needs no entries. */
  readonly position: Position
  /** Whether data that belongs to no log may become that of a log which others began. */
  readonly mayJoin: boolean
  /** Told of each kind of trouble once, until it is told, with undefined, that all is over. */
  readonly onTrouble: (trouble: EtcdTrouble | undefined) => void
}

/** Under the prefix is another log than the one the data belongs to, or none. */
export class LogMismatch extends Error {
  override readonly name = 'LogMismatch'
  readonly code = 'LOG_MISMATCH'
}

/** Invariants: the head never goes back; an entry that was appended is in `#recent` before the append is answered. */
export class EtcdLog implements Log {
  readonly isShared = true
  readonly payloadBytesMax = PAYLOAD_BYTES_MAX
  /** Which log this is. */
  readonly id: string
  readonly #host: Host
  readonly #clock: Clock
  readonly #options: EtcdLogOptions
  readonly #requests: Requests
  readonly #recent = new Recent()
  #head: Head
  #first: Position
  /** The reader, while it waits for the next entry; told false when it has waited for long. */
  #waiting: ((isNews: boolean) => void) | undefined
  #isRead = false
  #isAppending = false
  #isFenced = false
  /** What the watch told of during an append, whose answer is about to tell more. */
  #heard: Head | undefined
  #stopWatch: (() => void) | undefined
  #trimming: Promise<void> | undefined
  #isPolling = false
  /** Why a poll failed: the reader is told. */
  #damage: Error | undefined
  readonly #kept = new KeptBytes()

  /**
   * Waits for etcd, until `stop` aborts. Begins a log behind the data where there is none and the data belongs to none. Rejects with
   * `LogMismatch`, `LogFailed`, or the reason of `stop`.
   */
  static async open(host: Host, options: EtcdLogOptions, stop: AbortSignal): Promise<EtcdLog> {
    const { etcd, id, successor, prefix, onTrouble } = options
    const requests = new Requests(etcd, new Keys(prefix), onTrouble)
    const begun = successor ?? newId(host)
    for (;;) {
      stop.throwIfAborted()
      try {
        if (id === undefined) await requests.create(begun, options.position)
        const view = await requests.look()
        if (!view || (id !== undefined && view.id !== id)) {
          throw new LogMismatch(mismatch(prefix, id, view?.id))
        }
        if (id === undefined && view.id !== begun) {
          if (successor !== undefined) throw new LogMismatch(occupied(prefix, view.id))
          if (!options.mayJoin) throw new LogMismatch(raised(prefix, view.id))
        }
        if (view.head.position < options.position) {
          throw new LogMismatch(goneBack(view.head.position, options.position))
        }
        await keepFloor(requests, view.id, options, host.clock)
        const first = (await requests.first()) ?? view.head.position + 1
        return new EtcdLog(host, options, requests, view, first)
      } catch (error) {
        if (!(error instanceof EtcdFailed)) throw failed(error)
        await elapsed(host.clock, START_PAUSE_MS)
      }
    }
  }

  private constructor(
    host: Host,
    options: EtcdLogOptions,
    requests: Requests,
    view: View,
    first: Position,
  ) {
    this.id = view.id
    this.#host = host
    this.#clock = host.clock
    this.#options = options
    this.#requests = requests
    this.#head = view.head
    this.#first = first
    this.#watch()
  }

  info(): LogInfo {
    const { trouble } = this.#requests
    const shortage = this.#requests.shortage(PAYLOAD_BYTES_MAX)
    return {
      first: this.#first,
      last: this.#head.position,
      roomBytes: shortage ? 0 : Number.POSITIVE_INFINITY,
      surplusBytes: shortage ? -1 : 0,
      isPreparing: false,
      trouble: trouble?.message,
      shortage,
    }
  }

  async append(payload: Uint8Array): Promise<Outcome> {
    assert(!this.#isAppending, 'a node appends one entry at a time')
    assert(payload.length <= PAYLOAD_BYTES_MAX, `an entry of ${String(payload.length)} bytes`)
    this.#isAppending = true
    try {
      return await this.#append(payload, newId(this.#host))
    } catch (cause) {
      throw failed(cause)
    } finally {
      this.#isAppending = false
      if (this.#heard) this.#advance(this.#heard)
    }
  }

  async *entries(after: Position, signal: AbortSignal): AsyncGenerator<LogEntry> {
    assert(!this.#isRead, 'a log has one reader at a time')
    this.#isRead = true
    const stop = (): void => {
      this.#wake(true)
    }
    signal.addEventListener('abort', stop)
    try {
      let at: { readonly position: Position; readonly id?: string } = { position: after }
      while (!signal.aborted) {
        for (const slot of await this.#after(at.position, signal)) {
          assertFollows(slot, at.id)
          at = slot
          this.#kept.add(slot.position, slot.payload.length)
          yield slot
          if (isAborted(signal)) return
        }
      }
    } catch (cause) {
      throw cause instanceof EntriesTrimmed ? cause : failed(cause)
    } finally {
      signal.removeEventListener('abort', stop)
      this.#isRead = false
    }
  }

  /** Rejects with `LogUnavailable` too. */
  async barrier(): Promise<Position> {
    const retry = new Retry(this.#clock)
    for (;;) {
      try {
        return (await this.#look()).head.position
      } catch (error) {
        if (!(error instanceof EtcdFailed)) throw failed(error)
        if (retry.isOver) throw new LogUnavailable(error)
        await retry.pause()
      }
    }
  }

  trim(upTo: Position): void {
    const first = Math.min(upTo + 1, this.#head.position)
    if (this.#isFenced || first <= this.#first) return
    this.#first = first
    this.#trimming ??= this.#deleteTrimmed().finally(() => {
      this.#trimming = undefined
    })
  }

  giveBack(): void {
    // It holds nothing for later.
  }

  fence(): void {
    this.#isFenced = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#trimming
    this.#isFenced = true
    this.#stopWatch?.()
    this.#requests.close()
  }

  async #append(payload: Uint8Array, id: string): Promise<Outcome> {
    const retry = new Retry(this.#clock)
    let head = this.#head
    /** Whether an attempt behind this head was done, or may be done later. */
    let mayBeDone = false
    for (;;) {
      if (this.#isFenced) return mayBeDone ? UNKNOWN : CLOSED
      const next = { position: head.position + 1, id }
      const slot = encodeSlot(head, id, payload)
      try {
        const answer = await this.#requests.append(this.id, head, next, slot, retry.attempt())
        if (answer.isMet) return this.#committed(next, head, slot)
        const { head: newHead, slots } = this.#lost(answer, head)
        if (slots[0]?.id === id) return this.#committed(next, head, slot, newHead)
        // Trimmed already, so that it cannot be told whose it was.
        if (slots.length === 0 && mayBeDone) return UNKNOWN
        head = newHead
        mayBeDone = false
        if (retry.isOver) return OVERTAKEN
      } catch (error) {
        if (!(error instanceof EtcdFailed)) throw error
        if (error.reason === 'no space')
          return await this.#withoutSpace(next, head, slot, mayBeDone)
        mayBeDone ||= error.mayBeDone
        if (retry.isOver) return mayBeDone ? UNKNOWN : UNAVAILABLE
        await retry.pause()
      }
    }
  }

  /** etcd may have done what it had no space for. `mayBeDone`: an attempt before may be done yet. */
  async #withoutSpace(
    next: Head,
    before: Head,
    slot: Uint8Array,
    mayBeDone: boolean,
  ): Promise<Outcome> {
    try {
      const { head } = await this.#look()
      if (head.position === before.position) return mayBeDone ? UNKNOWN : NO_SPACE
      const [winner] = await this.#requests.slots(before.position, 1)
      if (!winner) return UNKNOWN
      return winner.id === next.id ? this.#committed(next, before, slot, head) : NO_SPACE
    } catch (error) {
      if (!(error instanceof EtcdFailed)) throw error
      return UNKNOWN
    }
  }

  #committed(next: Head, before: Head, slot: Uint8Array, head = next): Outcome {
    const { position, id } = next
    const payload = slot.subarray(SLOT_HEADER_BYTES)
    this.#recent.add({ position, previous: before.position, payload, id, before: before.id })
    this.#advance(head)
    return { kind: 'committed', position }
  }

  /** Who was faster. Throws `LogDamaged` if it is not for that reason that the append did nothing. */
  #lost(
    { ranges: [id = [], last = [], winners = []] }: Answer,
    head: Head,
  ): { readonly head: Head; readonly slots: readonly Slot[] } {
    const { keys } = this.#requests
    const view = this.#checked(keys.viewOf([...id, ...last]), head)
    if (view.head.position === head.position) {
      const key = keys.entry(head.position + 1)
      throw new LogDamaged(`${key} is there, though no node can have written it yet`)
    }
    const slots = keys.slotsOf(winners, head.position)
    const [first] = slots
    if (first) assertFollows(first, head.id)
    for (const slot of slots) this.#recent.add({ ...slot, payload: slot.payload.slice() })
    this.#advance(view.head)
    return { head: view.head, slots }
  }

  /** Entries after a position, none when there was no news for a while. Throws `EntriesTrimmed`. */
  async #after(position: Position, signal: AbortSignal): Promise<readonly Slot[]> {
    if (this.#damage) throw this.#damage
    if (position + 1 < this.#first) throw new EntriesTrimmed(position, this.#first)
    const recent = this.#recent.at(position + 1)
    if (recent) return [recent]
    if (position < this.#head.position) return await this.#read(position, signal)
    if ((await this.#news()) || signal.aborted) return []
    // Not waited for: what is appended meanwhile is delivered, also while a leader that is gone does not answer this.
    if (!this.#isPolling) void this.#poll()
    return []
  }

  /** A piece of the log. Tries until `signal` aborts. */
  async #read(position: Position, signal: AbortSignal): Promise<readonly Slot[]> {
    const retry = new Retry(this.#clock)
    while (!signal.aborted) {
      try {
        const slots = await this.#requests.slots(position, PIECE_ENTRIES)
        if (slots.length > 0) return slots
        await this.#explainGap(position)
      } catch (error) {
        if (!(error instanceof EtcdFailed)) throw error
      }
      await retry.pause()
    }
    return []
  }

  /** The next entry was not found: it was trimmed, or is missing; if neither, what was read was older than it may be. */
  async #explainGap(after: Position): Promise<void> {
    await this.#look()
    this.#first = Math.max(this.#first, (await this.#requests.first()) ?? 0)
    if (after + 1 < this.#first) throw new EntriesTrimmed(after, this.#first)
    if (await this.#requests.has(after + 1)) return
    throw new LogDamaged(`${this.#requests.keys.entry(after + 1)} is missing`)
  }

  /** Resolves when there may be an entry, or, with false, after a while. */
  #news(): Promise<boolean> {
    return new Promise(resolve => {
      const timer = this.#clock.after(POLL_MS, () => {
        this.#wake(false)
      })
      this.#waiting = isNews => {
        timer.cancel()
        resolve(isNews)
      }
    })
  }

  /** Watches are not to be relied on; and when there was no space, nothing is appended that would find some. */
  async #poll(): Promise<void> {
    this.#isPolling = true
    this.#watch()
    try {
      await this.#look()
      await this.#requests.lookForSpace()
    } catch (error) {
      if (error instanceof EtcdFailed) return
      this.#damage = error instanceof Error ? error : new Error(String(error))
      this.#wake(true)
    } finally {
      this.#isPolling = false
    }
  }

  /** The log's state, at or after all that was acknowledged before. */
  async #look(): Promise<View> {
    const before = this.#head
    const view = this.#checked(await this.#requests.look(), before)
    this.#advance(view.head)
    return view
  }

  /** Throws `LogDamaged` unless it is this log, and one that has not gone back. */
  #checked(view: View | undefined, before: Head): View {
    if (view?.id !== this.id) {
      throw new LogDamaged(mismatch(this.#options.prefix, this.id, view?.id))
    }
    const { position, id } = view.head
    if (position > before.position || (position === before.position && id === before.id)) {
      return view
    }
    throw new LogDamaged(goneBack(position, before.position))
  }

  #watch(): void {
    if (this.#isFenced) return
    this.#stopWatch ??= this.#requests.watch(
      head => {
        if (this.#isAppending) this.#heard = head
        else this.#advance(head)
      },
      () => {
        this.#stopWatch = undefined
      },
    )
  }

  /** There is an entry at this place. */
  #advance(head: Head): void {
    this.#heard = undefined
    if (head.position <= this.#head.position) return
    this.#head = head
    this.#wake(true)
  }

  #wake(isNews: boolean): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.(isNews)
  }

  /** What could not be deleted is deleted with the next. */
  async #deleteTrimmed(): Promise<void> {
    const { node } = this.#options
    for (let done = 0; done < this.#first && !this.#isFenced;) {
      const first = this.#first
      try {
        await keepFloor(this.#requests, this.id, { node, position: first - 1 }, this.#clock)
        const floors = await this.#requests.floors(node)
        const now = this.#clock.now()
        const low = lowest(first - 1, floors, now)
        // That it is still this log.
        await this.#look()
        const upTo = Math.max(low, Math.min(first - 1, this.#kept.limit))
        await this.#requests.deleteBefore(upTo + 1)
        const away = floors.filter(floor => isAway(floor, now))
        for (const { node: name } of away) await this.#requests.forgetFloor(name)
      } catch {
        // A damaged log is told to the reader.
        return
      }
      done = first
    }
  }
}

/**
 * The id of the log under a prefix, if there is one. `etcd` is closed then. Rejects with `LogUnavailable`, or `LogFailed` if what is
 * there is no log.
 */
export async function findLog(etcd: Etcd, prefix: string): Promise<string | undefined> {
  const requests = new Requests(etcd, new Keys(prefix), () => undefined)
  try {
    return (await requests.look())?.id
  } catch (error) {
    throw error instanceof EtcdFailed ? new LogUnavailable(error) : failed(error)
  } finally {
    requests.close()
  }
}

/** Other code aborts it while the reader has an entry in its hands. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted
}

/** For a log that is not there yet. */
export function newId({ random }: Pick<Host, 'random'>): string {
  return Buffer.from(random.bytes(ID_BYTES)).toString('hex')
}

/** Tells the other nodes what this one does not need, unless etcd has no space for that. */
async function keepFloor(
  requests: Requests,
  id: string,
  { node, position }: Pick<EtcdLogOptions, 'node' | 'position'>,
  clock: Clock,
): Promise<void> {
  try {
    await requests.keepFloor(id, node, { position, time: clock.now() })
  } catch (error) {
    if (!(error instanceof EtcdFailed) || error.reason !== 'no space') throw error
  }
}

function failed(cause: unknown): Error {
  if (cause instanceof LogDamaged) {
    const advice = 'Restore etcd and the data directories of all nodes from one backup'
    return new LogFailed(`The log in etcd is damaged: ${cause.message}. ${advice}`, { cause })
  }
  return cause instanceof Error ? cause : new Error(String(cause))
}

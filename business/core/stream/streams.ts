/**
 * Streams as the edges use them. A write's promise resolves when the write is durable and applied, and reads, which are
 * answered from this node's state, see everything that was answered before.
 *
 * What the state machine refuses is a result (`StreamRefusal`); what could not be proposed, or cannot be read, is thrown.
 */
import type { Clock, Host } from '#foundation/host/host'
import { nextTurn } from '#foundation/host/host'
import type { Key } from '#business/data/keyspace/key'
import { successor } from '#business/data/keyspace/key'
import type { ExecuteOptions, Proposals } from '#business/data/node/node'
import type { Call, Sink } from '#business/data/node/operation'
import { call } from '#business/data/node/operation'
import { jsonArguments } from '#business/data/node/json-operation'
import { StoreDamaged } from '#business/data/store/store'
import type { Arrivals, Waiter } from './arrivals.ts'
import type { StreamDomain } from './domain.ts'
import { compareIds, LAST_ID, nextId } from './id.ts'
import type { StreamId } from './id.ts'
import type {
  Append,
  AppendResult,
  Bound,
  ConfigureProducers,
  Entry,
  ProducersInfo,
  ProducersResult,
  RemoveEach,
  RemoveEachRefusal,
  RemoveEachResult,
  RemoveEntries,
  RemoveResult,
  RetentionResult,
  SetId,
  SetIdResult,
  SetRetention,
  StreamInfo,
  StreamRefusal,
  TrimResult,
  TrimStream,
} from './model.ts'
import { READ_ENTRIES_MAX } from './model.ts'
import type { EntryRange, Found, Page } from './stream-reader.ts'
import { ALL_ENTRIES } from './stream-reader.ts'

/** What a reply of Redis's protocol has at most of one stream; a first entry may be larger. */
const ALL_BYTES_MAX = 8 * 1024 * 1024
/** Streams that are looked at in one turn of the event loop, for their retention. */
const RETAINED_MAX = 100
/** A page ends early when its entries have this many bytes. */
const PAGE_BYTES_MAX = 1024 * 1024

const EXACTLY = { references: 'keep', isApproximate: false, entriesMax: undefined } as const

export type PageRequest = {
  readonly stream: Key
  readonly range: EntryRange
  readonly reverse: boolean
  readonly limit: number
}

export class Streams {
  readonly #node: Proposals
  readonly #domain: StreamDomain
  readonly #host: Host
  readonly #clock: Clock

  /** `domain` is the one whose operations `node` was started with. */
  constructor(node: Proposals, domain: StreamDomain, host: Host) {
    this.#node = node
    this.#domain = domain
    this.#host = host
    this.#clock = host.clock
    node.onApplied(() => {
      domain.arrivals.notify()
    })
  }

  /** The same streams; what is written to them is proposed to another one. */
  on(node: Proposals): Streams {
    return new Streams(node, this.#domain, this.#host)
  }

  append(append: Append, options?: ExecuteOptions): Promise<AppendResult | StreamRefusal> {
    return this.#node.execute(this.#domain.operations.append, append, options)
  }

  /** Like `append`, without a promise: see `Node.propose`. The fields may be used again when this returns. */
  proposeAppend(append: Append, sink: Sink<AppendResult | StreamRefusal>, tag: number): void {
    this.#node.propose(this.#domain.operations.append, append, sink, tag)
  }

  /** For a transaction: see `Kv.txn`. Of the appends to one stream in it, only the first may say which id it gets. */
  appendCall(append: Append): Call<AppendResult | StreamRefusal> {
    return call(this.#domain.operations.append, append)
  }

  async trim(
    { stream, trim }: Omit<TrimStream, 'kind'>,
    options?: ExecuteOptions,
  ): Promise<TrimResult | StreamRefusal> {
    let entries = 0
    for (;;) {
      const { entriesMax } = trim
      const left = entriesMax === undefined ? undefined : entriesMax - entries
      const args = { kind: 'trim', stream, trim: { ...trim, entriesMax: left } } as const
      const result = await this.#node.execute(this.#domain.operations.trim, args, options)
      if (result.kind !== 'trimmed') return result
      entries += result.entries
      if (!result.more) return { ...result, entries }
    }
  }

  remove(args: RemoveEntries, options?: ExecuteOptions): Promise<RemoveResult | StreamRefusal> {
    return this.#node.execute(this.#domain.operations.remove, args, options)
  }

  removeEach(
    args: RemoveEach,
    options?: ExecuteOptions,
  ): Promise<RemoveEachResult | RemoveEachRefusal> {
    return this.#node.execute(this.#domain.operations.removeEach, jsonArguments(args), options)
  }

  configureProducers(
    args: ConfigureProducers,
    options?: ExecuteOptions,
  ): Promise<ProducersResult | StreamRefusal> {
    const operation = this.#domain.operations.configureProducers
    return this.#node.execute(operation, jsonArguments(args), options)
  }

  setRetention(
    args: SetRetention,
    options?: ExecuteOptions,
  ): Promise<RetentionResult | StreamRefusal> {
    return this.#node.execute(this.#domain.operations.setRetention, args, options)
  }

  setId(args: SetId, options?: ExecuteOptions): Promise<SetIdResult | StreamRefusal> {
    return this.#node.execute(this.#domain.operations.setId, args, options)
  }

  /** Throws `StoreDamaged`. */
  info(stream: Key): Found<StreamInfo> {
    return this.#domain.reader.info(stream, this.#clock.now())
  }

  /** What a stream remembers of producers. Throws `StoreDamaged`. */
  producers(stream: Key): Found<ProducersInfo> {
    const found = this.#domain.reader.object(stream, this.#clock.now())
    if (found.kind !== 'found') return found
    return { kind: 'found', result: this.#domain.producers.info(found.result.objectId) }
  }

  /** Throws `StoreDamaged`. */
  page({ stream, range, reverse, limit }: PageRequest): Found<Page> {
    const entriesMax = Math.min(limit, READ_ENTRIES_MAX)
    const now = this.#clock.now()
    return this.#domain.reader.entries(stream, range, reverse, entriesMax, PAGE_BYTES_MAX, now)
  }

  /** Entries of a range, so many at most, and no more than a reply may have; none if there is no such stream. Throws `StoreDamaged`. */
  all(stream: Key, range: EntryRange, reverse: boolean, limit: number): Page {
    const now = this.#clock.now()
    const { reader } = this.#domain
    const found = reader.entries(stream, range, reverse, limit, ALL_BYTES_MAX, now)
    return found.kind === 'found' ? found.result : { entries: [], more: false }
  }

  /** The oldest entry, or the newest. */
  edge(stream: Key, isNewest: boolean): readonly Entry[] {
    return this.all(stream, ALL_ENTRIES, isNewest, 1).entries
  }

  /** Waits for entries of any of the streams, from now on until it is closed or `signal` aborts. */
  arrivals(streams: readonly Key[], signal: AbortSignal): Arrived {
    return new Arrived(this.#domain.arrivals, streams, signal)
  }

  /**
   * Entries behind an id, as they come, a page at a time, until `signal` aborts. A stream that does not exist yet is waited
   * for. Throws `StoreDamaged`.
   */
  async *tail(stream: Key, after: StreamId, signal: AbortSignal): AsyncGenerator<readonly Entry[]> {
    let behind = after
    using arrived = this.arrivals([stream], signal)
    while (!signal.aborted) {
      const first = nextId(behind)
      const range = first && { first, last: LAST_ID }
      const found = range && this.page({ stream, range, reverse: false, limit: READ_ENTRIES_MAX })
      const entries = found?.kind === 'found' ? found.result.entries : []
      const last = entries.at(-1)
      if (last) {
        behind = last.id
        yield entries
        await nextTurn(this.#host.turns)
      } else {
        await arrived.next()
      }
    }
  }

  /**
   * Streams from this name on, so many at most, and the name after the last one that was looked at. Throws `StoreDamaged`.
   */
  list(from: Uint8Array, limit: number): { streams: readonly StreamInfo[]; next: Key | undefined } {
    const names = this.#domain.reader.names(from, limit + 1)
    const streams = names.slice(0, limit).flatMap(name => {
      const found = this.info(name)
      return found.kind === 'found' ? [found.result] : []
    })
    return { streams, next: names[limit] }
  }

  /**
   * To be called now and then: removes what the retention of streams does not keep. Passes over a stream that is damaged, and
   * rejects with `StoreDamaged` when all others were looked at.
   */
  async retain(): Promise<void> {
    let from: Uint8Array = new Uint8Array()
    let damage: StoreDamaged | undefined
    for (;;) {
      const retained = this.#domain.reader.retained(from, RETAINED_MAX)
      for (const { name } of retained) {
        const met = name ? await this.#retain(name) : new StoreDamaged("A stream's retention")
        damage ??= met
      }
      const last = retained.at(-1)
      if (!last || retained.length < RETAINED_MAX) break
      from = successor(last.objectId)
      await nextTurn(this.#host.turns)
    }
    if (damage) throw damage
  }

  /** To be called now and then: rows of what is gone go too. */
  async reclaim(): Promise<void> {
    while (this.#domain.hasGarbage) {
      await this.#node.execute(this.#domain.operations.reclaim, undefined)
    }
  }

  /** Resolves with the damage that it met. */
  async #retain(stream: Key): Promise<StoreDamaged | undefined> {
    try {
      for (const bound of this.#passedBounds(stream)) {
        const result = await this.trim({ stream, trim: { ...EXACTLY, bound } })
        if (result.kind === 'damaged') return new StoreDamaged(result.what)
      }
    } catch (error) {
      if (error instanceof StoreDamaged) return error
      throw error
    }
    return undefined
  }

  /** What the stream has more of than its retention keeps. Throws `StoreDamaged`. */
  #passedBounds(stream: Key): readonly Bound[] {
    const found = this.info(stream)
    if (found.kind !== 'found') return []
    const { length, bytes, retention } = found.result
    const bounds: Bound[] = []
    if (retention.length > 0 && length > retention.length) {
      bounds.push({ kind: 'length', length: retention.length })
    }
    if (retention.bytes > 0 && bytes > retention.bytes) {
      bounds.push({ kind: 'bytes', bytes: retention.bytes })
    }
    if (retention.ageMs > 0) {
      const ms = BigInt(Math.floor(Math.max(0, this.#clock.now() - retention.ageMs)))
      const id = { ms, seq: 0n }
      const oldest = this.#domain.reader.entries(
        stream,
        ALL_ENTRIES,
        false,
        1,
        1,
        this.#clock.now(),
      )
      const [first] = oldest.kind === 'found' ? oldest.result.entries : []
      if (first && compareIds(first.id, id) < 0) bounds.push({ kind: 'id', id })
    }
    return bounds
  }
}

/** That entries of some streams arrived since they were waited for last. */
class Arrived implements Waiter, Disposable {
  readonly #arrivals: Arrivals
  readonly #streams: readonly Key[]
  readonly #signal: AbortSignal
  #isTold = false
  #resolve: (() => void) | undefined

  constructor(arrivals: Arrivals, streams: readonly Key[], signal: AbortSignal) {
    this.#arrivals = arrivals
    this.#streams = streams
    this.#signal = signal
    for (const stream of streams) arrivals.add(stream, this)
  }

  wake(): void {
    this.#isTold = true
    this.#resolve?.()
  }

  /** Resolves with true when entries arrived, with false when the signal aborts. */
  async next(): Promise<boolean> {
    const signal = this.#signal
    if (!this.#isTold && !signal.aborted) {
      await new Promise<void>(resolve => {
        const done = (): void => {
          signal.removeEventListener('abort', done)
          this.#resolve = undefined
          resolve()
        }
        this.#resolve = done
        signal.addEventListener('abort', done)
      })
    }
    this.#isTold = false
    return !signal.aborted
  }

  [Symbol.dispose](): void {
    for (const stream of this.#streams) this.#arrivals.remove(stream, this)
  }
}

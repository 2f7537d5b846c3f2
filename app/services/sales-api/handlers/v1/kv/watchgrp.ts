/** Watching over HTTP, as server-sent events. */
import type { Clock } from '#foundation/host/host'
import type { Handlers } from '#foundation/web/app'
import { HttpProblem } from '#foundation/web/problem'
import { Compacted } from '#business/data/keyspace/history'
import type { Kv } from '#business/core/kv/kv'
import type { Retention } from '#business/core/kv/maintenance'
import type { WatchBatch, WatchedEvent, WatchPace, WatchStart } from '#business/core/kv/watch'
import { keyText } from '../key-text.ts'
import { itemData } from './kvgrp.ts'
import { keyRange, prefixRange } from '../range.ts'
import type { watchContract } from './watch-contract.ts'

/** A watcher is told how far it is when it has seen so many revisions since it was told last, or so long after one. */
const PROGRESS_REVISIONS = 1000
const PROGRESS_MS = 10_000
/** And well before what it was told last is forgotten: several times within the retention. */
const PROGRESSES_KEPT = 4

/** When `allClosing` aborts, watchers are told where to go on. */
export function watchHandlers(
  kv: Kv,
  clock: Clock,
  retention: Retention,
  allClosing: AbortSignal,
): Handlers<typeof watchContract> {
  const pace = {
    ms: Math.min(PROGRESS_MS, retention.ageMs / PROGRESSES_KEPT),
    revisions: Math.min(PROGRESS_REVISIONS, retention.revisions / PROGRESSES_KEPT),
  }
  return {
    watchKeys: async ({ query, headers }, { signal }) => {
      const closing =
        query.timeout === undefined
          ? allClosing
          : AbortSignal.any([allClosing, elapsed(clock, query.timeout, signal)])
      const range = query.key ? keyRange(query.key) : prefixRange(query.prefix ?? new Uint8Array())
      const start = startOf(headers['last-event-id'], query.from, kv.revision)
      const stop = AbortSignal.any([signal, closing])
      const batches = kv.watch(range, start, pace, stop)[Symbol.asyncIterator]()
      // The first step tells whether the start is still held, while there is still a status to say so with.
      const first = batches.next()
      const refused = await Promise.race([first.then(() => undefined, toCompacted), nothing()])
      if (refused) return { status: 410, problem: compactedFields(refused) }
      const watch = new Watch({ kv, clock, pace, batches, first, start, closing })
      return { status: 200, events: watch.events(), farewell: () => watch.farewell('lagged') }
    },
  }
}

/** Aborts after this time, unless `gone` aborts before: no timer outlives its watch. */
export function elapsed(clock: Clock, ms: number, gone: AbortSignal): AbortSignal {
  const over = new AbortController()
  // Who has gone already is not told again.
  if (gone.aborted) return over.signal
  const timer = clock.after(ms, () => {
    over.abort()
  })
  gone.addEventListener('abort', () => {
    timer.cancel()
  })
  return over.signal
}

type WatchOptions = {
  readonly kv: Kv
  readonly clock: Clock
  /** How long, and how many revisions, a watcher may be without being told how far it is. */
  readonly pace: WatchPace
  readonly batches: AsyncIterator<WatchBatch>
  readonly first: Promise<IteratorResult<WatchBatch>>
  readonly start: WatchStart
  readonly closing: AbortSignal
}

/** The ids that were sent always allow to go on: also before the first event, and when nothing happens to the keys. */
class Watch {
  readonly #options: WatchOptions
  /** The revision to go on with, for a client that resumes by `from`. */
  #next: number
  /** The id to go on behind: of the last event, or as if there had been one. */
  #last: string
  /** Up to which revision the watcher knows that it has seen everything. */
  #told: number
  /** When it was told that, by a clock that never goes back. */
  #toldAt: number

  constructor(options: WatchOptions) {
    const { revision, sub } = options.start
    this.#options = options
    this.#next = revision
    this.#last = sub < 0 ? String(revision - 1) : idOf(revision, sub)
    this.#told = revision - 1
    this.#toldAt = options.clock.monotonic()
  }

  async *events() {
    const { batches, first, closing } = this.#options
    yield this.#progress()
    let step = settled(first)
    for (;;) {
      const result = await step
      if (result === 'overtaken') yield this.farewell('lagged')
      else if (result.done && closing.aborted) yield this.farewell('closing')
      if (result === 'overtaken' || result.done) return
      yield* this.#batchEvents(result.value)
      step = settled(batches.next())
    }
  }

  farewell<Name extends 'lagged' | 'closing'>(event: Name) {
    return { event, id: this.#last, data: { resume: this.#next } }
  }

  *#batchEvents({ events, upTo, damagedFrom }: WatchBatch) {
    for (const watched of events) {
      const { revision, isLast } = watched
      const event = eventData(watched)
      // Before it is sent: a farewell may follow it without another step.
      this.#next = isLast ? revision + 1 : revision
      this.#last = event.id
      this.#tell(this.#next - 1)
      yield event
    }
    this.#next = upTo + 1
    this.#last = String(upTo)
    if (damagedFrom !== undefined) {
      this.#tell(upTo)
      const data = { firstRevision: damagedFrom, lastRevision: upTo }
      yield { event: 'damaged' as const, id: this.#last, data }
    } else if (this.#isLate(upTo)) yield this.#progress()
  }

  #progress() {
    const revision = this.#next - 1
    this.#tell(revision)
    return { event: 'progress' as const, id: this.#last, data: { revision } }
  }

  #tell(revision: number): void {
    this.#told = revision
    this.#toldAt = this.#options.clock.monotonic()
  }

  #isLate(upTo: number): boolean {
    const { kv, clock, pace } = this.#options
    if (upTo <= this.#told) return false
    const isOften = upTo - this.#told >= pace.revisions
    const isLong = clock.monotonic() - this.#toldAt >= pace.ms
    return isOften || isLong || kv.compactedRevision > this.#told
  }
}

/** `overtaken` when the compacted revision has passed where the watch is: it has missed changes, and its place is no longer held. */
async function settled(
  step: Promise<IteratorResult<WatchBatch>>,
): Promise<IteratorResult<WatchBatch> | 'overtaken'> {
  try {
    return await step
  } catch (error) {
    if (!(error instanceof Compacted)) throw error
    return 'overtaken'
  }
}

function startOf(
  lastEventId: string | undefined,
  from: number | undefined,
  newest: number,
): WatchStart {
  if (lastEventId === undefined) return { revision: from ?? newest + 1, sub: -1 }
  const [revision = 0, sub] = lastEventId.split('.').map(Number)
  if (revision > newest) throw futureEventId(lastEventId, newest)
  return sub === undefined ? { revision: revision + 1, sub: -1 } : { revision, sub }
}

/** Of another store, or of a time that a restored backup does not know. */
function futureEventId(id: string, newest: number): HttpProblem {
  return new HttpProblem(400, {
    code: 'FUTURE_REVISION',
    detail:
      `The Last-Event-ID ${id} is after the newest revision, ${String(newest)}: this store has not sent it. ` +
      'Read the keys, then watch from the revision that was read on',
    more: { newestRevision: newest },
  })
}

/** Of an event whose revision has more to come. */
function idOf(revision: number, sub: number): string {
  return `${String(revision)}.${String(sub)}`
}

function eventData({ event, revision, sub, isLast }: WatchedEvent) {
  const id = isLast ? String(revision) : idOf(revision, sub)
  return event.kind === 'put'
    ? { event: 'put' as const, id, data: itemData(event.keyValue) }
    : {
        event: 'delete' as const,
        id,
        data: { key: keyText(event.key), modRevision: event.revision },
      }
}

function toCompacted(error: unknown): Compacted {
  if (error instanceof Compacted) return error
  throw error
}

function compactedFields({ code, message, compactedRevision }: Compacted) {
  return { code, detail: message, more: { firstRevision: compactedRevision + 1 } }
}

/** Loses every race against what settles in the same turn of the event loop. */
function nothing(): Promise<undefined> {
  return new Promise(resolve =>
    setImmediate(() => {
      resolve(undefined)
    }),
  )
}

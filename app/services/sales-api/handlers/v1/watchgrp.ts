/** Watching over HTTP, as server-sent events. */
import type { Handlers } from '#foundation/web/app'
import { Compacted } from '#business/core/kv/history'
import type { Kv } from '#business/core/kv/kv'
import type { WatchBatch, WatchedEvent, WatchStart } from '#business/core/kv/watch'
import { keyText } from './key-text.ts'
import { itemData } from './kvgrp.ts'
import { keyRange, prefixRange } from './range.ts'
import type { watchContract } from './watch-contract.ts'

/** Revisions that pass without an event for a watcher, before it is told so: a resumed watch need not read them again. */
const PROGRESS_REVISIONS = 1000

/** When `closing` aborts, watchers are told where to go on. */
export function watchHandlers(kv: Kv, closing: AbortSignal): Handlers<typeof watchContract> {
  return {
    watchKeys: async ({ query, headers }, { signal }) => {
      const range = query.key ? keyRange(query.key) : prefixRange(query.prefix ?? new Uint8Array())
      const start = startOf(headers['last-event-id'], query.from, kv.revision)
      const stop = AbortSignal.any([signal, closing])
      const batches = kv.watch(range, start, stop)[Symbol.asyncIterator]()
      // The first step tells whether the start is still held, while there is still a status to say so with.
      const first = batches.next()
      const refused = await Promise.race([first.then(() => undefined, toCompacted), nothing()])
      if (refused) return { status: 410, problem: compactedFields(refused) }
      const watch = new Watch(batches, first, start, closing)
      return { status: 200, events: watch.events(), farewell: () => watch.farewell('lagged') }
    },
  }
}

class Watch {
  readonly #batches: AsyncIterator<WatchBatch>
  readonly #first: Promise<IteratorResult<WatchBatch>>
  readonly #closing: AbortSignal
  /** The revision to go on with, for whoever does so by `from`. */
  #next: number
  /** The id to go on behind: of the last event, or as if there had been one. */
  #last: string

  constructor(
    batches: AsyncIterator<WatchBatch>,
    first: Promise<IteratorResult<WatchBatch>>,
    { revision, sub }: WatchStart,
    closing: AbortSignal,
  ) {
    this.#batches = batches
    this.#first = first
    this.#next = revision
    this.#last = sub < 0 ? String(revision - 1) : idOf(revision, sub)
    this.#closing = closing
  }

  async *events() {
    let told = this.#next - 1
    let result = await this.#settled(this.#first)
    while (result && !result.done) {
      const { events, upTo } = result.value
      for (const watched of events) {
        const { revision, isLast } = watched
        const event = eventData(watched)
        // Before it is sent: a farewell may follow it without another step.
        this.#next = isLast ? revision + 1 : revision
        this.#last = event.id
        told = revision
        yield event
      }
      this.#next = upTo + 1
      this.#last = String(upTo)
      if (upTo - told >= PROGRESS_REVISIONS) {
        told = upTo
        yield { event: 'progress' as const, id: String(upTo), data: { revision: upTo } }
      }
      result = await this.#settled(this.#batches.next())
    }
    if (!result) yield this.farewell('lagged')
    else if (this.#closing.aborted) yield this.farewell('closing')
  }

  farewell<Name extends 'lagged' | 'closing'>(event: Name) {
    return { event, id: this.#last, data: { resume: this.#next } }
  }

  /** Undefined when the floor has overtaken the watch. */
  async #settled(
    step: Promise<IteratorResult<WatchBatch>>,
  ): Promise<IteratorResult<WatchBatch> | undefined> {
    try {
      return await step
    } catch (error) {
      if (!(error instanceof Compacted)) throw error
      this.#next = error.floor + 1
      return undefined
    }
  }
}

function startOf(
  lastEventId: string | undefined,
  from: number | undefined,
  now: number,
): WatchStart {
  if (lastEventId === undefined) return { revision: from ?? now + 1, sub: -1 }
  const [revision, sub] = lastEventId.split('.').map(Number)
  return sub === undefined
    ? { revision: (revision ?? 0) + 1, sub: -1 }
    : { revision: revision ?? 0, sub }
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

function compactedFields({ code, message, floor }: Compacted) {
  return { code, detail: message, more: { firstRevision: floor + 1 } }
}

/** Loses every race against what settles in the same turn of the event loop. */
function nothing(): Promise<undefined> {
  return new Promise(resolve =>
    setImmediate(() => {
      resolve(undefined)
    }),
  )
}

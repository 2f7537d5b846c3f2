/**
 * Watching keys: everything that happened to them after a revision, in order and without gaps, and then what happens.
 *
 * A watcher is a place in the changes, not a queue: what it has not read yet waits in the store, so a slow one costs no
 * memory and blocks nobody. It is overtaken at last by the floor, and then told so.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { compareBytes } from '#foundation/bytes/bytes'
import type { Replica } from '#business/data/replica/replica'
import type { Change, Store } from '#business/data/store/store'
import { KV_DELETE, KV_PUT } from '#business/data/store/tables'
import { keyValueOf } from './change.ts'
import { Compacted, FutureRevision } from './history.ts'
import type { KvEvent } from './model.ts'
import { parseKey } from './model.ts'

/** Changes looked at in one turn of the event loop, and bytes of values in one batch. A revision is never cut in two. */
const BATCH_CHANGES_MAX = 500
const BATCH_BYTES_MAX = 1024 * 1024

/** Where in the changes a watcher goes on: with the first one after `sub` of the revision. */
export type WatchStart = { readonly revision: number; readonly sub: number }

export type WatchedEvent = {
  readonly event: KvEvent
  readonly revision: number
  readonly sub: number
  /** Whether no other event of this watch has the same revision. */
  readonly isLast: boolean
}

export type WatchBatch = {
  readonly events: readonly WatchedEvent[]
  /** Everything up to and including this revision has been seen. */
  readonly upTo: number
}

/**
 * Yields batches, empty ones too when revisions passed that are of no concern, until `signal` aborts.
 * Throws `Compacted` when the next change to be read is no longer held, `FutureRevision` for a start beyond the next one.
 */
export async function* watch(
  replica: Replica,
  store: Store,
  lower: Uint8Array,
  upper: Uint8Array | undefined,
  start: WatchStart,
  signal: AbortSignal,
): AsyncGenerator<WatchBatch> {
  let next = start
  if (next.revision > store.state.revision + 1) {
    throw new FutureRevision(next.revision, store.state.revision)
  }
  while (!signal.aborted) {
    if (next.revision > store.state.revision) {
      await newRevision(replica, store, next.revision, signal)
      continue
    }
    const { floor } = store.state
    if (next.revision <= floor) throw new Compacted(next.revision, floor)
    const batch = readBatch(store, lower, upper, next)
    next = { revision: batch.upTo + 1, sub: -1 }
    yield batch
    await nextTurn()
  }
}

function readBatch(
  store: Store,
  lower: Uint8Array,
  upper: Uint8Array | undefined,
  from: WatchStart,
): WatchBatch {
  const events: WatchedEvent[] = []
  let upTo = from.revision
  let seen = 0
  let bytes = 0
  for (const change of store.changesFrom(from.revision)) {
    const { revision, sub } = change
    const isFull = seen >= BATCH_CHANGES_MAX || bytes >= BATCH_BYTES_MAX
    if (isFull && revision > upTo) return { events, upTo }
    upTo = revision
    seen++
    if (revision === from.revision && sub <= from.sub) continue
    if (!isWithin(change, lower, upper)) continue
    const event = eventOf(change)
    if (!event) continue
    bytes += change.valueLength
    const last = events.at(-1)
    if (last?.revision === revision) events[events.length - 1] = { ...last, isLast: false }
    events.push({ event, revision, sub, isLast: true })
  }
  return { events, upTo: store.state.revision }
}

function isWithin(
  { bytes, keyStart, keyLength }: Change,
  lower: Uint8Array,
  upper: Uint8Array | undefined,
): boolean {
  const end = keyStart + keyLength
  if (compareBytes(bytes, keyStart, end, lower, 0, lower.length) < 0) return false
  return !upper || compareBytes(bytes, keyStart, end, upper, 0, upper.length) < 0
}

/** Undefined for the changes of other domains. */
function eventOf(change: Change): KvEvent | undefined {
  switch (change.kind) {
    case KV_PUT:
      return { kind: 'put', keyValue: keyValueOf(change) }
    case KV_DELETE:
      return { kind: 'delete', key: parseKey(change.key()), revision: change.revision }
    default:
      return undefined
  }
}

/** Resolves when the store has reached the revision, or when `signal` aborts. */
async function newRevision(
  replica: Replica,
  store: Store,
  revision: number,
  signal: AbortSignal,
): Promise<void> {
  await new Promise<void>(resolve => {
    const done = (): void => {
      silence()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const silence = replica.onApplied(() => {
      if (store.state.revision >= revision) done()
    })
    signal.addEventListener('abort', done)
  })
}

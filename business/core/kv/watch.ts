/**
 * Watching keys: everything that happened to them after a revision, in order and without gaps, and then what happens.
 *
 * A watcher is a place in the changes, not a queue: what it has not read yet waits in the store, so a slow one costs no
 * memory and blocks nobody. It is overtaken at last by the compacted revision, and then told so.
 */
import { parseKey } from '#business/data/keyspace/key'
import { compareBytes } from '#foundation/bytes/bytes'
import type { Clock, Host } from '#foundation/host/host'
import { nextTurn } from '#foundation/host/host'
import { KeyVersion } from '#business/data/keyspace/change'
import { Compacted, FutureRevision } from '#business/data/keyspace/history'
import type { KeyRange, Watchers } from '#business/data/keyspace/watchers'
import { Watcher } from '#business/data/keyspace/watchers'
import type { Change, Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import { KV_DELETE, KV_PUT } from '#business/data/store/tables'
import { keyValueOf } from './key-value.ts'
import type { KvEvent } from './model.ts'

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
  /** Everything up to and including this revision has been seen, or is damaged. */
  readonly upTo: number
  /** Changes from this revision up to `upTo` are damaged on disk, and may be missing; undefined if none are. */
  readonly damagedFrom: number | undefined
}

/** There is no such change for a watch to go on behind. */
export class NoSuchPlace extends Error {
  override readonly name = 'NoSuchPlace'
  readonly code = 'BAD_EVENT_ID'
  constructor({ revision, sub }: WatchStart) {
    super(
      `Revision ${String(revision)} has no change of number ${String(sub)}, counted from 0: ` +
        'watch again from the id of an event that was sent',
    )
  }
}

/** A watch whose keys do not change yields an empty batch after so long, and after so many revisions. */
export type WatchPace = { readonly ms: number; readonly revisions: number }

/**
 * Yields batches, empty ones too when `pace` says so or the compacted revision rose, until `signal` aborts. Throws `Compacted` when the next change to be read is no longer held, `FutureRevision` for a start beyond the next
 * one, `NoSuchPlace` for one behind a change that was never made.
 */
export async function* watch(
  store: Store,
  watchers: Watchers,
  host: Host,
  range: KeyRange,
  start: WatchStart,
  pace: WatchPace,
  signal: AbortSignal,
): AsyncGenerator<WatchBatch> {
  checkStart(store, start)
  const watcher = new Watcher(range)
  const leave = (): void => {
    watchers.remove(watcher)
  }
  watchers.add(watcher)
  // The caller may take no further step after that.
  signal.addEventListener('abort', leave)
  let next = start
  try {
    while (!signal.aborted) {
      const { compactedRevision, revision } = store.state
      if (next.revision > revision) {
        const isWoken = await changed(watchers, watcher, host.clock, next.revision, pace, signal)
        if (!isWoken) return
        // What passed until then was of no concern.
        const { touchedAt = store.state.revision + 1 } = watcher
        if (touchedAt > next.revision) next = { revision: touchedAt, sub: -1 }
        if (watcher.touchedAt === undefined) {
          yield { events: [], upTo: next.revision - 1, damagedFrom: undefined }
        }
        continue
      }
      if (next.revision <= compactedRevision) throw new Compacted(next.revision, compactedRevision)
      const batch = readBatch(store, range, next)
      next = { revision: batch.upTo + 1, sub: -1 }
      yield batch
      await nextTurn(host.turns)
    }
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

/**
 * Resolves with true when a key of the range was changed, when the compacted revision rose, or when `pace` says that enough
 * else has happened; with false when `signal` aborts.
 */
async function changed(
  watchers: Watchers,
  watcher: Watcher,
  clock: Clock,
  next: number,
  pace: WatchPace,
  signal: AbortSignal,
): Promise<boolean> {
  return await new Promise<boolean>(resolve => {
    const done = (): void => {
      timer.cancel()
      signal.removeEventListener('abort', done)
      resolve(!signal.aborted)
    }
    const timer = clock.after(pace.ms, done)
    watchers.watch(watcher, next - 1 + pace.revisions, done)
    signal.addEventListener('abort', done)
  })
}

function checkStart(store: Store, start: WatchStart): void {
  const { revision: newest, compactedRevision } = store.state
  const isInside = start.sub >= 0
  const last = isInside ? newest : newest + 1
  if (start.revision > last) throw new FutureRevision(start.revision, newest)
  if (isInside && start.revision > compactedRevision && !mayHave(store, start))
    throw new NoSuchPlace(start)
}

/** Whether there is the change, or damage where it would be. */
function mayHave(store: Store, { revision, sub }: WatchStart): boolean {
  try {
    return store.change(revision, sub) !== undefined
  } catch (error) {
    if (error instanceof StoreDamaged) return true
    throw error
  }
}

function readBatch(store: Store, { lower, upper }: KeyRange, from: WatchStart): WatchBatch {
  const events: WatchedEvent[] = []
  let upTo = from.revision
  let seen = 0
  let bytes = 0
  try {
    for (const change of store.changesFrom(from.revision)) {
      const { revision, sub } = change
      const isFull = seen >= BATCH_CHANGES_MAX || bytes >= BATCH_BYTES_MAX
      if (isFull && revision > upTo) return { events, upTo, damagedFrom: undefined }
      upTo = revision
      seen++
      if (revision === from.revision && sub <= from.sub) continue
      if (!isWithin(change, lower, upper)) continue
      const event = eventOf(change)
      if (!event) continue
      bytes += change.valueLength
      continueRevision(events, revision)
      events.push({ event, revision, sub, isLast: true })
    }
  } catch (error) {
    if (!(error instanceof StoreDamaged)) throw error
    // The revision that was seen last may have had more.
    continueRevision(events, upTo)
    return { events, upTo: damagedUpTo(store, upTo), damagedFrom: upTo }
  }
  return { events, upTo: store.state.revision, damagedFrom: undefined }
}

/** The last event is not the last of this revision, if it is of this one. */
function continueRevision(events: WatchedEvent[], revision: number): void {
  const last = events.at(-1)
  if (last?.revision === revision) events[events.length - 1] = { ...last, isLast: false }
}

/** How far the damage at a revision reaches, as far as is looked at in one turn. */
function damagedUpTo(store: Store, from: number): number {
  const end = Math.min(store.state.revision, from + BATCH_CHANGES_MAX)
  let upTo = from
  while (upTo < end && isDamaged(store, upTo + 1)) upTo++
  return upTo
}

function isDamaged(store: Store, revision: number): boolean {
  try {
    store.changesFrom(revision).next()
    return false
  } catch (error) {
    if (error instanceof StoreDamaged) return true
    throw error
  }
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

/** Undefined for baselines, and for changes of keys of other types. */
function eventOf(change: Change): KvEvent | undefined {
  const key = parseKey(change.key())
  if (change.kind === KV_PUT) {
    return { kind: 'put', keyValue: keyValueOf(key, new KeyVersion().ofChange(change)) }
  }
  return change.kind === KV_DELETE ? { kind: 'delete', key, revision: change.revision } : undefined
}

/** What streams and their groups are, as plainly as it can be said. Only for tests. */
import { compareIds } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { ProducerSettings, References, Removal } from '../model.ts'
import { DEFAULT_PRODUCER_SETTINGS } from '../model.ts'

export type ModelEntry = { readonly id: StreamId; readonly text: string }
export type ModelPending = {
  readonly id: StreamId
  /** Undefined for what was given back. */
  readonly consumer: string | undefined
  readonly deliveries: number
  /** When it was delivered, or from when on it may be. */
  readonly at: number
  readonly turn: number
}

/** Who appended which entry, what it called that, and when. */
export type ModelAppend = {
  readonly pid: string
  readonly iid: string
  readonly id: StreamId
  readonly at: number
}

export class ModelGroup {
  lastId: StreamId
  /** In the order of ids. */
  pending: ModelPending[] = []
  redeliverAfterMs: number | undefined
  maxDeliveries = Number.POSITIVE_INFINITY
  turns = 0

  constructor(lastId: StreamId) {
    this.lastId = lastId
  }
}

/** Who asks for how many entries, when. */
export type ModelRead = { readonly consumer: string; readonly limit: number; readonly now: number }

export class ModelStream {
  entries: ModelEntry[] = []
  lastId: StreamId = { ms: 0n, seq: 0n }
  added = 0
  readonly groups = new Map<string, ModelGroup>()
  producers: ProducerSettings = DEFAULT_PRODUCER_SETTINGS
  /** What producers appended, as far as it is remembered, the oldest first. */
  appends: ModelAppend[] = []
  produced = 0
  duplicates = 0
  /** What groups did not deliver any more, of this stream and of those before it. */
  readonly dead: string[]

  constructor(dead: string[]) {
    this.dead = dead
  }

  append(id: StreamId, text: string): void {
    this.entries.push({ id, text })
    this.lastId = id
    this.added++
  }

  /** Returns the id of the entry that it appended before, if it did. */
  produce(append: ModelAppend, text: string): StreamId | undefined {
    const { pid, iid, id, at } = append
    const { durationMs, appendsMax } = this.producers
    const isOver = (one: ModelAppend): boolean => at - one.at >= durationMs
    const known = this.appends.find(one => one.pid === pid && one.iid === iid && !isOver(one))
    if (known) {
      this.duplicates++
      return known.id
    }
    this.appends = this.appends.filter(one => !isOver(one))
    const own = this.appends.filter(one => one.pid === pid)
    if (own.length >= appendsMax) this.appends = this.appends.filter(one => one !== own[0])
    this.appends.push(append)
    this.produced++
    this.append(id, text)
    return undefined
  }

  configureProducers(settings: ProducerSettings): void {
    const { durationMs, appendsMax } = this.producers
    if (durationMs === settings.durationMs && appendsMax === settings.appendsMax) return
    this.producers = settings
    this.appends = []
  }

  remove(ids: readonly StreamId[]): number {
    const before = this.entries.length
    this.entries = this.entries.filter(entry => !ids.some(id => compareIds(id, entry.id) === 0))
    return before - this.entries.length
  }

  /** Whether a group has to read the entry, or to acknowledge it. */
  #isReferenced(id: StreamId): boolean {
    return [...this.groups.values()].some(
      ({ lastId, pending }) =>
        compareIds(id, lastId) > 0 || pending.some(one => compareIds(one.id, id) === 0),
    )
  }

  removeEach(id: StreamId, group: ModelGroup | undefined, references: References): Removal {
    if (group && acknowledge(group, [id]) === 0) return 'absent'
    if (references === 'acked' && this.#isReferenced(id)) return 'referenced'
    if (references === 'drop') for (const one of this.groups.values()) acknowledge(one, [id])
    return this.remove([id]) === 1 || group ? 'removed' : 'absent'
  }

  /** As long as that removes anything, it looks at a thousand entries, divided by the number of groups. */
  trimReferenced(length: number, references: 'drop' | 'acked'): number {
    const looks = Math.floor(1000 / Math.max(1, this.groups.size))
    let trimmed = 0
    for (;;) {
      let removed = 0
      const looked = this.entries.slice(0, looks)
      const isAll = looked.length === this.entries.length
      for (const { id } of looked) {
        if (this.entries.length <= length) break
        if (references === 'acked' && this.#isReferenced(id)) continue
        this.removeEach(id, undefined, references)
        removed++
      }
      trimmed += removed
      if (removed === 0 || isAll || this.entries.length <= length) return trimmed
    }
  }

  trimToLength(length: number): number {
    const removed = Math.max(0, this.entries.length - length)
    this.entries = this.entries.slice(removed)
    return removed
  }

  trimToId(id: StreamId): number {
    const before = this.entries.length
    this.entries = this.entries.filter(entry => compareIds(entry.id, id) >= 0)
    return before - this.entries.length
  }

  /** What was given back, then what was delivered so long ago, then what is new. */
  read(group: ModelGroup, read: ModelRead, minIdleMs: number | undefined): StreamId[] {
    const { consumer, limit, now } = read
    const delivered: StreamId[] = []
    const looked = new Set<StreamId>()
    if (minIdleMs !== undefined) {
      const due = group.pending.filter(one => isDue(one, minIdleMs, now)).sort(byOrder)
      for (const pending of due) {
        if (delivered.length === limit) break
        looked.add(pending.id)
        if (this.#deliver(group, pending, read) === 'delivered') delivered.push(pending.id)
      }
    }
    for (const { id } of this.entries.filter(({ id }) => compareIds(id, group.lastId) > 0)) {
      const isKnown = looked.values().some(one => compareIds(one, id) === 0)
      if (!isKnown && delivered.length === limit) break
      group.lastId = id
      if (isKnown) continue
      give(group, { id, consumer, deliveries: 1, at: now, turn: 0 })
      delivered.push(id)
    }
    return delivered
  }

  /** What the consumer has behind an id: also what the stream does not have any more. */
  readAgain(group: ModelGroup, read: ModelRead, after: StreamId): StreamId[] {
    const { consumer, limit, now } = read
    const own = group.pending.filter(
      one => one.consumer === consumer && compareIds(one.id, after) > 0,
    )
    return own.slice(0, limit).flatMap(pending => {
      const { id } = pending
      if (this.entries.some(one => compareIds(one.id, id) === 0)) {
        return this.#deliver(group, pending, read) === 'delivered' ? [id] : []
      }
      give(group, { id, consumer, deliveries: oneMore(pending), at: now, turn: 0 })
      return [id]
    })
  }

  /** Every pending entry that is not to wait, the one with the smallest id first, up to a number of those that are there or not. */
  claim(group: ModelGroup, read: ModelRead): StreamId[] {
    const due = group.pending.filter(one => isDue(one, 0, read.now)).slice(0, read.limit)
    return due.flatMap(pending =>
      this.#deliver(group, pending, read) === 'delivered' ? [pending.id] : [],
    )
  }

  giveBack(
    group: ModelGroup,
    ids: readonly StreamId[],
    { isFatal, isForced }: { readonly isFatal: boolean; readonly isForced: boolean },
    now: number,
  ): number {
    let count = 0
    for (const id of ids) {
      const pending = group.pending.find(one => compareIds(one.id, id) === 0)
      const entry = this.entries.find(one => compareIds(one.id, id) === 0)
      if (!pending && !(isForced && entry)) continue
      count++
      if (isFatal && entry && group.maxDeliveries !== Number.POSITIVE_INFINITY) {
        acknowledge(group, [id])
        this.dead.push(entry.text)
      } else {
        const deliveries = isFatal ? Number.MAX_SAFE_INTEGER : (pending?.deliveries ?? 0)
        free(group, id, deliveries, now)
      }
    }
    return count
  }

  #deliver(group: ModelGroup, pending: ModelPending, { consumer, now }: ModelRead) {
    const { id, deliveries } = pending
    const entry = this.entries.find(one => compareIds(one.id, id) === 0)
    const isDead = deliveries >= group.maxDeliveries
    if (entry && !isDead) {
      give(group, { id, consumer, deliveries: oneMore(pending), at: now, turn: 0 })
      return 'delivered'
    }
    acknowledge(group, [id])
    if (entry) this.dead.push(entry.text)
    return 'gone'
  }
}

export function removeConsumer(group: ModelGroup, consumer: string, now: number): number {
  const own = group.pending.filter(one => one.consumer === consumer)
  for (const { id, deliveries } of own) free(group, id, deliveries, now)
  return own.length
}

export function acknowledge(group: ModelGroup, ids: readonly StreamId[]): number {
  const before = group.pending.length
  group.pending = group.pending.filter(pending => !ids.some(id => compareIds(id, pending.id) === 0))
  return before - group.pending.length
}

function give(group: ModelGroup, given: ModelPending): void {
  acknowledge(group, [given.id])
  group.pending.push(given)
  group.pending.sort((a, b) => compareIds(a.id, b.id))
}

/** What is fatal remains so. */
function oneMore({ deliveries }: ModelPending): number {
  return Math.min(deliveries + 1, Number.MAX_SAFE_INTEGER)
}

function free(group: ModelGroup, id: StreamId, deliveries: number, now: number): void {
  const at = now + (group.redeliverAfterMs ?? 0)
  give(group, { id, consumer: undefined, deliveries, at, turn: ++group.turns })
}

function isDue({ consumer, at }: ModelPending, minIdleMs: number, now: number): boolean {
  return at + (consumer === undefined ? 0 : minIdleMs) <= now
}

function byOrder(a: ModelPending, b: ModelPending): number {
  const isFree = (one: ModelPending): number => (one.consumer === undefined ? 0 : 1)
  return isFree(a) - isFree(b) || a.at - b.at || a.turn - b.turn || compareIds(a.id, b.id)
}

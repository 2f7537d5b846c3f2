/** The rows of the groups of one stream: see group-state.ts. */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Row, Store } from '#business/data/store/store'
import {
  CONSUMER_PENDING,
  GROUP_CONSUMERS,
  GROUP_ORDER,
  GROUP_PENDING,
  REMOVED_OBJECTS,
  STREAM_GROUPS,
} from '#business/data/store/tables'
import { FIRST_ID, LAST_ID } from '../id.ts'
import type { StreamId } from '../id.ts'
import { behindObject, idOfKey } from '../stream-state.ts'
import type { Consumer, Group, Pending } from './group-state.ts'
import type { OrderRange } from './group-keys.ts'
import {
  idOfOwnKey,
  namedKey,
  OrderKey,
  orderRange,
  OwnKey,
  PendingKey,
  placeOfOrderKey,
} from './group-keys.ts'
import {
  CONSUMER_ROW_BYTES,
  groupRowBytes,
  pendingRowBytes,
  readConsumer,
  readGroup,
  readPending,
  rowOf,
  writeConsumer,
  writeGroup,
  writePending,
} from './group-state.ts'

/** In front of all others. */
const NO_NAME = new Uint8Array()

export class GroupRows {
  readonly #store: Store
  readonly #pendingKey = new PendingKey()
  readonly #ownKey = new OwnKey()
  readonly #orderKey = new OrderKey()

  constructor(store: Store) {
    this.#store = store
  }

  group(stream: Uint8Array, name: Uint8Array): Group | undefined {
    const found = this.#find(STREAM_GROUPS, namedKey(stream, name))
    return found && readGroup(found)
  }

  /** From this name on. */
  *groups(
    stream: Uint8Array,
    from: Uint8Array = NO_NAME,
  ): Generator<{ readonly name: Uint8Array; readonly group: Group }> {
    const lower = namedKey(stream, from)
    for (const { key, value } of this.#store.range(STREAM_GROUPS, lower, behindObject(stream))) {
      yield { name: key.slice(OBJECT_ID_BYTES), group: readGroup(rowOf(value)) }
    }
  }

  saveGroup(stream: Uint8Array, name: Uint8Array, group: Group): void {
    const key = namedKey(stream, name)
    writeGroup(group, this.#store.put(STREAM_GROUPS, key, 0, key.length, groupRowBytes(group)))
  }

  /** What it has goes later. */
  removeGroup(stream: Uint8Array, name: Uint8Array, { id }: Group): void {
    const key = namedKey(stream, name)
    this.#store.remove(STREAM_GROUPS, key, 0, key.length)
    this.#store.put(REMOVED_OBJECTS, id, 0, id.length, 0)
  }

  consumer({ id }: Group, name: Uint8Array): Consumer | undefined {
    const found = this.#find(GROUP_CONSUMERS, namedKey(id, name))
    return found && readConsumer(name, found)
  }

  /** From this name on. */
  *consumers({ id }: Group, from: Uint8Array = NO_NAME): Generator<Consumer> {
    const lower = namedKey(id, from)
    for (const { key, value } of this.#store.range(GROUP_CONSUMERS, lower, behindObject(id))) {
      yield readConsumer(key.slice(OBJECT_ID_BYTES), rowOf(value))
    }
  }

  saveConsumer({ id }: Group, consumer: Consumer): void {
    const key = namedKey(id, consumer.name)
    const row = this.#store.put(GROUP_CONSUMERS, key, 0, key.length, CONSUMER_ROW_BYTES)
    writeConsumer(consumer, row)
  }

  removeConsumer({ id }: Group, name: Uint8Array): void {
    const key = namedKey(id, name)
    this.#store.remove(GROUP_CONSUMERS, key, 0, key.length)
  }

  pending({ id: group }: Group, id: StreamId): Pending | undefined {
    const found = this.#find(GROUP_PENDING, this.#pendingKey.of(group, id))
    return found && readPending(id, found)
  }

  /** Whether any entry from one id up to another is pending. */
  hasPending(group: Group, from: StreamId, to: StreamId): boolean {
    if (group.pending === 0) return false
    const lower = this.#pendingKey.of(group.id, from).slice()
    const upper = this.#pendingKey.of(group.id, to).slice()
    for (const _ of this.#store.range(GROUP_PENDING, lower, upper)) return true
    return this.#find(GROUP_PENDING, upper) !== undefined
  }

  /** From an id on, or up to one from the last on. */
  *allPending({ id }: Group, from: StreamId, reverse = false): Generator<Pending> {
    const lower = this.#pendingKey.of(id, reverse ? FIRST_ID : from).slice()
    for (const row of this.#store.range(GROUP_PENDING, lower, behindObject(id), reverse)) {
      yield readPending(idOfKey(row.key), rowOf(row.value))
    }
  }

  /** Ids of a consumer's, from an id on. */
  *own({ id }: Group, { number }: Consumer, from: StreamId): Generator<StreamId> {
    const first = this.#ownKey.of(id, number, from).slice()
    const last = this.#ownKey.of(id, number, LAST_ID).slice()
    for (const { key } of this.#store.range(CONSUMER_PENDING, first, last)) {
      yield idOfOwnKey(key)
    }
    // The bound itself is an id too.
    if (this.#find(CONSUMER_PENDING, last)) yield LAST_ID
  }

  /**
   * Ids of what is pending, in the order in which it is delivered again, so many at most: what is free and claimable, then what
   * was delivered so long ago. From the key on that the call before returned.
   */
  due(
    { id }: Group,
    now: number,
    minIdleMs: number,
    max: number,
    from: Uint8Array | undefined,
  ): { readonly ids: readonly StreamId[]; readonly next: Uint8Array | undefined } {
    const ids: StreamId[] = []
    const ranges = [orderRange(id, true, now), orderRange(id, false, now - minIdleMs)]
    for (const { lower, upper } of ranges) {
      const first = from && Buffer.compare(from, lower) > 0 ? from : lower
      for (const { key } of this.#order({ lower: first, upper })) {
        if (ids.length === max) return { ids, next: key.slice() }
        ids.push(placeOfOrderKey(key).id)
      }
    }
    return { ids, next: undefined }
  }

  /** When the first of what is pending may be delivered again; undefined if nothing is. */
  dueAt({ id }: Group, minIdleMs: number): number | undefined {
    let dueAt: number | undefined
    for (const isFree of [true, false]) {
      for (const { key } of this.#order(orderRange(id, isFree, Number.MAX_SAFE_INTEGER))) {
        const at = placeOfOrderKey(key).time + (isFree ? 0 : minIdleMs)
        dueAt = Math.min(dueAt ?? at, at)
        break
      }
    }
    return dueAt
  }

  *#order({ lower, upper }: OrderRange): Generator<{ readonly key: Uint8Array }> {
    if (Buffer.compare(lower, upper) < 0) yield* this.#store.range(GROUP_ORDER, lower, upper)
  }

  /** Writes a pending entry in the place of what it was before. The caller changes the counts. */
  savePending(group: Group, pending: Pending, before: Pending | undefined): void {
    const { id } = group
    const { consumer } = pending
    if (before) this.#forget(group, before)
    if (consumer) this.#put(CONSUMER_PENDING, this.#ownKey.of(id, consumer.number, pending.id))
    this.#put(GROUP_ORDER, this.#orderKey.of(id, pending))
    const key = this.#pendingKey.of(id, pending.id)
    const row = this.#store.put(GROUP_PENDING, key, 0, key.length, pendingRowBytes(pending))
    writePending(pending, row)
  }

  /** An entry is not pending any more. The caller changes the counts. */
  removePending(group: Group, pending: Pending): void {
    this.#forget(group, pending)
    this.#remove(GROUP_PENDING, this.#pendingKey.of(group.id, pending.id))
  }

  #forget({ id }: Group, pending: Pending): void {
    const { consumer } = pending
    if (consumer) this.#remove(CONSUMER_PENDING, this.#ownKey.of(id, consumer.number, pending.id))
    this.#remove(GROUP_ORDER, this.#orderKey.of(id, pending))
  }

  #put(table: number, key: Uint8Array): void {
    this.#store.put(table, key, 0, key.length, 0)
  }

  #remove(table: number, key: Uint8Array): void {
    this.#store.remove(table, key, 0, key.length)
  }

  /** Good until the store is used again. */
  #find(table: number, key: Uint8Array): Row | undefined {
    return this.#store.find(table, key, 0, key.length)
  }
}

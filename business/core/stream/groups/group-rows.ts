/** The rows of the groups of one stream: see group-state.ts. */
import { copyBytes } from '#foundation/bytes/bytes'
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Store } from '#business/data/store/store'
import {
  CONSUMER_PENDING,
  GROUP_CONSUMERS,
  GROUP_PENDING,
  REMOVED_OBJECTS,
  STREAM_GROUPS,
} from '#business/data/store/tables'
import { FIRST_ID, LAST_ID } from '../id.ts'
import type { StreamId } from '../id.ts'
import { behindObject, idOfKey } from '../stream-state.ts'
import type { Consumer, Group, Pending } from './group-state.ts'
import {
  CONSUMER_ROW_BYTES,
  GROUP_ROW_BYTES,
  idOfOwnKey,
  namedKey,
  ownKey,
  PENDING_ROW_BYTES,
  pendingKey,
  readConsumer,
  readGroup,
  readPending,
  writeConsumer,
  writeGroup,
  writePending,
} from './group-state.ts'

export class GroupRows {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  group(stream: Uint8Array, name: Uint8Array): Group | undefined {
    const found = this.#find(STREAM_GROUPS, namedKey(stream, name))
    return found && readGroup(found)
  }

  *groups(stream: Uint8Array): Generator<{ readonly name: Uint8Array; readonly group: Group }> {
    for (const { key, value } of this.#store.range(STREAM_GROUPS, stream, behindObject(stream))) {
      yield { name: key.slice(OBJECT_ID_BYTES), group: readGroup(value) }
    }
  }

  saveGroup(stream: Uint8Array, name: Uint8Array, group: Group): void {
    const key = namedKey(stream, name)
    writeGroup(group, this.#store.put(STREAM_GROUPS, key, 0, key.length, GROUP_ROW_BYTES))
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

  *consumers({ id }: Group): Generator<Consumer> {
    for (const { key, value } of this.#store.range(GROUP_CONSUMERS, id, behindObject(id))) {
      yield readConsumer(key.slice(OBJECT_ID_BYTES), value)
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
    const found = this.#find(GROUP_PENDING, pendingKey(group, id))
    return found && readPending(id, found)
  }

  /** From an id on, or up to one from the last on. */
  *allPending({ id }: Group, from: StreamId, reverse = false): Generator<Pending> {
    const lower = pendingKey(id, reverse ? FIRST_ID : from)
    for (const row of this.#store.range(GROUP_PENDING, lower, behindObject(id), reverse)) {
      yield readPending(idOfKey(row.key), row.value)
    }
  }

  /** Ids of a consumer's, from an id on. */
  *own({ id }: Group, { number }: Consumer, from: StreamId): Generator<StreamId> {
    const last = ownKey(id, number, LAST_ID)
    for (const { key } of this.#store.range(CONSUMER_PENDING, ownKey(id, number, from), last)) {
      yield idOfOwnKey(key)
    }
    // The bound itself is an id too.
    if (this.#find(CONSUMER_PENDING, last)) yield LAST_ID
  }

  /** Gives an entry to a consumer: it becomes one of its pending ones, and no other's. */
  give(group: Group, pending: Pending, before: Pending | undefined): void {
    const { id } = group
    const { consumer } = pending
    if (before && before.consumer.number !== consumer.number) this.#disown(group, before)
    if (before?.consumer.number !== consumer.number) {
      const own = ownKey(id, consumer.number, pending.id)
      this.#store.put(CONSUMER_PENDING, own, 0, own.length, 0)
    }
    const key = pendingKey(id, pending.id)
    const bytes = PENDING_ROW_BYTES + consumer.name.length
    writePending(pending, this.#store.put(GROUP_PENDING, key, 0, key.length, bytes))
  }

  /** Takes a pending entry from its consumer and from the group. The caller changes the counts. */
  drop(group: Group, pending: Pending): void {
    this.#disown(group, pending)
    const key = pendingKey(group.id, pending.id)
    this.#store.remove(GROUP_PENDING, key, 0, key.length)
  }

  #disown({ id }: Group, { id: entry, consumer }: Pending): void {
    const key = ownKey(id, consumer.number, entry)
    this.#store.remove(CONSUMER_PENDING, key, 0, key.length)
  }

  /** A copy. */
  #find(table: number, key: Uint8Array): Uint8Array | undefined {
    const row = this.#store.find(table, key, 0, key.length)
    if (!row) return undefined
    const found = new Uint8Array(row.length)
    copyBytes(row.bytes, row.start, row.start + row.length, found, 0)
    return found
  }
}

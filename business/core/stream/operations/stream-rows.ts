/** The rows of streams as the operations of an entry change them. What a stream is made of: see stream-state.ts. */
import { copyBytes } from '#foundation/bytes/bytes'
import type { KeyState } from '#business/data/keyspace/key-row'
import { STREAM_TYPE } from '#business/data/keyspace/key-row'
import type { KeyEvent } from '#business/data/key-events/key-events'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Entry } from '#business/data/node/entry'
import type { Row, ScannedRow, Store } from '#business/data/store/store'
import {
  STREAM_CREATE,
  STREAM_ENTRIES,
  STREAM_NODES,
  STREAM_RETENTIONS,
  STREAM_TRIMS,
} from '#business/data/store/tables'
import type { Arrivals } from '../arrivals.ts'
import type { GroupRows } from '../groups/group-rows.ts'
import { compareIds, FIRST_ID, LAST_ID, nextId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import type {
  Bound,
  Retention,
  SetId,
  SetIdResult,
  StreamRefusal,
  Trim,
  TrimResult,
} from '../model.ts'
import { StreamReferences } from '../references/stream-references.ts'
import {
  behindObject,
  ENTRY_BYTES,
  ENTRY_HEADER_BYTES,
  EntryKey,
  idOfKey,
  idOfRow,
  NODE_BYTES_MAX,
  NODE_ENTRIES_MAX,
  NODE_ROW_BYTES,
  STREAM_STATE_BYTES,
  StreamState,
} from '../stream-state.ts'

/** Entries times groups of one trim that looks for references; but one entry at least. */
const TRIM_LOOKS_MAX = 1000
/** Nodes that one trim looks at, and one more: that bounds one turn of the event loop. */
const TRIM_NODES_MAX = 1000
/** A stream's name, in the memory of a batch. */
export type Name = { readonly bytes: Uint8Array; readonly start: number; readonly end: number }

/** Names and values of an entry, in the memory of a batch, as its row has them. */
export type Fields = {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly count: number
}

type Node = { readonly id: StreamId; readonly entries: number; readonly bytes: number }

export class StreamRows {
  /** Of the stream that was loaded last. */
  readonly state = new StreamState()
  readonly #store: Store
  readonly #keyspace: Keyspace
  readonly #arrivals: Arrivals
  readonly #groups: GroupRows
  readonly #key = new EntryKey()
  #keyState: KeyState | undefined
  #name: Name = { bytes: new Uint8Array(), start: 0, end: 0 }

  constructor(store: Store, keyspace: Keyspace, arrivals: Arrivals, groups: GroupRows) {
    this.#groups = groups
    this.#arrivals = arrivals
    this.#store = store
    this.#keyspace = keyspace
  }

  /** Makes this the stream that the calls after it are about. Returns why there is none, if so. */
  load(name: Name, entry: Entry): StreamRefusal | undefined {
    const { bytes, start, end } = name
    this.#name = name
    const keyState = this.#keyspace.load(bytes, start, end, entry)
    this.#keyState = keyState
    if (keyState.damage) return { kind: 'damaged', what: keyState.damage.what }
    if (!keyState.isPresent) return { kind: 'noSuchStream' }
    if (keyState.type !== STREAM_TYPE) return { kind: 'wrongType' }
    this.state.of(keyState)
    this.#key.of(keyState)
    return undefined
  }

  /** Something happened to the stream that was loaded last. For those who want to be told. */
  note(event: KeyEvent): void {
    const { bytes, start, end } = this.#name
    this.#keyspace.events.note(event, bytes, start, end)
  }

  /** Wakes those who wait for entries of a stream: something else happened that they have to know. */
  wake({ bytes, start, end }: Name): void {
    this.#arrivals.touch(bytes, start, end)
  }

  /** The object id of the stream that was loaded last. */
  get objectId(): Uint8Array {
    return this.#key.objectId()
  }

  /** Rows of the oldest entries from an id on, so many at most. Each is good until the next step. */
  *entries(from: StreamId, max: number): Generator<ScannedRow> {
    const first = compareIds(from, this.state.firstId) < 0 ? this.state.firstId : from
    const upper = behindObject(this.#key.objectId())
    let count = 0
    for (const row of this.#store.scan(STREAM_ENTRIES, this.#key.copy(first), upper)) {
      if (count++ >= max) return
      yield row
    }
  }

  /** The row of an entry, good until the store is used again. */
  entry(id: StreamId): Row | undefined {
    if (compareIds(id, this.state.firstId) < 0) return undefined
    const key = this.#key.at(id)
    return this.#store.find(STREAM_ENTRIES, key, 0, key.length)
  }

  /** A copy of the row of an entry. */
  copyOf(id: StreamId): Uint8Array | undefined {
    const row = this.entry(id)
    return row && new Uint8Array(row.bytes.subarray(row.start, row.start + row.length))
  }

  /** Removes the key, in a revision of its own, if it is expired. Nothing is loaded afterwards. */
  removeExpired({ bytes, start, end }: Name, entry: Entry): void {
    this.#keyspace.removeExpired(bytes, start, end, entry)
  }

  /** What is known of the key that was loaded last. */
  get keyState(): KeyState | undefined {
    return this.#keyState
  }

  /** Makes a stream of a name under which there is no key, and loads it. */
  create({ bytes, start, end }: Name, entry: Entry): void {
    this.state.clear()
    const meta = new Uint8Array(STREAM_STATE_BYTES)
    this.state.write(new DataView(meta.buffer), 0)
    const written = new Uint8Array(end - start + STREAM_STATE_BYTES)
    copyBytes(bytes, start, end, written, 0)
    written.set(meta, end - start)
    const keyState = this.#keyspace.put(
      STREAM_TYPE,
      STREAM_CREATE,
      {
        bytes: written,
        keyStart: 0,
        keyLength: end - start,
        valueLength: 0,
        metaStart: end - start,
        metaLength: STREAM_STATE_BYTES,
        expiresAt: 0,
        lease: 0,
      },
      entry,
    )
    this.#keyState = keyState
    this.#key.of(keyState)
  }

  /** Adds an entry with an id above the last one. `save` has to follow. */
  append(name: Name, id: StreamId, { bytes, start, end, count }: Fields, entry: Entry): void {
    const { state } = this
    const entryBytes = ENTRY_BYTES + end - start
    const isFull =
      state.nodeAdded >= NODE_ENTRIES_MAX || state.nodeBytes + entryBytes > NODE_BYTES_MAX
    if (isFull && state.nodeAdded > 0) this.#sealNode()
    if (state.nodeAdded === 0) state.nodeId = id
    const key = this.#key.at(id)
    const rowBytes = ENTRY_HEADER_BYTES + end - start
    const row = this.#store.put(STREAM_ENTRIES, key, 0, key.length, rowBytes)
    row.view.setFloat64(row.start, entry.revision, true)
    row.view.setUint32(row.start + 8, count, true)
    row.view.setUint32(row.start + 12, 0, true)
    copyBytes(bytes, start, end, row.bytes, row.start + ENTRY_HEADER_BYTES)
    this.#arrivals.touch(name.bytes, name.start, name.end)
    state.lastId = id
    state.length++
    state.bytes += entryBytes
    state.entriesAdded++
    state.nodeAdded++
    state.nodeEntries++
    state.nodeBytes += entryBytes
  }

  /** Removes an entry. Returns whether there was one. `save` has to follow. */
  remove(id: StreamId): boolean {
    const { state } = this
    if (!this.#take(id)) return false
    if (compareIds(id, state.maxDeletedId) > 0) state.maxDeletedId = id
    return true
  }

  #take(id: StreamId): boolean {
    const { state } = this
    if (compareIds(id, state.firstId) < 0) return false
    const key = this.#key.at(id)
    const row = this.#store.find(STREAM_ENTRIES, key, 0, key.length)
    if (!row) return false
    const bytes = ENTRY_BYTES + row.length - ENTRY_HEADER_BYTES
    this.#store.remove(STREAM_ENTRIES, key, 0, key.length)
    state.length--
    state.bytes -= bytes
    if (state.nodeAdded > 0 && compareIds(id, state.nodeId) >= 0) {
      state.nodeEntries--
      state.nodeBytes -= bytes
      return true
    }
    const node = this.#nodeOf(id)
    if (node) this.#saveNode({ id: node.id, entries: node.entries - 1, bytes: node.bytes - bytes })
    return true
  }

  /** Removes the oldest entries above a bound. `save` has to follow. */
  trim(trim: Trim): TrimResult {
    if (trim.references !== 'keep') return this.#trimReferenced(trim)
    const { bound, isApproximate, entriesMax = Number.POSITIVE_INFINITY } = trim
    const { state } = this
    const before = state.length
    const goes = (node: Node, last: StreamId | undefined): boolean => {
      if (bound.kind === 'length') return state.length - node.entries >= bound.length
      if (bound.kind === 'bytes') return state.bytes - node.bytes >= bound.bytes
      return last !== undefined && compareIds(last, bound.id) <= 0
    }
    let more = false
    let isCut = false
    const nodes = this.#nodes(TRIM_NODES_MAX + 1)
    for (const [index, node] of nodes.entries()) {
      // The first id of the next node is above all of this one's.
      const end = nodes[index + 1]?.id ?? (state.nodeAdded > 0 ? state.nodeId : undefined)
      if (!goes(node, end)) break
      if (before - state.length + node.entries > entriesMax) {
        isCut = true
        break
      }
      if (index === TRIM_NODES_MAX) {
        more = true
        break
      }
      this.#dropNode(node)
      state.firstId = end ?? this.#firstBehind(state.lastId)
    }
    if (!more && !isCut) this.#trimOpen(goes, before, entriesMax)
    if (!more && !isCut && !isApproximate) this.#trimInside(bound)
    const entries = before - state.length
    if (entries > 0) this.#noteTrim()
    return { kind: 'trimmed', entries, more }
  }

  /** What the stream keeps by itself from now on. `save` has to follow. */
  setRetention({ bytes, start, end }: Name, retention: Retention): void {
    this.state.retention = retention
    const key = this.#key.objectId()
    const isNone = retention.length === 0 && retention.ageMs === 0 && retention.bytes === 0
    if (isNone) this.#store.remove(STREAM_RETENTIONS, key, 0, key.length)
    else {
      const row = this.#store.put(STREAM_RETENTIONS, key, 0, key.length, end - start)
      copyBytes(bytes, start, end, row.bytes, row.start)
    }
  }

  /** Sets the last id, if the result says so. `save` has to follow then. */
  setId({ id, entriesAdded, maxDeletedId }: Omit<SetId, 'kind' | 'stream'>): SetIdResult {
    const { state } = this
    const newest = this.#newest()
    if (newest && compareIds(id, newest) < 0) return { kind: 'idNotSet', why: 'belowNewest' }
    if (compareIds(id, state.maxDeletedId) < 0) return { kind: 'idNotSet', why: 'belowDeleted' }
    if (entriesAdded !== undefined && entriesAdded < state.length) {
      return { kind: 'idNotSet', why: 'fewerThanLength' }
    }
    // Rows below the first id may not be gone yet.
    const behind = nextId(id) ?? LAST_ID
    if (compareIds(behind, state.firstId) < 0) return { kind: 'idNotSet', why: 'belowTrimmed' }
    // It has no entries then, and the next one belongs in front of it.
    if (state.nodeAdded > 0 && compareIds(id, state.nodeId) < 0) this.#clearNode()
    state.lastId = id
    if (entriesAdded !== undefined) state.entriesAdded = entriesAdded
    if (compareIds(maxDeletedId, FIRST_ID) !== 0) state.maxDeletedId = maxDeletedId
    return { kind: 'idSet' }
  }

  /** Writes the state of the stream, which the operation changed. */
  save({ bytes, start, end }: Name, entry: Entry): void {
    const { state } = this
    state.revision = entry.revision
    const keyState = this.#keyspace.load(bytes, start, end, entry)
    const { view, at } = this.#keyspace.rewriteMeta(bytes, start, end, keyState)
    state.write(view, at)
  }

  /** The oldest entries one by one. `more` only if any were removed: else the next one would look at the same again. */
  #trimReferenced({
    bound,
    references: kind,
    entriesMax = Number.POSITIVE_INFINITY,
  }: Trim): TrimResult {
    const references = new StreamReferences(this.#groups, this.#key.objectId())
    const looks = Math.max(1, Math.floor(TRIM_LOOKS_MAX / Math.max(1, references.groups)))
    const ids = Array.from(this.entries(FIRST_ID, looks + 1), idOfRow)
    let entries = 0
    let more = false
    for (const [index, id] of ids.entries()) {
      if (entries === entriesMax || !this.#isAbove(bound, id)) break
      if (index === looks) {
        more = entries > 0
        break
      }
      if (kind === 'acked' && references.has(id)) continue
      this.#take(id)
      if (kind === 'drop') references.drop(id)
      entries++
    }
    references.save()
    return { kind: 'trimmed', entries, more }
  }

  /** Whether the oldest entry, which has this id, is more than the bound allows. */
  #isAbove(bound: Bound, id: StreamId): boolean {
    switch (bound.kind) {
      case 'length':
        return this.state.length > bound.length
      case 'bytes':
        return this.state.bytes > bound.bytes
      case 'id':
        return compareIds(id, bound.id) < 0
    }
  }

  #sealNode(): void {
    const { state } = this
    const { nodeId: id, nodeEntries: entries, nodeBytes: bytes } = state
    if (entries > 0) this.#saveNode({ id, entries, bytes })
    this.#clearNode()
  }

  #clearNode(): void {
    const { state } = this
    state.nodeEntries = 0
    state.nodeBytes = 0
    state.nodeAdded = 0
  }

  /** The id of the newest entry. */
  #newest(): StreamId | undefined {
    const lower = this.#key.copy(this.state.firstId)
    const upper = behindObject(this.#key.objectId())
    for (const { key } of this.#store.range(STREAM_ENTRIES, lower, upper, true)) return idOfKey(key)
    return undefined
  }

  #saveNode({ id, entries, bytes }: Node): void {
    const key = this.#key.at(id)
    if (entries === 0) {
      this.#store.remove(STREAM_NODES, key, 0, key.length)
      return
    }
    const row = this.#store.put(STREAM_NODES, key, 0, key.length, NODE_ROW_BYTES)
    row.view.setFloat64(row.start, entries, true)
    row.view.setFloat64(row.start + 8, bytes, true)
  }

  /** The full node that has the id. */
  #nodeOf(id: StreamId): Node | undefined {
    const upper = this.#key.copy(nextId(id) ?? LAST_ID)
    const lower = this.#key.copy(FIRST_ID)
    for (const row of this.#store.range(STREAM_NODES, lower, upper, true)) return nodeOf(row)
    return undefined
  }

  /** The first full nodes, so many at most. */
  #nodes(max: number): Node[] {
    const nodes: Node[] = []
    const lower = this.#key.copy(FIRST_ID)
    const upper = behindObject(this.#key.objectId())
    for (const row of this.#store.range(STREAM_NODES, lower, upper)) {
      nodes.push(nodeOf(row))
      if (nodes.length === max) break
    }
    return nodes
  }

  #dropNode(node: Node): void {
    this.#saveNode({ ...node, entries: 0 })
    this.state.length -= node.entries
    this.state.bytes -= node.bytes
  }

  /** The open node goes as a whole, if all before it went. */
  #trimOpen(
    goes: (node: Node, last: StreamId | undefined) => boolean,
    before: number,
    entriesMax: number,
  ): void {
    const { state } = this
    const open = { id: state.nodeId, entries: state.nodeEntries, bytes: state.nodeBytes }
    const isLast = state.length === open.entries
    if (!isLast || open.entries === 0 || before - state.length + open.entries > entriesMax) return
    if (!goes(open, nextId(state.lastId))) return
    state.length = 0
    state.bytes = 0
    state.firstId = this.#firstBehind(state.lastId)
    this.#clearNode()
  }

  /** What is above the bound in the first node: fewer entries than a node has. */
  #trimInside(bound: Bound): void {
    const { state } = this
    let entries = 0
    let bytes = 0
    const isEnough = (): boolean =>
      bound.kind === 'length'
        ? state.length - entries <= bound.length
        : bound.kind === 'bytes' && state.bytes - bytes <= bound.bytes
    const lower = this.#key.copy(state.firstId)
    const upper =
      bound.kind === 'id' ? this.#key.copy(bound.id) : behindObject(this.#key.objectId())
    let last: StreamId | undefined
    for (const { key, value } of this.#store.range(STREAM_ENTRIES, lower, upper)) {
      if (isEnough()) break
      entries++
      bytes += ENTRY_BYTES + value.length - ENTRY_HEADER_BYTES
      last = idOfKey(key)
    }
    if (!last) return
    state.firstId = this.#firstBehind(last)
    state.length -= entries
    state.bytes -= bytes
    const [node] = this.#nodes(1)
    if (node) {
      this.#saveNode({ id: node.id, entries: node.entries - entries, bytes: node.bytes - bytes })
    } else {
      state.nodeEntries -= entries
      state.nodeBytes -= bytes
    }
  }

  /** The first id of a stream that was trimmed up to this one. No id is above the largest: its row goes at once. */
  #firstBehind(id: StreamId): StreamId {
    const next = nextId(id)
    if (next) return next
    const key = this.#key.at(id)
    this.#store.remove(STREAM_ENTRIES, key, 0, key.length)
    return LAST_ID
  }

  /** Rows below the first id go later. */
  #noteTrim(): void {
    const key = this.#key.objectId()
    const row = this.#store.put(STREAM_TRIMS, key, 0, key.length, STREAM_ID_BYTES)
    writeId(this.state.firstId, row.view, row.start)
  }
}

function nodeOf({ key, value }: { readonly key: Uint8Array; readonly value: Uint8Array }): Node {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  return { id: idOfKey(key), entries: view.getFloat64(0, true), bytes: view.getFloat64(8, true) }
}

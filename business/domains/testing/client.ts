/**
 * A client of the simulation: it has a key, and a stream with a consumer group, of its own, so it knows what they are. What an
 * operation does to them is told twice: to the node, and to the plain state here. It makes some appends twice.
 */
import { strict as assert } from 'node:assert'
import { parseKey } from '#business/data/keyspace/key'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { NO_TOTAL } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { FIRST_ID, formatStreamId, LAST_ID } from '#business/core/stream/id'
import type { Append } from '#business/core/stream/model'
import { AUTO_ID, PRODUCER_HASH_BYTES } from '#business/core/stream/model'
import { ALL_ENTRIES } from '#business/core/stream/stream-reader'
import type { StoreNode } from './store-node.ts'

/** Around the length up to which a value stands in its row. */
const VALUE_BYTES_MAX = 1500
const APPENDED = '+'
const TRIMMED_TO = 3
const READ_MAX = 3
const ACKED_MAX = 2
const GROUP = bytesOf('group')
const CONSUMER = bytesOf('consumer')

/** What the client has. Entries are known by the number that is their only field. */
export type State = {
  readonly value: string | undefined
  readonly stream:
    | {
        readonly entries: readonly number[]
        /** The newest one that was delivered; 0 for none. */
        readonly delivered: number
        readonly pending: readonly number[]
        /** Which of its two names it has. */
        readonly name: 0 | 1
      }
    | undefined
}

export const NOTHING: State = { value: undefined, stream: undefined }

/** What an operation makes of the state, and the same asked of the node: resolves when it is acknowledged. */
type Step = { readonly after: State; readonly run: () => Promise<void> }

export class Client {
  readonly name: string
  readonly #upTo: (count: number) => number
  readonly #key
  readonly #names
  /** The name that the stream has, or gets. */
  #stream
  /** Of entries that were seen. A stream that was removed and is there again may have the same ids. */
  readonly #ids = new Map<number, StreamId>()
  readonly #numbers = new Map<string, number>()
  #written = 0

  constructor(name: string, upTo: (count: number) => number) {
    this.name = name
    this.#upTo = upTo
    this.#key = parseKey(bytesOf(`${name}/value`))
    this.#names = [parseKey(bytesOf(`${name}/events`)), parseKey(bytesOf(`${name}/moved`))] as const
    this.#stream = this.#names[0]
  }

  /** The next operation of a client in this state. */
  next(node: StoreNode, state: State): Step {
    const { stream } = state
    this.#stream = this.#names[stream?.name ?? 0]
    if (!stream) {
      const created = { entries: [], delivered: 0, pending: [], name: 0 } as const
      return { after: { ...state, stream: created }, run: () => this.#createGroup(node) }
    }
    const kind = this.#upTo(10)
    if (kind < 2) return this.#put(node, state)
    if (kind === 2) {
      const after = { ...state, value: `${state.value ?? ''}${APPENDED}` }
      return { after, run: () => this.#appendToValue(node) }
    }
    if (kind === 3) {
      return { after: { ...state, value: undefined }, run: () => this.#delete(node, this.#key) }
    }
    if (kind === 4) return this.#nextOfStream(node, state, stream)
    if (kind === 5) {
      const kept = stream.entries.slice(-TRIMMED_TO)
      const after = { ...state, stream: { ...stream, entries: kept } }
      return { after, run: () => this.#trim(node) }
    }
    if (kind === 6) {
      const delivered = stream.entries.filter(one => one > stream.delivered).slice(0, READ_MAX)
      const pending = [...stream.pending, ...delivered]
      const last = delivered.at(-1) ?? stream.delivered
      const after = { ...state, stream: { ...stream, pending, delivered: last } }
      return { after, run: () => this.#read(node, delivered) }
    }
    if (kind === 7 && stream.pending.length > 0) {
      const acked = stream.pending.slice(0, 1 + this.#upTo(ACKED_MAX))
      const pending = stream.pending.slice(acked.length)
      const after = { ...state, stream: { ...stream, pending } }
      return { after, run: () => this.#ack(node, acked) }
    }
    const number = ++this.#written
    const entries = [...stream.entries, number]
    if (kind === 8) {
      const value = this.#newValue(number)
      const after = { value, stream: { ...stream, entries } }
      return { after, run: () => this.#putAndAppend(node, value, number) }
    }
    const after = { ...state, stream: { ...stream, entries } }
    return { after, run: () => this.#append(node, number) }
  }

  /** The stream goes, gets its other name, or is appended to what it has already. */
  #nextOfStream(node: StoreNode, state: State, stream: Exclude<State['stream'], undefined>): Step {
    const kind = this.#upTo(4)
    if (kind === 0) {
      return { after: { ...state, stream: undefined }, run: () => this.#delete(node, this.#stream) }
    }
    const [newest] = stream.entries.slice(-1)
    if (kind === 1 || newest === undefined) {
      const name = stream.name === 0 ? 1 : 0
      return { after: { ...state, stream: { ...stream, name } }, run: () => this.#move(node, name) }
    }
    return { after: state, run: () => this.#append(node, newest) }
  }

  /** What the node has of the client. Learns the ids of entries whose append had no answer. */
  observe({ kv, streams, groups }: StoreNode): State {
    const found = kv.get(this.#key)
    const value = found && Buffer.from(found.value).toString()
    const name = this.#names.findIndex(stream => streams.info(stream).kind === 'found')
    const stream = this.#names[name]
    const page = stream && streams.page({ stream, range: ALL_ENTRIES, reverse: false, limit: 1000 })
    if (!stream || page?.kind !== 'found') return { value, stream: undefined }
    const entries = page.result.entries.map(({ id, fields }) => {
      const number = Number(Buffer.from(fields[0] ?? []).toString())
      this.#saw(number, id)
      return number
    })
    const all = { first: FIRST_ID, last: LAST_ID, limit: 1000, minIdleMs: 0, consumer: CONSUMER }
    const pending = groups.pending(stream, GROUP, all)
    const list = groups.list(stream)
    assert(pending.kind === 'found' && list.kind === 'found', 'the group is there')
    const [group] = list.result
    assert(group, 'the group is there')
    return {
      value,
      stream: {
        entries,
        delivered: this.#numberOf(group.lastId),
        pending: pending.result.map(({ id }) => this.#numberOf(id)),
        name: name === 0 ? 0 : 1,
      },
    }
  }

  #saw(number: number, id: StreamId): void {
    this.#ids.set(number, id)
    this.#numbers.set(formatStreamId(id), number)
  }

  #numberOf(id: StreamId): number {
    const text = formatStreamId(id)
    if (text === formatStreamId(FIRST_ID)) return 0
    const number = this.#numbers.get(text)
    assert(number !== undefined, `${text} is an entry that there was`)
    return number
  }

  #newValue(number: number): string {
    return `${String(number)} ${'x'.repeat(this.#upTo(VALUE_BYTES_MAX))}`
  }

  #put(node: StoreNode, state: State): Step {
    const value = this.#newValue(++this.#written)
    const run = async (): Promise<void> => {
      const result = await node.kv.put({ ...this.#valued(value), ttlMs: undefined })
      assert.equal(result.kind, 'put')
    }
    return { after: { ...state, value }, run }
  }

  #valued(value: string) {
    const rest = { contentType: DEFAULT_CONTENT_TYPE, lease: undefined, condition: NO_CONDITION }
    return { key: this.#key, value: bytesOf(value), ...rest }
  }

  async #appendToValue({ kv }: StoreNode): Promise<void> {
    const result = await kv.update({
      kind: 'update',
      key: this.#key,
      change: { kind: 'append', value: bytesOf(APPENDED) },
      expiry: { kind: 'keep' },
      condition: { kind: 'none' },
      contentType: DEFAULT_CONTENT_TYPE,
      valueBytesMax: 10 * VALUE_BYTES_MAX,
      returnsPrevious: false,
    })
    assert.equal(result.kind, 'update')
  }

  async #delete({ kv }: StoreNode, key: ReturnType<typeof parseKey>): Promise<void> {
    const result = await kv.delete(key, NO_CONDITION)
    assert.equal(result.kind, 'delete')
  }

  #appending(number: number): Append {
    return {
      kind: 'append',
      stream: this.#stream,
      id: AUTO_ID,
      fields: [bytesOf(String(number)), bytesOf('')],
      producer: { pid: hashOf(this.name), iid: hashOf(String(number)) },
      creates: false,
      trim: undefined,
    }
  }

  async #append({ streams }: StoreNode, number: number): Promise<void> {
    const before = this.#ids.get(number)
    const result = await streams.append(this.#appending(number))
    assert(result.kind === 'appended', result.kind)
    if (before) assert.deepEqual(result.id, before, 'an entry is appended once')
    this.#saw(number, result.id)
  }

  async #move({ kv }: StoreNode, name: 0 | 1): Promise<void> {
    const names = { from: this.#stream, to: this.#names[name] }
    const result = await kv.move({ kind: 'move', ...names, copies: false, replaces: false })
    assert.deepEqual(result, { kind: 'move', applied: true })
  }

  async #putAndAppend({ kv, streams }: StoreNode, value: string, number: number): Promise<void> {
    const put = { kind: 'put', ...this.#valued(value), expiresAt: undefined } as const
    const then = [put, streams.appendCall(this.#appending(number))]
    const result = await kv.txn({ compare: [], then, else: [] })
    assert(result.kind === 'txn', result.kind)
    const appended = result.results[1]
    assert(appended?.kind === 'appended', 'both are performed')
    assert.equal(appended.revision, result.revision, 'in one revision')
    this.#saw(number, appended.id)
  }

  async #trim({ streams }: StoreNode): Promise<void> {
    const bound = { kind: 'length', length: TRIMMED_TO } as const
    const rest = { references: 'keep', isApproximate: false, entriesMax: undefined } as const
    const trim = { bound, ...rest }
    assert.equal((await streams.trim({ stream: this.#stream, trim })).kind, 'trimmed')
  }

  async #createGroup({ groups }: StoreNode): Promise<void> {
    const place = { stream: this.#stream, group: GROUP }
    const rest = { id: FIRST_ID, createsStream: true, entriesRead: undefined } as const
    const result = await groups.change({ kind: 'create', ...place, ...rest })
    assert.equal(result.kind, 'done')
  }

  async #read({ groups }: StoreNode, expected: readonly number[]): Promise<void> {
    const places = [{ stream: this.#stream, after: undefined }]
    const rest = { limit: READ_MAX, total: NO_TOTAL, isAcked: false, minIdleMs: undefined }
    const who = { group: GROUP, consumer: CONSUMER }
    const result = await groups.change({ kind: 'read', places, ...who, ...rest })
    assert(result.kind === 'read', result.kind)
    const numbers = (result.read[0] ?? []).map(({ id }) => this.#numberOf(id))
    assert.deepEqual(numbers, expected, 'each entry is delivered once, in order')
  }

  async #ack({ groups }: StoreNode, numbers: readonly number[]): Promise<void> {
    const ids = numbers.flatMap(number => this.#ids.get(number) ?? [])
    const result = await groups.change({ kind: 'ack', stream: this.#stream, group: GROUP, ids })
    assert(result.kind === 'done', result.kind)
    assert.equal(result.count, numbers.length, 'what is pending can be acknowledged')
  }
}

function hashOf(text: string): Uint8Array {
  return bytesOf(text.padEnd(PRODUCER_HASH_BYTES))
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

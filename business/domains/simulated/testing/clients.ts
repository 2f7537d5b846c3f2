/**
 * Clients of simulated nodes: each asks any node, does one thing after the other, and notes what it was told, and when. They share
 * a few keys, a stream to which each entry is to be appended once, and a key that always has what was appended last to a stream of
 * its own, in one transaction. Only for tests.
 */
import { strict as assert } from 'node:assert'
import type { Act, Call } from '#foundation/testing/linearizability'
import { LogUnavailable } from '#business/data/log/log'
import { parseKey } from '#business/data/keyspace/key'
import { ONCE_ID_BYTES } from '#business/data/node/idempotency'
import {
  NodeStopped,
  NoSpace,
  NotCommitted,
  OutcomeUnknown,
  ReadOnlyNode,
  StoreBusy,
} from '#business/data/node/refusal'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { formatStreamId } from '#business/core/stream/id'
import type { Append } from '#business/core/stream/model'
import { AUTO_ID } from '#business/core/stream/model'
import { ALL_ENTRIES } from '#business/core/stream/stream-reader'
import type { StoreNode } from '../../testing/store-node.ts'
import type { Machine } from './machine.ts'

const KEYS = ['a', 'b', 'c'].map(name => keyOf(name))
const ONCE_STREAM = keyOf('once')
const PAIR_KEY = keyOf('pair')
const PAIR_STREAM = keyOf('pairs')
/** A client waits for so long for an answer, and tries for so long to append an entry. */
const ANSWER_MS_MAX = 8000
const RETRY_MS = 300
const RETRY_MS_MAX = 30_000
const ENTRIES_MAX = 1000

type Key = ReturnType<typeof keyOf>

export type Answer<T> =
  | { readonly kind: 'done'; readonly result: T }
  /** Nothing was executed. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' }

/** An entry that a client appended until it was told that it is there; undefined if it never was. */
type Appended = {
  readonly name: string
  readonly begunAt: number
  ended: { readonly at: number; readonly id: string } | undefined
}

export type Company = {
  readonly machines: readonly Machine[]
  readonly elapsed: (ms: number) => Promise<void>
  readonly now: () => number
  readonly upTo: (count: number) => number
  readonly note: (...facts: readonly string[]) => void
}

export class Clients {
  /** What was seen of each key, by its name. */
  readonly calls = new Map<string, Call[]>()
  /** Writes and reads that were answered. */
  answered = 0
  readonly #appended: Appended[] = []
  readonly #company: Company
  #moment = 0
  #written = 0

  constructor(company: Company) {
    this.#company = company
  }

  /** So many operations, one after the other. Rejects with an `AssertionError` if what is read at once cannot be. */
  async run(client: string, operations: number): Promise<void> {
    const { upTo, elapsed } = this.#company
    let seen: string | undefined
    for (let count = 0; count < operations; count++) {
      const machine = this.machine()
      const key = KEYS[upTo(KEYS.length)] ?? PAIR_KEY
      const kind = upTo(12)
      if (kind < 5) seen = await this.get(client, machine, key)
      else if (kind < 7) await this.#put(client, machine, key)
      else if (kind === 7) await this.#delete(client, machine, key)
      else if (kind < 10) await this.#swap(client, machine, key, seen)
      else if (kind === 10) await this.#appendOnce(client)
      else await this.#pair(client, machine)
      await elapsed(upTo(100))
    }
  }

  async get(client: string, machine: Machine, key: Key): Promise<string | undefined> {
    const calledAt = ++this.#moment
    const answer = await this.ask(machine, async node => {
      await node.reads.wait({ consistency: 'linearizable' })
      this.#checkPair(node)
      return valueOf(node, key)
    })
    if (answer.kind !== 'done') return undefined
    const act = { kind: 'get', found: answer.result } as const
    this.#note(key, { client, calledAt, answeredAt: ++this.#moment, act })
    return answer.result
  }

  /** Resolves when the machine has acknowledged a write. */
  async writeTo(machine: Machine): Promise<void> {
    const [key = PAIR_KEY] = KEYS
    while (!(await this.#put('last', machine, key))) await this.#company.elapsed(RETRY_MS)
  }

  /** A last read of everything, of a node that has everything. */
  async readAll(machine: Machine): Promise<void> {
    for (const key of KEYS) await this.get('last', machine, key)
    const { node } = machine
    assert(node, 'it runs')
    this.#checkPair(node)
    this.#checkOnce(node)
  }

  async #put(client: string, machine: Machine, key: Key): Promise<boolean> {
    const value = this.#newValue(client)
    return await this.#write(
      client,
      machine,
      key,
      async ({ kv }) => {
        const result = await kv.put({ ...valued(key, value), ttlMs: undefined })
        assert(result.kind === 'put', result.kind)
        return result.created
      },
      created => ({ kind: 'put', value, created }),
    )
  }

  async #delete(client: string, machine: Machine, key: Key): Promise<void> {
    await this.#write(
      client,
      machine,
      key,
      async ({ kv }) => {
        const result = await kv.delete(key, NO_CONDITION)
        assert(result.kind === 'delete', result.kind)
        return result.deleted
      },
      deleted => ({ kind: 'delete', deleted }),
    )
  }

  async #swap(
    client: string,
    machine: Machine,
    key: Key,
    expected: string | undefined,
  ): Promise<void> {
    const value = this.#newValue(client)
    const target =
      expected === undefined
        ? ({ kind: 'version', number: 0 } as const)
        : ({ kind: 'value', value: bytesOf(expected) } as const)
    await this.#write(
      client,
      machine,
      key,
      async ({ kv }) => {
        const put = { kind: 'put', ...valued(key, value), expiresAt: undefined } as const
        const compare = [{ key, target, operator: '=' } as const]
        const result = await kv.txn({ compare, then: [put], else: [] })
        assert(result.kind === 'txn', result.kind)
        return result.succeeded
      },
      swapped => ({ kind: 'swap', expected, value, swapped }),
    )
  }

  async #write(
    client: string,
    machine: Machine,
    key: Key,
    run: (node: StoreNode) => Promise<boolean>,
    act: (told: boolean | undefined) => Act,
  ): Promise<boolean> {
    const calledAt = ++this.#moment
    const answer = await this.ask(machine, run)
    switch (answer.kind) {
      case 'done':
        this.#note(key, {
          client,
          calledAt,
          answeredAt: ++this.#moment,
          act: act(answer.result),
        })
        return true
      case 'unknown':
        this.#note(key, { client, calledAt, answeredAt: undefined, act: act(undefined) })
        return false
      case 'refused':
        return false
    }
  }

  /** Tries again, at any node, with the same idempotency key, until it is told that the entry is there. */
  async #appendOnce(client: string): Promise<void> {
    const { now, elapsed, note } = this.#company
    const name = this.#newValue(client)
    const id = bytesOf(name.padEnd(ONCE_ID_BYTES))
    const appended: Appended = { name, begunAt: ++this.#moment, ended: undefined }
    this.#appended.push(appended)
    const endsAt = now() + RETRY_MS_MAX
    while (now() < endsAt) {
      const answer = await this.ask(this.machine(), async ({ streams }) => {
        const once = { id, fingerprint: id }
        const result = await streams.append(appending(ONCE_STREAM, name), { once })
        assert(result.kind === 'appended', result.kind)
        return formatStreamId(result.id)
      })
      if (answer.kind === 'done') {
        this.answered++
        appended.ended = { at: ++this.#moment, id: answer.result }
        note(name, answer.result)
        return
      }
      await elapsed(RETRY_MS)
    }
  }

  async #pair(client: string, machine: Machine): Promise<void> {
    const value = this.#newValue(client)
    await this.ask(machine, async ({ kv, streams }) => {
      const put = { kind: 'put', ...valued(PAIR_KEY, value), expiresAt: undefined } as const
      const then = [put, streams.appendCall(appending(PAIR_STREAM, value))]
      const result = await kv.txn({ compare: [], then, else: [] })
      assert(result.kind === 'txn', result.kind)
    })
  }

  /** Whatever a node has, it has both parts of the last transaction, once. */
  #checkPair(node: StoreNode): void {
    const entries = entriesOf(node, PAIR_STREAM).map(({ value }) => value)
    assert.equal(valueOf(node, PAIR_KEY), entries.at(-1), 'both parts of a transaction are there')
    assert.equal(new Set(entries).size, entries.length, 'a transaction takes place once')
  }

  #checkOnce(node: StoreNode): void {
    const entries = entriesOf(node, ONCE_STREAM)
    const places = new Map(entries.map(({ value }, index) => [value, index]))
    assert.equal(places.size, entries.length, 'an entry is appended once')
    for (const { name, begunAt, ended } of this.#appended) {
      const place = places.get(name)
      if (!ended) continue
      assert(place !== undefined, `entry ${name}, which was acknowledged, is there`)
      assert.equal(entries[place]?.id, ended.id, 'it has the id that was told')
      const later = this.#appended.filter(one => one.begunAt > ended.at && places.has(one.name))
      for (const one of later) {
        assert((places.get(one.name) ?? 0) > place, `${one.name} began after ${name} had ended`)
      }
      assert(begunAt < ended.at, 'time goes on')
    }
  }

  /** What comes of a question that travels to the node and back. */
  async ask<T>(machine: Machine, run: (node: StoreNode) => Promise<T>): Promise<Answer<T>> {
    const { life } = machine
    const node = life?.node
    if (!life || !node || life.isOver) {
      await this.#company.elapsed(RETRY_MS)
      return { kind: 'refused' }
    }
    const asked = life
      .crosses()
      .then(() => run(node))
      .then(
        (result): Answer<T> => ({ kind: 'done', result }),
        (error: unknown): Answer<T> => (life.isOver ? { kind: 'unknown' } : failed(error)),
      )
    const silence = async (ended: Promise<void>): Promise<Answer<T>> => {
      await ended
      return { kind: 'unknown' }
    }
    const timeout = this.#company.elapsed(ANSWER_MS_MAX)
    return await Promise.race([asked, silence(life.over), silence(timeout)])
  }

  #note(key: Key, call: Call): void {
    const name = Buffer.from(key).toString()
    const calls = this.calls.get(name) ?? []
    this.calls.set(name, calls)
    calls.push(call)
    if (call.answeredAt !== undefined) this.answered++
    this.#company.note(name, JSON.stringify(call))
  }

  /** One of them. */
  machine(): Machine {
    const { machines, upTo } = this.#company
    const machine = machines[upTo(machines.length)]
    assert(machine, 'there are some')
    return machine
  }

  #newValue(client: string): string {
    return `${client}${String(++this.#written)}`
  }
}

function failed(error: unknown): { readonly kind: 'refused' | 'unknown' } {
  if (error instanceof OutcomeUnknown) return { kind: 'unknown' }
  const isRefused =
    error instanceof NotCommitted ||
    error instanceof NoSpace ||
    error instanceof StoreBusy ||
    error instanceof NodeStopped ||
    error instanceof ReadOnlyNode ||
    error instanceof LogUnavailable
  if (isRefused) return { kind: 'refused' }
  throw error
}

function entriesOf(
  { streams }: StoreNode,
  stream: Key,
): readonly { readonly id: string; readonly value: string }[] {
  const page = streams.page({ stream, range: ALL_ENTRIES, reverse: false, limit: ENTRIES_MAX })
  if (page.kind !== 'found') return []
  return page.result.entries.map(({ id, fields }) => {
    return { id: formatStreamId(id), value: Buffer.from(fields[1] ?? []).toString() }
  })
}

function valueOf({ kv }: StoreNode, key: Key): string | undefined {
  const found = kv.get(key)
  return found && Buffer.from(found.value).toString()
}

function valued(key: Key, value: string) {
  const rest = { contentType: DEFAULT_CONTENT_TYPE, lease: undefined, condition: NO_CONDITION }
  return { key, value: bytesOf(value), ...rest }
}

function appending(stream: Key, value: string): Append {
  const fields = [bytesOf('value'), bytesOf(value)]
  const rest = { producer: undefined, creates: true, trim: undefined }
  return { kind: 'append', stream, id: AUTO_ID, fields, ...rest }
}

function keyOf(name: string) {
  return parseKey(bytesOf(name))
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

/**
 * More clients of simulated nodes, of every fourth seed: consumers of one group of a stream, owners of leases, and watchers that go
 * on at another node where they were cut off. Only for tests.
 */
import { strict as assert } from 'node:assert'
import { parseKey } from '#business/data/keyspace/key'
import { Compacted, FutureRevision } from '#business/data/keyspace/history'
import type { WatchBatch, WatchStart } from '#business/core/kv/watch'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import type { StreamId } from '#business/core/stream/id'
import { compareIds, FIRST_ID, formatStreamId, LAST_ID } from '#business/core/stream/id'
import { AUTO_ID } from '#business/core/stream/model'
import { NO_TOTAL } from '#business/core/stream/groups'
import { ALL_ENTRIES } from '#business/core/stream/stream-reader'
import type { StoreNode } from '../../testing/store-node.ts'
import type { Clients, Company } from './clients.ts'
import type { Machine } from './machine.ts'

const STREAM = keyOf('jobs')
const GROUP = bytesOf('group')
const PLACE = { stream: STREAM, group: GROUP }
const READ_MAX = 3
const ENTRIES_MAX = 1000
/** None ends by itself. */
const LEASE_MS = 3_600_000
const ALL = { lower: new Uint8Array(), upper: undefined }
const PACE = { ms: 500, revisions: 100 }
/** A watcher changes its node after so long at most, and waits for so long for one that runs. */
const WATCH_MS_MAX = 4000
const PAUSE_MS = 200

/** What became of a request to acknowledge an entry, or to revoke a lease. */
type Wish = 'none' | 'asked' | 'told'

/** Changes without a gap, from behind one place up to a revision, by their places. */
type Watched = { readonly after: number; upTo: number; readonly seen: Map<string, string> }

export class Consumers {
  readonly #clients: Clients
  readonly #company: Company
  /** Entries that were delivered as new, by their ids. */
  readonly #delivered = new Map<string, { readonly id: StreamId; acked: Wish }>()
  /** Leases whose key was put, by that. */
  readonly #leases = new Map<string, Wish>()
  readonly #watched: Watched[] = []
  #hasEnded = false
  #written = 0

  constructor(clients: Clients, company: Company) {
    this.#clients = clients
    this.#company = company
  }

  /** So many operations, one after the other. */
  async run(client: string, operations: number): Promise<void> {
    const { upTo, elapsed } = this.#company
    for (let count = 0; count < operations; count++) {
      const kind = upTo(5)
      if (kind === 0) await this.#append(client)
      else if (kind === 1) await this.#read(client)
      else if (kind === 2) await this.#ack()
      else if (kind === 3) await this.#lease(client)
      else await this.#append(client)
      await elapsed(upTo(150))
    }
  }

  /** Watches everything until `end`, at one node after the other. */
  async watch(): Promise<void> {
    let at: WatchStart | undefined
    let watched: Watched | undefined
    while (!this.#hasEnded) {
      const machine = this.#clients.machine()
      const { node } = machine
      if (node) {
        if (!watched || !at) {
          const { revision } = node.node.store.state
          at = { revision: revision + 1, sub: -1 }
          watched = { after: revision, upTo: revision, seen: new Map() }
          this.#watched.push(watched)
        }
        at = await this.#watchAt(machine, node, at, watched)
      }
      await this.#company.elapsed(PAUSE_MS)
    }
  }

  end(): void {
    this.#hasEnded = true
  }

  /** Of a node that has everything. */
  check(node: StoreNode): void {
    this.#checkGroup(node)
    for (const [key, revoked] of this.#leases) {
      const isThere = node.kv.get(keyOf(key)) !== undefined
      if (revoked === 'none') assert(isThere, `${key} is there as long as its lease`)
      if (revoked === 'told') assert(!isThere, `${key} went with its lease`)
    }
    this.#checkWatched()
  }

  async #append(client: string): Promise<void> {
    const value = `${client}${String(++this.#written)}`
    await this.#clients.ask(this.#clients.machine(), async ({ streams }) => {
      const fields = [bytesOf('value'), bytesOf(value)]
      const rest = { producer: undefined, creates: true, trim: undefined }
      await streams.append({ kind: 'append', stream: STREAM, id: AUTO_ID, fields, ...rest })
    })
  }

  /** An entry is new once, to whichever consumer. */
  async #read(client: string): Promise<void> {
    const answer = await this.#clients.ask(this.#clients.machine(), async ({ groups }) => {
      const places = [{ stream: STREAM, after: undefined }]
      const rest = { limit: READ_MAX, total: NO_TOTAL, isAcked: false, minIdleMs: undefined }
      const read = { kind: 'read', group: GROUP, consumer: bytesOf(client), places } as const
      const result = await groups.change({ ...read, ...rest })
      if (result.kind === 'read') return (result.read[0] ?? []).map(({ id }) => id)
      const begin = { id: FIRST_ID, createsStream: true, entriesRead: undefined } as const
      await groups.change({ kind: 'create', ...PLACE, ...begin })
      return []
    })
    if (answer.kind !== 'done') return
    for (const id of answer.result) {
      const name = formatStreamId(id)
      assert(!this.#delivered.has(name), `entry ${name} of a group is delivered once`)
      this.#delivered.set(name, { id, acked: 'none' })
      this.#company.note('delivered', name)
    }
  }

  async #ack(): Promise<void> {
    const entry = [...this.#delivered.values()].find(({ acked }) => acked === 'none')
    if (!entry) return
    entry.acked = 'asked'
    const answer = await this.#clients.ask(this.#clients.machine(), async ({ groups }) => {
      const result = await groups.change({ kind: 'ack', ...PLACE, ids: [entry.id] })
      assert(result.kind === 'done', result.kind)
      assert.equal(result.count, 1, 'an entry that was delivered is pending')
    })
    if (answer.kind === 'done') entry.acked = 'told'
    if (answer.kind === 'refused') entry.acked = 'none'
  }

  /** A lease with a key, or the end of one. */
  async #lease(client: string): Promise<void> {
    const key = `lease/${client}${String(++this.#written)}`
    const granted = await this.#clients.ask(this.#clients.machine(), async ({ kv }) => {
      const { lease } = await kv.grantLease(LEASE_MS)
      const rest = { contentType: DEFAULT_CONTENT_TYPE, condition: NO_CONDITION, ttlMs: undefined }
      await kv.put({ key: keyOf(key), value: bytesOf(key), lease: lease.id, ...rest })
      return lease.id
    })
    if (granted.kind !== 'done') return
    this.#leases.set(key, 'none')
    if (this.#company.upTo(2) === 0) return
    this.#leases.set(key, 'asked')
    const revoked = await this.#clients.ask(this.#clients.machine(), async ({ kv }) => {
      const result = await kv.revokeLease(granted.result)
      assert.equal(result.kind, 'revoked', 'a lease that was granted is there')
    })
    if (revoked.kind === 'done') this.#leases.set(key, 'told')
    if (revoked.kind === 'refused') this.#leases.set(key, 'none')
    this.#company.note(key, revoked.kind)
  }

  /** Where to go on; undefined if what would come next is compacted. */
  async #watchAt(
    { life }: Machine,
    { kv }: StoreNode,
    from: WatchStart,
    watched: Watched,
  ): Promise<WatchStart | undefined> {
    const stop = new AbortController()
    const over = Promise.race([life?.over, this.#company.elapsed(this.#company.upTo(WATCH_MS_MAX))])
    let at = from
    try {
      const batches = kv.watch(ALL, from, PACE, stop.signal)
      for (;;) {
        const next = await Promise.race([batches.next(), over])
        if (!next || next.done === true || life?.isOver === true) break
        at = take(next.value, at, watched)
      }
      return at
    } catch (error) {
      if (error instanceof FutureRevision) return at
      if (error instanceof Compacted) return undefined
      throw error
    } finally {
      stop.abort()
    }
  }

  #checkGroup({ groups, streams }: StoreNode): void {
    const info = groups.info(STREAM, GROUP)
    if (info.kind !== 'found') {
      assert.equal(this.#delivered.size, 0, 'a group that delivered entries is there')
      return
    }
    const range = { first: FIRST_ID, last: LAST_ID, limit: ENTRIES_MAX, minIdleMs: 0 }
    const found = groups.pending(STREAM, GROUP, { ...range, consumer: undefined })
    const pending = new Set(found.kind === 'found' ? found.result.map(nameOf) : [])
    for (const [name, { acked }] of this.#delivered) {
      if (acked === 'none') assert(pending.has(name), `entry ${name} is pending until it is acked`)
      if (acked === 'told') assert(!pending.has(name), `entry ${name} was acknowledged`)
    }
    const page = streams.page({ stream: STREAM, range: ALL_ENTRIES, reverse: false, limit: 1000 })
    const entries = page.kind === 'found' ? page.result.entries : []
    for (const entry of entries.filter(({ id }) => compareIds(id, info.result.lastId) <= 0)) {
      const name = nameOf(entry)
      const isKnown = pending.has(name) || (this.#delivered.get(name)?.acked ?? 'none') !== 'none'
      assert(isKnown, `entry ${name} was passed over by the group`)
    }
  }

  /** All that watched a revision saw the same of it. */
  #checkWatched(): void {
    const all = new Map<string, string>()
    for (const { seen } of this.#watched) {
      for (const [place, event] of seen) {
        assert.equal(all.get(place) ?? event, event, `all see the same at ${place}`)
        all.set(place, event)
      }
    }
    for (const { after, upTo, seen } of this.#watched) {
      for (const [place, event] of all) {
        const revision = Number.parseInt(place)
        const isMissing = revision > after && revision <= upTo && !seen.has(place)
        assert(!isMissing, `a watch passed over ${place}: ${event}`)
      }
    }
  }
}

function take({ events, upTo }: WatchBatch, before: WatchStart, watched: Watched): WatchStart {
  let at = before
  for (const { event, revision, sub } of events) {
    const isNext = revision > at.revision || (revision === at.revision && sub > at.sub)
    assert(isNext, `a watch goes back to ${String(revision)}/${String(sub)}`)
    at = { revision, sub }
    const key = event.kind === 'put' ? event.keyValue.metadata.key : event.key
    const value = event.kind === 'put' ? event.keyValue.value : new Uint8Array()
    const text = [event.kind, ...[key, value].map(bytes => Buffer.from(bytes).toString())].join(' ')
    watched.seen.set(`${String(revision)}/${String(sub)}`, text)
  }
  watched.upTo = Math.max(watched.upTo, upTo)
  return upTo >= at.revision ? { revision: upTo + 1, sub: -1 } : at
}

function nameOf({ id }: { readonly id: StreamId }): string {
  return formatStreamId(id)
}

function keyOf(name: string) {
  return parseKey(bytesOf(name))
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

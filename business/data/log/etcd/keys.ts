/**
 * The keys of a log in etcd, and the transactions on them:
 *
 *      <prefix>/id                  which log this is, a random number
 *      <prefix>/last                position and id of the newest entry
 *      <prefix>/e/<position>        an entry, see slot.ts; without a gap, and written once
 *      <prefix>/nodes/<node>        what a node needs no more, see floors.ts
 *
 * An append has the log's id as a condition, so that none goes to another log, nor to an etcd that was wiped.
 */
import type { Pair, Query, Transaction } from '#foundation/etcd/etcd'
import type { Position } from '../log.ts'
import type { Floor, KeptFloor } from './floors.ts'
import { decodeFloor, encodeFloor } from './floors.ts'
import type { Head, Slot } from './slot.ts'
import { decodeHead, decodeSlot, encodeHead, ID_BYTES } from './slot.ts'

/** Of what is before the first entry. */
const NO_ID = '00'.repeat(ID_BYTES)
/** What an append that came too late gets of the entries that were faster. */
const WINNERS_MAX = 4
/** More than that are not waited for. */
const NODES_MAX = 1000

/** Which log there is, and how far it goes. */
export type View = { readonly id: string; readonly head: Head }

/** What is under the prefix is not what nodes of a log write there. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged'
}

export class Keys {
  readonly last: string
  /** Is never there. */
  readonly never: string
  readonly #id: string
  readonly #entries: string
  readonly #end: string
  readonly #nodes: string

  constructor(prefix: string) {
    this.last = `${prefix}/last`
    this.#id = `${prefix}/id`
    this.never = `${prefix}/never`
    this.#entries = `${prefix}/e/`
    // The character after the slash.
    this.#end = `${prefix}/e0`
    this.#nodes = `${prefix}/nodes`
  }

  entry(position: Position): string {
    return this.#entries + position.toString(16).padStart(16, '0')
  }

  /** Begins a log, if there is none, behind a position. */
  create(id: string, position: Position): Transaction {
    return {
      conditions: [{ kind: 'absent', key: this.#id }],
      then: [
        { kind: 'put', key: this.#id, value: Buffer.from(id) },
        { kind: 'put', key: this.last, value: Buffer.from(encodeHead({ position, id: NO_ID })) },
      ],
      otherwise: [],
    }
  }

  /** What `viewOf` wants, without what others may have put between. */
  state(): Query[] {
    return [this.#id, this.last].map(key => ({ key, limit: 1 }))
  }

  /** Undefined if there is no log. Throws `LogDamaged`. */
  viewOf(pairs: readonly Pair[]): View | undefined {
    const id = pairs.find(({ key }) => key === this.#id)
    return id && { id: textOf(id), head: this.#headOf(pairs) }
  }

  /** What `firstOf` wants. */
  oldest(): Query {
    return { key: this.#entries, end: this.#end, limit: 1 }
  }

  /** Of the oldest entry, if there is one. Throws `LogDamaged`. */
  firstOf([oldest]: readonly Pair[]): Position | undefined {
    return oldest && this.#positionOf(oldest)
  }

  /** Fails where a write would find no space, and otherwise does nothing. */
  askForSpace(): Transaction {
    const key = this.never
    return {
      // No key can be so.
      conditions: [
        { kind: 'absent', key },
        { kind: 'value', key, value: '' },
      ],
      then: [{ kind: 'put', key, value: Buffer.from('never') }],
      otherwise: [],
    }
  }

  /** Puts an entry behind the head, if that is still the newest; otherwise gets the state, and who was faster. */
  append(id: string, head: Head, next: Head, slot: Uint8Array): Transaction {
    const key = this.entry(next.position)
    return {
      conditions: [
        { kind: 'value', key: this.#id, value: id },
        { kind: 'value', key: this.last, value: encodeHead(head) },
        { kind: 'absent', key },
      ],
      then: [
        { kind: 'put', key, value: slot },
        { kind: 'put', key: this.last, value: Buffer.from(encodeHead(next)) },
      ],
      otherwise: [
        ...[...this.state(), this.entries(next.position, WINNERS_MAX)].map(
          query => ({ kind: 'range', ...query }) as const,
        ),
      ],
    }
  }

  /** Entries from a position on. */
  entries(from: Position, limit: number): Query {
    return { key: this.entry(from), end: this.#end, limit }
  }

  /** Those right after the position, up to the first that is missing or damaged. Throws `LogDamaged` if that is the first. */
  slotsOf(pairs: readonly Pair[], after: Position): Slot[] {
    const slots: Slot[] = []
    for (const pair of pairs) {
      const position = after + 1 + slots.length
      if (this.#positionOf(pair) !== position) break
      const slot = decodeSlot(position, pair.value)
      if (slot) slots.push(slot)
      else if (slots.length > 0) break
      else throw new LogDamaged(`${pair.key} holds no entry of a log`)
    }
    return slots
  }

  keepFloor(id: string, node: string, floor: Floor): Transaction {
    const value = Buffer.from(encodeFloor(floor))
    return {
      conditions: [{ kind: 'value', key: this.#id, value: id }],
      then: [{ kind: 'put', key: this.floor(node), value }],
      otherwise: [],
    }
  }

  floors(): Query {
    return { key: `${this.#nodes}/`, end: `${this.#nodes}0`, limit: NODES_MAX }
  }

  /** Of the other nodes. */
  floorsOf(pairs: readonly Pair[], node: string): KeptFloor[] {
    return pairs.flatMap(({ key, value }) => {
      const floor = decodeFloor(value)
      const name = key.slice(this.#nodes.length + 1)
      return floor && name !== node ? [{ ...floor, node: name }] : []
    })
  }

  floor(node: string): string {
    return `${this.#nodes}/${node}`
  }

  /** All entries before a position. */
  before(position: Position): { readonly key: string; readonly end: string } {
    return { key: this.#entries, end: this.entry(position) }
  }

  #headOf(pairs: readonly Pair[]): Head {
    const last = pairs.find(({ key }) => key === this.last)
    const head = last && decodeHead(last.value)
    if (!head) throw new LogDamaged(`${this.last} does not say which entry is the newest`)
    return head
  }

  #positionOf({ key }: Pair): Position {
    const text = key.slice(this.#entries.length)
    if (!/^[0-9a-f]{16}$/.test(text)) throw new LogDamaged(`${key} is no key of an entry`)
    return Number.parseInt(text, 16)
  }
}

function textOf({ value }: Pair): string {
  return Buffer.from(value).toString()
}

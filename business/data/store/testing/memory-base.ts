/**
 * The base's twin for tests and simulations: all in memory, with the semantics of a disk. `reopen` is what a crash leaves:
 * everything flushed, nothing else.
 */
import { blockBytes, firstInBlock, nextInBlock } from '../memory/block.ts'
import type { Block, BlockSource } from '../memory/block.ts'
import { compareBytes } from '#foundation/bytes/bytes'
import { Change } from '../memory/change.ts'
import type { ImmutableMemtable } from '../memory/memtable.ts'
import type { Row } from '../memory/row.ts'
import { ScannedRow } from '../memory/row.ts'
import { covers } from '../memory/row-range.ts'
import { RowMemory } from '../memory/row-memory.ts'
import type { Base, BaseStats, RowSpace } from '../base.ts'
import type { StoreState } from '../state.ts'
import { EMPTY_STATE } from '../state.ts'
import { TABLES_OF_REMOVALS, TABLES_OF_VALUES } from '../tables.ts'

/** Rows of values begin with the revision of the change that they name, an f64. */
const REVISION_BYTES = 8
/** What no row consists of. */
const OVERWRITTEN = 0xa5

export class MemoryBase implements Base {
  readonly blocks = new MemoryBlocks()
  readonly pageBytes = 0
  state: StoreState = EMPTY_STATE
  /** Shows every row that `get` finds, as LMDB does: who holds on to one finds another one there. */
  #shown = new Uint8Array()
  #shownView = new DataView(this.#shown.buffer)
  /** Per table, values by key; keys as strings of one character per byte, which sort like the bytes. */
  readonly #tables = new Map<number, Map<string, Uint8Array>>()

  get(table: number, key: Uint8Array, start: number, end: number, row: Row): boolean {
    const value = this.#tables.get(table)?.get(textOf(key.subarray(start, end)))
    if (!value) return false
    this.#show(value)
    row.at(this.#shown, this.#shownView, 0, value.length)
    return true
  }

  #show(value: Uint8Array): void {
    if (this.#shown.length < value.length) {
      this.#shown.fill(OVERWRITTEN)
      this.#shown = new Uint8Array(2 * value.length)
      this.#shownView = new DataView(this.#shown.buffer)
    }
    this.#shown.fill(OVERWRITTEN)
    this.#shown.set(value)
  }

  /** As on a disk, each row lies where the one before was. */
  *scan(
    table: number,
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
  ): Generator<ScannedRow> {
    const rows = [...(this.#tables.get(table) ?? [])]
      .map(([key, value]) => ({ key: bytesOf(key), value }))
      .filter(({ key }) => compare(key, lower) >= 0 && (!upper || compare(key, upper) < 0))
      .sort((a, b) => compare(a.key, b.key))
    const row = new ScannedRow()
    for (const { key, value } of reverse ? rows.reverse() : rows) {
      this.#show(value)
      row.bytes.fill(OVERWRITTEN)
      if (row.bytes.length < key.length + value.length) {
        row.bytes = new Uint8Array(2 * (key.length + value.length))
        row.view = new DataView(row.bytes.buffer)
      }
      row.bytes.set(key)
      row.bytes.set(value, key.length)
      row.keyEnd = row.valueStart = key.length
      row.valueEnd = key.length + value.length
      yield row
    }
    row.bytes.fill(OVERWRITTEN)
  }

  async flush(memtable: ImmutableMemtable, state: StoreState): Promise<void> {
    await Promise.resolve()
    const rows = new RowMemory(memtable.memory)
    for (const range of memtable.ranges) {
      const table = this.#tables.get(range.table)
      for (const name of table?.keys() ?? []) {
        const key = bytesOf(name)
        if (covers(range, range.table, key, 0, key.length)) table?.delete(name)
      }
    }
    for (const address of memtable.rows) {
      const row = rows.current(address)
      const key = textOf(rows.bytes.subarray(rows.keyStart(row), rows.keyEnd(row)))
      const start = rows.valueStart(row)
      const table = this.#tables.get(rows.table(row)) ?? new Map<string, Uint8Array>()
      this.#tables.set(rows.table(row), table)
      if (rows.isLive(row)) {
        table.set(key, rows.bytes.slice(start, start + rows.valueLength(row)))
      } else {
        table.delete(key)
      }
    }
    for (const { start, end } of memtable.extents) {
      for (let at = start; at < end; at += blockBytes(rows.view, at)) {
        this.blocks.add(rows.bytes.slice(at, at + blockBytes(rows.view, at)))
      }
    }
    this.state = state
  }

  /** Becomes what another one is, at once: as where the files of a snapshot take the place of those that there are. */
  become(other: MemoryBase): void {
    this.#tables.clear()
    for (const [number, table] of other.#tables) this.#tables.set(number, new Map(table))
    this.blocks.become(other.blocks)
    this.state = other.state
  }

  /** Takes everything that is dead at once; the disk takes steps. */
  async collect(): Promise<boolean> {
    await Promise.resolve()
    const { compactedRevision } = this.state
    for (const table of TABLES_OF_REMOVALS.map(number => this.#tables.get(number))) {
      for (const [key, value] of table ?? []) {
        if (new DataView(value.buffer).getFloat64(0, true) <= compactedRevision) table?.delete(key)
      }
    }
    this.blocks.dropDead(compactedRevision, change =>
      TABLES_OF_VALUES.some(table => {
        const row = this.#tables.get(table)?.get(textOf(change.key()))
        if (!row || row.length < REVISION_BYTES) return false
        return new DataView(row.buffer).getFloat64(0, true) === change.revision
      }),
    )
    return false
  }

  async rest(): Promise<void> {
    await Promise.resolve()
  }

  rowSpace(): RowSpace {
    let rowBytes = 0
    for (const table of this.#tables.values()) {
      for (const [key, value] of table) rowBytes += key.length + value.length
    }
    return { rowBytes, rowFileBytes: rowBytes }
  }

  stats(): BaseStats {
    return { ...this.rowSpace(), changeFiles: 1, changeBytes: this.blocks.bytes }
  }

  fence(): void {
    // Nothing begins a flush any more, and one that is under way comes to its end: this base is given to the next node.
  }

  async close(): Promise<void> {
    await Promise.resolve()
  }
}

class MemoryBlocks implements BlockSource {
  #blocks: Block[] = []

  get bytes(): number {
    return this.#blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  become(other: MemoryBlocks): void {
    this.#blocks = [...other.#blocks]
  }

  add(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer)
    const block = { bytes, view, start: 0, first: { revision: 0, sub: 0 } }
    const { revision, sub } = firstInBlock(new Change(), block)
    this.#blocks.push({ ...block, first: { revision, sub } })
  }

  atOrBefore(revision: number, sub: number): Block | undefined {
    return this.#blocks.findLast(({ first }) => (first.revision - revision || first.sub - sub) <= 0)
  }

  after(revision: number, sub: number): Block | undefined {
    return this.#blocks.find(({ first }) => (first.revision - revision || first.sub - sub) > 0)
  }

  /** Blocks of which every change is dead; a disk keeps, like this, the dead neighbours of the living. See mark.ts. */
  dropDead(compactedRevision: number, isInItsRow: (change: Change) => boolean): void {
    const dead = new Set<string>()
    for (const change of this.#changes()) {
      if (change.revision > compactedRevision) break
      dead.add(`${String(change.previousRevision)} ${String(change.previousSub)}`)
      if (change.removes || (change.inRow && isInItsRow(change))) {
        dead.add(`${String(change.revision)} ${String(change.sub)}`)
      }
    }
    this.#blocks = this.#blocks.filter(block => {
      const change = firstInBlock(new Change(), block)
      do {
        if (!dead.has(`${String(change.revision)} ${String(change.sub)}`)) return true
      } while (nextInBlock(change, block))
      return false
    })
  }

  *#changes(): Generator<Change> {
    for (const block of this.#blocks) {
      const change = firstInBlock(new Change(), block)
      do yield change
      while (nextInBlock(change, block))
    }
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function compare(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length)
}

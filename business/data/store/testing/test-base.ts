/** A base in memory whose disk a test slows down, fills up and damages. Only for tests. */
import { DiskFull } from '#foundation/host/host'
import { damagedRow } from '../damage.ts'
import { MemoryBase } from './memory-base.ts'
import type { ImmutableMemtable } from '../memory/memtable.ts'
import type { Row, ScannedRow } from '../memory/row.ts'
import type { StoreState } from '../state.ts'

export class TestBase extends MemoryBase {
  /** While it is true, flushes find the disk full. */
  isFull = false
  /** While it is true, no row is what was written. */
  isDamaged = false
  /** What a flush waits for; the default is a quick disk. */
  latency: () => Promise<void> = () => Promise.resolve()
  /** Flushes that were tried. */
  flushes = 0

  override get(table: number, key: Uint8Array, start: number, end: number, row: Row): boolean {
    const isFound = super.get(table, key, start, end, row)
    if (isFound && this.isDamaged) throw damagedRow(key.subarray(start, end))
    return isFound
  }

  override *scan(...bounds: Parameters<MemoryBase['scan']>): Generator<ScannedRow> {
    for (const row of super.scan(...bounds)) {
      row.state = this.isDamaged ? 'damaged' : 'live'
      yield row
    }
  }

  override async flush(memtable: ImmutableMemtable, state: StoreState): Promise<void> {
    this.flushes++
    await this.latency()
    if (this.isFull) throw new DiskFull('/data/store')
    await super.flush(memtable, state)
  }
}

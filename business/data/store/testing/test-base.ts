/** A base in memory whose disk a test slows down and fills up. Only for tests. */
import { DiskFull } from '#foundation/host/host'
import { MemoryBase } from '../memory-base.ts'
import type { ImmutableMemtable } from '../memory/memtable.ts'
import type { StoreState } from '../state.ts'

export class TestBase extends MemoryBase {
  /** While it is true, flushes find the disk full. */
  isFull = false
  /** What a flush waits for; the default is a quick disk. */
  latency: () => Promise<void> = () => Promise.resolve()
  /** Flushes that were tried. */
  flushes = 0

  override async flush(memtable: ImmutableMemtable, state: StoreState): Promise<void> {
    this.flushes++
    await this.latency()
    if (this.isFull) throw new DiskFull('/data/store')
    await super.flush(memtable, state)
  }
}

/** A base in memory whose disk a test slows down and fills up. Only for tests. */
import { DiskFull } from '#foundation/host/host'
import { MemoryBase } from './memory-base.ts'
import type { SealedGeneration } from './memory/generation.ts'
import type { StoreState } from './state.ts'

export class TestBase extends MemoryBase {
  /** While it is true, folds find the disk full. */
  isFull = false
  /** What a fold waits for; the default is a quick disk. */
  latency: () => Promise<void> = () => Promise.resolve()
  /** Folds that were tried. */
  folds = 0

  override async fold(generation: SealedGeneration, state: StoreState): Promise<void> {
    this.folds++
    await this.latency()
    if (this.isFull) throw new DiskFull('/data/store')
    await super.fold(generation, state)
  }
}

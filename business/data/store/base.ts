/** What lies behind the memtable. */
import type { BlockSource } from './memory/block.ts'
import type { ImmutableMemtable } from './memory/memtable.ts'
import type { Row, ScannedRow } from './memory/row.ts'
import type { StoreState } from './state.ts'

/** Bytes of LMDB's file that hold data, and the size of that file: the difference is free and used again. */
export type RowSpace = { readonly rowBytes: number; readonly rowFileBytes: number }

export type BaseStats = RowSpace & {
  readonly changeFiles: number
  readonly changeBytes: number
}

/** With what is in memory. */
export type StoreStats = BaseStats & {
  /** Held by the memtable, of what it may hold. */
  readonly memoryBytes: number
  readonly memoryBytesMax: number
  /** Log position up to which the base is complete. */
  readonly flushedPosition: number
  /** Why flushing does not succeed at the moment, if it does not. */
  readonly stalled: 'disk full' | undefined
}

/** Two implementations: LMDB and files of blocks (disk-base.ts), and a twin that forgets (testing/memory-base.ts). */
export interface Base {
  /** As of the last flush. */
  readonly state: StoreState
  readonly blocks: BlockSource
  /** Of the pages that rows are in, as of the last flush; 0 if there are none. A flush copies each page that it changes. */
  readonly pageBytes: number
  /** Points `row` at the value and returns true, or returns false. */
  get(table: number, key: Uint8Array, start: number, end: number, row: Row): boolean
  /**
   * Rows with lower <= key < upper (no upper bound if undefined), ascending, or descending if `reverse`; none is `removed`.
   * Each is good until the next step.
   */
  scan(
    table: number,
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
  ): Iterable<ScannedRow>
  /** Makes a memtable part of the base, with the state it leads to. Rejects with `DiskFull`: then try again. */
  flush(memtable: ImmutableMemtable, state: StoreState): Promise<void>
  /**
   * One bounded step of giving back the space of dead changes; resolves with whether there is more to do. `isShort`: the disk
   * is nearly full, so that also a small part of a file is worth rewriting the rest of it.
   */
  collect(isShort: boolean): Promise<boolean>
  /** Gives back memory that is kept for the next reads and flushes. */
  rest(): Promise<void>
  /** Costs the same however much there is, and reads nothing that could be damaged. */
  rowSpace(): RowSpace
  stats(): BaseStats
  /** Nothing writes any more from now on; `close` writes nothing either. Waits for the write that is under way. */
  fence(): void
  close(): Promise<void>
}

export type StoredRow = { readonly key: Uint8Array; readonly value: Uint8Array }

/** A row, or the key of one that is not what was written. */
export type FoundRow = { readonly key: Uint8Array; readonly value: Uint8Array | 'damaged' }

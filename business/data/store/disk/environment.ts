/**
 * The part of the store on disk that is LMDB: four tables in one environment, opened alike by the main thread, which only
 * reads, and by the flush worker, which writes.
 *
 *     rows      table u8, key                  ->  value
 *     blocks    first revision f64, sub u16    ->  where the block lies, and which of its changes are dead
 *     files     number u32                     ->  what the file of blocks holds
 *     state     'state'                        ->  as of which position all of this is; see also range-removal.ts
 *
 * Every value is followed by the CRC-32 of its key and itself. Numbers in keys are big endian, so that keys sort by them:
 * an f64 that is not negative sorts like an unsigned integer.
 */
import type { Database, RootDatabase } from 'lmdb'
import { open } from 'lmdb'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { uint32At } from '#foundation/bytes/bytes'
import { StoreDamaged } from '../damage.ts'
import type { ChangeId } from '../memory/change.ts'
import type { StoreState } from '../state.ts'
import { EMPTY_STATE } from '../state.ts'

export const CRC_BYTES = 4
export const ROWS_NAME = 'rows'
export const ENVIRONMENT_FILE = 'store.mdb'
/** Address space, not memory or disk: reserved once, so that the map never has to move under a reader. */
const MAP_BYTES = 256 * 1024 ** 3

export type Environment = {
  readonly root: RootDatabase<Uint8Array, Uint8Array>
  readonly rows: Table
  readonly blocks: Table
  readonly files: Table
  readonly state: Table
}

export type Table = Database<Uint8Array, Uint8Array>

/** `read` is for a store that no process writes to: it never changes the file. */
export function openEnvironment(
  directory: string,
  access: 'write' | 'read' = 'write',
): Environment {
  const root = open<Uint8Array, Uint8Array>({
    path: join(directory, ENVIRONMENT_FILE),
    readOnly: access === 'read',
    noSubdir: true,
    maxDbs: 4,
    mapSize: MAP_BYTES,
    // A commit is on the disk when it returns.
    overlappingSync: false,
    keyEncoding: 'binary',
    encoding: 'binary',
  })
  const table = (name: string): Table =>
    root.openDB<Uint8Array, Uint8Array>({ name, keyEncoding: 'binary', encoding: 'binary' })
  return {
    root,
    rows: table(ROWS_NAME),
    blocks: table('blocks'),
    files: table('files'),
    state: table('state'),
  }
}

/** Of a table: the pages of its tree, and those of values that do not fit into one of them. */
export type TableStats = {
  readonly pageSize: number
  readonly treeBranchPageCount: number
  readonly treeLeafPageCount: number
  readonly overflowPages: number
}

export function tableStats(table: Table): TableStats {
  // LMDB's types say `{}`.
  return table.getStats() as TableStats
}

/** A value as it is stored: with the CRC that ties it to its key. */
export function sealed(key: Uint8Array, value: Uint8Array): Uint8Array {
  const stored = new Uint8Array(value.length + CRC_BYTES)
  stored.set(value)
  new DataView(stored.buffer).setUint32(value.length, crc32(value, crc32(key)), true)
  return stored
}

/** Whether the value ends with the CRC that ties it to its key. */
export function isSealed(key: Uint8Array, stored: Uint8Array): boolean {
  const length = stored.length - CRC_BYTES
  if (length < 0) return false
  return uint32At(stored, length) === crc32(stored.subarray(0, length), crc32(key))
}

/** The value without its CRC; throws `StoreDamaged` with this name if they do not agree. */
export function unsealed(key: Uint8Array, stored: Uint8Array, what: string): Uint8Array {
  if (!isSealed(key, stored)) throw new StoreDamaged(what)
  return stored.subarray(0, stored.length - CRC_BYTES)
}

/** Changes of one revision are told apart by 16 bits. */
const SUB_MAX = 0xffff

export function blockKey(revision: number, sub: number): Uint8Array {
  const key = new Uint8Array(10)
  const view = new DataView(key.buffer)
  view.setFloat64(0, revision)
  view.setUint16(8, Math.min(sub, SUB_MAX))
  return key
}

export function fileKey(number: number): Uint8Array {
  const key = new Uint8Array(4)
  new DataView(key.buffer).setUint32(0, number)
  return key
}

/** What a file of blocks holds. `first` and `last` are the ids with which its first and last block begin. */
export type FileRow = {
  readonly bytes: number
  /** Of these, how many belong to dead changes. */
  readonly dead: number
  readonly first: ChangeId
  readonly last: ChangeId
}

export function encodeFileRow({ bytes, dead, first, last }: FileRow): Uint8Array {
  const row = [bytes, dead, first.revision, first.sub, last.revision, last.sub]
  return new Uint8Array(Float64Array.from(row).buffer)
}

export function decodeFileRow(bytes: Uint8Array): FileRow {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    bytes: view.getFloat64(0, true),
    dead: view.getFloat64(8, true),
    first: { revision: view.getFloat64(16, true), sub: view.getFloat64(24, true) },
    last: { revision: view.getFloat64(32, true), sub: view.getFloat64(40, true) },
  }
}

/** What the last commit on disk amounts to. */
export type FlushedState = StoreState & {
  readonly format: typeof FORMAT
  /** Changes up to here were looked at for what they made dead. */
  readonly collected: number
  /** The highest number that a file of blocks ever had: numbers are not used again. */
  readonly lastFile: number
  /** The highest id that a range tombstone ever had. */
  readonly lastRange: number
}

export const FORMAT = 2

/** The state as versions wrote it. The first one called the compacted revision `floor` and had no range tombstones. */
type StoredState =
  | FlushedState
  | (Omit<FlushedState, 'format' | 'compactedRevision' | 'lastRange'> & {
      readonly format: 1
      readonly floor: number
    })
const STATE_KEY = new TextEncoder().encode('state')

/** The state of the last commit; that of an empty store before the first. */
export function readState(environment: Environment): FlushedState {
  const stored = environment.state.get(STATE_KEY)
  if (!stored) return { ...EMPTY_STATE, format: FORMAT, collected: 0, lastFile: 0, lastRange: 0 }
  const json = new TextDecoder().decode(unsealed(STATE_KEY, stored, "The store's state"))
  const state = JSON.parse(json) as StoredState
  const format: number = state.format
  if (format < 1 || format > FORMAT) throw new FormatUnknown(format)
  if (state.format === FORMAT) return state
  const { floor, ...same } = state
  return { ...same, compactedRevision: floor, lastRange: 0, format: FORMAT }
}

/** Only inside a transaction. */
export function writeState(environment: Environment, state: FlushedState): void {
  environment.state.putSync(STATE_KEY, sealed(STATE_KEY, Buffer.from(JSON.stringify(state))))
}

/** The directory was written by a version of this program that this one does not know. */
export class FormatUnknown extends Error {
  override readonly name = 'FormatUnknown'
  readonly code = 'STORE_FORMAT_UNKNOWN'
  constructor(format: number) {
    super(
      `The store on disk has format ${String(format)}, this program reads format ${String(FORMAT)}: ` +
        'run the version that wrote it',
    )
  }
}

/** Where a block lies, and a bit for each of its changes that is dead: overwritten or deleted at or before the compacted revision. */
export type BlockRow = {
  readonly file: number
  readonly offset: number
  readonly bytes: number
  readonly count: number
  readonly dead: Uint8Array
  /** See `block.ts`. */
  readonly time: number
}

/** Whether the block's change of this place in it is dead. */
export function isDead({ dead }: BlockRow, ordinal: number): boolean {
  return (((dead[ordinal >> 3] ?? 0) >> (ordinal & 7)) & 1) === 1
}

export function encodeBlockRow(row: BlockRow): Uint8Array {
  const bytes = new Uint8Array(24 + row.dead.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, row.file, true)
  view.setUint32(4, row.offset, true)
  view.setUint32(8, row.bytes, true)
  view.setUint32(12, row.count, true)
  view.setFloat64(16, row.time, true)
  bytes.set(row.dead, 24)
  return bytes
}

export function decodeBlockRow(bytes: Uint8Array): BlockRow {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    file: view.getUint32(0, true),
    offset: view.getUint32(4, true),
    bytes: view.getUint32(8, true),
    count: view.getUint32(12, true),
    time: view.getFloat64(16, true),
    dead: bytes.slice(24),
  }
}

export function blockId(key: Uint8Array): ChangeId {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  return { revision: view.getFloat64(0), sub: view.getUint16(8) }
}

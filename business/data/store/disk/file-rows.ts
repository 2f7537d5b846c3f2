/**
 * LMDB has a table of the files of blocks: an entry says what a file holds. Where an entry is damaged, `readFileRows` computes it from
 * the places of the file's blocks and from the blocks.
 */
import { passingOver } from '../damage.ts'
import { BLOCK_HEADER_BYTES, firstInBlock, nextInBlock } from '../memory/block.ts'
import { Change } from '../memory/change.ts'
import type { BlockFiles } from './blocks/block-files.ts'
import type { BlockReader } from './blocks/block-reader.ts'
import type { Place } from './blocks/place.ts'
import { placeOf } from './blocks/place.ts'
import type { Environment, FileRow } from './environment.ts'
import { CRC_BYTES, decodeFileRow, fileKey, isDead, isSealed } from './environment.ts'

export type FileRows = {
  readonly rows: Map<number, FileRow>
  /** The stored keys of damaged entries. The damage may be in the key, so it does not tell the file's number. */
  readonly damaged: readonly Uint8Array[]
}

/** Throws `StoreDamaged` if the place of a block is damaged too: then nothing says which file has that block. */
export function readFileRows(
  environment: Environment,
  files: BlockFiles,
  blocks: BlockReader,
): FileRows {
  const rows = new Map<number, FileRow>()
  const damaged: Uint8Array[] = []
  for (const { key, value } of environment.files.getRange({ start: fileKey(0) })) {
    if (isSealed(key, value)) {
      rows.set(fileNumber(key), decodeFileRow(value.subarray(0, -CRC_BYTES)))
    } else {
      damaged.push(Uint8Array.from(key))
    }
  }
  if (damaged.length > 0) {
    for (const [number, row] of rowsWithout(rows, environment, files, blocks)) rows.set(number, row)
  }
  return { rows, damaged }
}

/** Of the files that blocks lie in, and that have no row here. What lies in a file behind its last block is dead. */
function rowsWithout(
  rows: ReadonlyMap<number, FileRow>,
  environment: Environment,
  files: BlockFiles,
  blocks: BlockReader,
): Map<number, FileRow> {
  const made = new Map<number, FileRow>()
  for (const entry of environment.blocks.getRange({})) {
    const place = placeOf(entry)
    const { file } = place.row
    if (rows.has(file)) continue
    const bytes = files.file(file).size()
    const { first, dead } = made.get(file) ?? { first: place.first, dead: bytes }
    made.set(file, { bytes, dead: dead - liveBytes(place, blocks), first, last: place.first })
  }
  return made
}

/** All of a block that is damaged: what of it is dead cannot be told. */
function liveBytes(place: Place, blocks: BlockReader): number {
  const { row } = place
  if (row.dead.every(bits => bits === 0)) return row.bytes
  const block = passingOver(
    () => blocks.read(place),
    () => undefined,
  )
  if (!block) return row.bytes
  let bytes = BLOCK_HEADER_BYTES
  let ordinal = 0
  const change = firstInBlock(new Change(), block)
  do if (!isDead(row, ordinal++)) bytes += change.size
  while (nextInBlock(change, block))
  return bytes
}

function fileNumber(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset).getUint32(0)
}

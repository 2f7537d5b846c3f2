/** Where blocks of changes lie, by LMDB's table of them. */
import type { ChangeId } from '../../memory/change.ts'
import type { BlockRow, Environment } from '../environment.ts'
import { blockId, blockKey, decodeBlockRow, unsealed } from '../environment.ts'

/** The file and the range of bytes of a block, and the id of its first change. */
export type Place = { readonly first: ChangeId; readonly row: BlockRow }

/** Of the last block that begins at or before the change: the only one that can hold it. Throws `StoreDamaged`. */
export function placeAtOrBefore(
  { blocks }: Environment,
  { revision, sub }: ChangeId,
): Place | undefined {
  const range = { start: blockKey(revision, sub), reverse: true, limit: 1 }
  for (const entry of blocks.getRange(range)) return placeOf(entry)
  return undefined
}

/** Of the first block that begins after the change. Throws `StoreDamaged`. */
export function placeAfter(
  { blocks }: Environment,
  { revision, sub }: ChangeId,
): Place | undefined {
  const range = { start: blockKey(revision, sub), exclusiveStart: true, limit: 1 }
  for (const entry of blocks.getRange(range)) return placeOf(entry)
  return undefined
}

/** Of an entry of the table. Throws `StoreDamaged`. */
export function placeOf({
  key,
  value,
}: {
  readonly key: Uint8Array
  readonly value: Uint8Array
}): Place {
  const first = blockId(key)
  const name = `The place of the changes from revision ${String(first.revision)} on`
  return { first, row: decodeBlockRow(unsealed(key, value, name)) }
}

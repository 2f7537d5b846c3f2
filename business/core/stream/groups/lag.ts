/** How far a group has read, as Redis counts it: by how many entries there ever were, as long as none was removed between. */
import { compareIds, FIRST_ID } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { Group } from './group-state.ts'

export type StreamCounts = {
  readonly length: number
  readonly entriesAdded: number
  readonly lastId: StreamId
  readonly maxDeletedId: StreamId
  /** Of the oldest entry it has; `0-0` for none. */
  readonly oldestId: StreamId
}

/** How many entries there ever were up to an id; undefined if that cannot be told. */
export function entriesUpTo(id: StreamId, stream: StreamCounts): number | undefined {
  const { length, entriesAdded, lastId, maxDeletedId, oldestId } = stream
  if (entriesAdded === 0) return 0
  const toLast = compareIds(id, lastId)
  if (length === 0 && toLast < 1) return entriesAdded
  if (compareIds(id, FIRST_ID) !== 0 && compareIds(id, maxDeletedId) < 0) return undefined
  if (toLast === 0) return entriesAdded
  if (toLast > 0) return undefined
  const isWhole = compareIds(maxDeletedId, FIRST_ID) === 0 || compareIds(maxDeletedId, oldestId) < 0
  if (!isWhole) return undefined
  const toOldest = compareIds(id, oldestId)
  if (toOldest < 0) return entriesAdded - length
  return toOldest === 0 ? entriesAdded - length + 1 : undefined
}

/** Whether an entry was removed by name from this id on. */
export function hasGap(from: StreamId, { length, maxDeletedId }: StreamCounts): boolean {
  if (length === 0 || compareIds(maxDeletedId, FIRST_ID) === 0) return false
  return compareIds(from, maxDeletedId) <= 0
}

/** Entries that were not delivered to the group; undefined if that cannot be told. */
export function lagOf({ lastId, entriesRead }: Group, stream: StreamCounts): number | undefined {
  const { length, entriesAdded, maxDeletedId, oldestId } = stream
  if (entriesAdded === 0 || length === 0) return 0
  if (compareIds(lastId, oldestId) < 0 && compareIds(maxDeletedId, oldestId) < 0) return length
  if (entriesRead !== undefined && !hasGap(lastId, stream)) return entriesAdded - entriesRead
  const read = entriesUpTo(lastId, stream)
  return read === undefined ? undefined : entriesAdded - read
}

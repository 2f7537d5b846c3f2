/** How rows of keys lead to changes: for the check that they do. */
import type { PointerTable } from '#business/data/store/disk-files'
import { TOMBSTONES, KEYS, KV_DELETE, KV_PUT } from '#business/data/store/tables'
import { KeyState, OLD_ROW_BYTES, TOMBSTONE_BYTES } from '#business/data/keyspace/key-row'

const state = new KeyState()

export const KV_POINTERS: readonly PointerTable[] = [
  {
    table: KEYS,
    kind: KV_PUT,
    rowBytesMin: OLD_ROW_BYTES,
    read: row => {
      const { revision, sub, hasValue } = state.readKey(row)
      return { revision, sub, inRow: hasValue }
    },
  },
  {
    table: TOMBSTONES,
    kind: KV_DELETE,
    rowBytesMin: TOMBSTONE_BYTES,
    read: row => {
      const { revision, sub } = state.readTombstone(row)
      return { revision, sub, inRow: false }
    },
  },
]

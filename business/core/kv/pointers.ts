/** How rows of keys lead to changes: for whoever checks that they do. */
import type { PointerTable } from '#business/data/store/disk-files'
import { TOMBSTONES, KEYS, KV_DELETE, KV_PUT } from '#business/data/store/tables'
import { TOMBSTONE_BYTES, KEY_ROW_BYTES, KeyState } from './rows.ts'

const state = new KeyState()

export const KV_POINTERS: readonly PointerTable[] = [
  {
    table: KEYS,
    kind: KV_PUT,
    rowBytesMin: KEY_ROW_BYTES,
    read: row => {
      const { revision, sub } = state.readKey(row)
      return { revision, sub, inRow: false }
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

/** How rows of keys lead to changes: for whoever checks that they do. */
import type { PointerTable } from '#business/data/store/disk-files'
import { GRAVES, KEYS, KV_DELETE, KV_PUT } from '#business/data/store/tables'
import { GRAVE_BYTES, KEY_ROW_BYTES, KeyState } from './rows.ts'

const state = new KeyState()

export const KV_POINTERS: readonly PointerTable[] = [
  {
    table: KEYS,
    kind: KV_PUT,
    rowBytesMin: KEY_ROW_BYTES,
    read: row => {
      const { revision, sub } = state.readKey(row)
      return { revision, sub }
    },
  },
  {
    table: GRAVES,
    kind: KV_DELETE,
    rowBytesMin: GRAVE_BYTES,
    read: row => {
      const { revision, sub } = state.readGrave(row)
      return { revision, sub }
    },
  },
]

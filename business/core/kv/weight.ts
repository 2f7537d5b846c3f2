/** What one operation that removes many keys may take of the memtable, in bytes: it bounds how many it removes at once. */
import { changeBytes } from '#business/data/store/store'

/** A row besides its key: header, value, CRC, padding. The largest value of this domain's rows has 56 bytes. */
const ROW_BYTES = 16 + 64 + 8
/** What an expire command removes is bounded by this, and one lease more. */
export const EXPIRE_BYTES_MAX = 8 * 1024 * 1024

/** Of removing so many keys with so many bytes, and the lease they have. */
export function removalWeight(keys: number, keyBytes: number): number {
  const change = changeBytes(0, 0, 0) + 8
  return 4 * ROW_BYTES + keys * (4 * (ROW_BYTES + 16) + change) + keyBytes * 6
}

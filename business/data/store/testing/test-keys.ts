/** The smallest domain that has rows and changes: keys that are written and removed, one at a time. Only for tests. */
import type { PointerTable } from '../disk/verify/block-check.ts'
import type { Store } from '../store.ts'
import { TOMBSTONES, KEYS } from '../tables.ts'

const PUT = 1
const REMOVE = 2
/** Revision f64, sub u16, whether the value follows u8. */
const ROW_BYTES = 16
/** Values up to this length stand in their rows too. */
const IN_ROW_BYTES_MAX = 16

const pointer = (table: number, kind: number): PointerTable => ({
  table,
  kinds: [kind],
  rowBytesMin: ROW_BYTES,
  read: ({ view, start }) => ({
    revision: view.getFloat64(start, true),
    sub: view.getUint16(start + 8, true),
    inRow: view.getUint8(start + 10) === 1,
  }),
})

export const TEST_POINTERS = [pointer(KEYS, PUT), pointer(TOMBSTONES, REMOVE)]

export class TestKeys {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** As one log entry; removes the key if there is no value. */
  write(
    key: string,
    value: string | undefined,
    compactedRevision = this.#store.state.compactedRevision,
  ): void {
    const store = this.#store
    const bytes = new Uint8Array(Buffer.from(key))
    const known =
      store.find(KEYS, bytes, 0, bytes.length) ?? store.find(TOMBSTONES, bytes, 0, bytes.length)
    const previousRevision = known?.view.getFloat64(known.start, true) ?? 0
    const { position, revision: before } = store.state
    const revision = before + 1
    const content = Buffer.from(value ?? '')
    const inRow = value !== undefined && content.length <= IN_ROW_BYTES_MAX
    const change = store.addChange(
      {
        kind: value === undefined ? REMOVE : PUT,
        removes: value === undefined,
        inRow,
        revision,
        sub: 0,
        previousRevision: previousRevision > compactedRevision ? previousRevision : 0,
        previousSub: 0,
        milestoneRevision: 0,
        milestoneSub: 0,
        metaLength: 0,
        keyLength: bytes.length,
        valueLength: content.length,
        tag: 0,
      },
      revision * 1000,
    )
    change.bytes.set(bytes, change.keyStart)
    change.bytes.set(content, change.valueStart)
    store.remove(value === undefined ? KEYS : TOMBSTONES, bytes, 0, bytes.length)
    const table = value === undefined ? TOMBSTONES : KEYS
    const row = store.put(table, bytes, 0, bytes.length, ROW_BYTES + (inRow ? content.length : 0))
    row.view.setFloat64(row.start, revision, true)
    row.view.setFloat64(row.start + 8, 0, true)
    row.view.setUint8(row.start + 10, Number(inRow))
    if (inRow) row.bytes.set(content, row.start + ROW_BYTES)
    store.advance({
      position: position + 1,
      chainHash: `after ${String(revision)}`,
      revision,
      compactedRevision,
      time: revision * 1000,
    })
  }

  get(key: string): string | undefined {
    const bytes = new Uint8Array(Buffer.from(key))
    const row = this.#store.find(KEYS, bytes, 0, bytes.length)
    if (!row) return undefined
    if (row.view.getUint8(row.start + 10) === 1) {
      return Buffer.from(row.copy().subarray(ROW_BYTES)).toString()
    }
    const change = this.#store.change(row.view.getFloat64(row.start, true), 0)
    return change && Buffer.from(change.value()).toString()
  }
}

/** Blocks of changes, one after the other, against their places, their files, and the rows that lead to them. */
import { equalBytes } from '#foundation/bytes/bytes'
import { DiskFailed } from '#foundation/host/host'
import { BLOCK_HEADER_BYTES, isSound } from '../../memory/block.ts'
import { Change, CHANGE_HEADER_BYTES } from '../../memory/change.ts'
import type { ChangeId } from '../../memory/change.ts'
import { Row } from '../../memory/row.ts'
import type { BlockRow } from '../environment.ts'
import { blockId, blockKey, CRC_BYTES, decodeBlockRow, isDead, isSealed } from '../environment.ts'
import type { Finding, Findings } from './findings.ts'
import { keyAsText } from '../../damage.ts'
import type { Snapshot } from './snapshot.ts'
import { changesFileName } from './snapshot.ts'

/** A table whose rows name the newest change of their key; a key has a row in one such table of its domain at most. */
export type PointerTable = {
  readonly table: number
  /** Of the changes that its rows name; the tables of one domain find each other by the keys of their changes. */
  readonly kinds: readonly number[]
  readonly rowBytesMin: number
  /** `inRow`: the change had `inRow`, so it may be gone. */
  read(row: Row): ChangeId & { readonly inRow: boolean }
}

/** A place's value before the bits of dead changes. */
const PLACE_BYTES_MIN = 24

/** What the blocks of a file amount to, as far as they were seen. */
type Account = {
  /** Of all blocks, and of the dead changes in them. */
  blockBytes: number
  deadBytes: number
  /** Where the last block ended. */
  end: number
  isDamaged: boolean
}

export class BlockCheck {
  changes = 0
  deadChanges = 0
  changeBytes = 0
  readonly #snapshot: Snapshot
  readonly #tables: readonly PointerTable[]
  readonly #findings: Findings
  readonly #accounts = new Map<number, Account>()
  readonly #matched = new Map<number, number>()
  readonly #change = new Change()
  readonly #row = new Row()
  #last: ChangeId = { revision: 0, sub: 0 }

  constructor(snapshot: Snapshot, tables: readonly PointerTable[], findings: Findings) {
    this.#snapshot = snapshot
    this.#tables = tables
    this.#findings = findings
    for (const number of snapshot.missing) {
      findings.add({ message: 'A file of changes is missing', file: changesFileName(number) })
    }
  }

  /** Rows of a table to which a living change of their key was found. */
  matched(table: number): number {
    return this.#matched.get(table) ?? 0
  }

  /** A place and the block there; to be called in the order of their keys. */
  block(key: Uint8Array, value: Uint8Array): void {
    const first = blockId(key)
    const read = readBlock(this.#snapshot, key, value)
    if (read.kind === 'damaged') {
      if (read.file !== undefined) this.#account(read.file).isDamaged = true
      if (read.isNews) this.#findings.add(blockFinding(first, read))
      return
    }
    const { row, bytes, view } = read
    const account = this.#account(row.file)
    this.changeBytes += row.bytes
    account.blockBytes += row.bytes
    if (row.offset < account.end) this.#wrong(first, row, 'overlaps the one before')
    account.end = row.offset + row.bytes
    let count = 0
    for (let at = BLOCK_HEADER_BYTES; at < bytes.length; at += this.#change.size, count++) {
      const change = this.#change.at(bytes, view, at)
      if (!isWhole(change, bytes.length)) {
        this.#wrong(first, row, 'has a change that is not whole')
        account.isDamaged = true
        return
      }
      if (count === 0 && (change.revision !== first.revision || change.sub !== first.sub)) {
        this.#wrong(first, row, `begins with revision ${String(change.revision)}`)
      }
      this.#visit(change, row, isDead(row, count), account)
    }
    if (count !== row.count) this.#wrong(first, row, `has ${String(count)} changes`)
  }

  /** When all blocks were seen. */
  end(): void {
    const { state, fileRows, missing } = this.#snapshot
    if (this.#last.revision > state.revision) {
      const revision = this.#last.revision
      const message = `There is a change newer than the store's revision ${String(state.revision)}`
      this.#findings.add({ message, revision })
    }
    for (const [number, { bytes, dead }] of fileRows) {
      const { blockBytes, deadBytes, isDamaged } = this.#account(number)
      if (isDamaged || missing.includes(number) || dead === bytes - blockBytes + deadBytes) continue
      const message = `A file of changes does not hold what its entry says: ${String(dead)} bytes of it should be dead`
      this.#findings.add({ message, file: changesFileName(number) })
    }
  }

  #visit(change: Change, row: BlockRow, dead: boolean, account: Account): void {
    const { revision, sub } = change
    if (compareIds(this.#last, change) >= 0) {
      this.#wrong(change, row, `follows revision ${String(this.#last.revision)}`)
    }
    this.#last = { revision, sub }
    if (dead) {
      this.deadChanges++
      account.deadBytes += change.size
      return
    }
    this.changes++
    const own = this.#tables.find(({ kinds }) => kinds.includes(change.kind))
    if (!own) return
    const found = this.#tables.some(table => this.#leadsTo(table, own, change))
    if (found) return
    const key = keyAsText(change.key())
    this.#findings.add({
      message: `No row leads to revision ${String(revision)} of ${key}, or to a newer one`,
      table: own.table,
      key,
      revision,
    })
  }

  /** Whether the table's row of the change's key names the change, or a newer one which took its place. */
  #leadsTo(table: PointerTable, own: PointerTable, change: Change): boolean {
    const key = change.key()
    const rowKey = new Uint8Array(1 + key.length)
    rowKey[0] = table.table
    rowKey.set(key, 1)
    const stored = this.#snapshot.row(rowKey)
    if (!stored || this.#snapshot.exists(rowKey) === false) return false
    // A row that is damaged has been told of; what it said, nobody knows.
    if (!isSealed(rowKey, stored) || stored.length - CRC_BYTES < table.rowBytesMin) return true
    const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength)
    const order = compareIds(
      table.read(this.#row.at(stored, view, 0, stored.length - CRC_BYTES)),
      change,
    )
    if (order !== 0) return order > 0
    if (table !== own) return false
    this.#matched.set(table.table, this.matched(table.table) + 1)
    return true
  }

  #account(file: number): Account {
    const known = this.#accounts.get(file)
    if (known) return known
    const account = { blockBytes: 0, deadBytes: 0, end: 0, isDamaged: false }
    this.#accounts.set(file, account)
    return account
  }

  #wrong({ revision }: ChangeId, { file, offset }: BlockRow, what: string): void {
    const message = `The block of changes with revision ${String(revision)} ${what}`
    this.#findings.add({ message, revision, file: changesFileName(file), offset })
  }
}

/** What is wrong with the change that a row names, if anything is. */
export function strayReason(
  snapshot: Snapshot,
  rowKey: Uint8Array,
  table: PointerTable,
  id: ChangeId,
): string | undefined {
  const name = `revision ${String(id.revision)}`
  const place = snapshot.placeAtOrBefore(blockKey(id.revision, id.sub))
  if (!place) return `${name}, which is missing`
  const read = readBlock(snapshot, place.key, place.value)
  if (read.kind === 'damaged') return `${name}, whose block ${read.what}`
  const { row, bytes, view } = read
  const change = new Change()
  let ordinal = 0
  for (let at = BLOCK_HEADER_BYTES; at < bytes.length; at += change.size, ordinal++) {
    if (!isWhole(change.at(bytes, view, at), bytes.length)) break
    if (compareIds(change, id) !== 0) continue
    const { keyStart, keyLength } = change
    const isKey =
      keyLength === rowKey.length - 1 && equalBytes(bytes, keyStart, rowKey, 1, keyLength)
    if (!isKey) return `${name}, which is another key's`
    if (isDead(row, ordinal)) return `${name}, which was forgotten`
    return table.kinds.includes(change.kind) ? undefined : `${name}, which is of another kind`
  }
  return `${name}, which is missing`
}

type ReadBlock =
  | {
      readonly kind: 'sound'
      readonly row: BlockRow
      readonly bytes: Uint8Array
      readonly view: DataView
    }
  | {
      readonly kind: 'damaged'
      readonly what: string
      /** Whether this is not told of yet: all blocks of a missing file are one finding. */
      readonly isNews: boolean
      readonly file?: number
      readonly offset?: number
    }

function readBlock(snapshot: Snapshot, key: Uint8Array, value: Uint8Array): ReadBlock {
  if (!isSealed(key, value) || value.length - CRC_BYTES < PLACE_BYTES_MIN) {
    return { kind: 'damaged', what: 'is at a place whose entry is damaged', isNews: true }
  }
  const row = decodeBlockRow(value.subarray(0, value.length - CRC_BYTES))
  const { file, offset } = row
  const damaged = (what: string, isNews = true): ReadBlock => {
    return { kind: 'damaged', what, isNews, file, offset }
  }
  if (snapshot.missing.includes(file)) return damaged('is in a file that is missing', false)
  const fileRow = snapshot.fileRows.get(file)
  if (!fileRow) return damaged('is in a file without an entry')
  if (offset + row.bytes > fileRow.bytes) return damaged('reaches beyond its file')
  let bytes: Uint8Array
  try {
    bytes = snapshot.block(row)
  } catch (error) {
    if (error instanceof DiskFailed) return damaged(`cannot be read (${error.message})`)
    throw error
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < row.bytes) return damaged('is cut off')
  if (!isSound(bytes, view)) return damaged('does not have its checksum')
  return { kind: 'sound', row, bytes, view }
}

function blockFinding({ revision }: ChangeId, read: ReadBlock & { kind: 'damaged' }): Finding {
  const message = `The block of changes from revision ${String(revision)} on ${read.what}`
  if (read.file === undefined || read.offset === undefined) return { message, revision }
  return { message, revision, file: changesFileName(read.file), offset: read.offset }
}

function isWhole(change: Change, limit: number): boolean {
  return (
    change.start + CHANGE_HEADER_BYTES <= limit &&
    change.size >= CHANGE_HEADER_BYTES &&
    change.start + change.size <= limit &&
    change.valueStart + change.valueLength <= change.start + change.size
  )
}

function compareIds(a: ChangeId, b: ChangeId): number {
  return a.revision - b.revision || a.sub - b.sub
}

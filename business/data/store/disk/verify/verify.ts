/**
 * Whether a store on disk is what was written: every row and its CRC, every block of changes, every file's account, and
 * that rows lead to changes and changes to rows. Changes nothing.
 *
 * Memory does not grow with the store. A row that a range tombstone removed does not count, whatever it holds. Rows are
 * counted first; then, in the order of the changes, each change that is alive looks its key's row up. A row names one change
 * and a change has one key, so when as many rows were found this way as there are, every row leads to its change; only
 * otherwise are rows looked at one by one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Row } from '../../memory/row.ts'
import type { PointerTable } from './block-check.ts'
import { BlockCheck, strayReason } from './block-check.ts'
import { CRC_BYTES, isSealed } from '../environment.ts'
import type { Findings } from './findings.ts'
import { keyAsText } from '../../damage.ts'
import type { Snapshot } from './snapshot.ts'

export type StoreCounts = {
  /** Without those that range tombstones removed. */
  rows: number
  blocks: number
  /** That can still be read, and that only wait for their space to be given back. */
  changes: number
  deadChanges: number
  files: number
  changeBytes: number
}

/** How far it is: of rows and blocks together. */
export type OnProgress = (done: number, total: number) => void

/** Entries after which others get a turn and hear of the progress. */
const ENTRIES_PER_TURN = 2000

export async function verifyStore(
  snapshot: Snapshot,
  tables: readonly PointerTable[],
  findings: Findings,
  onProgress: OnProgress,
): Promise<StoreCounts> {
  const before = findings.count
  checkState(snapshot, findings)
  const check = new BlockCheck(snapshot, tables, findings)
  const pointing = new Map(tables.map(table => [table.table, 0]))
  const counts = { rows: 0, blocks: 0 }
  let removedRows = 0
  const total = snapshot.counts.rows + snapshot.counts.places
  const step = async (): Promise<void> => {
    const done = counts.rows + removedRows + counts.blocks
    if (done % ENTRIES_PER_TURN > 0) return
    onProgress(done, total)
    await nextTurn()
  }

  for (const { key, value } of snapshot.rows()) {
    const exists = snapshot.exists(key)
    if (exists === false) {
      removedRows++
    } else {
      counts.rows++
      const table = key[0] ?? 0
      if (!isSealed(key, value)) findings.add(damagedRow(key, 'does not have its checksum'))
      if (exists === undefined) findings.add(damagedRow(key, 'has a damaged mark'))
      const rows = pointing.get(table)
      if (rows !== undefined && !standsAlone(snapshot, tables, key, value)) {
        pointing.set(table, rows + 1)
      }
    }
    await step()
  }
  checkCount(findings, 'rows', counts.rows + removedRows, snapshot.counts.rows)
  for (const { key, value } of snapshot.places()) {
    counts.blocks++
    check.block(key, value)
    await step()
  }
  checkCount(findings, 'places of blocks', counts.blocks, snapshot.counts.places)
  check.end()

  const isComplete = tables.every(({ table }) => check.matched(table) === pointing.get(table))
  if (!isComplete) await findStrays(snapshot, tables, findings)
  if (!isComplete && findings.count === before) {
    findings.add({ message: 'Rows and changes do not match in number' })
  }
  onProgress(total, total)
  const { changes, deadChanges, changeBytes } = check
  return { ...counts, changes, deadChanges, files: snapshot.fileRows.size, changeBytes }
}

function checkState({ state, ranges }: Snapshot, findings: Findings): void {
  const { compactedRevision, revision, collected, lastRange } = state
  // The next one would get an id that is taken.
  for (const id of ranges.keys()) {
    if (id <= lastRange) continue
    findings.add({
      message: `There is a range tombstone newer than the last, ${String(lastRange)}`,
    })
  }
  if (compactedRevision > revision || collected > compactedRevision) {
    findings.add({
      message:
        `The store's state contradicts itself: revision ${String(revision)}, ` +
        `compactedRevision ${String(compactedRevision)}, collected ${String(collected)}`,
    })
  }
}

function checkCount(findings: Findings, what: string, found: number, expected: number): void {
  if (found === expected) return
  const message = `LMDB counts ${String(expected)} ${what}, but ${String(found)} can be reached`
  findings.add({ message })
}

/** Names the rows that do not lead to a change of their key which is alive. */
async function findStrays(
  snapshot: Snapshot,
  tables: readonly PointerTable[],
  findings: Findings,
): Promise<void> {
  const row = new Row()
  let seen = 0
  for (const { key, value } of snapshot.rows()) {
    if (++seen % ENTRIES_PER_TURN === 0) await nextTurn()
    const table = tables.find(candidate => candidate.table === key[0])
    if (!table || !isSealed(key, value) || snapshot.exists(key) === false) continue
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
    const length = value.length - CRC_BYTES
    if (length < table.rowBytesMin) {
      findings.add(damagedRow(key, 'is too short'))
      continue
    }
    if (standsAlone(snapshot, tables, key, value)) continue
    const id = table.read(row.at(value, view, 0, length))
    const why = strayReason(snapshot, key, table, id)
    if (why !== undefined) {
      findings.add({ ...damagedRow(key, `leads to ${why}`), revision: id.revision })
    }
  }
}

/** Whether the row holds its value, and the change that it names is gone for that reason. */
function standsAlone(
  { state }: Snapshot,
  tables: readonly PointerTable[],
  key: Uint8Array,
  value: Uint8Array,
): boolean {
  const table = tables.find(candidate => candidate.table === key[0])
  const length = value.length - CRC_BYTES
  if (!table || length < table.rowBytesMin) return false
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const { revision, inRow } = table.read(new Row().at(value, view, 0, length))
  return inRow && revision <= state.collected
}

function damagedRow(
  key: Uint8Array,
  what: string,
): { message: string; table: number; key: string } {
  const table = key[0] ?? 0
  const text = keyAsText(key.subarray(1))
  return { message: `The row of ${text} in table ${String(table)} ${what}`, table, key: text }
}

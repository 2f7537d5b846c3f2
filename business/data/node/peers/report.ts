/**
 * The operation with which a voter tells the other nodes of itself. It changes nothing.
 *
 *      0     code u8, bytes of the version u8, of the address u8, 0 u8[5]
 *      8     position f64, of the entry that the node had applied | flushed f64, up to where it needs no entries any more
 *     24     hash u8[8], the beginning of its chain hash at the position
 *     32     length u32 | name, UTF-8
 *            if there is a version: start f64, the node's clock when it started | version | address
 *
 * Reports of older versions of this program have no version, and older versions read no further than the name.
 */
import { align8 } from '#foundation/bytes/bytes'
import type { Position } from '#business/data/log/log'
import { BATCH_HEADER_BYTES, batchOf, OPERATION_HEADER_BYTES, writerOf } from '../batch.ts'
import { decodeJson, encodeJson } from '../json-result.ts'
import type { BatchBytes, Operation } from '../operation.ts'

/** Of the operations of nodes themselves. */
export const NODE_DOMAIN = 4
const REPORT_CODE = 1
const VERSION_LENGTH_AT = 1
const ADDRESS_LENGTH_AT = 2
const HASH_AT = 24
const NAME_AT = 36
const START_BYTES = 8
/** Of a chain hash: as many as are compared. */
const HASH_BYTES = 8
/** A longer name or version is cut. */
const NAME_BYTES_MAX = 64
/** A longer address is not told. */
const ADDRESS_BYTES_MAX = 255

export type Report = {
  /** Of the node; no two nodes of a log have the same. */
  readonly name: string
  readonly position: Position
  /** Up to where the node needs no entries any more. */
  readonly flushedPosition: Position
  readonly chainHash: string
  /** Undefined in reports of older versions of this program. */
  readonly run: Run | undefined
}

/** One run of a node, from its start to its end. */
type Run = {
  /** In milliseconds since 1970, by the node's clock. */
  readonly startedAt: number
  /** Of the program. */
  readonly version: string
  /** Where other nodes reach it: `host:port`; empty if nowhere. */
  readonly address: string
}

/** What is left of a chain hash in a report. */
export function shortHash(chainHash: string): string {
  return chainHash.slice(0, 2 * HASH_BYTES)
}

export type Reported = { readonly kind: 'reported' }

/**
 * `heard` gets every report that is applied, with the random name of the running node that made it, and the position of the entry
 * that has it.
 */
export function reportOperation(
  heard: (writer: string, report: Report, position: Position) => void,
): Operation<Report, Reported> {
  return {
    domain: NODE_DOMAIN,
    code: REPORT_CODE,
    isAlone: false,
    isFreeing: () => true,
    bytes: report =>
      align8(NAME_AT + textsOf(report).reduce((sum, { length }) => sum + length, START_BYTES)),
    encode,
    refuse: () => undefined,
    perform: (batch, at, { position }) => {
      heard(writerOf(batch), decode(batch, at), position)
      return { kind: 'reported' }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as Reported,
  }
}

/** The reports in an entry that was not applied. Throws `BatchUnknown`. */
export function reportsIn(position: Position, payload: Uint8Array): readonly Report[] {
  const batch = batchOf(position, payload)
  const { view } = batch
  const reports: Report[] = []
  for (let at = BATCH_HEADER_BYTES; at < payload.length; at += view.getUint32(at, true)) {
    const isReport = view.getUint8(at + 4) === NODE_DOMAIN && view.getUint8(at + 5) === REPORT_CODE
    if (isReport) reports.push(decode(batch, at + OPERATION_HEADER_BYTES))
  }
  return reports
}

/** Name, version and address. */
function textsOf({ name, run }: Report): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const cut = (text: string): Uint8Array => Buffer.from(text).subarray(0, NAME_BYTES_MAX)
  const address = Buffer.from(run?.address ?? '')
  const isTold = address.length <= ADDRESS_BYTES_MAX
  return [cut(name), cut(run?.version ?? ''), isTold ? address : new Uint8Array()]
}

function encode(report: Report, { bytes, view }: BatchBytes, at: number): void {
  const { position, flushedPosition, chainHash, run } = report
  const [name, version, address] = textsOf(report)
  view.setFloat64(at, 0, true)
  view.setUint8(at, REPORT_CODE)
  view.setUint8(at + VERSION_LENGTH_AT, version.length)
  view.setUint8(at + ADDRESS_LENGTH_AT, address.length)
  view.setFloat64(at + 8, position, true)
  view.setFloat64(at + 16, flushedPosition, true)
  bytes.fill(0, at + HASH_AT, at + HASH_AT + HASH_BYTES)
  bytes.set(Buffer.from(shortHash(chainHash), 'hex'), at + HASH_AT)
  view.setUint32(at + HASH_AT + HASH_BYTES, name.length, true)
  bytes.set(name, at + NAME_AT)
  const runAt = at + NAME_AT + name.length
  view.setFloat64(runAt, run?.startedAt ?? 0, true)
  bytes.set(version, runAt + START_BYTES)
  bytes.set(address, runAt + START_BYTES + version.length)
}

function decode({ bytes, view }: BatchBytes, at: number): Report {
  const text = (start: number, length: number, encoding: 'hex' | 'utf8' = 'utf8'): string =>
    Buffer.from(bytes.subarray(start, start + length)).toString(encoding)
  const nameLength = view.getUint32(at + HASH_AT + HASH_BYTES, true)
  const versionLength = view.getUint8(at + VERSION_LENGTH_AT)
  const runAt = at + NAME_AT + nameLength
  return {
    name: text(at + NAME_AT, nameLength),
    position: view.getFloat64(at + 8, true),
    flushedPosition: view.getFloat64(at + 16, true),
    chainHash: text(at + HASH_AT, HASH_BYTES, 'hex'),
    run:
      versionLength === 0
        ? undefined
        : {
            startedAt: view.getFloat64(runAt, true),
            version: text(runAt + START_BYTES, versionLength),
            address: text(
              runAt + START_BYTES + versionLength,
              view.getUint8(at + ADDRESS_LENGTH_AT),
            ),
          },
  }
}

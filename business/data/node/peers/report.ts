/**
 * The operation with which a voter tells the other nodes of itself. It changes nothing.
 *
 *      0     code u8, 0 u8[7]
 *      8     position f64, of the entry that the node had applied | flushed f64, of the newest one on its disk
 *     24     hash u8[8], the beginning of its chain hash at the position
 *     32     length u32 | name, UTF-8
 */
import { align8 } from '#foundation/bytes/bytes'
import type { Position } from '#business/data/log/log'
import { writerOf } from '../batch.ts'
import { decodeJson, encodeJson } from '../json-result.ts'
import type { Operation } from '../operation.ts'

const NODE_DOMAIN = 4
const REPORT_CODE = 1
const HASH_AT = 24
const NAME_AT = 36
/** Of a chain hash: as many as are compared. */
const HASH_BYTES = 8
/** A longer name is cut. */
const NAME_BYTES_MAX = 64

export type Report = {
  /** For people. */
  readonly name: string
  readonly position: Position
  readonly flushedPosition: Position
  readonly chainHash: string
}

/** What is left of a chain hash in a report. */
export function shortHash(chainHash: string): string {
  return chainHash.slice(0, 2 * HASH_BYTES)
}

export type Reported = { readonly kind: 'reported' }

/** `heard` is told of every report that is applied, and of the random name of the running node that it is from. */
export function reportOperation(
  heard: (writer: string, report: Report) => void,
): Operation<Report, Reported> {
  const nameBytes = (name: string): Uint8Array => Buffer.from(name).subarray(0, NAME_BYTES_MAX)
  return {
    domain: NODE_DOMAIN,
    code: REPORT_CODE,
    isAlone: false,
    isFreeing: () => true,
    bytes: ({ name }) => align8(NAME_AT + nameBytes(name).length),
    encode: ({ name, position, flushedPosition, chainHash }, { bytes, view }, at) => {
      view.setFloat64(at, 0, true)
      view.setUint8(at, REPORT_CODE)
      view.setFloat64(at + 8, position, true)
      view.setFloat64(at + 16, flushedPosition, true)
      bytes.fill(0, at + HASH_AT, at + HASH_AT + HASH_BYTES)
      bytes.set(Buffer.from(shortHash(chainHash), 'hex'), at + HASH_AT)
      const given = nameBytes(name)
      view.setUint32(at + HASH_AT + HASH_BYTES, given.length, true)
      bytes.set(given, at + NAME_AT)
    },
    refuse: () => undefined,
    perform: (batch, at) => {
      const { bytes, view } = batch
      const length = view.getUint32(at + HASH_AT + HASH_BYTES, true)
      const text = (start: number, end: number, encoding: 'hex' | 'utf8'): string =>
        Buffer.from(bytes.subarray(at + start, at + end)).toString(encoding)
      heard(writerOf(batch), {
        name: text(NAME_AT, NAME_AT + length, 'utf8'),
        position: view.getFloat64(at + 8, true),
        flushedPosition: view.getFloat64(at + 16, true),
        chainHash: text(HASH_AT, HASH_AT + HASH_BYTES, 'hex'),
      })
      return { kind: 'reported' }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as Reported,
  }
}

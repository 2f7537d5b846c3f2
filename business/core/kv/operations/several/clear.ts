/**
 * Removing the keys of a range that were not put after a revision, as many as one entry may, in one revision:
 *
 *      0     code u8, has upper u8, 0 u16 | lower length u16 | upper length u16
 *      8     revision f64           a greater one than the store's stands for that
 *     16     lower | upper
 */
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { Clear, ClearResult } from '../../model.ts'
import { CLEAR, KV_DOMAIN } from '../codes.ts'

const HEADER_BYTES = 16

export function clearOperation(keyspace: Keyspace): Operation<Clear, ClearResult> {
  return {
    domain: KV_DOMAIN,
    code: CLEAR,
    isAlone: true,
    isFreeing: () => true,
    bytes: ({ range: { lower, upper } }) => HEADER_BYTES + lower.length + (upper?.length ?? 0),
    encode: ({ range: { lower, upper }, revision }, { bytes, view }, at) => {
      view.setUint32(at, CLEAR | (Number(upper !== undefined) << 8), true)
      view.setUint16(at + 4, lower.length, true)
      view.setUint16(at + 6, upper?.length ?? 0, true)
      view.setFloat64(at + 8, revision, true)
      bytes.set(lower, at + HEADER_BYTES)
      if (upper) bytes.set(upper, at + HEADER_BYTES + lower.length)
    },
    refuse: () => undefined,
    perform: ({ bytes, view }, at, entry) => {
      const start = at + HEADER_BYTES
      const middle = start + view.getUint16(at + 4, true)
      const lower = bytes.slice(start, middle)
      const hasUpper = view.getUint8(at + 1) === 1
      const upper = hasUpper
        ? bytes.slice(middle, middle + view.getUint16(at + 6, true))
        : undefined
      const revision = Math.min(view.getFloat64(at + 8, true), entry.revision)
      return { kind: 'cleared', revision, ...keyspace.removeRange(lower, upper, revision, entry) }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as ClearResult,
  }
}

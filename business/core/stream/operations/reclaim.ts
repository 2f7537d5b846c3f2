/** The operation that the node proposes by itself: rows that nothing leads to any more go. */
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { ReclaimResult } from '../model.ts'
import type { StreamRows } from './stream-rows.ts'
import { RECLAIM, STREAM_DOMAIN } from './codes.ts'

export function reclaimOperation(rows: StreamRows): Operation<undefined, ReclaimResult> {
  return {
    domain: STREAM_DOMAIN,
    code: RECLAIM,
    isAlone: true,
    isFreeing: () => true,
    bytes: () => 8,
    encode: (_args, { view }, at) => {
      view.setUint32(at, RECLAIM, true)
      view.setUint32(at + 4, 0, true)
    },
    refuse: () => undefined,
    perform: () => ({ kind: 'reclaimed', more: rows.reclaim() }),
    isFinal: () => true,
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as ReclaimResult,
  }
}

/**
 * The operation of all changes of groups. Its arguments are JSON, as results are, because they are few and of many shapes:
 *
 *      0     code u8, 0 u24 | length u32 | JSON
 */
import { align8 } from '#foundation/bytes/bytes'
import type { Entry } from '#business/data/node/entry'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import type { StreamRows } from '../operations/stream-rows.ts'
import { CHANGE_GROUP, STREAM_DOMAIN } from '../operations/codes.ts'
import type { GroupChange, GroupRefusal, GroupResult } from './group-model.ts'
import type { GroupRows } from './group-rows.ts'
import { performGroupChange, refuseGroupChange } from './changes/perform.ts'

const HEADER_BYTES = 8

/** The arguments as the operation takes them. */
export function groupChangeBytes(change: GroupChange): Uint8Array {
  const bytes = encodeJson(change, Number.MAX_SAFE_INTEGER)
  if (!bytes) throw new Error('arguments of any length are encoded')
  return bytes
}

export function changeGroupOperation(
  streams: StreamRows,
  groups: GroupRows,
): Operation<Uint8Array, GroupResult | GroupRefusal> {
  let asked: GroupChange | undefined
  const read = ({ bytes, view }: BatchBytes, at: number): GroupChange => {
    const start = at + HEADER_BYTES
    return decodeJson(bytes.subarray(start, start + view.getUint32(at + 4, true))) as GroupChange
  }
  const context = (entry: Entry) => ({ streams, groups, entry })
  return {
    domain: STREAM_DOMAIN,
    code: CHANGE_GROUP,
    isAlone: false,
    isFreeing: () => false,
    bytes: json => align8(HEADER_BYTES + json.length),
    encode: (json, { bytes, view }, at) => {
      view.setUint32(at, CHANGE_GROUP, true)
      view.setUint32(at + 4, json.length, true)
      bytes.set(json, at + HEADER_BYTES)
    },
    refuse: (batch, at, entry) => {
      asked = read(batch, at)
      return refuseGroupChange(asked, context(entry))
    },
    perform: (batch, at, entry) => performGroupChange(asked ?? read(batch, at), context(entry)),
    isFinal: result => result.kind !== 'busy' && result.kind !== 'part',
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as GroupResult | GroupRefusal,
  }
}

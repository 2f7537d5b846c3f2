/** The operation of all changes of groups. */
import { jsonArguments, jsonOperation } from '#business/data/node/json-operation'
import type { Operation } from '#business/data/node/operation'
import type { StreamRows } from '../operations/stream-rows.ts'
import { CHANGE_GROUP, STREAM_DOMAIN } from '../operations/codes.ts'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { GroupChange, GroupRefusal, GroupResult } from './group-model.ts'
import type { GroupRows } from './group-rows.ts'
import { viewOf } from './group-state.ts'
import { performGroupChange, refuseGroupChange } from './changes/perform.ts'

export function changeGroupOperation(
  streams: StreamRows,
  groups: GroupRows,
): Operation<Uint8Array, GroupResult | GroupRefusal> {
  return jsonOperation<GroupChange, GroupResult | GroupRefusal>({
    domain: STREAM_DOMAIN,
    code: CHANGE_GROUP,
    isFreeing: false,
    parse: decodeChange,
    refuse: (change, entry) => refuseGroupChange(change, { streams, groups, entry }),
    perform: (change, entry) => performGroupChange(change, { streams, groups, entry }),
    isPart: ({ kind }) => kind === 'part',
  })
}

/** As the operation takes it: ids, of which there may be many, in their bytes one after the other. */
export function encodeChange(change: GroupChange): Uint8Array {
  return jsonArguments('ids' in change ? { ...change, ids: idsToBytes(change.ids) } : change)
}

/** Log entries of older versions have ids one by one. */
function decodeChange(value: unknown): GroupChange {
  const { ids } = value as { readonly ids?: unknown }
  const change =
    ids instanceof Uint8Array ? { ...(value as object), ids: idsFromBytes(ids) } : value
  return change as GroupChange
}

function idsToBytes(ids: readonly StreamId[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * STREAM_ID_BYTES)
  const view = viewOf(bytes)
  for (const [index, id] of ids.entries()) writeId(id, view, index * STREAM_ID_BYTES)
  return bytes
}

function idsFromBytes(bytes: Uint8Array): StreamId[] {
  const view = viewOf(bytes)
  const ids: StreamId[] = []
  for (let at = 0; at < bytes.length; at += STREAM_ID_BYTES) ids.push(readId(view, at))
  return ids
}

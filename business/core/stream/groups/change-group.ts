/** The operation of all changes of groups. */
import { jsonOperation } from '#business/data/node/json-operation'
import type { Operation } from '#business/data/node/operation'
import type { StreamRows } from '../operations/stream-rows.ts'
import { CHANGE_GROUP, STREAM_DOMAIN } from '../operations/codes.ts'
import type { GroupChange, GroupRefusal, GroupResult } from './group-model.ts'
import type { GroupRows } from './group-rows.ts'
import { decodeChange } from './changes/change-bytes.ts'
import { performGroupChange, refuseGroupChange } from './changes/perform.ts'

export function changeGroupOperation(
  streams: StreamRows,
  groups: GroupRows,
): Operation<Uint8Array, GroupResult | GroupRefusal> {
  return jsonOperation<GroupChange, GroupResult | GroupRefusal>({
    domain: STREAM_DOMAIN,
    code: CHANGE_GROUP,
    isFreeing: false,
    decode: decodeChange,
    refuse: (change, entry) => refuseGroupChange(change, { streams, groups, entry }),
    perform: (change, entry) => performGroupChange(change, { streams, groups, entry }),
    // A read that returned nothing may be done again: a client that waits does.
    isPart: result =>
      result.kind === 'part' ||
      (result.kind === 'read' && result.read.every(entries => entries.length === 0)),
  })
}

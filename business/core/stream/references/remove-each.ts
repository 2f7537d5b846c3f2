/** Removing entries with regard to the groups that need them, and telling of each what became of it. */
import { jsonOperation } from '#business/data/node/json-operation'
import { decodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { GroupRows } from '../groups/group-rows.ts'
import type { Removal, RemoveEach, RemoveEachRefusal, RemoveEachResult } from '../model.ts'
import { LOOKS_MAX } from '../model.ts'
import { REMOVE_EACH, STREAM_DOMAIN } from '../operations/codes.ts'
import type { StreamRows } from '../operations/stream-rows.ts'
import { StreamReferences } from './stream-references.ts'

export function removeEachOperation(
  streams: StreamRows,
  groups: GroupRows,
): Operation<Uint8Array, RemoveEachResult | RemoveEachRefusal> {
  return jsonOperation<RemoveEach, RemoveEachResult | RemoveEachRefusal>({
    domain: STREAM_DOMAIN,
    code: REMOVE_EACH,
    decode: bytes => decodeJson(bytes) as RemoveEach,
    isFreeing: true,
    refuse: ({ stream, group, ids, references }, entry) => {
      const lack = streams.load(whole(stream), entry)
      if (lack) return lack
      if (group && !groups.group(streams.objectId, group)) return { kind: 'noSuchGroup' }
      if (references === 'keep') return undefined
      const count = groups
        .groups(streams.objectId)
        .take(LOOKS_MAX + 1)
        .toArray().length
      return count * ids.length > LOOKS_MAX ? { kind: 'tooManyLooks' } : undefined
    },
    perform: ({ stream, group, ids, references }, entry) => {
      const name = whole(stream)
      streams.load(name, entry)
      const referring = new StreamReferences(groups, streams.objectId)
      const before = streams.state.length
      const removals = ids.map((id): Removal => {
        if (group && !referring.acknowledge(group, id)) return 'absent'
        if (references === 'acked' && referring.has(id)) return 'referenced'
        if (references === 'drop') referring.drop(id)
        const isRemoved = streams.remove(id)
        return isRemoved || group ? 'removed' : 'absent'
      })
      const isRemoved = streams.state.length < before
      const isChanged = referring.save() || isRemoved
      if (isChanged) {
        entry.nextChange()
        streams.save(name, entry)
        if (isRemoved) streams.note('xdel')
      }
      return { kind: 'removedEach', removals }
    },
  })
}

function whole(bytes: Uint8Array) {
  return { bytes, start: 0, end: bytes.length }
}

/** Giving a stream another name, with all it has: the object stays the same, only the row of its key moves. */
import { copyBytes } from '#foundation/bytes/bytes'
import type { KeyRange } from '#business/data/keyspace/key-row'
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Entry } from '#business/data/node/entry'
import type { Store } from '#business/data/store/store'
import { REMOVED_OBJECTS, STREAM_CREATE, STREAM_RETENTIONS } from '#business/data/store/tables'

/** The stream is present. What the new name stood for is removed. Its lease stays behind. */
export function renameStream(
  store: Store,
  keyspace: Keyspace,
  bytes: Uint8Array,
  from: KeyRange,
  to: KeyRange,
  entry: Entry,
): void {
  clearName(keyspace, bytes, to, entry)
  const state = keyspace.load(bytes, from.start, from.end, entry)
  const { type, createRevision, createSub, expiresAt, row, metaStart, metaLength } = state
  const keyLength = to.end - to.start
  const written = new Uint8Array(keyLength + metaLength)
  copyBytes(bytes, to.start, to.end, written, 0)
  copyBytes(row.bytes, metaStart, metaStart + metaLength, written, keyLength)
  keyspace.remove(bytes, from.start, from.end, entry, 'rename_from')
  const key = { bytes: written, keyStart: 0, keyLength, valueLength: 0 }
  const meta = { metaStart: keyLength, metaLength }
  const place = { ...key, ...meta, expiresAt, lease: 0 }
  const named = keyspace.put(type, STREAM_CREATE, place, entry)
  named.createRevision = createRevision
  named.createSub = createSub
  const { view, at } = keyspace.rewriteMeta(written, 0, keyLength, named)
  for (let byte = 0; byte < metaLength; byte++) {
    view.setUint8(at + byte, written[keyLength + byte] ?? 0)
  }
  const objectId = new Uint8Array(OBJECT_ID_BYTES)
  named.writeObjectId(new DataView(objectId.buffer), 0)
  // It was not removed after all.
  store.remove(REMOVED_OBJECTS, objectId, 0, OBJECT_ID_BYTES)
  if (!store.find(STREAM_RETENTIONS, objectId, 0, OBJECT_ID_BYTES)) return
  const retention = store.put(STREAM_RETENTIONS, objectId, 0, OBJECT_ID_BYTES, keyLength)
  copyBytes(written, 0, keyLength, retention.bytes, retention.start)
}

/** Makes a name free for a stream, in its revision, of which alone is told. */
export function clearName(
  keyspace: Keyspace,
  bytes: Uint8Array,
  { start, end }: KeyRange,
  entry: Entry,
): void {
  keyspace.removeExpired(bytes, start, end, entry)
  entry.beginOperation()
  const { exists, damage } = keyspace.load(bytes, start, end, entry)
  if (exists || damage) keyspace.remove(bytes, start, end, entry, 'none')
}

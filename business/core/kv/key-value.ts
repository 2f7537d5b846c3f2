/** Keys of the type KV as this domain shows them. Their own meta is the content type, ASCII; none is the default one. */
import { parseKey } from '#business/data/keyspace/key'
import type { KeyVersion } from '#business/data/keyspace/change'
import type { KeyValue, Metadata } from './model.ts'
import { DEFAULT_CONTENT_TYPE, storedLeaseId } from './model.ts'

/** Copies what the version shows of a key, whose bytes are not changed any more. */
export function keyValueOf(key: Uint8Array, version: KeyVersion): KeyValue {
  return { metadata: metadataOf(key, version), value: version.value() }
}

export function metadataOf(key: Uint8Array, version: KeyVersion): Metadata {
  const { bytes, metaStart, metaLength, expiresAt, lease } = version
  return {
    key: parseKey(key),
    createRevision: version.createRevision,
    modRevision: version.modRevision,
    version: version.version,
    contentType: metaLength === 0 ? DEFAULT_CONTENT_TYPE : ascii(bytes, metaStart, metaLength),
    valueBytes: version.valueLength,
    expiresAt: expiresAt === 0 ? undefined : expiresAt,
    lease: lease === 0 ? undefined : storedLeaseId(lease),
  }
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1')
}

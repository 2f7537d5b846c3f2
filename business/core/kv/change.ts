/**
 * Changes of the key-value domain. A put's value is the key's value, its tag and meta say what else the key has:
 *
 *      tag          flags u8 | content type length u8
 *      meta   0     create revision f64
 *             8     version f64
 *            16     expires at f64, lease f64: each only with its flag | content type
 *
 * A removal has neither meta nor value.
 */
import type { Change } from '#business/data/store/store'
import type { KeyValue, Metadata } from './model.ts'
import { DEFAULT_CONTENT_TYPE, parseKey, storedLeaseId } from './model.ts'

export const META_BYTES = 16
export const HAS_EXPIRY = 1
export const HAS_LEASE = 2

/** Whether the change of the key right before this one was a put, which is held as long as it can be read. */
export function followsPut(change: Change): boolean {
  return change.removes || change.view.getFloat64(change.metaStart, true) < change.revision
}

export function metadataOf(change: Change): Metadata {
  const { view, bytes, metaStart, tag } = change
  let at = metaStart + META_BYTES
  let expiresAt: number | undefined
  if (tag & HAS_EXPIRY) {
    expiresAt = view.getFloat64(at, true)
    at += 8
  }
  let lease: Metadata['lease']
  if (tag & HAS_LEASE) {
    lease = storedLeaseId(view.getFloat64(at, true))
    at += 8
  }
  const length = (tag >> 8) & 0xff
  const contentType =
    length === 0
      ? DEFAULT_CONTENT_TYPE
      : Buffer.from(bytes.slice(at, at + length)).toString('latin1')
  return {
    key: parseKey(change.key()),
    createRevision: view.getFloat64(metaStart, true),
    modRevision: change.revision,
    version: view.getFloat64(metaStart + 8, true),
    contentType,
    valueBytes: change.valueLength,
    expiresAt,
    lease,
  }
}

export function keyValueOf(change: Change): KeyValue {
  return { metadata: metadataOf(change), value: change.value() }
}

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
import { compareBytes } from '#foundation/bytes/bytes'
import type { Change, Store } from '#business/data/store/store'
import { keyAsText, StoreDamaged } from '#business/data/store/store'
import type { KeyValue, Metadata } from './model.ts'
import { DEFAULT_CONTENT_TYPE, parseKey, storedLeaseId } from './model.ts'

export const META_BYTES = 16
export const HAS_EXPIRY = 1
export const HAS_LEASE = 2

/** Whether the change of the key right before this one was a put, which is held as long as it can be read. */
export function followsPut(change: Change): boolean {
  return change.removes || change.view.getFloat64(change.metaStart, true) < change.revision
}

/** The change that a row of the key leads to. Throws `StoreDamaged` with the key if there is none, or another key's. */
export function changeOfKey(store: Store, revision: number, sub: number, key: Uint8Array): Change {
  const change = changeAt(store, revision, sub, key)
  if (!change || !isOfKey(change, key)) throw damagedValue(key, revision)
  return change
}

/** The same for a change that may have been collected. */
export function changeAt(
  store: Store,
  revision: number,
  sub: number,
  key: Uint8Array,
): Change | undefined {
  try {
    return store.change(revision, sub)
  } catch (error) {
    throw error instanceof StoreDamaged ? damagedValue(key, revision, error) : error
  }
}

function isOfKey({ bytes, keyStart, keyLength }: Change, key: Uint8Array): boolean {
  return compareBytes(bytes, keyStart, keyStart + keyLength, key, 0, key.length) === 0
}

function damagedValue(key: Uint8Array, revision: number, cause?: StoreDamaged): StoreDamaged {
  const what = `The value of key "${keyAsText(key)}" of revision ${String(revision)}`
  return new StoreDamaged(what, { cause })
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

/**
 * Changes of keys. A change's value is the key's value, and its meta says what else the key had:
 *
 *      tag          flags u8 | length u16 of the type's own meta << 8
 *      meta   0     create revision f64
 *             8     version f64
 *            16     expires at f64, lease f64, revision f64: each only with its flag | the type's own meta
 *
 * A removal has neither meta nor value. A baseline, see keyspace.ts, has the revision of the put that it stands for.
 */
import type { Change } from '#business/data/store/store'
import { copyBytes } from '#foundation/bytes/bytes'

const META_BYTES = 16
const HAS_EXPIRY = 1
const HAS_LEASE = 2
const HAS_REVISION = 4

/** What a change's meta says besides the type's own meta. 0 for no expiry and no lease, and for the change's own revision. */
export type ChangeMeta = {
  readonly createRevision: number
  readonly version: number
  readonly expiresAt: number
  readonly lease: number
  readonly metaLength: number
}

export function metaBytes(
  { expiresAt, lease, metaLength }: ChangeMeta,
  ofRevision: number,
): number {
  const numbers = Number(expiresAt !== 0) + Number(lease !== 0) + Number(ofRevision !== 0)
  return META_BYTES + numbers * 8 + metaLength
}

export function changeTag(
  { expiresAt, lease, metaLength }: ChangeMeta,
  ofRevision: number,
): number {
  const flags =
    (expiresAt === 0 ? 0 : HAS_EXPIRY) |
    (lease === 0 ? 0 : HAS_LEASE) |
    (ofRevision === 0 ? 0 : HAS_REVISION)
  return flags | (metaLength << 8)
}

/** Writes the meta of a change; the type's own lies in `bytes` at `start`. */
export function writeMeta(
  change: Change,
  meta: ChangeMeta,
  ofRevision: number,
  bytes: Uint8Array,
  start: number,
): void {
  const { view, metaStart } = change
  view.setFloat64(metaStart, meta.createRevision, true)
  view.setFloat64(metaStart + 8, meta.version, true)
  let at = metaStart + META_BYTES
  if (meta.expiresAt !== 0) {
    view.setFloat64(at, meta.expiresAt, true)
    at += 8
  }
  if (meta.lease !== 0) {
    view.setFloat64(at, meta.lease, true)
    at += 8
  }
  if (ofRevision !== 0) {
    view.setFloat64(at, ofRevision, true)
    at += 8
  }
  copyBytes(bytes, start, start + meta.metaLength, change.bytes, at)
}

/** A key's value with what belongs to it, in the memory of the store: good until the store is used again. */
export class KeyVersion {
  bytes: Uint8Array = new Uint8Array()
  createRevision = 0
  modRevision = 0
  version = 0
  /** 0 for none. */
  expiresAt = 0
  lease = 0
  /** The type's own meta. */
  metaStart = 0
  metaLength = 0
  valueStart = 0
  valueLength = 0

  ofChange(change: Change): this {
    const { view, bytes, metaStart, tag } = change
    this.bytes = bytes
    this.createRevision = view.getFloat64(metaStart, true)
    this.version = view.getFloat64(metaStart + 8, true)
    let at = metaStart + META_BYTES
    const number = (flag: number): number => {
      if (!(tag & flag)) return 0
      at += 8
      return view.getFloat64(at - 8, true)
    }
    this.expiresAt = number(HAS_EXPIRY)
    this.lease = number(HAS_LEASE)
    this.modRevision = number(HAS_REVISION) || change.revision
    this.metaStart = at
    this.metaLength = (tag >> 8) & 0xffff
    this.valueStart = change.valueStart
    this.valueLength = change.valueLength
    return this
  }

  meta(): Uint8Array {
    return copy(this.bytes, this.metaStart, this.metaLength)
  }

  value(): Uint8Array {
    return copy(this.bytes, this.valueStart, this.valueLength)
  }
}

function copy(bytes: Uint8Array, start: number, length: number): Uint8Array {
  // Not `slice`: of a Buffer that would be the same memory.
  return new Uint8Array(bytes.subarray(start, start + length))
}

/** Whether the change of the key right before this one was a put, which is held as long as it can be read. */
export function followsPut(change: Change): boolean {
  return change.removes || change.view.getFloat64(change.metaStart, true) < change.revision
}

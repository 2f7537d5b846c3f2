/**
 * Changes: everything that ever happened to a key, with its values, in the order of revisions.
 *
 * A change, at a multiple of 8, little endian:
 *
 *      0     bytes u32             all of it, a multiple of 8
 *      4     kind u8               the domain's
 *      5     flags u8              1 if the key is gone after it, 2 if its value stands in its row too
 *      6     sub u16               tells the changes of one revision apart
 *      8     revision f64
 *     16     previous f64          revision of the key's change before this one; 0 if there is none
 *     24     milestone f64         revision of an older change of the key, see `MILESTONE_DISTANCE`; 0 if there is none
 *     32     previous sub u16, milestone sub u16, key length u16, meta length u16
 *     40     value length u32, tag u32       the tag is the domain's
 *     48     meta, padded to 8 | key | value, padded to 8
 */
import { align8 } from '#foundation/bytes/bytes'

export const CHANGE_HEADER_BYTES = 48
const REMOVES = 1
const IN_ROW = 2

/**
 * Every so many changes of a key, the links of the following ones move on to the newest: a walk back to an old revision
 * takes long strides over milestones, then short steps, instead of visiting every change.
 */
export const MILESTONE_DISTANCE = 64

/** Where a change is: its revision, and its number among the changes of that revision. */
export type ChangeId = { readonly revision: number; readonly sub: number }

/** What the store writes of a change; meta, key and value follow from the domain. */
export type ChangeHeader = {
  readonly kind: number
  readonly removes: boolean
  /**
   * The value stands in the row that names this change too: it is dead as soon as the compacted revision reaches it, unless
   * another change has replaced it by then.
   */
  readonly inRow: boolean
  readonly revision: number
  readonly sub: number
  readonly previousRevision: number
  readonly previousSub: number
  readonly milestoneRevision: number
  readonly milestoneSub: number
  readonly metaLength: number
  readonly keyLength: number
  readonly valueLength: number
  readonly tag: number
}

export function changeBytes(metaLength: number, keyLength: number, valueLength: number): number {
  return CHANGE_HEADER_BYTES + align8(metaLength) + align8(keyLength + valueLength)
}

/** A change inside somebody else's memory, read in place: a flyweight, see `Row`. */
export class Change {
  bytes: Uint8Array = new Uint8Array()
  view: DataView = new DataView(this.bytes.buffer)
  start = 0

  at(bytes: Uint8Array, view: DataView, start: number): this {
    this.bytes = bytes
    this.view = view
    this.start = start
    return this
  }

  get size(): number {
    return this.view.getUint32(this.start, true)
  }
  get kind(): number {
    return this.view.getUint8(this.start + 4)
  }
  get removes(): boolean {
    return (this.view.getUint8(this.start + 5) & REMOVES) !== 0
  }
  get inRow(): boolean {
    return (this.view.getUint8(this.start + 5) & IN_ROW) !== 0
  }
  get sub(): number {
    return this.view.getUint16(this.start + 6, true)
  }
  get revision(): number {
    return this.view.getFloat64(this.start + 8, true)
  }
  get previousRevision(): number {
    return this.view.getFloat64(this.start + 16, true)
  }
  get milestoneRevision(): number {
    return this.view.getFloat64(this.start + 24, true)
  }
  get previousSub(): number {
    return this.view.getUint16(this.start + 32, true)
  }
  get milestoneSub(): number {
    return this.view.getUint16(this.start + 34, true)
  }
  get keyLength(): number {
    return this.view.getUint16(this.start + 36, true)
  }
  get metaLength(): number {
    return this.view.getUint16(this.start + 38, true)
  }
  get valueLength(): number {
    return this.view.getUint32(this.start + 40, true)
  }
  get tag(): number {
    return this.view.getUint32(this.start + 44, true)
  }
  get metaStart(): number {
    return this.start + CHANGE_HEADER_BYTES
  }
  get keyStart(): number {
    return this.start + CHANGE_HEADER_BYTES + align8(this.metaLength)
  }
  get valueStart(): number {
    return this.keyStart + this.keyLength
  }

  key(): Uint8Array {
    return this.bytes.slice(this.keyStart, this.keyStart + this.keyLength)
  }

  value(): Uint8Array {
    return this.bytes.slice(this.valueStart, this.valueStart + this.valueLength)
  }

  write(header: ChangeHeader): void {
    const { view, start } = this
    const size = changeBytes(header.metaLength, header.keyLength, header.valueLength)
    view.setUint32(start, size, true)
    view.setUint8(start + 4, header.kind)
    view.setUint8(start + 5, (header.removes ? REMOVES : 0) | (header.inRow ? IN_ROW : 0))
    view.setUint16(start + 6, header.sub, true)
    view.setFloat64(start + 8, header.revision, true)
    view.setFloat64(start + 16, header.previousRevision, true)
    view.setFloat64(start + 24, header.milestoneRevision, true)
    view.setUint16(start + 32, header.previousSub, true)
    view.setUint16(start + 34, header.milestoneSub, true)
    view.setUint16(start + 36, header.keyLength, true)
    view.setUint16(start + 38, header.metaLength, true)
    view.setUint32(start + 40, header.valueLength, true)
    view.setUint32(start + 44, header.tag, true)
  }
}

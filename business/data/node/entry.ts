/**
 * What the operations of one log entry may write together beyond their own bytes: values that are there already. One
 * operation always may.
 */
export const ENTRY_COPY_BYTES_MAX = 16 * 1024 * 1024

/** A sequence begins to be performed, or what one operation of it led to. */
export type Step =
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: Error }

/** What the operations of one log entry are performed with. */
export class Entry {
  readonly position: number
  /** The entry's time in milliseconds since 1970: its proposer's clock, but never before the entry before. */
  readonly time: number
  /** Its proposer's clock, which may go back. What is due by it is absent for the entry's operations. */
  readonly now: number
  revision: number
  compactedRevision: number
  /** The number of the newest change among the changes of its revision. */
  sub = 0
  /** Bytes that operations have read for their results so far. They are held until the entry is applied. */
  readBytes = 0
  /** Bytes that operations have written so far beyond their own. */
  copiedBytes = 0
  /** Who gets the result of the operation that is performed, if its proposer is on this node. */
  sink: { step?(tag: number, step: Step): void } | undefined
  tag = 0
  #hasRevision = false

  constructor(
    position: number,
    time: number,
    now: number,
    revision: number,
    compactedRevision: number,
  ) {
    this.position = position
    this.time = time
    this.now = now
    this.revision = revision
    this.compactedRevision = compactedRevision
  }

  /** Whether an operation may write so many bytes beyond its own; if so, they count. */
  mayCopy(bytes: number): boolean {
    const copied = this.copiedBytes + bytes
    if (this.copiedBytes > 0 && copied > ENTRY_COPY_BYTES_MAX) return false
    this.copiedBytes = copied
    return true
  }

  /** What follows is another operation: its first change gets a revision of its own. */
  beginOperation(): void {
    this.#hasRevision = false
  }

  /** Takes the place of an operation's next change: the next revision for the first one, then the next `sub`. */
  nextChange(): void {
    if (this.#hasRevision) {
      this.sub++
    } else {
      this.#hasRevision = true
      this.revision++
      this.sub = 0
    }
  }
}

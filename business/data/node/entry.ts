/** What the operations of one log entry are performed with. */
export class Entry {
  readonly position: number
  /** The entry's time in milliseconds since 1970: its proposer's clock, but never before the entry before. */
  readonly time: number
  revision: number
  compactedRevision: number
  /** Bytes that operations have read for their results so far. The node holds these until the entry is applied. */
  readBytes = 0

  constructor(position: number, time: number, revision: number, compactedRevision: number) {
    this.position = position
    this.time = time
    this.revision = revision
    this.compactedRevision = compactedRevision
  }

  /** The revision of an operation that changes something. */
  nextRevision(): number {
    this.revision++
    return this.revision
  }
}

/** What the commands of one log entry are applied with. */
export class Entry {
  readonly position: number
  /** The entry's time in milliseconds since 1970: its proposer's clock, but never before the last entry's. */
  readonly time: number
  revision: number
  compactedRevision: number
  /** What the commands so far have read for their results, which are held until the entry is applied. */
  readBytes = 0

  constructor(position: number, time: number, revision: number, compactedRevision: number) {
    this.position = position
    this.time = time
    this.revision = revision
    this.compactedRevision = compactedRevision
  }

  /** The revision of a command that changes something. */
  nextRevision(): number {
    this.revision++
    return this.revision
  }
}

/** As of when the tables are what they are. Saved with every flush, in the transaction of what it describes. */
export type StoreState = {
  /** Of the last log entry applied; 0 before the first. */
  readonly position: number
  /** Running hash over all entries applied, in hex: equal on all nodes that applied the same entries. */
  readonly chainHash: string
  /** Of the newest change. Grows by one with every command that changes something. */
  readonly revision: number
  /** Changes overwritten at or before this revision are forgotten: reading older revisions is refused. */
  readonly compactedRevision: number
  /** The latest time a command carried, in milliseconds since 1970. Never goes back. */
  readonly time: number
}

export const EMPTY_STATE: StoreState = {
  position: 0,
  chainHash: '',
  revision: 0,
  compactedRevision: 0,
  time: 0,
}

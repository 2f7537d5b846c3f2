/** Something stored is not what was written. It was not served; the rest of the store is unaffected. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged'
  readonly code = 'STORE_DAMAGED'
  /** Which part of the store, as the subject of a sentence. */
  readonly what: string
  constructor(what: string) {
    super(`${what} is damaged on disk: restore the data directory from a backup`)
    this.what = what
  }
}

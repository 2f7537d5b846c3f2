/** How much one read returns of all its streams together. */

/** Undefined for what has no limit. */
export type ReadTotal = {
  readonly entries: number | undefined
  /** Of names and values. */
  readonly bytes: number | undefined
}

export const NO_TOTAL: ReadTotal = { entries: undefined, bytes: undefined }

/** What is left of a total while entries are put together. */
export class TotalLeft {
  entries: number
  #bytes: number
  #isEmpty = true

  constructor({ entries, bytes }: ReadTotal) {
    this.entries = entries ?? Number.POSITIVE_INFINITY
    this.#bytes = bytes ?? Number.POSITIVE_INFINITY
  }

  /** Whether an entry of so many bytes is returned. The first one always is. Behind one that is not, none is. */
  takes(bytes: number): boolean {
    if (this.entries === 0) return false
    if (bytes > this.#bytes && !this.#isEmpty) {
      this.entries = 0
      return false
    }
    this.#isEmpty = false
    this.#bytes -= bytes
    this.entries--
    return true
  }
}

/** How many keys there are: counted once, and kept from then on. */
import type { KeyRange } from '#business/data/keyspace/watchers'

/** How many keys of a range there were at a revision, due or not, and what of it was not counted. */
type CountAt = (
  range: KeyRange,
  revision: number,
) => Promise<{ readonly count: number; readonly rest: KeyRange | undefined }>

export class KeyCount {
  readonly #countAt: CountAt
  readonly #now: () => { readonly revision: number; readonly growth: number }
  #counting: Promise<number> | undefined
  #before: number | undefined

  /** `now` tells the revision, and how many keys were created since the start, less those removed. */
  constructor(countAt: CountAt, now: () => { readonly revision: number; readonly growth: number }) {
    this.#countAt = countAt
    this.#now = now
  }

  /** Undefined until they were counted. */
  get known(): number | undefined {
    return this.#before === undefined ? undefined : this.#before + this.#now().growth
  }

  async read(): Promise<number> {
    this.#counting ??= this.#countBefore().catch((error: unknown) => {
      this.#counting = undefined
      throw error
    })
    this.#before = await this.#counting
    return this.#before + this.#now().growth
  }

  /** How many keys there were at the start. */
  async #countBefore(): Promise<number> {
    const { revision, growth } = this.#now()
    let count = -growth
    let rest: KeyRange | undefined = { lower: new Uint8Array(), upper: undefined }
    while (rest) {
      const counted = await this.#countAt(rest, revision)
      count += counted.count
      rest = counted.rest
    }
    return count
  }
}

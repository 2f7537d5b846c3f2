/** The readers of a log that a node knows. They append nothing to it: only what is shown depends on them. */
import { z } from 'zod'
import type { Clock } from '#foundation/host/host'

/** A reader that was not heard of for so long is forgotten. */
const HEARD_MS = 10 * 60_000
/** More are not remembered. */
const READERS_MAX = 1000
const TEXT_CHARACTERS_MAX = 255

const text = z.string().min(1).max(TEXT_CHARACTERS_MAX)
const placeSchema = z.object({ name: text, /** `host:port` */ address: text })
export const placesSchema = z.array(placeSchema).max(READERS_MAX)

export type Place = z.output<typeof placeSchema>
/** When, by the clock that never goes back. */
export type HeardReader = Place & { readonly heardAt: number }

export class Readers {
  readonly #clock: Clock
  readonly #heard = new Map<string, HeardReader>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Those that were heard of within ten minutes, by their names. */
  get known(): readonly HeardReader[] {
    const now = this.#clock.monotonic()
    return [...this.#heard.values()]
      .filter(({ heardAt }) => now - heardAt <= HEARD_MS)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  }

  /** What a node is answered; a reader is remembered. */
  answer(query: URLSearchParams): readonly Place[] {
    const asking = placeSchema.safeParse(Object.fromEntries(query))
    if (asking.success) this.hear(asking.data)
    return this.known.map(({ name, address }) => ({ name, address }))
  }

  hear({ name, address }: Place): void {
    const heardAt = this.#clock.monotonic()
    for (const [old, reader] of this.#heard) {
      if (heardAt - reader.heardAt > HEARD_MS) this.#heard.delete(old)
    }
    if (!this.#heard.has(name) && this.#heard.size >= READERS_MAX) return
    this.#heard.set(name, { name, address, heardAt })
  }
}

/**
 * The readers of a log. They append nothing to it, so each tells the voters where it is, and learns from them of the others. Only what
 * is shown depends on it.
 */
import { z } from 'zod'
import type { Clock, Timer } from '#foundation/host/host'
import type { Node } from '#business/data/node/node'
import type { Access } from '#business/data/transfer/peer-client'
import { PeerClient } from '#business/data/transfer/peer-client'

/** How often a reader tells. */
const TELL_MS = 5000
/** For a voter to answer. */
const ANSWER_MS_MAX = 1000
/** A reader that was not heard of for so long is forgotten. */
const HEARD_MS = 10 * 60_000
/** More are not remembered. */
const READERS_MAX = 1000
const TEXT_CHARACTERS_MAX = 255
const ANSWER_BYTES_MAX = 1024 * 1024

const text = z.string().min(1).max(TEXT_CHARACTERS_MAX)
const placeSchema = z.object({ name: text, /** `host:port` */ address: text })
const placesSchema = z.array(placeSchema).max(READERS_MAX)

type Place = z.output<typeof placeSchema>
/** When, by the clock that never goes back. */
export type HeardReader = Place & { readonly heardAt: number }

export class Readers implements Disposable {
  readonly #clock: Clock
  readonly #heard = new Map<string, HeardReader>()
  #next: Timer | undefined
  readonly #ended = new AbortController()

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
    if (asking.success) this.#hear(asking.data)
    return this.known.map(({ name, address }) => ({ name, address }))
  }

  /** This node is a reader: from now on it tells the voters so. */
  tell(own: Place, node: Node, access: Access): void {
    this.#next = this.#clock.after(TELL_MS, () => {
      void this.#tellAll(own, node, access).finally(() => {
        if (!this.#ended.signal.aborted) this.tell(own, node, access)
      })
    })
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
    this.#next?.cancel()
  }

  async #tellAll(own: Place, node: Node, access: Access): Promise<void> {
    const addresses = node.others.flatMap(({ run }) => (run?.address ? [run.address] : []))
    // One that does not answer hears of this node the next time.
    await Promise.allSettled(addresses.map(address => this.#tellOne(own, address, access)))
  }

  async #tellOne(own: Place, address: string, access: Access): Promise<void> {
    using peer = new PeerClient(address, access)
    const path = `/v1/readers?${new URLSearchParams(own).toString()}`
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(ANSWER_MS_MAX)])
    const { status, body } = await peer.get(path, ANSWER_BYTES_MAX, signal)
    // A voter of an older version knows none.
    if (status !== 200) return
    for (const place of placesSchema.parse(JSON.parse(body.toString()))) {
      if (place.name !== own.name) this.#hear(place)
    }
  }

  #hear({ name, address }: Place): void {
    const heardAt = this.#clock.monotonic()
    for (const [old, reader] of this.#heard) {
      if (heardAt - reader.heardAt > HEARD_MS) this.#heard.delete(old)
    }
    if (!this.#heard.has(name) && this.#heard.size >= READERS_MAX) return
    this.#heard.set(name, { name, address, heardAt })
  }
}

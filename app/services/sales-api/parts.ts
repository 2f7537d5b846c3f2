/** How long the parts of something took, one after the other, for its line in the log. */
import type { Clock } from '#foundation/host/host'

export class Parts {
  readonly #clock: Clock
  readonly #startedAt: number
  readonly #parts: Record<string, number> = {}
  #part: string
  #beganAt: number

  /** `since` is when the first part began, by the clock that never goes back. */
  constructor(clock: Clock, part: string, since = clock.monotonic()) {
    this.#clock = clock
    this.#startedAt = since
    this.#beganAt = since
    this.#part = part
  }

  /** The part before is over. */
  begin(part: string): void {
    const now = this.#clock.monotonic()
    this.#parts[this.#part] = Math.round(now - this.#beganAt)
    this.#beganAt = now
    this.#part = part
  }

  /** All of it, and its parts, in milliseconds. */
  end(): { readonly ms: number; readonly parts: Readonly<Record<string, number>> } {
    this.begin('')
    return { ms: Math.round(this.#clock.monotonic() - this.#startedAt), parts: this.#parts }
  }
}

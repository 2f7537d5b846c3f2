/**
 * What clients know: which writes were begun, and which of them were acknowledged. After a crash every acknowledged write
 * must be there; one that was begun and not acknowledged may be there or not, but whole.
 */

/** One key's story. Each client has keys of its own, so the writes of a key have an order. */
type Story = {
  /** Version of the last acknowledged write; 0 for none. */
  acknowledged: number
  /** Version of the last write that was begun. */
  begun: number
}

export class Journal {
  readonly #stories = new Map<string, Story>()
  #writes = 0

  /** Acknowledged writes, in all. */
  get writes(): number {
    return this.#writes
  }

  get keys(): Iterable<string> {
    return this.#stories.keys()
  }

  /** The next version of the key, which is about to be written. */
  begin(key: string): number {
    const story = this.#stories.get(key) ?? { acknowledged: 0, begun: 0 }
    story.begun++
    this.#stories.set(key, story)
    return story.begun
  }

  acknowledge(key: string, version: number): void {
    const story = this.#stories.get(key)
    if (!story) return
    story.acknowledged = version
    this.#writes++
  }

  /** What is wrong with finding this version of the key, undefined if it was not found; nothing if all is well. */
  complaint(key: string, found: number | undefined): string | undefined {
    const { acknowledged, begun } = this.#stories.get(key) ?? { acknowledged: 0, begun: 0 }
    const version = found ?? 0
    if (version < acknowledged) {
      return `${key}: version ${String(acknowledged)} was acknowledged, version ${String(version)} is there`
    }
    if (version > begun) {
      return `${key}: version ${String(version)} is there, and was never written`
    }
    return undefined
  }

  /** Takes what was found after a crash for what is known. */
  settle(key: string, found: number | undefined): void {
    const story = this.#stories.get(key)
    if (story) story.acknowledged = story.begun = found ?? 0
  }
}

/** Who waits for entries of which streams, in the order in which they began to wait. */

export type Waiter = { readonly wake: () => void }

export class Arrivals {
  readonly #waiters = new Map<string, Set<Waiter>>()
  /** Streams that got entries by the log entry that is being applied. */
  readonly #touched = new Set<string>()

  get count(): number {
    let count = 0
    for (const waiters of this.#waiters.values()) count += waiters.size
    return count
  }

  /** `wake` is called after each log entry that adds to the stream, until `remove`. */
  add(stream: Uint8Array, waiter: Waiter): void {
    const name = nameOf(stream, 0, stream.length)
    const waiters = this.#waiters.get(name) ?? new Set()
    waiters.add(waiter)
    this.#waiters.set(name, waiters)
  }

  remove(stream: Uint8Array, waiter: Waiter): void {
    const name = nameOf(stream, 0, stream.length)
    const waiters = this.#waiters.get(name)
    waiters?.delete(waiter)
    if (waiters?.size === 0) this.#waiters.delete(name)
  }

  /** Entries were added, or the stream or one of its groups went. To be called while the log entry is applied. */
  touch(bytes: Uint8Array, start: number, end: number): void {
    if (this.#waiters.size > 0) this.#touched.add(nameOf(bytes, start, end))
  }

  /** To be called after each log entry. */
  notify(): void {
    if (this.#touched.size === 0) return
    const touched = [...this.#touched]
    this.#touched.clear()
    for (const name of touched) {
      for (const waiter of [...(this.#waiters.get(name) ?? [])]) waiter.wake()
    }
  }
}

function nameOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

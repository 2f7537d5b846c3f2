/** Which clients wait for entries of which streams, in the order in which they began to wait, and which of those of a group read. */

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

/** Readers of one group at once. Each read is an entry of the log, also one that finds nothing: more readers than entries waste it. */
const READERS_MAX = 16

/** Turns to read of the clients that wait for entries of a group, in the order in which they ask for one. */
export class Turns {
  readonly #groups = new Map<string, { reading: number; readonly waiting: Set<() => void> }>()

  /**
   * `names` are those of the streams and of the group. Resolves with the turn, which lasts until it is disposed of; with none
   * when the signal aborts before.
   */
  async take(names: readonly Uint8Array[], signal: AbortSignal): Promise<Disposable | undefined> {
    if (signal.aborted) return undefined
    const name = JSON.stringify(names.map(part => nameOf(part, 0, part.length)))
    const readers = this.#groups.get(name) ?? { reading: 0, waiting: new Set() }
    this.#groups.set(name, readers)
    if (readers.reading < READERS_MAX) readers.reading++
    else if (!(await handedOn(readers.waiting, signal))) return undefined
    return {
      [Symbol.dispose]: () => {
        const [next] = readers.waiting
        if (next) next()
        else if (--readers.reading === 0) this.#groups.delete(name)
      },
    }
  }
}

/** Resolves with true when a turn that ends is handed on, with false when the signal aborts. */
async function handedOn(waiting: Set<() => void>, signal: AbortSignal): Promise<boolean> {
  return await new Promise(resolve => {
    const end = (isHanded: boolean): void => {
      waiting.delete(next)
      signal.removeEventListener('abort', abort)
      resolve(isHanded)
    }
    const next = (): void => {
      end(true)
    }
    const abort = (): void => {
      end(false)
    }
    waiting.add(next)
    signal.addEventListener('abort', abort)
  })
}

function nameOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

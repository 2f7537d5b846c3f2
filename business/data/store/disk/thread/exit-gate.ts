/**
 * Between the end of the process and the thread that writes: `process.exit` ends threads wherever they are, and LMDB's
 * cleanup then waits for the very lock that a thread in the middle of a transaction holds, for ever.
 */
import { strict as assert } from 'node:assert'

/** Longer than any flush takes on a disk that works. */
const WAIT_MS_MAX = 10_000

const IDLE = 0
const BUSY = 1
const CLOSED = 2

export class ExitGate {
  readonly #state: Int32Array<SharedArrayBuffer>

  /** Of the same buffer in both threads. */
  constructor(buffer: SharedArrayBuffer) {
    this.#state = new Int32Array(buffer)
  }

  static buffer(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  }

  /** Runs `act` in the writing thread; sleeps for ever instead once the process ends. */
  pass<T>(act: () => T): T {
    if (Atomics.compareExchange(this.#state, 0, IDLE, BUSY) === CLOSED) {
      Atomics.wait(this.#state, 0, CLOSED)
      assert.fail('a closed gate never opens')
    }
    try {
      return act()
    } finally {
      Atomics.store(this.#state, 0, IDLE)
      Atomics.notify(this.#state, 0)
    }
  }

  /** In the main thread, as the process exits: waits for what is going on, and lets nothing begin. False if it takes too long. */
  close(): boolean {
    while (Atomics.compareExchange(this.#state, 0, IDLE, CLOSED) === BUSY) {
      if (Atomics.wait(this.#state, 0, BUSY, WAIT_MS_MAX) === 'timed-out') return false
    }
    return true
  }
}

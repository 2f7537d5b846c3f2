/** The log of a single node: a write-ahead log on its own disk. Committed means synced there. */
import { strict as assert } from 'node:assert'
import type { Host } from '#foundation/host/host'
import type { WalOptions } from '#foundation/wal/wal'
import { Trimmed, Wal, WalFenced, WalFull } from '#foundation/wal/wal'
import type { Log, LogEntry, LogInfo, Outcome, Position } from './log.ts'
import { EntriesTrimmed, LogFailed } from './log.ts'

const NO_SPACE: Outcome = { kind: 'not committed', reason: 'no space' }
const CLOSED: Outcome = { kind: 'not committed', reason: 'closed' }

export class WalLog implements Log {
  readonly isShared = false
  readonly id = undefined
  readonly #wal: Wal
  /** The reader, while it waits for the next entry. */
  #waiting: ((entry: LogEntry | undefined) => void) | undefined
  #isRead = false

  /** Rejects with `WalCorrupted` or `WalIdentityLost` when acknowledged entries are missing. */
  static async open(host: Host, directory: string, options?: WalOptions): Promise<WalLog> {
    return new WalLog(await Wal.open(host, directory, options))
  }

  private constructor(wal: Wal) {
    this.#wal = wal
  }

  /** Where the last stop cut a write short, if it did. */
  get torn(): Wal['torn'] {
    return this.#wal.torn
  }

  get payloadBytesMax(): number {
    return this.#wal.payloadBytesMax
  }

  info(): LogInfo {
    return this.#wal.stats
  }

  async append(payload: Uint8Array): Promise<Outcome> {
    try {
      const position = await this.#wal.append(payload)
      // The reader gets the bytes that were appended, without reading them from the disk.
      this.#wake({ position, previous: position - 1, payload })
      return { kind: 'committed', position }
    } catch (cause) {
      if (cause instanceof WalFull) return NO_SPACE
      if (cause instanceof WalFenced) return CLOSED
      throw failed(cause)
    }
  }

  async *entries(after: Position, signal: AbortSignal): AsyncGenerator<LogEntry> {
    assert(!this.#isRead, 'a log has one reader at a time')
    this.#isRead = true
    const stop = (): void => {
      this.#wake(undefined)
    }
    signal.addEventListener('abort', stop)
    try {
      let position = after
      while (!signal.aborted) {
        if (position < this.#wal.last) {
          for (const entry of this.#stored(position)) {
            position = entry.position
            yield entry
            if (isAborted(signal)) return
          }
        } else {
          const entry = await new Promise<LogEntry | undefined>(resolve => {
            this.#waiting = resolve
          })
          if (!entry) return
          position = entry.position
          yield entry
        }
      }
    } finally {
      signal.removeEventListener('abort', stop)
      this.#isRead = false
    }
  }

  async barrier(): Promise<Position> {
    try {
      return await this.#wal.barrier()
    } catch (cause) {
      throw failed(cause)
    }
  }

  trim(upTo: Position): void {
    try {
      this.#wal.trim(upTo)
    } catch (cause) {
      throw failed(cause)
    }
  }

  giveBack(): void {
    try {
      this.#wal.giveBack()
    } catch (cause) {
      throw failed(cause)
    }
  }

  fence(): void {
    this.#wal.fence()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#wal[Symbol.asyncDispose]()
  }

  /** What the files hold after a position now. */
  *#stored(after: Position): Generator<LogEntry> {
    try {
      for (const { index, payload } of this.#wal.read(after)) {
        yield { position: index, previous: index - 1, payload }
      }
    } catch (cause) {
      throw cause instanceof Trimmed ? new EntriesTrimmed(after, this.#wal.first) : cause
    }
  }

  #wake(entry: LogEntry | undefined): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.(entry)
  }
}

/** Other code aborts it while the reader has an entry in its hands. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted
}

function failed(cause: unknown): LogFailed {
  return new LogFailed(cause instanceof Error ? cause.message : String(cause), { cause })
}

/** The log of a single node: a write-ahead log on its own disk. Durable means synced there. */
import type { Host } from '#foundation/host/host'
import type { WalOptions } from '#foundation/wal/wal'
import { Trimmed, Wal, WalFull } from '#foundation/wal/wal'
import type { Log, LogEntry, LogInfo, Position } from './log.ts'
import { EntriesTrimmed, LogFailed, NotCommitted } from './log.ts'

export class WalLog implements Log {
  readonly #wal: Wal

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

  async append(payload: Uint8Array): Promise<Position> {
    try {
      return await this.#wal.append(payload)
    } catch (cause) {
      throw translated(cause)
    }
  }

  async barrier(): Promise<Position> {
    try {
      return await this.#wal.barrier()
    } catch (cause) {
      throw translated(cause)
    }
  }

  async *read(after: Position): AsyncGenerator<LogEntry> {
    await Promise.resolve()
    try {
      for (const { index, payload } of this.#wal.read(after)) yield { position: index, payload }
    } catch (cause) {
      if (cause instanceof Trimmed) throw new EntriesTrimmed(after, this.#wal.first)
      throw cause
    }
  }

  trim(upTo: Position): void {
    try {
      this.#wal.trim(upTo)
    } catch (cause) {
      throw translated(cause)
    }
  }

  giveBack(): void {
    try {
      this.#wal.giveBack()
    } catch (cause) {
      throw translated(cause)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#wal[Symbol.asyncDispose]()
  }
}

function translated(cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause)
  return cause instanceof WalFull
    ? new NotCommitted(message, { cause })
    : new LogFailed(message, { cause })
}

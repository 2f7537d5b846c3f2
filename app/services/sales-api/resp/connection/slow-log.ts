/** The slow commands of late: what SLOWLOG and LATENCY tell. */
import type { IndexedCommand } from '../command/command-index.ts'
import type { Client } from './client.ts'

/** What `slowlog-max-len` is at first, and at most. */
const LENGTH = 128
export const SLOW_LOG_LENGTH_MAX = 10_000

export type SlowCommand = {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly ms: number
  readonly command: IndexedCommand
  /** How many of a pipeline took that together. */
  readonly count: number
  readonly client: string
  readonly clientName: string
}

export class SlowLog {
  #lengthMax = LENGTH
  #nextId = 0
  #commands: SlowCommand[] = []

  /** The oldest first. */
  get commands(): readonly SlowCommand[] {
    return this.#commands
  }

  get lengthMax(): number {
    return this.#lengthMax
  }

  set lengthMax(length: number) {
    this.#lengthMax = length
    this.#trim()
  }

  add(at: number, ms: number, command: IndexedCommand, count: number, client: Client): void {
    const { address, name: clientName } = client
    const id = this.#nextId++
    this.#commands.push({ id, at, ms, command, count, client: address.remote, clientName })
    this.#trim()
  }

  reset(): void {
    this.#commands = []
  }

  #trim(): void {
    const excess = this.#commands.length - this.#lengthMax
    if (excess > 0) this.#commands.splice(0, excess)
  }
}

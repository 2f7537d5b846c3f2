/** The commands of a client that have no reply: first those that were written to its connection, then those that were not. */
import type { Reply } from '../reply.ts'

export type Command = {
  /** Who is told what became of it, and by which number it knows the command. */
  readonly sink: ReplySink
  readonly tag: number
  /** As it is sent. */
  readonly bytes: number
  /** How long the server may wait by order of the command, before the time for a reply begins. */
  readonly waitMs: number
  /** What it waits for: one reply, or so many push messages that begin with this name. */
  readonly answer: 'reply' | Confirmations
}

export type Confirmations = { readonly name: string; missing: number }

/** Gets one call per command, in the order in which the commands were sent. The calls must not throw. */
export type ReplySink = {
  /** A reply of any kind, `error` too. */
  replied(tag: number, reply: Reply): void
  failed(tag: number, error: CommandFailed): void
}

/** The client has no reply to a command. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  /**
   * `not executed`: the server did not get the command. `unknown`: the server may have executed it, or may still do so; only
   * a look at the data tells.
   */
  readonly outcome: 'not executed' | 'unknown'
  constructor(outcome: CommandFailed['outcome'], why: string, cause?: unknown) {
    super(`${why}: ${outcome === 'unknown' ? 'its outcome is unknown' : 'it was not executed'}`, {
      cause,
    })
    this.outcome = outcome
  }
}

/** So many places of commands that are gone may be left at the beginning of the list. */
const GONE_MAX = 1024

export class Pending {
  #commands: (Command | undefined)[] = []
  /** Where the oldest is. */
  #at = 0
  #writtenEnd = 0
  #bytes = 0

  get count(): number {
    return this.#commands.length - this.#at
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The oldest, and whether it was written. */
  get first(): Command | undefined {
    return this.#commands[this.#at]
  }

  get isFirstWritten(): boolean {
    return this.#writtenEnd > this.#at
  }

  push(command: Command): void {
    this.#commands.push(command)
    this.#bytes += command.bytes
  }

  /** All of them are written now. */
  written(): void {
    this.#writtenEnd = this.#commands.length
  }

  /** Removes the oldest, which was written. */
  shift(): void {
    this.#bytes -= this.first?.bytes ?? 0
    this.#commands[this.#at++] = undefined
    if (this.#at < GONE_MAX || this.#at * 2 < this.#commands.length) return
    this.#commands.splice(0, this.#at)
    this.#writtenEnd -= this.#at
    this.#at = 0
  }

  /** Removes those that were written, or those that were not, and returns them. */
  take(which: 'written' | 'unwritten'): Command[] {
    const written = this.#commands.slice(this.#at, this.#writtenEnd)
    const unwritten = this.#commands.slice(Math.max(this.#at, this.#writtenEnd))
    const taken = which === 'written' ? written : unwritten
    this.#commands = which === 'written' ? unwritten : written
    this.#at = 0
    this.#writtenEnd = which === 'written' ? 0 : written.length
    const commands = taken.filter(command => command !== undefined)
    for (const { bytes } of commands) this.#bytes -= bytes
    return commands
  }
}

/** Commands by their names, in capital or small letters, found without making a string. */
import { OperationRequests } from '#business/web/requests/recent'
import type { Arguments, Command } from './command.ts'

/** Clears the bit that makes a letter a small one. */
const CAPITAL = 0xdf
/** More than twice the commands, a power of two. */
const SLOTS = 1024

/** What the server counts of a command, subcommands on their own. */
export type CommandTotals = {
  calls: number
  /** Those that were answered with an error of any kind. */
  failed: number
  ms: number
}

export class IndexedCommand {
  readonly command: Command
  /** As it stands in errors and metrics: `client|setname`. */
  readonly fullName: string
  readonly subcommands: CommandIndex | undefined
  readonly totals: CommandTotals = { calls: 0, failed: 0, ms: 0 }
  readonly recent = new OperationRequests()
  readonly isWrite: boolean
  /** It may propose something, now or later. */
  readonly mayPropose: boolean
  readonly needsAuth: boolean
  readonly needsStore: boolean
  readonly #letters: Uint8Array

  constructor(command: Command, container: string | undefined) {
    const { name, run, flags } = command
    this.command = command
    this.fullName = container === undefined ? name : `${container}|${name}`
    this.subcommands =
      run.kind === 'container' ? new CommandIndex(run.subcommands, name) : undefined
    this.isWrite = run.kind === 'write'
    this.mayPropose = flags.includes('write')
    this.needsAuth = !flags.includes('no_auth')
    this.needsStore = !flags.includes('loading')
    this.#letters = Buffer.from(name.toUpperCase(), 'latin1')
  }

  isNamed(bytes: Uint8Array, start: number, end: number): boolean {
    const letters = this.#letters
    if (end - start !== letters.length) return false
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] ?? 0
      const byte = bytes[start + at] ?? 0
      if (byte !== letter && ((byte & CAPITAL) !== letter || letter < LETTER_A)) return false
    }
    return true
  }

  takes(count: number): boolean {
    const { arity } = this.command
    return arity >= 0 ? count === arity : count >= -arity
  }
}

const LETTER_A = 65

export class CommandIndex {
  readonly all: readonly IndexedCommand[]
  readonly #slots: (readonly IndexedCommand[] | undefined)[]

  constructor(commands: readonly Command[], container?: string) {
    this.all = commands.map(command => new IndexedCommand(command, container))
    const slots = Array.from({ length: SLOTS }, (): IndexedCommand[] => [])
    for (const indexed of this.all) {
      const name = Buffer.from(indexed.command.name, 'latin1')
      slots[slotOf(name, 0, name.length)]?.push(indexed)
    }
    this.#slots = slots.map(slot => (slot.length === 0 ? undefined : slot))
  }

  /** With subcommands. */
  get whole(): readonly IndexedCommand[] {
    return this.all.flatMap(command => [command, ...(command.subcommands?.all ?? [])])
  }

  find(args: Arguments, argument: number): IndexedCommand | undefined {
    return this.#find(args.bytes, args.start(argument), args.end(argument))
  }

  named(name: string): IndexedCommand | undefined {
    const bytes = Buffer.from(name)
    return this.#find(bytes, 0, bytes.length)
  }

  #find(bytes: Uint8Array, start: number, end: number): IndexedCommand | undefined {
    const slot = this.#slots[slotOf(bytes, start, end)]
    if (!slot) return undefined
    for (const indexed of slot) if (indexed.isNamed(bytes, start, end)) return indexed
    return undefined
  }
}

/** The same for capital and small letters. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  const first = (bytes[start] ?? 0) & CAPITAL
  const middle = (bytes[start + (length >> 1)] ?? 0) & CAPITAL
  const last = (bytes[end - 1] ?? 0) & CAPITAL
  return (length * 67 + first * 31 + middle * 13 + last * 7) & (SLOTS - 1)
}

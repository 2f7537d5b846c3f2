/** `MAXLEN | MINID [= | ~] threshold [LIMIT count] [KEEPREF | DELREF | ACKED]`, which XADD and XTRIM have in common. */
import { NODE_ENTRIES_MAX } from '#business/core/stream/stream-state'
import type { Bound, References, Trim } from '#business/core/stream/model'
import { integerOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments } from '../../../command/command.ts'
import { CommandError, syntaxError } from '../../../command/errors.ts'
import { idAt } from '../ids.ts'

/** Entries that an approximate trim removes at most, if it is not said. */
const LIMIT = 100 * NODE_ENTRIES_MAX

const NO_STRATEGY = 'ERR syntax error, LIMIT cannot be used without specifying a trimming strategy'
const NO_TILDE = 'ERR syntax error, LIMIT cannot be used without the special ~ option'
const TWICE = 'ERR syntax error, MAXLEN and MINID options at the same time are not compatible'

/** Undefined for another word. */
export function referencesOf(word: string): References | undefined {
  return REFERENCES.get(word)
}

const REFERENCES: ReadonlyMap<string, References> = new Map([
  ['KEEPREF', 'keep'],
  ['DELREF', 'drop'],
  ['ACKED', 'acked'],
])

/** Gathers the options of one request. */
export class TrimOptions {
  #bound: Bound | undefined
  #references: References | undefined
  #isApproximate = false
  #limit: number | undefined

  /** The place behind the option at `at`, if there is one of these; undefined if not. */
  take(args: Arguments, at: number): number | undefined {
    const word = wordOf(args, at)
    const references = referencesOf(word)
    if (references) {
      if (this.#references) throw syntaxError()
      this.#references = references
      return at + 1
    }
    switch (word) {
      case 'MAXLEN':
      case 'MINID':
        return this.#takeBound(args, at)
      case 'LIMIT': {
        if (at + 1 >= args.count) throw syntaxError()
        const limit = integerOf(args, at + 1)
        if (limit < 0) throw new CommandError('ERR The LIMIT argument must be >= 0.')
        this.#limit = limit
        return at + 2
      }
      default:
        return undefined
    }
  }

  /** Throws for options that do not go together. */
  get trim(): Trim | undefined {
    if (!this.#bound) {
      if (this.#limit === undefined) return undefined
      throw new CommandError(NO_STRATEGY)
    }
    if (this.#limit !== undefined && !this.#isApproximate) throw new CommandError(NO_TILDE)
    const limit = this.#limit ?? LIMIT
    const entriesMax = this.#isApproximate && limit > 0 ? limit : undefined
    return {
      bound: this.#bound,
      references: this.#references ?? 'keep',
      isApproximate: this.#isApproximate,
      entriesMax,
    }
  }

  #takeBound(args: Arguments, from: number): number {
    if (this.#bound) throw new CommandError(TWICE)
    let at = from + 1
    const operator = wordOf(args, at)
    this.#isApproximate = operator === '~'
    if (operator === '~' || operator === '=') at++
    if (at >= args.count) throw syntaxError()
    if (wordOf(args, from) === 'MINID') {
      this.#bound = { kind: 'id', id: idAt(args, at) }
    } else {
      const length = integerOf(args, at)
      if (length < 0) throw new CommandError('ERR The MAXLEN argument must be >= 0.')
      this.#bound = { kind: 'length', length }
    }
    return at + 1
  }
}

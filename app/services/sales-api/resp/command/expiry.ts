/** Times to live, as several commands take them. */
import type { Expiry } from '#business/core/kv/model'
import type { Arguments } from './command.ts'
import { int64Of } from './arguments.ts'
import { CommandError, notInteger, syntaxError } from './errors.ts'

/** How a time is given: in seconds or milliseconds, from now on or since 1970. */
export type TimeUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT'

/** Times are whole numbers of milliseconds. */
const TIME_MAX = BigInt(Number.MAX_SAFE_INTEGER)
/** Of what is given, in milliseconds: Redis's bound. */
const GIVEN_MIN = -(2n ** 63n)

export function isTimeUnit(word: string): word is TimeUnit {
  return word === 'EX' || word === 'PX' || word === 'EXAT' || word === 'PXAT'
}

/** In milliseconds since 1970. `mayBePast` is for the commands that remove a key whose time is over. */
export function timeOf(
  args: Arguments,
  at: number,
  unit: TimeUnit,
  nowMs: number,
  command: string,
  mayBePast = false,
): number {
  const given = int64Of(args, at)
  if (given === undefined) throw notInteger()
  const ms = unit.startsWith('E') ? given * 1000n : given
  const time = unit.endsWith('AT') ? ms : ms + BigInt(nowMs)
  const isTooEarly = !mayBePast && given <= 0n
  if (isTooEarly || time > TIME_MAX || ms < GIVEN_MIN) {
    throw new CommandError(`ERR invalid expire time in '${command}' command`)
  }
  // 0 means none to the store.
  return Math.max(1, Number(time))
}

/** What of GETEX, MSETEX and INCREX is about the expiry. */
export class ExpiryOptions {
  readonly #args: Arguments
  readonly #nowMs: number
  readonly #command: string
  expiry: Exclude<Expiry, { readonly kind: 'atIfNone' }> = { kind: 'keep' }

  constructor(args: Arguments, nowMs: number, command: string) {
    this.#args = args
    this.#nowMs = nowMs
    this.#command = command
  }

  /** Returns the place of the last argument that it took; undefined if the word is no such option. */
  take(word: string, at: number): number | undefined {
    if (isTimeUnit(word)) {
      this.#only()
      if (at + 1 >= this.#args.count) throw syntaxError()
      const time = timeOf(this.#args, at + 1, word, this.#nowMs, this.#command)
      this.expiry = { kind: 'at', time }
      return at + 1
    }
    if (word !== 'PERSIST') return undefined
    this.#only()
    this.expiry = { kind: 'none' }
    return at
  }

  #only(): void {
    if (this.expiry.kind !== 'keep') throw syntaxError()
  }
}

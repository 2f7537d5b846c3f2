/** `IDMPAUTO producer-id | IDMP producer-id idempotent-id`: what makes an append that comes again known. */
import { createHash } from 'node:crypto'
import type { Producer } from '#business/core/stream/model'
import { PRODUCER_HASH_BYTES } from '#business/core/stream/model'
import { wordOf } from '../../../command/arguments.ts'
import type { Arguments } from '../../../command/command.ts'
import { CommandError, wrongArity } from '../../../command/errors.ts'

const TWICE = 'ERR syntax error, IDMP/IDMPAUTO specified multiple times'
const NO_AUTO_ID = 'ERR syntax error, IDMP/IDMPAUTO can be used only with auto-generated IDs'

/** Gathers the options of one request. */
export class ProducerOptions {
  #given: { readonly pid: Uint8Array; readonly iid: Uint8Array | undefined } | undefined

  /** The place behind the option at `at`, if there is one of these; undefined if not. */
  take(args: Arguments, at: number): number | undefined {
    const word = wordOf(args, at)
    if (word !== 'IDMP' && word !== 'IDMPAUTO') return undefined
    if (this.#given) throw new CommandError(TWICE)
    const behind = at + (word === 'IDMP' ? 3 : 2)
    if (behind > args.count) throw new CommandError(wrongArity('xadd'))
    const pid = args.argument(at + 1)
    if (pid.length === 0) throw new CommandError(`ERR ${word} requires a non-empty producer ID`)
    const iid = word === 'IDMP' ? args.argument(at + 2) : undefined
    if (iid?.length === 0) throw new CommandError('ERR IDMP requires a non-empty idempotent ID')
    this.#given = { pid, iid }
    return behind
  }

  /** Without an id of the append's own, its names and values in any order are one. Throws if the entry's id was given. */
  producer(isAutoId: boolean, fields: readonly Uint8Array[]): Producer | undefined {
    if (!this.#given) return undefined
    if (!isAutoId) throw new CommandError(NO_AUTO_ID)
    const { pid, iid } = this.#given
    return { pid: hash([pid]), iid: iid ? hash([GIVEN, iid]) : hash([OWN, ...pairsOf(fields)]) }
  }
}

const GIVEN = new Uint8Array([0])
const OWN = new Uint8Array([1])

/** One hash for each pair, in an order that is always the same. */
function pairsOf(fields: readonly Uint8Array[]): readonly Uint8Array[] {
  const pairs = Array.from({ length: fields.length / 2 }, (_, pair) =>
    hash(fields.slice(2 * pair, 2 * pair + 2)),
  )
  return pairs.sort((a, b) => Buffer.compare(a, b))
}

function hash(parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  const length = new Uint8Array(4)
  for (const part of parts) {
    new DataView(length.buffer).setUint32(0, part.length)
    hash.update(length).update(part)
  }
  return new Uint8Array(hash.digest().subarray(0, PRODUCER_HASH_BYTES))
}

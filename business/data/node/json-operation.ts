/**
 * Operations whose results are JSON, and their arguments JSON or bytes of their own: those that have few arguments, or of many
 * shapes.
 *
 *      0     code u8, 0 u24 | length u32 | arguments
 *
 * They are not for transactions: each is performed right after it was asked.
 */
import { align8 } from '#foundation/bytes/bytes'
import type { Entry } from './entry.ts'
import { decodeJson, encodeJson } from './json-result.ts'
import type { BatchBytes, Later, Operation } from './operation.ts'

const HEADER_BYTES = 8

type Row<Arguments, Result> = Pick<Operation<unknown, Result>, 'domain' | 'code' | 'isPart'> & {
  readonly isFreeing: boolean
  /** Of the bytes that were proposed, for example by `jsonArguments`. They are good during the call. */
  readonly decode: (bytes: Uint8Array) => Arguments
  readonly refuse: (args: Arguments, entry: Entry) => Result | Later | undefined
  readonly perform: (args: Arguments, entry: Entry) => Result
}

/** The arguments as the operation takes them. */
export function jsonArguments(args: unknown): Uint8Array {
  const bytes = encodeJson(args, Number.MAX_SAFE_INTEGER)
  if (!bytes) throw new Error('arguments of any length are encoded')
  return bytes
}

export function jsonOperation<Arguments, Result>({
  domain,
  code,
  isFreeing,
  decode,
  refuse,
  perform,
  isPart = () => false,
}: Row<Arguments, Result>): Operation<Uint8Array, Result> {
  let asked: Arguments | undefined
  const read = ({ bytes, view }: BatchBytes, at: number): Arguments => {
    const start = at + HEADER_BYTES
    return decode(bytes.subarray(start, start + view.getUint32(at + 4, true)))
  }
  return {
    domain,
    code,
    isAlone: false,
    isFreeing: () => isFreeing,
    bytes: args => align8(HEADER_BYTES + args.length),
    encode: (args, { bytes, view }, at) => {
      view.setUint32(at, code, true)
      view.setUint32(at + 4, args.length, true)
      bytes.set(args, at + HEADER_BYTES)
    },
    refuse: (batch, at, entry) => {
      asked = read(batch, at)
      return refuse(asked, entry)
    },
    perform: (batch, at, entry) => perform(asked ?? read(batch, at), entry),
    isPart,
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as Result,
  }
}

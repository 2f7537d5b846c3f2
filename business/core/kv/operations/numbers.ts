/** Operations that have nothing but numbers: code u8, padding to 8 | f64, ... Little endian. */
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Entry } from '#business/data/node/entry'
import type { Operation } from '#business/data/node/operation'
import { KV_DOMAIN } from './codes.ts'

type Row<Arguments, Result> = {
  readonly code: number
  readonly isAlone: boolean
  readonly isFreeing: boolean
  /** How many numbers there are, and which they are. */
  readonly count: number
  numbers(args: Arguments): readonly number[]
  refuse(numbers: readonly number[], entry: Entry): Result | undefined
  perform(numbers: readonly number[], entry: Entry): Result
}

export function numbersOperation<Arguments, Result>({
  code,
  isAlone,
  isFreeing,
  count,
  ...row
}: Row<Arguments, Result>): Operation<Arguments, Result> {
  const read = (view: DataView, at: number): number[] =>
    Array.from({ length: count }, (_, index) => view.getFloat64(at + 8 + index * 8, true))
  return {
    domain: KV_DOMAIN,
    code,
    isAlone,
    isFreeing: () => isFreeing,
    bytes: () => 8 + count * 8,
    encode: (args, { view }, at) => {
      view.setUint32(at, code, true)
      view.setUint32(at + 4, 0, true)
      for (const [index, number] of row.numbers(args).entries()) {
        view.setFloat64(at + 8 + index * 8, number, true)
      }
    },
    refuse: ({ view }, at, entry) => row.refuse(read(view, at), entry),
    perform: ({ view }, at, entry) => row.perform(read(view, at), entry),
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as Result,
  }
}

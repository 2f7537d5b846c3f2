/**
 * An operation on one stream other than an append, at a multiple of 8: code u8, 0 u8 | name length u16 | count u32 | rest |
 * name. What the rest is, and what the count counts, is the operation's.
 */
import { align8 } from '#foundation/bytes/bytes'
import type { KeyEvent } from '#business/data/key-events/key-events'
import type { Key } from '#business/data/keyspace/key'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { StreamRefusal } from '../model.ts'
import type { Name, StreamRows } from './stream-rows.ts'
import { STREAM_DOMAIN } from './codes.ts'

const HEADER_BYTES = 8

type Row<Arguments, Result> = {
  readonly code: number
  readonly isFreeing: boolean
  readonly count: (args: Arguments) => number
  /** Of the rest, a multiple of 8. */
  readonly restBytes: (count: number) => number
  readonly encodeRest: (args: Arguments, view: DataView, at: number) => void
  /** Changes the stream that `rows` has loaded, whose state is written afterwards if the result says that it changed. */
  readonly perform: (view: DataView, at: number, count: number, name: Name) => Result
  readonly changes: (result: Result) => boolean
  /** What is told of it, if it changed the stream. */
  readonly event: KeyEvent | undefined
}

export function changeOperation<Arguments extends { readonly stream: Key }, Result>(
  rows: StreamRows,
  {
    code,
    isFreeing,
    count,
    restBytes,
    encodeRest,
    perform,
    changes,
    event,
  }: Row<Arguments, Result>,
): Operation<Arguments, Result | StreamRefusal> {
  const nameOf = (bytes: Uint8Array, view: DataView, at: number): Name => {
    const start = at + HEADER_BYTES + restBytes(view.getUint32(at + 4, true))
    return { bytes, start, end: start + view.getUint16(at + 2, true) }
  }
  return {
    domain: STREAM_DOMAIN,
    code,
    isAlone: false,
    isFreeing: () => isFreeing,
    bytes: args => HEADER_BYTES + restBytes(count(args)) + align8(args.stream.length),
    encode: (args, { bytes, view }, at) => {
      view.setUint16(at, code, true)
      view.setUint16(at + 2, args.stream.length, true)
      view.setUint32(at + 4, count(args), true)
      encodeRest(args, view, at + HEADER_BYTES)
      bytes.set(args.stream, at + HEADER_BYTES + restBytes(count(args)))
    },
    refuse: ({ bytes, view }, at, entry) => rows.load(nameOf(bytes, view, at), entry),
    perform: ({ bytes, view }, at, entry) => {
      const name = nameOf(bytes, view, at)
      rows.load(name, entry)
      const result = perform(view, at + HEADER_BYTES, view.getUint32(at + 4, true), name)
      if (!changes(result)) return result
      if (event) rows.note(event)
      entry.nextChange()
      rows.save(name, entry)
      return result
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as Result | StreamRefusal,
  }
}

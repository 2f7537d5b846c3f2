/**
 * Ids of entries, as Redis has them: two unsigned numbers of 64 bits, written `ms-seq`. The first is a time in milliseconds
 * since 1970, the second counts the entries of that millisecond. A stream's ids only grow.
 */

export type StreamId = { readonly ms: bigint; readonly seq: bigint }

export const STREAM_ID_BYTES = 16
/** Of both numbers. */
export const ID_NUMBER_MAX = 2n ** 64n - 1n

export const FIRST_ID: StreamId = { ms: 0n, seq: 0n }
export const LAST_ID: StreamId = { ms: ID_NUMBER_MAX, seq: ID_NUMBER_MAX }

const NUMBER = /^\d{1,20}$/

/** `ms-seq`, or `ms` alone with this `seq`. Leading zeros mean nothing. Undefined if the text is no id. */
export function parseStreamId(text: string, seqIfNone: bigint): StreamId | undefined {
  const dash = text.indexOf('-')
  const ms = parseNumber(dash < 0 ? text : text.slice(0, dash))
  const seq = dash < 0 ? seqIfNone : parseNumber(text.slice(dash + 1))
  return ms === undefined || seq === undefined ? undefined : { ms, seq }
}

/** A number of 64 bits without a sign; undefined if the text is none. */
export function parseNumber(text: string): bigint | undefined {
  if (!NUMBER.test(text)) return undefined
  const number = BigInt(text)
  return number <= ID_NUMBER_MAX ? number : undefined
}

export function formatStreamId({ ms, seq }: StreamId): string {
  return `${String(ms)}-${String(seq)}`
}

export function compareIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1
  if (a.seq !== b.seq) return a.seq < b.seq ? -1 : 1
  return 0
}

/** The smallest id above this one; undefined if it is the largest. */
export function nextId({ ms, seq }: StreamId): StreamId | undefined {
  if (seq < ID_NUMBER_MAX) return { ms, seq: seq + 1n }
  return ms < ID_NUMBER_MAX ? { ms: ms + 1n, seq: 0n } : undefined
}

/** The largest id below this one; undefined if it is the smallest. */
export function previousId({ ms, seq }: StreamId): StreamId | undefined {
  if (seq > 0n) return { ms, seq: seq - 1n }
  return ms > 0n ? { ms: ms - 1n, seq: ID_NUMBER_MAX } : undefined
}

export function readId(view: DataView, at: number): StreamId {
  return { ms: view.getBigUint64(at), seq: view.getBigUint64(at + 8) }
}

/** Big endian: as bytes, ids are in their order. */
export function writeId({ ms, seq }: StreamId, view: DataView, at: number): void {
  view.setBigUint64(at, ms)
  view.setBigUint64(at + 8, seq)
}

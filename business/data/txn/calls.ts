/**
 * Operations inside another operation. A call, at a multiple of 8:
 *
 *      domain u8 | code u8 | 0 u16 | bytes u32, all of it | what the operation encodes
 */
import { align8 } from '#foundation/bytes/bytes'
import type { BatchBytes, Operation } from '#business/data/node/operation'

const HEADER_BYTES = 8

type AnyCall = { readonly operation: Operation<unknown, unknown>; readonly args: unknown }

export function callBytes({ operation, args }: AnyCall): number {
  return HEADER_BYTES + align8(operation.bytes(args))
}

/** Returns where the next call begins. */
export function encodeCall({ operation, args }: AnyCall, into: BatchBytes, at: number): number {
  const bytes = callBytes({ operation, args })
  into.view.setUint32(at, nameOf(operation), true)
  into.view.setUint32(at + 4, bytes, true)
  operation.encode(args, into, at + HEADER_BYTES)
  return at + bytes
}

export type EncodedCall = {
  /** See `nameOf`. */
  readonly name: number
  /** Where what the operation encoded begins. */
  readonly at: number
  readonly next: number
}

export function callAt({ view }: BatchBytes, at: number): EncodedCall {
  const name = view.getUint16(at, true)
  return { name, at: at + HEADER_BYTES, next: at + view.getUint32(at + 4, true) }
}

export function nameOf({
  domain,
  code,
}: {
  readonly domain: number
  readonly code: number
}): number {
  return domain | (code << 8)
}

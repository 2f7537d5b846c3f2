/**
 * A transaction as bytes in a frame:
 *
 *      0     kind u8 | 0 u8 | compares u16 | then u16 | else u16
 *      8     compare, ... | operation, ...
 *
 * A compare:    target u8 | operator u8 | key length u16 | value length u32 | number f64 | key, value, padding to 8
 * A mutation:   see command.ts
 * A get:        kind u8 | 0 u8 | key length u16 | bytes u32 | key, padding to 8
 * A range:      kind u8 | flags u8 | lower length u16 | bytes u32 | limit u32 | upper length u32 | lower, upper, padding
 */
import { align8 } from '#foundation/bytes/bytes'
import type { BatchBytes } from '#business/data/node/operation'
import { encodeMutation, GET, mutationBytes, RANGE, TXN } from './command.ts'
import type { Compare, Get, Operation, Range, Txn } from './model.ts'
import { parseKey } from './model.ts'

const TARGETS = ['value', 'version', 'createRevision', 'modRevision'] as const
const OPERATORS = ['=', '!=', '<', '>'] as const

const HAS_UPPER = 1
const IS_REVERSE = 2
const IS_CUT = 4

/** A transaction as it is applied: mutations stay where they are in the frame. */
export type DecodedTxn = {
  readonly compare: readonly Compare[]
  readonly then: readonly DecodedOperation[]
  readonly else: readonly DecodedOperation[]
}

export type DecodedOperation = { readonly kind: 'mutation'; readonly at: number } | Get | Range

export function txnBytes(txn: Txn): number {
  let bytes = 8
  for (const compare of txn.compare) bytes += compareBytes(compare)
  for (const operation of [...txn.then, ...txn.else]) bytes += operationBytes(operation)
  return bytes
}

export function encodeTxn(txn: Txn, into: BatchBytes, at: number): void {
  const { view } = into
  view.setUint16(at, TXN, true)
  view.setUint16(at + 2, txn.compare.length, true)
  view.setUint16(at + 4, txn.then.length, true)
  view.setUint16(at + 6, txn.else.length, true)
  let next = at + 8
  for (const compare of txn.compare) {
    encodeCompare(compare, into, next)
    next += compareBytes(compare)
  }
  for (const operation of [...txn.then, ...txn.else]) {
    encodeOperation(operation, into, next)
    next += operationBytes(operation)
  }
}

export function decodeTxn(frame: BatchBytes, at: number): DecodedTxn {
  const { view } = frame
  let next = at + 8
  const compare: Compare[] = []
  for (let count = view.getUint16(at + 2, true); count > 0; count--) {
    const decoded = decodeCompare(frame, next)
    compare.push(decoded)
    next += compareBytes(decoded)
  }
  const branch = (count: number): DecodedOperation[] => {
    const operations: DecodedOperation[] = []
    for (let index = 0; index < count; index++) {
      operations.push(decodeOperation(frame, next))
      next += encodedOperationBytes(frame, next)
    }
    return operations
  }
  const whenTrue = branch(view.getUint16(at + 4, true))
  return { compare, then: whenTrue, else: branch(view.getUint16(at + 6, true)) }
}

function compareBytes({ key, target }: Compare): number {
  return 16 + align8(key.length + (target.kind === 'value' ? target.value.length : 0))
}

function encodeCompare({ key, target, operator }: Compare, into: BatchBytes, at: number): void {
  const { bytes, view } = into
  view.setUint8(at, TARGETS.indexOf(target.kind))
  view.setUint8(at + 1, OPERATORS.indexOf(operator))
  view.setUint16(at + 2, key.length, true)
  view.setUint32(at + 4, target.kind === 'value' ? target.value.length : 0, true)
  view.setFloat64(at + 8, target.kind === 'value' ? 0 : target.number, true)
  bytes.set(key, at + 16)
  if (target.kind === 'value') bytes.set(target.value, at + 16 + key.length)
}

function decodeCompare({ bytes, view }: BatchBytes, at: number): Compare {
  const keyEnd = at + 16 + view.getUint16(at + 2, true)
  const key = parseKey(bytes.slice(at + 16, keyEnd))
  const kind = known(TARGETS[view.getUint8(at)])
  const operator = known(OPERATORS[view.getUint8(at + 1)])
  const target =
    kind === 'value'
      ? { kind, value: bytes.slice(keyEnd, keyEnd + view.getUint32(at + 4, true)) }
      : { kind, number: view.getFloat64(at + 8, true) }
  return { key, target, operator }
}

function operationBytes(operation: Operation): number {
  switch (operation.kind) {
    case 'put':
    case 'delete':
      return mutationBytes(operation)
    case 'get':
      return 8 + align8(operation.key.length)
    case 'range':
      return 16 + align8(operation.lower.length + (operation.upper?.length ?? 0))
  }
}

/** The same, of an operation in a frame. Mutations have their length elsewhere. */
function encodedOperationBytes({ view }: BatchBytes, at: number): number {
  const kind = view.getUint8(at)
  return view.getUint32(kind === GET || kind === RANGE ? at + 4 : at + 12, true)
}

function encodeOperation(operation: Operation, into: BatchBytes, at: number): void {
  switch (operation.kind) {
    case 'put':
    case 'delete':
      encodeMutation(operation, into, at)
      break
    case 'get':
      into.view.setUint16(at, GET, true)
      into.view.setUint16(at + 2, operation.key.length, true)
      into.view.setUint32(at + 4, operationBytes(operation), true)
      into.bytes.set(operation.key, at + 8)
      break
    case 'range':
      encodeRange(operation, into, at)
      break
  }
}

function encodeRange(range: Range, { bytes, view }: BatchBytes, at: number): void {
  const { lower, upper, limit, reverse, isCut } = range
  view.setUint8(at, RANGE)
  const flags = (upper ? HAS_UPPER : 0) | (reverse ? IS_REVERSE : 0) | (isCut ? IS_CUT : 0)
  view.setUint8(at + 1, flags)
  view.setUint16(at + 2, lower.length, true)
  view.setUint32(at + 4, operationBytes(range), true)
  view.setUint32(at + 8, limit, true)
  view.setUint32(at + 12, upper?.length ?? 0, true)
  bytes.set(lower, at + 16)
  if (upper) bytes.set(upper, at + 16 + lower.length)
}

function decodeOperation(frame: BatchBytes, at: number): DecodedOperation {
  const { bytes, view } = frame
  const kind = view.getUint8(at)
  const length = view.getUint16(at + 2, true)
  if (kind === GET) return { kind: 'get', key: parseKey(bytes.slice(at + 8, at + 8 + length)) }
  if (kind !== RANGE) return { kind: 'mutation', at }
  const flags = view.getUint8(at + 1)
  const upperStart = at + 16 + length
  const upper = bytes.slice(upperStart, upperStart + view.getUint32(at + 12, true))
  return {
    kind: 'range',
    lower: bytes.slice(at + 16, upperStart),
    upper: flags & HAS_UPPER ? upper : undefined,
    limit: view.getUint32(at + 8, true),
    reverse: (flags & IS_REVERSE) !== 0,
    isCut: (flags & IS_CUT) !== 0,
  }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a transaction in the log has an unknown code')
  return value
}

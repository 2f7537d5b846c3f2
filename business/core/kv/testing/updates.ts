/** Updates as tests write them. */
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import type { Update, ValueChange } from '../model.ts'
import { DEFAULT_CONTENT_TYPE, INTEGER_MAX, INTEGER_MIN } from '../model.ts'

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

export function keyOf(name: string): Key {
  return parseKey(bytesOf(name))
}

/** Unconditional, with a limit of 1000 bytes; the expiry is kept. */
export function updateOf(name: string, change: ValueChange, rest: Partial<Update> = {}): Update {
  return {
    kind: 'update',
    key: keyOf(name),
    change,
    expiry: { kind: 'keep' },
    condition: { kind: 'none' },
    contentType: DEFAULT_CONTENT_TYPE,
    valueBytesMax: 1000,
    returnsPrevious: false,
    ...rest,
  }
}

export function set(value: string): ValueChange {
  return { kind: 'set', value: bytesOf(value) }
}

export function append(value: string): ValueChange {
  return { kind: 'append', value: bytesOf(value) }
}

export function setRange(offset: number, value: string): ValueChange {
  return { kind: 'setRange', offset, value: bytesOf(value) }
}

type Bounds<Bound> = {
  readonly lower?: Bound
  readonly upper?: Bound
  readonly outside?: 'refuse' | 'skip' | 'saturate'
}

export function addInteger(
  by: bigint,
  { lower = INTEGER_MIN, upper = INTEGER_MAX, outside = 'refuse' }: Bounds<bigint> = {},
): ValueChange {
  return { kind: 'addInteger', by, lower, upper, outside }
}

export function addFloat(
  by: string,
  { lower, upper, outside = 'refuse' }: Bounds<string> = {},
): ValueChange {
  return { kind: 'addFloat', by, lower, upper, outside }
}

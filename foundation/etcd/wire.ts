/**
 * The wire format of protocol buffers, as far as etcd's messages need it: whole numbers as varints, and bytes, texts and
 * messages inside messages with their length before them.
 */

/** A field is a number in front of its value: field << 3 | how the value is written. */
const VARINT = 0
const FIXED_64 = 1
const LENGTH_DELIMITED = 2
const FIXED_32 = 5
const VARINT_BYTES_MAX = 10

/** A message does not follow the format. */
export class WireDamaged extends Error {
  override readonly name = 'WireDamaged'
  readonly code = 'WIRE_DAMAGED'
}

/** Collects the fields of a message. What is given must not change before `encode` returns. */
export class Fields {
  readonly #parts: Uint8Array[] = []
  #length = 0

  /** A whole number from 0 to 2^53 - 1. 0 is what a field has that is left out. */
  uint(field: number, value: number): this {
    return value === 0 ? this : this.#add(varint(field * 8 + VARINT), varint(value))
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#add(varint(field * 8 + LENGTH_DELIMITED), varint(value.length), value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value))
  }

  message(field: number, value: Fields): this {
    this.#add(varint(field * 8 + LENGTH_DELIMITED), varint(value.#length))
    return this.#add(...value.#parts)
  }

  encode(): Buffer {
    return Buffer.concat(this.#parts, this.#length)
  }

  #add(...parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.#parts.push(part)
      this.#length += part.length
    }
    return this
  }
}

export type Field = {
  readonly field: number
  /** 0 if the field is no varint. Exact up to 2^53. */
  readonly uint: number
  /** Empty if it has no length before it. A part of what was read, not a copy. */
  readonly bytes: Uint8Array
}

const NO_BYTES = new Uint8Array(0)

/** The fields of a message in their order. Throws `WireDamaged`. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0
  const readVarint = (): number => {
    let value = 0
    for (let index = 0; index < VARINT_BYTES_MAX; index++) {
      const byte = message[at++]
      if (byte === undefined) throw new WireDamaged('A message ends inside a number')
      value += (byte & 0x7f) * 2 ** (7 * index)
      if (byte < 0x80) return value
    }
    throw new WireDamaged('A number in a message is too long')
  }
  const take = (length: number): Uint8Array => {
    const bytes = message.subarray(at, at + length)
    if (bytes.length < length) throw new WireDamaged('A message ends inside a field')
    at += length
    return bytes
  }
  while (at < message.length) {
    const tag = readVarint()
    const field = Math.floor(tag / 8)
    switch (tag % 8) {
      case VARINT:
        yield { field, uint: readVarint(), bytes: NO_BYTES }
        break
      case LENGTH_DELIMITED:
        yield { field, uint: 0, bytes: take(readVarint()) }
        break
      case FIXED_64:
        take(8)
        break
      case FIXED_32:
        take(4)
        break
      default:
        throw new WireDamaged(`A message has a field of the unknown kind ${String(tag % 8)}`)
    }
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Uint8Array.from([...bytes, rest])
}

/** Protobuf's wire format, as far as to read a message whose fields are known by number. */

/** The fields of one message. A field that is absent has the value that the format gives it then: zero, or empty. */
export class Message {
  readonly #fields: ReadonlyMap<number, readonly (bigint | Uint8Array)[]>

  constructor(fields: ReadonlyMap<number, readonly (bigint | Uint8Array)[]>) {
    this.#fields = fields
  }

  messages(field: number): Message[] {
    return this.#bytes(field).map(decode)
  }

  text(field: number): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.#bytes(field).at(-1))
  }

  integer(field: number): bigint {
    const value = this.#fields.get(field)?.at(-1)
    return typeof value === 'bigint' ? value : 0n
  }

  /** Eight bytes, unsigned. */
  fixed(field: number): bigint {
    const bytes = this.#bytes(field).at(-1)
    return bytes ? view(bytes).getBigUint64(0, true) : 0n
  }

  double(field: number): number {
    const bytes = this.#bytes(field).at(-1)
    return bytes ? view(bytes).getFloat64(0, true) : 0
  }

  /** Packed. */
  fixeds(field: number): bigint[] {
    return this.#packed(field).map(bytes => view(bytes).getBigUint64(0, true))
  }

  doubles(field: number): number[] {
    return this.#packed(field).map(bytes => view(bytes).getFloat64(0, true))
  }

  #packed(field: number): Uint8Array[] {
    return this.#bytes(field).flatMap(bytes =>
      Array.from({ length: bytes.length / 8 }, (_, at) => bytes.subarray(8 * at, 8 * at + 8)),
    )
  }

  #bytes(field: number): Uint8Array[] {
    return (this.#fields.get(field) ?? []).filter(value => value instanceof Uint8Array)
  }
}

const VARINT = 0
const EIGHT_BYTES = 1
const LENGTH_DELIMITED = 2
const FOUR_BYTES = 5

export function decode(bytes: Uint8Array): Message {
  const fields = new Map<number, (bigint | Uint8Array)[]>()
  let position = 0
  while (position < bytes.length) {
    const tag = Number(varint())
    const field = tag >>> 3
    fields.set(field, [...(fields.get(field) ?? []), value(tag & 7)])
  }
  return new Message(fields)

  function value(wireType: number): bigint | Uint8Array {
    switch (wireType) {
      case VARINT:
        return varint()
      case EIGHT_BYTES:
        return take(8)
      case LENGTH_DELIMITED:
        return take(Number(varint()))
      case FOUR_BYTES:
        return take(4)
      default:
        throw new Error(`wire type ${String(wireType)} at ${String(position)}`)
    }
  }

  function varint(): bigint {
    let result = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++]
      if (byte === undefined) throw new Error('the message ends inside a number')
      result |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return result
    }
  }

  function take(length: number): Uint8Array {
    const end = position + length
    if (end > bytes.length) throw new Error('the message ends inside a field')
    const taken = bytes.subarray(position, end)
    position = end
    return taken
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

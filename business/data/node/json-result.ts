/** Results as JSON, for idempotency records. Bytes are `{"base64": "..."}`, large integers `{"int": "..."}`. */

/** What an object has in JSON besides its bytes, at least; and bytes are a third longer there. */
const OBJECT_BYTES_MIN = 16
const BASE64_FACTOR = 4 / 3

/** Undefined if it would be longer. However much the result has, no text much longer than that is made. */
export function encodeJson(result: unknown, bytesMax: number): Uint8Array | undefined {
  if (textBytesMin(result) > bytesMax) return undefined
  const bytes = Buffer.from(JSON.stringify(result, encoded))
  return bytes.length <= bytesMax ? bytes : undefined
}

/** Only of what `encodeJson` made. */
export function decodeJson(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString()
  return JSON.parse(text, (_name, value: unknown) => decodeBytes(value))
}

function textBytesMin(value: unknown): number {
  if (value instanceof Uint8Array) return value.length * BASE64_FACTOR
  if (typeof value !== 'object' || value === null) return 1
  let bytes = OBJECT_BYTES_MIN
  for (const part of Object.values(value)) bytes += textBytesMin(part)
  return bytes
}

/** A Buffer would have been made an object of its own by the time its value is handed over. */
function encoded(this: Readonly<Record<string, unknown>>, name: string): unknown {
  return encodeBytes(this[name])
}

function encodeBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  return typeof value === 'bigint' ? { int: String(value) } : value
}

function decodeBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('base64' in value) return new Uint8Array(Buffer.from(String(value.base64), 'base64'))
  return 'int' in value ? BigInt(String(value.int)) : value
}

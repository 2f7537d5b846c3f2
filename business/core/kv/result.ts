/** Results as JSON, for the answers that are kept for retried requests. Bytes are `{"base64": "..."}`. */
import type { Result } from './model.ts'

export function encodeResult(result: Result): Uint8Array {
  return Buffer.from(JSON.stringify(result, (_name, value: unknown) => encodeBytes(value)))
}

/** Only of what `encodeResult` made. */
export function decodeResult(bytes: Uint8Array): Result {
  const text = Buffer.from(bytes).toString()
  return JSON.parse(text, (_name, value: unknown) => decodeBytes(value)) as Result
}

function encodeBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value
}

function decodeBytes(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'base64' in value
    ? new Uint8Array(Buffer.from(String(value.base64), 'base64'))
    : value
}

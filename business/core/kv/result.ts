/** Results as JSON, for the answers that are kept for retried requests. Bytes are `{"base64": "..."}`. */
import type { KeyValue, OperationResult, Result } from './model.ts'

/** What every item has in JSON besides its key and value, at least. */
const ITEM_TEXT_BYTES_MIN = 100

/** Undefined if it would be longer. Whatever a transaction read, no text much longer than that is made. */
export function encodeResult(result: Result, bytesMax: number): Uint8Array | undefined {
  if (result.kind === 'txn' && textBytesMin(result.results) > bytesMax) return undefined
  const text = JSON.stringify(result, (_name, value: unknown) => encodeBytes(value))
  const bytes = Buffer.from(text)
  return bytes.length <= bytesMax ? bytes : undefined
}

/** Whether a retry gets the same result, instead of being executed. */
export function isFinal({ kind }: Result): boolean {
  return kind !== 'busy'
}

/** Only of what `encodeResult` made. */
export function decodeResult(bytes: Uint8Array): Result {
  const text = Buffer.from(bytes).toString()
  return JSON.parse(text, (_name, value: unknown) => decodeBytes(value)) as Result
}

/** What the items have in JSON at least: bytes are a third longer there. */
function textBytesMin(results: readonly OperationResult[]): number {
  let bytes = 0
  const add = ({ metadata, value }: KeyValue): void => {
    bytes += ITEM_TEXT_BYTES_MIN + ((metadata.key.length + value.length) * 4) / 3
  }
  for (const result of results) {
    if (result.kind === 'get' && result.found) add(result.found)
    else if (result.kind === 'range') result.found.forEach(add)
  }
  return bytes
}

function encodeBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value
}

function decodeBytes(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'base64' in value
    ? new Uint8Array(Buffer.from(String(value.base64), 'base64'))
    : value
}

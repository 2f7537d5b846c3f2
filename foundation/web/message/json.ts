/** Bodies that are JSON. */
import { HttpProblem } from '../problem.ts'

/** Arrays and objects in each other. No operation has a tenth of it. */
const DEPTH_MAX = 100
/** The depth of a shorter body is not checked: the check would add a tenth to the time of the parser. */
const LOOKED_AT_BYTES = 4096

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACKET = 0x5b
const BRACE = 0x7b
const CLOSING_BRACKET = 0x5d
const CLOSING_BRACE = 0x7d

/** Throws an `HttpProblem` for what is no JSON in UTF-8, or is so deep that to parse it would take long. */
export function parsedJson(bytes: Uint8Array): unknown {
  if (bytes.length > LOOKED_AT_BYTES && isDeep(bytes)) {
    throw new HttpProblem(400, {
      code: 'JSON_TOO_DEEP',
      detail: `Arrays and objects in the body lie in each other more than ${String(DEPTH_MAX)} deep`,
    })
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new HttpProblem(400, {
      code: 'MALFORMED_JSON',
      detail: `The body is not JSON in UTF-8: ${reason}`,
    })
  }
}

function isDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) isText = !isText
    else if (isText && byte === BACKSLASH) at++
    else if (!isText && (byte === BRACKET || byte === BRACE)) depth++
    else if (!isText && (byte === CLOSING_BRACKET || byte === CLOSING_BRACE)) depth--
    if (depth > DEPTH_MAX) return true
  }
  return false
}

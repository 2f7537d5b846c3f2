/**
 * Paths and queries as bytes. A key may hold any bytes, percent-encoded; routers and `URLSearchParams` take such text for
 * UTF-8 and refuse or replace the rest. So bytes travel as strings of one character per byte ("binary strings").
 */
import { HttpProblem } from '../problem.ts'

const ESCAPE = /%([0-9a-fA-F]{2})|%/g

/**
 * The path of a request target, rewritten so that a router's UTF-8 decoding of it yields one character per byte.
 * Throws an `HttpProblem` for a `%` that is not followed by two hexadecimal digits.
 */
export function routablePath(path: string): string {
  // Characters above 0x7f are raw bytes that the HTTP parser let through.
  if (/^[\x00-\x24\x26-\x7f]*$/.test(path)) return path
  let routable = ''
  let last = 0
  for (const match of path.matchAll(ESCAPE)) {
    routable += escapeHigh(path.slice(last, match.index))
    routable += encodeURIComponent(byteOf(match[1]))
    last = match.index + match[0].length
  }
  return routable + escapeHigh(path.slice(last))
}

/** The parameters of a query string, as binary strings. Throws for bad escapes and for a name that comes twice. */
export function parseQuery(query: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = unescaped(equals < 0 ? part : part.slice(0, equals))
    if (Object.hasOwn(parameters, name)) {
      throw new HttpProblem(400, {
        code: 'MALFORMED_QUERY',
        detail: `The query parameter ${JSON.stringify(name)} is given more than once; give it once`,
      })
    }
    Object.defineProperty(parameters, name, {
      value: unescaped(equals < 0 ? '' : part.slice(equals + 1)),
      enumerable: true,
    })
  }
  return parameters
}

function unescaped(text: string): string {
  return text.replaceAll('+', ' ').replace(ESCAPE, (_match, digits?: string) => byteOf(digits))
}

function byteOf(digits: string | undefined): string {
  if (digits === undefined) {
    throw new HttpProblem(400, {
      code: 'MALFORMED_ESCAPE',
      detail: 'A % in the URL is not followed by two hexadecimal digits; write a literal % as %25',
    })
  }
  return String.fromCharCode(Number.parseInt(digits, 16))
}

function escapeHigh(text: string): string {
  return text.replace(/[\x80-\xff]/g, encodeURIComponent)
}

/** Answers outside of the application: to what is no request, or one too many. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { http } from './node-http.ts'
import { SECURITY_HEADERS } from '../message/security-headers.ts'
import type { ProblemFields } from '../problem.ts'
import { HttpProblem, problemBody } from '../problem.ts'

export const HEADER_BYTES_MAX = 16 * 1024
/** Tells who reads the body of a request, with the `HttpProblem`, that the rest of it will not come. Who is told answers. */
export const BODY_REFUSED = 'body-refused'
/** A client that goes on sending is read for so long, and what it sends forgotten: to cut it at once would lose the answer. */
const LINGER_MS = 1000

const SECURITY_LINES = Object.entries(SECURITY_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')
const MEDIA_TYPE = 'application/problem+json; charset=utf-8'
/** Nothing is logged of what is answered here. */
const UNTRACED = '0'.repeat(32)

type Refusal = readonly [status: number, fields: ProblemFields]

const malformed: Refusal = [
  400,
  { code: 'MALFORMED_REQUEST', detail: 'This is not an HTTP/1.1 request' },
]

/** By the error of Node's parser. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    {
      code: 'HEADERS_TOO_LARGE',
      detail: `The headers may have ${String(HEADER_BYTES_MAX)} bytes at most`,
    },
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    { code: 'BODY_TOO_LARGE', detail: 'The extensions of a chunk are too long; leave them out' },
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    { code: 'REQUEST_TIMEOUT', detail: 'The request did not arrive in time' },
  ],
  CONNECT: [400, { code: 'MALFORMED_REQUEST', detail: 'This is no proxy: there is no CONNECT' }],
}

/** Why what has come is no request. `code` is one of Node's parser. */
export function refusalOf(code: string | undefined): HttpProblem {
  return new HttpProblem(...(refusals[code ?? ''] ?? malformed))
}

/** Answers and closes the connection. */
export function refuse(socket: Socket, { status, fields }: HttpProblem): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(problemBody(status, fields, UNTRACED))
  socket.write(
    `HTTP/1.1 ${String(status)} ${http.STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${SECURITY_LINES}` +
      `Content-Type: ${MEDIA_TYPE}\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  )
  closeGently(socket)
}

/** Closes it when everything has been sent and the client has closed its side, at the latest after `LINGER_MS`. */
export function closeGently(socket: Socket): void {
  if (socket.writableEnded) return
  // Of what Node's server has let go, it would end the process.
  socket.on('error', () => {
    socket.destroy()
  })
  socket.end()
  const cut = setTimeout(() => {
    socket.destroy()
  }, LINGER_MS)
  socket.once('close', () => {
    clearTimeout(cut)
  })
}

/** Outside of the onion: whatever is done for a request that is not served is taken from those that are. */
export function busyAnswer(detail: string): (response: ServerResponse) => void {
  const body = JSON.stringify(problemBody(503, { code: 'SERVER_BUSY', detail }, UNTRACED))
  const headers = {
    'Content-Type': MEDIA_TYPE,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Retry-After': '1',
    ...SECURITY_HEADERS,
  }
  return response => {
    response.writeHead(503, headers)
    response.end(body, 'latin1')
  }
}

/** Reading request bodies within limits. */
import type { IncomingMessage } from 'node:http'
import { HttpProblem } from './problem.ts'

/**
 * Bytes of bodies, of all connections together: of requests that are being received or not yet answered, and of answers that
 * their readers have not yet taken.
 */
export class BodyBudget {
  readonly bytesMax: number
  #bytes = 0

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  hasRoom(bytes: number): boolean {
    return this.#bytes + bytes <= this.bytesMax
  }

  /** Throws an `HttpProblem` when there is no room for them. */
  refuseFull(bytes: number): void {
    if (this.hasRoom(bytes)) return
    throw new HttpProblem(
      503,
      {
        code: 'SERVER_BUSY',
        detail: 'Too many requests and answers are in memory; try again in a second',
      },
      { 'Retry-After': '1' },
    )
  }

  /** Throws like `refuseFull`. */
  take(bytes: number): void {
    this.refuseFull(bytes)
    this.#bytes += bytes
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes
  }
}

const EMPTY = new Uint8Array()

/** What the request says of its body; 0 if it does not, as one in chunks. */
export function declaredBytes(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0)
}

/** Throws an `HttpProblem` when the request says that its body has more than `bytesMax`. */
export function refuseDeclared(request: IncomingMessage, bytesMax: number): void {
  if (declaredBytes(request) > bytesMax) throw tooLarge(bytesMax)
}

/**
 * Reads the whole body, `bytesMax` at most; what it declares has been checked. The bytes count against the budget until the caller gives them back.
 * Throws an `HttpProblem` when there are too many, and `ClientGone` when the client goes away.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  budget: BodyBudget,
): Promise<Uint8Array> {
  if (declaredBytes(request) === 0 && request.headers['transfer-encoding'] === undefined) {
    return Promise.resolve(EMPTY)
  }
  return new Promise((resolve, reject) => {
    let body: Uint8Array = EMPTY
    let length = 0
    const fail = (error: Error): void => {
      budget.giveBack(length)
      length = 0
      request.removeAllListeners('data')
      // The rest is read and forgotten, so that the connection can carry the answer and the next request.
      request.resume()
      reject(error)
    }
    request.on('data', (chunk: Buffer) => {
      try {
        if (length + chunk.length > bytesMax) throw tooLarge(bytesMax)
        budget.take(chunk.length)
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)))
        return
      }
      body = appended(body, length, chunk)
      length += chunk.length
    })
    request.on('end', () => {
      resolve(body.subarray(0, length))
    })
    const gone = (): void => {
      fail(new ClientGone())
    }
    request.on('error', gone)
    request.on('close', () => {
      if (!request.complete) gone()
    })
  })
}

/**
 * The first `length` bytes of `body`, followed by the chunk. Chunks are copied together, except for one alone: to keep each
 * costs some 200 bytes more, and a client may send one for every byte.
 */
function appended(body: Uint8Array, length: number, chunk: Uint8Array): Uint8Array {
  if (length === 0) return chunk
  const needed = length + chunk.length
  let roomy = body
  if (needed > body.length) {
    roomy = Buffer.allocUnsafeSlow(Math.max(needed, 2 * body.length))
    roomy.set(body.subarray(0, length))
  }
  roomy.set(chunk, length)
  return roomy
}

/** The client closed the connection before its request was answered. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

function tooLarge(bytesMax: number): HttpProblem {
  return new HttpProblem(413, {
    code: 'BODY_TOO_LARGE',
    detail: `The body may have ${String(bytesMax)} bytes at most`,
  })
}

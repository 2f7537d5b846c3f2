/** Reading request bodies within limits. */
import type { IncomingMessage } from 'node:http'
import { HttpProblem } from './problem.ts'

/** Bytes of request bodies that are being received or are not yet answered, of all connections together. */
export class BodyBudget {
  readonly bytesMax: number
  #bytes = 0

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  take(bytes: number): void {
    if (this.#bytes + bytes > this.bytesMax) {
      throw new HttpProblem(
        503,
        {
          code: 'SERVER_BUSY',
          detail: 'Too many request bodies are being received; try again in a second',
        },
        { 'Retry-After': '1' },
      )
    }
    this.#bytes += bytes
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes
  }
}

const EMPTY = new Uint8Array()

/**
 * Reads the whole body, `bytesMax` at most. The bytes count against the budget until the caller gives them back.
 * Throws an `HttpProblem` when there are too many, and an `Error` when the client goes away.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  budget: BodyBudget,
): Promise<Uint8Array> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > bytesMax) return Promise.reject(tooLarge(bytesMax))
  if (declared === 0 && request.headers['transfer-encoding'] === undefined) {
    return Promise.resolve(EMPTY)
  }
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined
    let chunks: Buffer[] | undefined
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
      length += chunk.length
      if (!first) first = chunk
      else (chunks ??= [first]).push(chunk)
    })
    request.on('end', () => {
      resolve(chunks ? Buffer.concat(chunks, length) : (first ?? EMPTY))
    })
    request.on('error', fail)
    request.on('close', () => {
      if (!request.complete) fail(new ClientGone())
    })
  })
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

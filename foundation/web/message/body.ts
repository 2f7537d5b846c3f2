/** Reading request bodies within limits. */
import type { IncomingMessage } from 'node:http'
import { BODY_REFUSED } from '../connection/refusal.ts'
import { ClientGone, HttpProblem } from '../problem.ts'

/**
 * A body that declares more counts in full before its first byte is read: those that have begun come to their end, however many
 * begin after them. A shorter one counts as far as it has come.
 */
const LARGE_BYTES = 64 * 1024
/** The part of the budget that large bodies may fill: clients that declare much and send nothing leave the rest to others. */
const LARGE_PART = 3 / 4

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

  /** A longer body would never find room. */
  get bodyBytesMax(): number {
    return Math.floor(this.bytesMax * LARGE_PART)
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

  /** Throws like `refuseFull` when there is no room for a body that declares so many. */
  refuseBody(declared: number): void {
    const kept = declared > LARGE_BYTES ? this.bytesMax - this.bodyBytesMax : 0
    this.refuseFull(declared + kept)
  }

  /** Takes what counts of a body before it comes, and returns it. Throws like `refuseFull`. */
  begin(declared: number): number {
    if (declared <= LARGE_BYTES) return 0
    this.refuseBody(declared)
    this.#bytes += declared
    return declared
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

/** Is told the end of a body, once. */
export type BodyReader = {
  /** All of it. Its bytes count against the budget until the reader gives them back. */
  read(body: Uint8Array): void
  /**
   * An `HttpProblem` when there are too many bytes, or the rest does not come; `ClientGone` when the client went away. None of them
   * count any more.
   */
  failed(error: unknown): void
}

/**
 * Reads the whole body, `bytesMax` at most; what it declares has been checked. Throws an `HttpProblem` when there is no room for a
 * large one.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  budget: BodyBudget,
  reader: BodyReader,
): void {
  const declared = declaredBytes(request)
  if (declared === 0 && request.headers['transfer-encoding'] === undefined) {
    reader.read(EMPTY)
    return
  }
  let counted = budget.begin(declared)
  let body: Uint8Array = EMPTY
  let length = 0
  let isOver = false
  const fail = (error: unknown): void => {
    if (isOver) return
    isOver = true
    budget.giveBack(counted)
    request.removeAllListeners('data')
    // The rest is read and forgotten, so that the connection can carry the answer and the next request.
    request.resume()
    reader.failed(error)
  }
  request.on('data', (chunk: Buffer) => {
    const end = length + chunk.length
    try {
      if (end > bytesMax) throw tooLarge(bytesMax)
      if (end > counted) {
        budget.take(end - counted)
        counted = end
      }
    } catch (error) {
      fail(error)
      return
    }
    body = appended(body, length, chunk, declared)
    length = end
  })
  request.on('end', () => {
    if (isOver) return
    isOver = true
    reader.read(length === body.length ? body : body.subarray(0, length))
  })
  const gone = (): void => {
    fail(new ClientGone())
  }
  request.on('error', gone)
  request.on(BODY_REFUSED, fail)
  request.on('close', () => {
    if (!request.complete) gone()
  })
}

/**
 * The first `length` bytes of `body`, followed by the chunk. Chunks are copied together, except for one alone: to keep each
 * costs some 200 bytes more, and a client may send one for every byte. What was copied is released. `declared` says how many
 * bytes will come, if it is not 0.
 */
function appended(
  body: Uint8Array,
  length: number,
  chunk: Uint8Array,
  declared: number,
): Uint8Array {
  if (length === 0) return chunk
  const needed = length + chunk.length
  let roomy = body
  if (needed > body.length) {
    roomy = Buffer.allocUnsafeSlow(Math.max(needed, declared || 2 * body.length))
    roomy.set(body.subarray(0, length))
    release(body)
  }
  roomy.set(chunk, length)
  release(chunk)
  return roomy
}

/** Memory of smaller buffers is left to the garbage collector: it is found soon enough. */
const RELEASED_BYTES_MIN = 32 * 1024

/**
 * Gives the memory of a large buffer back at once, if these bytes are all of it. Who still has them, or a part, finds it empty.
 *
 * The garbage collector would come to it late and at a high price: all it sees is a small object, but V8 counts the memory
 * behind it, and collects the whole heap for every 20 MiB or so.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  const isWhole = byteLength >= RELEASED_BYTES_MIN && byteLength === buffer.byteLength
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

function tooLarge(bytesMax: number): HttpProblem {
  return new HttpProblem(413, {
    code: 'BODY_TOO_LARGE',
    detail: `The body may have ${String(bytesMax)} bytes at most`,
  })
}

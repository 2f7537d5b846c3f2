/** Requests between MULTI and EXEC. */
import type { RequestDecoder } from '#foundation/resp/decoder'

/** Requests of one transaction, their arguments together, and what these take as they are sent: it is one log entry. */
export const QUEUED_MAX = 4096
export const QUEUED_ARGUMENTS_MAX = 16_384
export const QUEUED_BYTES_MAX = 4 * 1024 * 1024

/** The arguments of a request, which stay. */
export class QueuedRequest implements Pick<
  RequestDecoder,
  'count' | 'bytes' | 'start' | 'end' | 'argument'
> {
  readonly count: number
  readonly bytes: Uint8Array
  readonly #ends: readonly number[]

  constructor(args: Pick<RequestDecoder, 'count' | 'argument'>) {
    const all = Array.from({ length: args.count }, (_, at) => args.argument(at))
    this.count = args.count
    this.bytes = Buffer.concat(all)
    let end = 0
    this.#ends = all.map(({ length }) => (end += length))
  }

  start(argument: number): number {
    return argument === 0 ? 0 : this.end(argument - 1)
  }

  end(argument: number): number {
    return this.#ends[argument] ?? this.bytes.length
  }

  argument(argument: number): Uint8Array {
    return this.bytes.subarray(this.start(argument), this.end(argument))
  }
}

export class Transaction {
  readonly queued: QueuedRequest[] = []
  /** A request was refused: EXEC executes none. */
  isAborted = false
  #bytes = 0
  #arguments = 0

  /** Returns whether there was room for it. */
  add(args: Pick<RequestDecoder, 'count' | 'argument'>): boolean {
    const request = new QueuedRequest(args)
    const isFull =
      this.queued.length >= QUEUED_MAX ||
      this.#arguments + request.count > QUEUED_ARGUMENTS_MAX ||
      this.#bytes + request.bytes.length > QUEUED_BYTES_MAX
    if (isFull) return false
    this.queued.push(request)
    this.#arguments += request.count
    this.#bytes += request.bytes.length
    return true
  }
}

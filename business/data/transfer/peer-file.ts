/**
 * A file as a peer sends it, read into one buffer again and again. `node:http` takes new memory for each read and for each part of a
 * body, and as the service is started the system gives that memory and takes it back each time, which costs several times what the
 * rest does. So the answer is read here from the connection itself: one of HTTP/1.1, which says how long it is.
 */
import net from 'node:net'
import tls from 'node:tls'
import type { SecureContextOptions } from 'node:tls'

/** What is handed on at once, or somewhat more. */
const PIECE_BYTES = 2 * 1024 * 1024
/** Over TLS, what has been received is still handed over after a pause: less than this. */
const SURPLUS_BYTES = 256 * 1024
/** How long each piece is waited for. */
const PIECE_MS_MAX = 15_000
const HEAD_BYTES_MAX = 16 * 1024
const HEAD_END = '\r\n\r\n'
const DETAIL_CHARACTERS_MAX = 200

type FileRequest = {
  /** `host:port` */
  readonly address: string
  readonly tls: SecureContextOptions | undefined
  readonly path: string
  readonly token: string
  readonly bytes: number
}

/** Exactly so many bytes in order. A piece is good until the next one is asked for. Throws what is wrong, or the reason of the signal. */
export async function* sentFile(request: FileRequest, signal: AbortSignal): AsyncGenerator<Buffer> {
  signal.throwIfAborted()
  const answer = new Answer(request.bytes)
  let failed: { readonly why: unknown } | undefined
  const fail = (why: unknown): void => {
    failed ??= { why }
    socket.destroy()
    answer.changed.resolve(undefined)
  }
  const socket = connected(request, {
    buffer: () => answer.free,
    callback: count => {
      try {
        return answer.isMoreWanted(count)
      } catch (error) {
        fail(error)
        return false
      }
    },
  })
  const stop = (): void => {
    fail(signal.reason)
  }
  signal.addEventListener('abort', stop)
  socket.on('error', fail)
  socket.once('close', () => {
    fail(new Error('it hung up'))
  })
  const late = (): NodeJS.Timeout =>
    setTimeout(() => {
      fail(new Error('it does not answer'))
    }, PIECE_MS_MAX)
  let timer = late()
  socket.write(requestText(request))
  try {
    while (!answer.isOver) {
      const piece = answer.pieces.shift()
      if (piece) {
        clearTimeout(timer)
        yield piece
        timer = late()
        if (answer.pieces.length === 0) socket.resume()
      } else {
        if (failed) throw failed.why
        await answer.changed.promise
        answer.changed = Promise.withResolvers()
      }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

/** What has come of an answer: its pieces that are complete, in one of two buffers while the other one is read into. */
class Answer {
  readonly pieces: Buffer[] = []
  /** Resolves when there is a piece, or none will come. */
  changed = Promise.withResolvers<undefined>()
  readonly #bytes: number
  /** Of the body, that no piece has yet; undefined before the head is there. */
  #left: number | undefined
  #filling = Buffer.allocUnsafe(PIECE_BYTES + SURPLUS_BYTES)
  #other = Buffer.allocUnsafe(PIECE_BYTES + SURPLUS_BYTES)
  #used = 0

  /** A body of so many bytes is expected. */
  constructor(bytes: number) {
    this.#bytes = bytes
  }

  get isOver(): boolean {
    return this.#left === 0 && this.pieces.length === 0
  }

  /** Where what comes next belongs. */
  get free(): Buffer {
    return this.#filling.subarray(this.#used)
  }

  /** So many bytes have come; whether there is room for more before a piece is taken. Throws for what is not the answer. */
  isMoreWanted(count: number): boolean {
    if (this.#left === 0) return false
    this.#used += count
    if (this.#left === undefined) {
      const start = bodyStart(this.#filling.subarray(0, this.#used), this.#bytes)
      if (start === 0) return true
      this.#filling.copyWithin(0, start, this.#used)
      this.#used -= start
      this.#left = this.#bytes
    }
    const bytes = Math.min(this.#used, this.#left)
    if (bytes < this.#left && bytes < PIECE_BYTES) return true
    this.pieces.push(this.#filling.subarray(0, bytes))
    this.#left -= bytes
    const filled = this.#filling
    this.#filling = this.#other
    this.#other = filled
    this.#used = 0
    this.changed.resolve(undefined)
    return false
  }
}

function connected({ address, tls: credentials }: FileRequest, onread: net.OnReadOpts): net.Socket {
  const { hostname, port } = new URL(`tcp://${address}`)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const to = { host, port: Number(port), onread }
  if (!credentials) return net.connect(to)
  const name = net.isIP(host) === 0 ? { servername: host } : {}
  return tls.connect({ ...to, ...credentials, ...name, minVersion: 'TLSv1.3' })
}

function requestText({ address, path, token }: FileRequest): string {
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${address}`, `Authorization: Bearer ${token}`]
  return [...lines, 'Connection: close'].join('\r\n') + HEAD_END
}

/** Where the body begins; 0 if the head is not all there. Throws if it is not the answer to the request. */
function bodyStart(answer: Buffer, bytes: number): number {
  const end = answer.subarray(0, HEAD_BYTES_MAX).indexOf(HEAD_END)
  if (end < 0 && answer.length < HEAD_BYTES_MAX) return 0
  const head = answer.toString('latin1', 0, Math.max(0, end))
  const body = answer.subarray(end + HEAD_END.length)
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? []
  if (status === undefined) throw new Error('its answer is not HTTP/1.1')
  if (status !== '200') throw new Error(detailOf(status, body))
  const [, length = 'an unknown number of'] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length === String(bytes)) return end + HEAD_END.length
  throw new Error(`it sends ${length} bytes of a file in place of ${String(bytes)}`)
}

/** What a peer says instead of what it was asked for. */
export function detailOf(status: number | string, body: Buffer): string {
  return `${String(status)} ${body.toString().slice(0, DETAIL_CHARACTERS_MAX)}`
}

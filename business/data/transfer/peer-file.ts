/**
 * A file as a peer sends it, read into one buffer again and again. `node:http` takes new memory for each read and for each part of a
 * body, and as the service is started the system gives that memory and takes it back each time, which costs several times what the
 * rest does. So the answer is read here from the connection itself: one of HTTP/1.1, which says how long it is.
 */
import net from 'node:net'
import tls from 'node:tls'
import type { SecureContextOptions } from 'node:tls'

/** What is handed on at once. */
const PIECE_BYTES = 4 * 1024 * 1024
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
  const buffer = Buffer.allocUnsafe(PIECE_BYTES)
  /** Where the body begins in the buffer, and what of it is still to come; undefined before the head is there. */
  let start = 0
  let left: number | undefined
  let used = 0
  let enough = waiting()
  const isEnough = (): boolean => left === undefined || used === PIECE_BYTES || used - start >= left
  const socket = connected(request, {
    buffer: () => buffer.subarray(used % PIECE_BYTES),
    callback: count => {
      used += count
      if (isEnough()) enough.resolve(undefined)
      return !isEnough()
    },
  })
  const stop = (): void => {
    socket.destroy(signal.reason as Error)
  }
  signal.addEventListener('abort', stop)
  // The reason is read from the socket.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    enough.reject(new Error('closed'))
  })
  const late = (): NodeJS.Timeout =>
    setTimeout(() => {
      socket.destroy(new Error('it does not answer'))
    }, PIECE_MS_MAX)
  let timer = late()
  socket.write(requestText(request))
  try {
    while (left !== 0) {
      if (socket.destroyed) enough.reject(new Error('closed'))
      await enough.promise.catch(() => {
        throw socket.errored ?? new Error('it hung up')
      })
      enough = waiting()
      if (left === undefined) {
        start = bodyStart(buffer.subarray(0, used), request.bytes)
        if (start > 0) left = request.bytes
      }
      if (left !== undefined && isEnough()) {
        const piece = buffer.subarray(start, Math.min(used, start + left))
        clearTimeout(timer)
        yield piece
        timer = late()
        left -= piece.length
        start = 0
        used = 0
      }
      socket.resume()
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

function waiting(): PromiseWithResolvers<undefined> {
  const waited = Promise.withResolvers<undefined>()
  // It may be rejected while nothing waits for it.
  waited.promise.catch(() => undefined)
  return waited
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

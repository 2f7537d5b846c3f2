/**
 * Sends a body to a URL that a stranger named. The addresses of its host are looked at as the socket connects, so that a name
 * that leads elsewhere the next time it is resolved leads nowhere. No redirect is followed, and nothing is waited for or read
 * without a limit.
 */
import type { LookupAddress } from 'node:dns'
import dns from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import type { Clock } from '../host/host.ts'
import { isLoopback, isPublic } from './public-address.ts'

/** Of the head of an answer. */
const HEAD_BYTES_MAX = 16 * 1024

/** There was no answer, or none that could be read. The message says why, and nothing about what is in the network here. */
export class PostFailed extends Error {
  override readonly name = 'PostFailed'
}

export type PostOptions = {
  readonly clock: Clock
  /** Loopback addresses, and URLs without TLS: for development alone. */
  readonly isDevelopment: boolean
  readonly allowLoopback: boolean
  /** All addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>
}

export type Message = {
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string
  /** For all of it: name, connection, answer. */
  readonly timeoutMs: number
  /** Of the body of a 2xx answer, which is refused if it is longer. Undefined: it is not read. */
  readonly readBytesMax?: number
  readonly signal: AbortSignal
}

export type Answer = { readonly status: number; readonly body: string }

/** Rejects with `PostFailed`, or with the reason of `signal`. */
export type Post = (url: URL, message: Message) => Promise<Answer>

export function poster(options: PostOptions): Post {
  const { clock, isDevelopment } = options
  const lookup = guardedLookup(options)
  return async (url, { headers, body, timeoutMs, readBytesMax, signal }) => {
    signal.throwIfAborted()
    if (url.protocol !== 'https:' && !isDevelopment) throw new PostFailed('its URL is not https')
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    // The socket does not look up what is an address already.
    if (isIP(host) !== 0) refuse([host], options)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const isSecure = url.protocol === 'https:'
    const module = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http')
    const request = module.request(url, {
      ...{ method: 'POST', agent: false, lookup, maxHeaderSize: HEAD_BYTES_MAX },
      headers: {
        ...headers,
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(body)),
        'Accept-Encoding': 'identity',
      },
    })
    const give = (error: Error): void => {
      reject(error)
      request.destroy()
    }
    const timer = clock.after(timeoutMs, () => {
      give(new PostFailed('it did not answer in time'))
    })
    const onAbort = (): void => {
      give(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    signal.addEventListener('abort', onAbort)
    request.on('error', error => {
      give(error instanceof PostFailed ? error : new PostFailed(whyOf(error)))
    })
    request.on('close', () => {
      give(new PostFailed('it closed the connection'))
    })
    request.on('response', response => {
      textOf(response, readBytesMax).then(resolve, give)
    })
    request.end(body)
    try {
      return await promise
    } finally {
      timer.cancel()
      signal.removeEventListener('abort', onAbort)
      request.destroy()
    }
  }
}

function guardedLookup(options: PostOptions): LookupFunction {
  const { resolve = (host: string) => dns.promises.lookup(host, { all: true }) } = options
  return (host, { all }, callback) => {
    resolve(host).then(
      addresses => {
        try {
          refuse(
            addresses.map(({ address }) => address),
            options,
          )
        } catch (error) {
          callback(error instanceof Error ? error : new Error('refused'), [])
          return
        }
        const [first] = addresses
        if (all === true) callback(null, [...addresses])
        else callback(null, first?.address ?? '', first?.family)
      },
      () => {
        callback(new PostFailed('its host has no address'), [])
      },
    )
  }
}

/** One that is not public is enough: a name may have several, and which one is taken is chance. */
function refuse(addresses: readonly string[], { isDevelopment, allowLoopback }: PostOptions): void {
  const isAllowed = (address: string): boolean =>
    isPublic(address) || (isDevelopment && allowLoopback && isLoopback(address))
  if (addresses.length > 0 && addresses.every(isAllowed)) return
  throw new PostFailed('its host is not in the public Internet')
}

async function textOf(response: IncomingMessage, bytesMax?: number): Promise<Answer> {
  const { statusCode: status = 0 } = response
  if (bytesMax === undefined || status < 200 || status > 299) {
    response.on('error', () => undefined)
    return { status, body: '' }
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > bytesMax) throw new PostFailed(`it answered more than ${String(bytesMax)} bytes`)
    chunks.push(chunk)
  }
  return { status, body: Buffer.concat(chunks).toString('utf8') }
}

/** Of what is wrong with a connection the code is told, which says nothing of addresses. */
function whyOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return `the connection failed: ${code}`
}

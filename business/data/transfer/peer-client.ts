/** Requests to another node of the same log, on its peer port. Nothing that it answers is believed, or longer than it may be. */
import { hash } from 'node:crypto'
import type { Agent, IncomingMessage } from 'node:http'
import type { SecureContextOptions } from 'node:tls'
import { sentFile } from './peer-file.ts'

/** How long an answer is waited for, with all its bytes. */
const ANSWER_MS_MAX = 15_000
/** Of what a peer says instead of an answer, so much is read. */
const DETAIL_BYTES_MAX = 64 * 1024

export type Access = {
  readonly secret: string
  /** With which a peer is asked over TLS; undefined where peers speak without. */
  readonly tls: SecureContextOptions | undefined
}

/** A peer cannot be reached, refuses, or answers what it may not. */
export class PeerRefused extends Error {
  override readonly name = 'PeerRefused'
  readonly code = 'PEER_REFUSED'
  constructor(address: string, why: string, options?: ErrorOptions) {
    super(`The node at ${address} does not give what it was asked for: ${why}`, options)
  }
}

/** What is sent of a secret. */
export function tokenOf(secret: string): string {
  return hash('sha256', `peer ${secret}`)
}

type PeerAnswer = {
  readonly status: number
  readonly body: Buffer
  /** By the peer's clock, in milliseconds since 1970, to the second; undefined if it does not say. */
  readonly time: number | undefined
}

export class PeerClient implements Disposable {
  /** `host:port` */
  readonly address: string
  readonly #token: string
  readonly #agent: Agent
  readonly #tls: SecureContextOptions | undefined

  constructor(address: string, { secret, tls }: Access) {
    this.address = address
    this.#token = tokenOf(secret)
    this.#tls = tls
    const { Agent } = moduleOf(tls)
    const credentials = tls && { ...tls, minVersion: 'TLSv1.3' as const }
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ...credentials })
  }

  /** Rejects with `PeerRefused`, or with the reason of the signal. */
  async get(path: string, bytesMax: number, signal: AbortSignal): Promise<PeerAnswer> {
    try {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)])
      const response = await this.#ask(path, stop)
      const { statusCode: status = 500, headers } = response
      const body = await bodyOf(response, status === 200 ? bytesMax : DETAIL_BYTES_MAX)
      const time = Date.parse(headers.date ?? '')
      return { status, body, time: Number.isNaN(time) ? undefined : time }
    } catch (cause) {
      throw this.#refusal(cause, signal)
    }
  }

  /** A file, or the rest of one, which has so many bytes: see `sentFile`. Throws `PeerRefused`, or the reason of the signal. */
  async *file(path: string, bytes: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    const { address } = this
    const request = { address, tls: this.#tls, path, token: this.#token, bytes }
    try {
      yield* sentFile(request, signal)
    } catch (cause) {
      throw this.#refusal(cause, signal)
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }

  #refusal(cause: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason
    if (!(cause instanceof Error)) return cause
    const why = cause.name === 'AbortError' ? 'it does not answer' : cause.message
    return new PeerRefused(this.address, why, { cause })
  }

  #ask(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { request } = moduleOf(this.#tls)
    const url = new URL(path, `${this.#tls ? 'https' : 'http'}://${this.address}`)
    const headers = { Authorization: `Bearer ${this.#token}` }
    return new Promise((resolve, reject) => {
      const asked = request(url, { headers, agent: this.#agent, signal }, resolve)
      asked.on('error', reject).end()
    })
  }
}

function moduleOf(tls: SecureContextOptions | undefined) {
  return process.getBuiltinModule(tls ? 'node:https' : 'node:http')
}

async function bodyOf(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > bytesMax) throw new Error(`it sends more than ${String(bytesMax)} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

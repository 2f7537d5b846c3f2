/**
 * One reading of a service's /debug/vars, within limits of time and size. Whatever the other side does, there is an outcome:
 * nothing is thrown.
 */
import { unescape } from 'node:querystring'
import type { Clock } from '#foundation/host/host'
import type { Vars } from './expvar.ts'
import { NotVars, parseVars } from './expvar.ts'

/**
 * Why there are no new values.
 * `unreachable`: no connection, or it broke. `timeout`: the answer was not complete in time. `status`: something else than
 * 200. `too_large`: more bytes than allowed. `malformed`: no JSON in UTF-8. `unusable`: JSON, but no object with numbers.
 */
export type Reason = 'unreachable' | 'timeout' | 'status' | 'too_large' | 'malformed' | 'unusable'

export type Outcome = { readonly durationMs: number } & (
  | { readonly kind: 'read'; readonly vars: Vars }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly detail: string }
)

export type ClientOptions = {
  /** Of the document, http or https, perhaps with credentials. */
  readonly url: string | URL
  /** From the connection to the last byte. */
  readonly timeoutMs: number
  /** Of the document, after decompression. */
  readonly bytesMax: number
}

export class VarsClient {
  readonly #clock: Clock
  readonly #options: ClientOptions

  constructor(clock: Clock, options: ClientOptions) {
    this.#clock = clock
    this.#options = options
  }

  /** Undefined if `signal` ended it: that says nothing about the service. */
  async read(signal: AbortSignal): Promise<Outcome | undefined> {
    const { timeoutMs } = this.#options
    const startedAt = this.#clock.monotonic()
    const late = new AbortController()
    const timer = this.#clock.after(timeoutMs, () => {
      late.abort()
    })
    try {
      const vars = await this.#fetch(AbortSignal.any([signal, late.signal]))
      return { kind: 'read', vars, durationMs: this.#clock.monotonic() - startedAt }
    } catch (error) {
      if (signal.aborted) return undefined
      const failure = late.signal.aborted
        ? new Failure('timeout', `There was no complete answer within ${String(timeoutMs)} ms`)
        : failureOf(error)
      const { reason, message: detail } = failure
      return { kind: 'failed', reason, detail, durationMs: this.#clock.monotonic() - startedAt }
    } finally {
      timer.cancel()
    }
  }

  async #fetch(signal: AbortSignal): Promise<Vars> {
    const { bytesMax } = this.#options
    const { url, headers } = requestOf(this.#options.url)
    const response = await fetch(url, { signal, headers, redirect: 'manual' })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Failure('status', `The answer was ${String(response.status)}, not 200`)
    }
    const bytes = await readUpTo(response.body, bytesMax)
    return parseVars(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  }
}

/** fetch takes no credentials in a URL, and repeats them in its error. */
function requestOf(target: string | URL): { url: URL; headers: Record<string, string> } {
  const url = new URL(target)
  const { username, password } = url
  const headers = { accept: 'application/json' }
  if (username === '' && password === '') return { url, headers }
  url.username = url.password = ''
  const credentials = Buffer.from(unescape(`${username}:${password}`)).toString('base64')
  return { url, headers: { ...headers, authorization: `Basic ${credentials}` } }
}

class Failure extends Error {
  override readonly name = 'Failure'
  readonly reason: Reason

  constructor(reason: Reason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** Leaving the loop early cancels the stream, which closes the connection. */
async function readUpTo(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > bytesMax) {
      throw new Failure('too_large', `The document has more than ${String(bytesMax)} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof NotVars) return new Failure('unusable', error.message)
  const message = messageOf(error)
  if (error instanceof SyntaxError || codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new Failure('malformed', `The document is not JSON in UTF-8: ${message}`)
  }
  return new Failure('unreachable', message)
}

/** fetch says only that it failed; its cause says why. Several addresses that failed are an error without a message. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return messageOf(error.cause)
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error.message
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/**
 * A client of etcd's API, version 3: transactions, ranges, and watches of one key. It knows several members of one cluster and asks
 * one of them, and another after that one failed. It never asks twice for what may have been done: that is for the caller to
 * decide, who is told.
 */
import type { ClientOptions, ServiceError } from '@grpc/grpc-js'
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'
import { isIP } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import type { Clock } from '../host/host.ts'
import type { Answer, Keys, Pair, Query, Transaction } from './messages.ts'
import {
  decodeAnswer,
  decodeLogin,
  decodeRange,
  decodeRevision,
  decodeWatched,
  encodeDeletion,
  encodeLogin,
  encodeQuery,
  encodeTransaction,
  encodeWatch,
} from './messages.ts'
import { WireDamaged } from './wire.ts'

export type { Answer, Pair, Query, Transaction } from './messages.ts'

export type EtcdOptions = {
  /** `host:port` of each member; one at least. */
  readonly members: readonly string[]
  /** Without it, connections are not encrypted. PEM; the system's authorities where there is no `ca`. */
  readonly tls: EtcdTls | undefined
  readonly user: { readonly name: string; readonly password: string } | undefined
  readonly clock: Clock
}

export type EtcdTls = {
  readonly ca: Buffer | undefined
  /** What the client shows, if the server wants to know. */
  readonly own: { readonly cert: Buffer; readonly key: Buffer } | undefined
}

/** Why a request failed. `access denied`: by name, password or permission. */
export type EtcdReason = 'unreachable' | 'no leader' | 'no space' | 'access denied' | 'refused'

export class EtcdFailed extends Error {
  override readonly name = 'EtcdFailed'
  readonly code = 'ETCD_FAILED'
  readonly reason: EtcdReason
  /** Whether the request may have been done, or may still be done after this. */
  readonly mayBeDone: boolean
  constructor(reason: EtcdReason, mayBeDone: boolean, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
    this.mayBeDone = mayBeDone
  }
}

/** The token is not taken any more. Nothing was done, and another login gets another token. */
class TokenEnded extends EtcdFailed {}

/** Of an answer. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024
const GRPC_OPTIONS: ClientOptions = {
  'grpc.max_receive_message_length': ANSWER_BYTES_MAX,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  // A member that is gone without a word is noticed. etcd cuts clients that ask more often than every 5 seconds.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5000,
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.use_local_subchannel_pool': 1,
}

/** The name that is told to a server which has an address and no name: grpc-js always tells one, and Node warns of an address. */
const NO_NAME = 'address.invalid'

/** A login waits so long at least: a password is hashed, which takes long on purpose. */
const LOGIN_MS_MIN = 2000

const KV = {
  transact: '/etcdserverpb.KV/Txn',
  range: '/etcdserverpb.KV/Range',
  delete: '/etcdserverpb.KV/DeleteRange',
}
const LOGIN = '/etcdserverpb.Auth/Authenticate'
const WATCH = '/etcdserverpb.Watch/Watch'

type Member = { readonly address: string; readonly client: Client }

export class Etcd implements Disposable {
  readonly #options: EtcdOptions
  readonly #members: readonly Member[]
  #current = 0
  #token: string | undefined

  constructor(options: EtcdOptions) {
    const { tls, members } = options
    this.#options = options
    this.#members = members.map(address => ({ address, client: clientOf(address, tls) }))
  }

  /** The member that is asked next. */
  get address(): string {
    return this.#memberAt(this.#current).address
  }

  /** All requests reject with `EtcdFailed`, also when there was no answer in time. */
  async transact(transaction: Transaction, timeoutMs: number): Promise<Answer> {
    const request = encodeTransaction(transaction)
    return await this.#call(KV.transact, request, timeoutMs, decodeAnswer)
  }

  /** What a quorum has; old versions of etcd may give an older state after a pause. */
  async range(query: Query, timeoutMs: number): Promise<Pair[]> {
    return await this.#call(KV.range, encodeQuery(query, false), timeoutMs, decodeRange)
  }

  async delete(keys: Keys, timeoutMs: number): Promise<void> {
    await this.#call(KV.delete, encodeDeletion(keys), timeoutMs, () => undefined)
  }

  /**
   * Reads in the order of writes: all that was acknowledged before the call is there, whatever etcd's version, and also where
   * etcd has no space for writes. For that it deletes a key that has to be one which is never there, and reads what the same
   * member has then. Behind its address may be several members, so the answers have to show that they are not older. Gives what
   * each query found.
   */
  async rangeInOrder(
    queries: readonly Query[],
    never: string,
    timeoutMs: number,
  ): Promise<Pair[][]> {
    const at = this.#current
    const deletion = encodeDeletion({ key: never })
    const least = await this.#call(KV.delete, deletion, timeoutMs, decodeRevision, at)
    const decode = (message: Uint8Array): Pair[] => {
      if (decodeRevision(message) >= least) return decodeRange(message)
      throw new EtcdFailed('unreachable', false, `${this.#memberAt(at).address}: an older state`)
    }
    const range = async (query: Query): Promise<Pair[]> =>
      await this.#call(KV.range, encodeQuery(query, true), timeoutMs, decode, at)
    return await Promise.all(queries.map(range))
  }

  /**
   * Tells what a key is set to from now on, for as long as that works: changes may be missed without a word. Calls `ended` once
   * when the watch is over, unless it was stopped with the function that is returned.
   */
  watch(key: string, changed: (value: Uint8Array) => void, ended: () => void): () => void {
    const { client } = this.#memberAt(this.#current)
    const stream = client.makeBidiStreamRequest(WATCH, asBuffer, decodeWatched, this.#metadata())
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      stream.cancel()
      ended()
    }
    stream.on('data', ({ isCanceled, values }: ReturnType<typeof decodeWatched>) => {
      for (const value of values) if (!isOver) changed(value)
      if (isCanceled) end()
    })
    stream.on('error', end)
    stream.on('end', end)
    stream.write(encodeWatch(key))
    return () => {
      isOver = true
      stream.cancel()
    }
  }

  [Symbol.dispose](): void {
    for (const { client } of this.#members) client.close()
  }

  async #call<T>(
    method: string,
    request: Buffer,
    timeoutMs: number,
    decode: (message: Uint8Array) => T,
    at = this.#current,
  ): Promise<T> {
    const { user } = this.#options
    const isNew = this.#token === undefined
    if (user && isNew) {
      const login = encodeLogin(user.name, user.password)
      const loginMs = Math.max(timeoutMs, LOGIN_MS_MIN)
      this.#token = decodeLogin(await this.#ask(LOGIN, login, loginMs, at))
    }
    const token = this.#token
    try {
      return decode(await this.#ask(method, request, timeoutMs, at))
    } catch (error) {
      if (error instanceof WireDamaged) {
        throw new EtcdFailed('unreachable', true, `${this.address}: ${error.message}`, error)
      }
      if (!(error instanceof TokenEnded)) throw error
      if (this.#token === token) this.#token = undefined
      if (isNew) throw error
      return await this.#call(method, request, timeoutMs, decode, at)
    }
  }

  async #ask(method: string, request: Buffer, timeoutMs: number, at: number): Promise<Buffer> {
    const { client, address } = this.#memberAt(at)
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        let isLate = false
        const call = client.makeUnaryRequest(
          method,
          asBuffer,
          asBuffer,
          request,
          this.#metadata(),
          (error, answer) => {
            timer.cancel()
            if (error) reject(failure(error, address, isLate))
            else resolve(answer ?? Buffer.alloc(0))
          },
        )
        const timer = this.#options.clock.after(timeoutMs, () => {
          isLate = true
          call.cancel()
        })
      })
    } catch (error) {
      const isMembers =
        error instanceof EtcdFailed && ['unreachable', 'no leader'].includes(error.reason)
      // Others may have moved on meanwhile.
      if (isMembers && this.#current === at) this.#current = (at + 1) % this.#members.length
      throw error
    }
  }

  #memberAt(at: number): Member {
    const member = this.#members[at]
    if (!member) throw new RangeError('etcd needs the address of one member at least')
    return member
  }

  #metadata(): Metadata {
    const metadata = new Metadata()
    // A member that knows no leader says so at once, and does not wait for one.
    metadata.set('hasleader', 'true')
    if (this.#token !== undefined) metadata.set('token', this.#token)
    return metadata
  }
}

function clientOf(address: string, tls: EtcdTls | undefined): Client {
  if (!tls) return new Client(address, credentials.createInsecure(), GRPC_OPTIONS)
  const { ca, own } = tls
  const { hostname } = new URL(`https://${address}`)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) === 0) {
    return new Client(address, credentials.createSsl(ca, own?.key, own?.cert), GRPC_OPTIONS)
  }
  // grpc-js gives the name that it tells, and that is the address which the certificate has to be of.
  const access = credentials.createSsl(ca, own?.key, own?.cert, {
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
  })
  return new Client(address, access, {
    ...GRPC_OPTIONS,
    'grpc.ssl_target_name_override': NO_NAME,
  })
}

function asBuffer(bytes: Buffer): Buffer {
  return bytes
}

function failure({ code, details }: ServiceError, address: string, isLate: boolean): EtcdFailed {
  if (isLate) return new EtcdFailed('unreachable', true, `${address} did not answer in time`)
  const text = `${address}: ${details}`
  if (details.startsWith('No connection established')) {
    return new EtcdFailed('unreachable', false, text)
  }
  // Answered also for what was done with the last of it.
  if (details.endsWith('database space exceeded')) return new EtcdFailed('no space', true, text)
  if (details === 'etcdserver: no leader') return new EtcdFailed('no leader', false, text)
  // Too old, or of before a change of what users may do.
  if (/invalid auth token|revision of auth store is old/.test(details)) {
    return new TokenEnded('access denied', false, text)
  }
  switch (code) {
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return new EtcdFailed('access denied', false, text)
    case status.INVALID_ARGUMENT:
    case status.FAILED_PRECONDITION: {
      const isAccess = /authentication|user name|auth token/.test(details)
      return new EtcdFailed(isAccess ? 'access denied' : 'refused', false, text)
    }
    case status.RESOURCE_EXHAUSTED:
      // Too many requests, or an answer that is too long: of a request that may have been done.
      return new EtcdFailed('refused', !details.startsWith('etcdserver: too many'), text)
    default:
      return new EtcdFailed('unreachable', true, text)
  }
}

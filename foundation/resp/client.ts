/**
 * A client of Redis's protocol (RESP3): one connection at a time, made again when it is lost. Commands are executed in the
 * order in which they are sent; those of one turn of the event loop are written at once. No command is ever written twice:
 * what had no reply when its connection was lost fails, and says that its outcome is unknown.
 */
import net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock, Random, Timer, Turns } from '../host/host.ts'
import { Link } from './client/link.ts'
import type { Command, ReplySink } from './client/pending.ts'
import { CommandFailed, Pending } from './client/pending.ts'
import { ReplyEncoder } from './encoder.ts'
import type { Reply } from './reply.ts'
import type { ReplyLimits } from './reply-decoder.ts'
import type { Request } from './request.ts'
import { appendRequest } from './request.ts'

export { CommandFailed }
export type { ReplySink }

export type ClientLimits = {
  /** Of commands without a reply, those that wait for a connection included. One more is refused. */
  readonly commandsMax: number
  /** The same of their bytes. */
  readonly bytesMax: number
  /**
   * How long the oldest command waits, for a connection or for its reply; and how long a connection may take to be made.
   * A connection that takes longer is given up.
   */
  readonly timeoutMs: number
  readonly reply: ReplyLimits
}

export const CLIENT_LIMITS: ClientLimits = {
  commandsMax: 100_000,
  bytesMax: 64 * 1024 * 1024,
  timeoutMs: 10_000,
  reply: { stringBytesMax: 512 * 1024 * 1024, itemsMax: 10_000_000, depthMax: 32 },
}

export type ClientOptions = {
  readonly host: { readonly clock: Clock; readonly random: Random; readonly turns: Turns }
  /** Opens a connection, which may still be under way: see `tcp`. */
  readonly open: () => Duplex
  readonly password?: string | undefined
  readonly limits?: ClientLimits
  /** Gets what the server sends without being asked. */
  readonly onPush?: (message: readonly Reply[]) => void
  /** There is a new connection in the place of a lost one, which knows nothing of that one's subscriptions. */
  readonly onReconnected?: () => void
}

/** Before the first attempt to connect again; twice as long before each further one, up to the longest. */
const BACKOFF_MS = { first: 50, max: 2000 }
/** So that a server that has gone without a word is noticed by a client that only listens. */
const KEEP_ALIVE_MS = 30_000

/** An error reply in the place of a reply. */
export class ErrorReply extends Error {
  override readonly name = 'ErrorReply'
  /** Its first word, for example WRONGTYPE. */
  readonly code: string
  constructor(text: string) {
    super(text)
    this.code = /^\S*/.exec(text)?.[0] ?? ''
  }
}

export function tcp(address: { readonly host: string; readonly port: number }): () => Duplex {
  const { host, port } = address
  return () =>
    net.connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    })
}

/** While it has no connection, nothing of it keeps the process alive. */
export class RespClient implements Disposable {
  readonly #options: ClientOptions
  readonly #limits: ClientLimits
  readonly #pending = new Pending()
  /** Requests that were not written. */
  readonly #unwritten = new ReplyEncoder()
  #link: Link | undefined
  #state: 'connecting' | 'connected' | 'closed' = 'connecting'
  /** Until it is made, or has failed. */
  #first: PromiseWithResolvers<undefined> | undefined
  #whyLost: Error | undefined
  #attempts = 0
  #reconnect: Timer | undefined
  #isFlushDue = false
  /** Since when the oldest command is the oldest, and what looks whether that is too long. */
  #sinceMs = 0
  #timer: Timer | undefined
  #timerAtMs = Number.POSITIVE_INFINITY

  /** Resolves when there is a connection; rejects if the first attempt fails. */
  static async connect(options: ClientOptions): Promise<RespClient> {
    const client = new RespClient(options)
    const first = Promise.withResolvers<undefined>()
    client.#first = first
    client.#connect()
    await first.promise
    return client
  }

  private constructor(options: ClientOptions) {
    this.#options = options
    this.#limits = options.limits ?? CLIENT_LIMITS
  }

  /** Commands that have no reply. */
  get inFlight(): number {
    return this.#pending.count
  }

  /**
   * Sends a command; the sink is told what becomes of it, under this number. Throws `CommandFailed` if too many are in flight,
   * or the client is closed: then the sink is not called. `waitMs` is how long the command has the server wait, for example
   * the BLOCK of XREAD; Infinity for BLOCK 0. Until it is answered, all behind it wait.
   */
  send(request: Request, sink: ReplySink, tag: number, waitMs = 0): void {
    this.#push(request, sink, tag, waitMs, 'reply')
  }

  /** Resolves with the reply; rejects with `ErrorReply` or `CommandFailed`. */
  call(...request: Request): Promise<Reply> {
    return this.callWaiting(0, ...request)
  }

  /** The same for a command that has the server wait. */
  callWaiting(waitMs: number, ...request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#push(request, promised(resolve, reject), 0, waitMs, 'reply')
    })
  }

  /**
   * SUBSCRIBE and its like, which are answered by a push message for each channel. Resolves with the last of them. It is
   * forgotten with the connection: see `onReconnected`.
   */
  subscribe(name: string, ...channels: readonly string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const answer = { name: name.toLowerCase(), missing: Math.max(1, channels.length) }
      this.#push([name, ...channels], promised(resolve, reject), 0, 0, answer)
    })
  }

  /** Commands without a reply fail. */
  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#link?.close()
    this.#reconnect?.cancel()
    this.#timer?.cancel()
    const why = 'the client was closed'
    fail(this.#pending.take('written'), new CommandFailed('unknown', why))
    fail(this.#pending.take('unwritten'), new CommandFailed('not executed', why))
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #push(
    request: Request,
    sink: ReplySink,
    tag: number,
    waitMs: number,
    answer: Command['answer'],
  ): void {
    const { commandsMax, bytesMax } = this.#limits
    if (this.#state === 'closed') throw new CommandFailed('not executed', 'the client is closed')
    if (this.#pending.count >= commandsMax) {
      const why = `${String(commandsMax)} commands wait for their replies, as many as may`
      throw new CommandFailed('not executed', why)
    }
    const { length } = this.#unwritten
    appendRequest(this.#unwritten, request)
    const bytes = this.#unwritten.length - length
    if (this.#pending.bytes + bytes > bytesMax) {
      this.#unwritten.truncate(length)
      const why = `commands of more than ${String(bytesMax)} bytes would wait for their replies`
      throw new CommandFailed('not executed', why)
    }
    this.#pending.push({ sink, tag, bytes, waitMs, answer })
    if (this.#pending.count === 1) this.#begin()
    this.#flushSoon()
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    this.#options.host.turns.next(() => {
      this.#isFlushDue = false
      this.#flush()
    })
  }

  #flush(): void {
    if (this.#state !== 'connected' || this.#unwritten.length === 0) return
    const isFirst = !this.#pending.isFirstWritten
    this.#pending.written()
    this.#link?.write(this.#unwritten.take())
    if (isFirst) this.#begin()
  }

  #connect(): void {
    const { host, open, password } = this.#options
    const link = new Link(open(), password, this.#limits.reply, {
      ready: () => {
        late.cancel()
        this.#attempts = 0
        this.#state = 'connected'
        if (this.#first) this.#first.resolve(undefined)
        else this.#options.onReconnected?.()
        this.#first = undefined
        this.#flush()
      },
      received: reply => {
        this.#receive(reply)
      },
      lost: why => {
        late.cancel()
        this.#lost(why)
      },
    })
    this.#link = link
    const late = host.clock.after(this.#limits.timeoutMs, () => {
      if (!link.isReady) link.lose(new Error('the connection took too long to be made'))
    })
  }

  #lost(why: Error): void {
    if (this.#first) {
      this.close()
      this.#first.reject(why)
      return
    }
    this.#state = 'connecting'
    this.#whyLost = why
    const { clock, random } = this.#options.host
    const longest = Math.min(BACKOFF_MS.max, BACKOFF_MS.first * 2 ** this.#attempts++)
    // Between half of it and all of it, so that clients that were cut together do not return together.
    const chance = (random.bytes(1)[0] ?? 0) / 256
    this.#reconnect = clock.after((longest / 2) * (1 + chance), () => {
      this.#connect()
    })
    const written = this.#pending.take('written')
    if (written.length > 0) this.#begin()
    fail(written, new CommandFailed('unknown', `the connection was lost (${why.message})`, why))
  }

  #receive(reply: Reply): void {
    const { first } = this.#pending
    const isAnswer = first && this.#pending.isFirstWritten && answers(first, reply)
    if (isAnswer !== true) {
      if (reply.kind === 'push') this.#options.onPush?.(reply.items)
      else this.#link?.lose(new Error('the server sent a reply to nothing'))
      return
    }
    if (first.answer !== 'reply' && reply.kind === 'push' && --first.answer.missing > 0) return
    this.#pending.shift()
    this.#begin()
    first.sink.replied(first.tag, reply)
  }

  /** Another command is the oldest now, or it was written. */
  #begin(): void {
    this.#sinceMs = this.#options.host.clock.monotonic()
    const deadlineMs = this.#deadlineMs()
    if (deadlineMs < this.#timerAtMs) this.#watch(deadlineMs)
  }

  #deadlineMs(): number {
    const { first, isFirstWritten } = this.#pending
    if (!first) return Number.POSITIVE_INFINITY
    return this.#sinceMs + this.#limits.timeoutMs + (isFirstWritten ? first.waitMs : 0)
  }

  /** Most commands are answered long before: the timer finds another one, and goes on with that. */
  #watch(deadlineMs: number): void {
    const { clock } = this.#options.host
    this.#timer?.cancel()
    this.#timerAtMs = deadlineMs
    if (deadlineMs === Number.POSITIVE_INFINITY) return
    // Whole milliseconds: less than the clock can tell would never pass.
    this.#timer = clock.after(Math.ceil(deadlineMs - clock.monotonic()), () => {
      const nextMs = this.#deadlineMs()
      if (clock.monotonic() < nextMs) {
        this.#watch(nextMs)
        return
      }
      this.#timerAtMs = Number.POSITIVE_INFINITY
      this.#expire()
    })
  }

  #expire(): void {
    const limit = `within ${String(this.#limits.timeoutMs)} ms`
    if (this.#pending.isFirstWritten) {
      this.#link?.lose(new Error(`the server did not reply ${limit}`))
      return
    }
    this.#unwritten.take()
    const why = `there was no connection ${limit} (${this.#whyLost?.message ?? 'it is being made'})`
    const error = new CommandFailed('not executed', why, this.#whyLost)
    fail(this.#pending.take('unwritten'), error)
  }
}

function answers({ answer }: Command, reply: Reply): boolean {
  if (reply.kind !== 'push') return true
  const [name] = reply.items
  return (
    answer !== 'reply' &&
    name?.kind === 'bulk' &&
    Buffer.from(name.bytes).toString() === answer.name
  )
}

function promised(resolve: (reply: Reply) => void, reject: (error: Error) => void): ReplySink {
  return {
    replied: (_tag, reply) => {
      if (reply.kind === 'error') reject(new ErrorReply(reply.text))
      else resolve(reply)
    },
    failed: (_tag, error) => {
      reject(error)
    },
  }
}

function fail(commands: readonly Command[], error: CommandFailed): void {
  for (const { sink, tag } of commands) sink.failed(tag, error)
}

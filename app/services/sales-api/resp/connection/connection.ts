/**
 * One connection of a client: requests in, replies out, in the order of the requests.
 *
 *      socket -> decoder -> dispatch -> handler -> replies -> socket
 *                                  \-> node -> writes under way -^
 *
 * It reads no further while something has to happen first: a read waits for the writes before it, every request for one that
 * waits, and all of it for a client that does not take its replies. What arrives in one turn of the event loop is executed at its
 * end, and then the replies go out, in one write per connection: lookups of all connections find in the processor's caches what the
 * one before left there, and only the first write has to wake a process that sleeps.
 */
import type { Socket } from 'node:net'
import { RequestDecoder } from '#foundation/resp/decoder'
import { ReplyEncoder } from '#foundation/resp/encoder'
import { ProtocolError } from '#foundation/resp/protocol-error'
import type { Timer } from '#foundation/host/host'
import type { Append, AppendResult, StreamRefusal } from '#business/core/stream/model'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import type { Kv } from '#business/core/kv/kv'
import type { Call, Proposer, ResultWriter } from '../command/command.ts'
import type { CommandIndex, IndexedCommand } from '../command/command-index.ts'
import type { RespContext, Stores } from '../command/context.ts'
import type { ConnectionLog } from './connection-log.ts'
import type { ClientAddress } from './client.ts'
import { Client } from './client.ts'
import { subscriptionsOf } from '../pubsub/pub-sub.ts'
import { isQueued, queue, refusalOf } from './dispatch.ts'
import type { WriteEvents } from './writes-under-way.ts'
import { WritesUnderWay } from './writes-under-way.ts'
import { Admission } from './admission.ts'

/** Replies are handed to the socket when they are this long, also in the middle of a turn. */
const FLUSH_BYTES = 64 * 1024
/** What is received while a request waits, before the socket is paused. */
const HELD_BYTES_MAX = 64 * 1024
/** A client that takes nothing of its replies for this long is cut. */
const STALLED_MS_MAX = 60_000
/** For the other side to read the last replies, before what it still sends resets the connection. */
const LINGER_MS = 1000
const CLIENT_ENDED = 'the client ended it'

export class Connection implements Call {
  readonly args: RequestDecoder
  readonly replies = new ReplyEncoder()
  readonly client: Client
  readonly context: RespContext
  readonly isQueued = false
  readonly #commands: CommandIndex
  readonly #socket: Socket
  readonly #log: ConnectionLog
  readonly #writes: WritesUnderWay
  readonly #admission: Admission
  /** When this turn began, or the answers of a batch were given, by the clock that never goes back. */
  #nowMs = 0
  #current: IndexedCommand | undefined
  #proposed = 0
  /** The decoder is at a request that was not executed. */
  #isHolding = false
  /** A request that waits is being executed. */
  #isWaiting = false
  #isFlushDue = false
  /** What was received is executed at the end of this turn. */
  #isExecutionDue = false
  /** Messages that are sent when what is being executed has replied. */
  readonly #messages = new ReplyEncoder()
  /** Of requests and replies, as it was counted last. */
  #bufferedBytes = 0
  /** No request is executed any more: the last replies go out, then the connection ends. */
  #isClosing = false
  #hasEnded = false
  /** What the client is told last, behind all replies. */
  #lastError: string | undefined
  #why: string | undefined
  #ended: AbortController | undefined
  #idle: Timer | undefined
  #stalled: Timer | undefined

  constructor(
    context: RespContext,
    commands: CommandIndex,
    log: ConnectionLog,
    socket: Socket,
    address: ClientAddress,
    id: number,
  ) {
    const { options } = context
    this.context = context
    this.#commands = commands
    this.#socket = socket
    this.#log = log
    const isAuthenticated = options.password === undefined
    this.#nowMs = options.host.clock.monotonic()
    this.client = new Client(id, address, this.#nowMs, isAuthenticated, options.consistency, {
      close: why => {
        this.cut(why)
      },
      deliver: message => {
        this.#deliver(message)
      },
    })
    this.args = new RequestDecoder(options.limits)
    this.args.isAuthenticated = isAuthenticated
    this.#admission = new Admission(context, this.client, this.args, () => {
      if (this.#isHolding) this.#execute()
    })
    this.#writes = new WritesUnderWay(this.replies, {
      onError: this.#failed,
      onAnswered: this.#answered,
    })
    this.#listen()
    this.#watchIdle()
  }

  get kv(): Kv {
    return this.#opened.kv
  }

  get groups(): Groups {
    return this.#opened.groups
  }

  get streams(): Streams {
    return this.#opened.streams
  }

  propose<A, R>(proposer: Proposer<A, R>, args: A, write: ResultWriter<R>): void {
    proposer(this.kv, args, this.#writes, this.#begin(write))
  }

  proposeAppend(append: Append, write: ResultWriter<AppendResult | StreamRefusal>): void {
    this.streams.proposeAppend(append, this.#writes, this.#begin(write))
  }

  ended(): AbortSignal {
    this.#ended ??= new AbortController()
    const isLeft = this.#hasEnded && this.#current?.command.flags.includes('blocking')
    if (this.#isClosing || isLeft) this.#ended.abort()
    return this.#ended.signal
  }

  closeAfterReply(): void {
    this.#isClosing = true
    this.#why ??= 'asked'
  }

  /** The replies to what is being executed are sent, then the connection ends. */
  drain(): void {
    this.#isClosing = true
    this.#why ??= 'draining'
    this.#ended?.abort()
    this.#afterwards()
  }

  /** At once: replies that have not been sent are lost. */
  cut(why: string): void {
    this.#why ??= why
    this.#isClosing = true
    this.#socket.destroy()
  }

  get #opened(): Stores {
    const { opened } = this.context
    if (!opened) throw new Error('commands that need the store are refused until it is open')
    return opened
  }

  /** Returns the tag to propose the current command's operation with. */
  #begin<R>(write: ResultWriter<R>): number {
    const command = this.#current
    if (!command) throw new Error('only a handler proposes')
    const isHeard = this.client.replyMode === 'on'
    this.#proposed++
    return this.#writes.begin(command, isHeard ? write : undefined, this.#nowMs)
  }

  #listen(): void {
    const socket = this.#socket
    socket.on('data', this.#received)
    socket.on('drain', () => {
      this.#stalled?.cancel()
      this.#stalled = undefined
      this.#measure()
      this.#execute()
    })
    socket.on('end', () => {
      this.#hasEnded = true
      this.#why ??= CLIENT_ENDED
      if (this.#current?.command.flags.includes('blocking')) this.#ended?.abort()
      this.#afterwards()
    })
    socket.on('error', error => {
      this.#why ??= error.message
      socket.destroy()
    })
    socket.once('close', () => {
      this.#closed()
    })
  }

  readonly #received = (received: Buffer): void => {
    this.context.totals.inputBytes += received.length
    this.client.inputBytes += received.length
    if (this.#isClosing) return
    // The decoder would copy what it has not decoded.
    if (this.#isExecutionDue) this.#execute()
    this.args.push(received)
    if (this.#isWaiting) this.#afterwards()
    else if (!this.#isExecutionDue) {
      this.#isExecutionDue = true
      this.context.options.host.turns.atEnd(this.#executeAtEnd)
    }
  }

  readonly #executeAtEnd = (): void => {
    this.#isExecutionDue = false
    this.#execute()
  }

  /** Executes what was received, up to a request that has to wait. */
  #execute(): void {
    if (this.#isWaiting) return
    const { client, args } = this
    this.#nowMs = this.context.options.host.clock.monotonic()
    client.lastAtMs = this.#nowMs
    try {
      while (this.#mayExecute() && (this.#isHolding || args.next())) {
        this.#isHolding = !this.#hasRoom() || !this.#executeOne()
        if (this.#isHolding) break
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#lastError = `ERR ${error.message}`
      this.#why ??= error.message
      this.#isClosing = true
    }
    this.#log.endRun(this.client)
    const isAnswered = this.#writes.count === 0 && this.replies.length > 0
    if (isAnswered) this.context.options.host.turns.atEnd(this.#flushAtEnd)
    this.#afterwards()
  }

  #mayExecute(): boolean {
    return !this.#isClosing && !this.#isWaiting
  }

  #hasRoom(): boolean {
    if (this.#writes.isFull) return false
    if (this.replies.length >= FLUSH_BYTES) this.#flush()
    return this.#socket.writableLength <= this.context.options.limits.outputBytesMax / 2
  }

  /** False if the request has to wait for the writes before it. */
  #executeOne(): boolean {
    const { args, client } = this
    const found = this.#commands.find(args, 0)
    const command = found?.subcommands?.find(args, 1) ?? found
    if (this.#writes.count > 0 && !command?.isWrite) return false
    const refusal = refusalOf(found, command, args, client, this.context)
    if (refusal?.kind === 'destroy') {
      this.cut('it speaks another protocol')
      return true
    }
    if (refusal && this.#writes.count > 0) return false
    const isKept = !refusal && command !== undefined && isQueued(command, client)
    const isExecuted = !refusal && !isKept && command !== undefined
    const failure = isExecuted ? this.#admission.refusal() : undefined
    if (isExecuted && failure === undefined && this.#admission.holds(command)) return false
    const mark = this.replies.length
    const mode = client.replyMode
    client.commands++
    if (refusal) {
      client.failures++
      this.#log.refused(command)
      if (client.transaction) client.transaction.isAborted = true
      this.replies.error(refusal.text)
    } else if (isKept && client.transaction) {
      const error = queue(command, args, client.transaction)
      if (error === undefined) this.replies.simple('QUEUED')
      else this.replies.error(error)
    } else if (command && failure !== undefined) {
      client.failures++
      this.#log.refused(command)
      this.replies.error(failure)
    } else if (command) {
      client.lastCommand = command.fullName
      this.#log.begin(command, this.#nowMs, client)
      this.#run(command, mark)
    }
    args.isAuthenticated = client.isAuthenticated
    if (mode !== 'on') this.#silence(mode, mark)
    return true
  }

  /** What was written since `mark` is taken back if the command fails. */
  #run(command: IndexedCommand, mark: number): void {
    const { run } = command.command
    this.#current = command
    const proposed = this.#proposed
    try {
      if (run.kind === 'wait') {
        this.#flush()
        this.#wait(command, run.run(this))
      } else if (run.kind === 'container') run.alone?.(this)
      else run.run(this)
    } catch (error) {
      if (run.kind !== 'write') {
        this.replies.truncate(mark)
        this.replies.error(this.#failed(command, error, this.#nowMs, undefined))
      } else if (this.#proposed > proposed) {
        this.#failed(command, error, this.#nowMs, undefined)
        this.cut('a command failed after its operation was proposed')
      } else {
        const isHeard = this.client.replyMode === 'on'
        const write = isHeard ? () => undefined : undefined
        this.#writes.failed(this.#writes.begin(command, write, this.#nowMs), error)
      }
    }
  }

  #wait(command: IndexedCommand, work: Promise<void>): void {
    const begunAtMs = this.#nowMs
    const mode = this.client.replyMode
    let hasFailed = false
    this.#isWaiting = true
    void work
      .catch((error: unknown) => {
        hasFailed = true
        this.replies.truncate(0)
        this.replies.error(this.#failed(command, error, begunAtMs, undefined))
      })
      .then(() => {
        this.#isWaiting = false
        // Replies to requests before it have been sent.
        if (mode !== 'on') this.#silence(mode, 0)
        this.#nowMs = this.context.options.host.clock.monotonic()
        this.#log.waited(command, begunAtMs, this.#nowMs, this.client, hasFailed)
        this.#execute()
      })
  }

  /** Takes back what the client does not want to hear. */
  #silence(mode: Client['replyMode'], mark: number): void {
    const { client } = this
    // It asked for replies again, or gets none yet.
    if (this.#isWaiting || (mode === 'off' && client.replyMode === 'on')) return
    this.replies.truncate(mark)
    if (mode === 'skip' && client.replyMode === 'skip') client.replyMode = 'on'
  }

  readonly #failed: WriteEvents['onError'] = (command, error, begunAtMs, timing) => {
    this.client.failures++
    return this.#log.failed(command, error, begunAtMs, this.client, timing)
  }

  readonly #answered: WriteEvents['onAnswered'] = (command, begunAtMs, timing, hasFailed) => {
    if (!this.#isFlushDue) {
      this.#isFlushDue = true
      this.#nowMs = this.context.options.host.clock.monotonic()
      // Runs when all answers of the batch have been given.
      process.nextTick(this.#afterBatch)
    }
    this.#log.answered(command, begunAtMs, this.#nowMs, this.client, timing, hasFailed)
  }

  readonly #afterBatch = (): void => {
    this.#isFlushDue = false
    if (this.#isHolding) this.#execute()
    else this.#afterwards()
    this.#flush()
  }

  readonly #flushAtEnd = (): void => {
    this.#flush()
  }

  #deliver(message: Uint8Array): void {
    if (this.#messages.length === 0) process.nextTick(this.#sendMessages)
    this.#messages.append(message)
  }

  readonly #sendMessages = (): void => {
    const messages = this.#messages.take()
    if (this.#isWaiting) {
      this.#send(messages)
    } else {
      this.replies.append(messages)
      this.#flush()
    }
  }

  #flush(): void {
    if (this.replies.length > 0) this.#send(this.replies.take())
  }

  /** Cuts a client that leaves too much of what it is sent. */
  #send(replies: Uint8Array): void {
    const { length } = replies
    const socket = this.#socket
    if (!socket.writable) return
    this.context.totals.outputBytes += length
    this.client.outputBytes += length
    const isTaken = socket.write(replies)
    this.#measure()
    if (isTaken) return
    const { outputBytesMax } = this.context.options.limits
    if (socket.writableLength > outputBytesMax) {
      this.#cutSlow('its replies took more than the limit of output')
    } else if (!this.#stalled) {
      this.#watchOutput()
    }
  }

  #watchOutput(): void {
    const socket = this.#socket
    const sent = socket.bytesWritten - socket.writableLength
    this.#stalled = this.context.options.host.clock.after(STALLED_MS_MAX, () => {
      if (socket.bytesWritten - socket.writableLength > sent) this.#watchOutput()
      else this.#cutSlow('it took none of its replies for a minute')
    })
  }

  #cutSlow(why: string): void {
    this.context.totals.cut++
    this.#log.cut(this.client, why)
    this.cut(why)
  }

  /** Of all connections that hold more than they may together, those go that hold more than their part of it. */
  #measure(): void {
    const { context, client } = this
    client.waitingBytes = this.#socket.writableLength
    const bytes = client.waitingBytes + this.args.heldBytes
    context.totals.bufferedBytes += bytes - this.#bufferedBytes
    this.#bufferedBytes = bytes
    const { bufferedBytesMax } = context.options.limits
    const isTooMuch = context.totals.bufferedBytes > bufferedBytesMax
    if (isTooMuch && bytes * context.clients.size > bufferedBytesMax && !this.#socket.destroyed) {
      this.#cutSlow('requests and replies of all clients took more than the limit')
    }
  }

  /** Reads on, or not, or ends, as it has to after something happened. */
  #afterwards(): void {
    const socket = this.#socket
    if (socket.destroyed) return
    this.#measure()
    const hasMore = this.#isHolding || this.#isWaiting || this.#isExecutionDue
    if (this.#isClosing || (this.#hasEnded && !hasMore)) {
      if (this.#writes.count === 0 && !this.#isWaiting) this.#finish()
    } else if (!hasMore) {
      if (socket.isPaused()) socket.resume()
    } else if (this.args.heldBytes > HELD_BYTES_MAX) {
      socket.pause()
    }
  }

  /** Sends the last replies, and ends the connection when the other side had time to read them. */
  #finish(): void {
    const socket = this.#socket
    if (!socket.writable) return
    this.#isClosing = true
    if (this.#lastError !== undefined) this.replies.error(this.#lastError)
    this.#lastError = undefined
    this.#flush()
    socket.end()
    if (this.#hasEnded) return
    socket.resume()
    this.context.options.host.clock.after(LINGER_MS, () => socket.destroy())
  }

  #watchIdle(): void {
    const { options } = this.context
    const { idleTimeoutMs } = options.tunables
    if (idleTimeoutMs === 0) return
    const quietMs = options.host.clock.monotonic() - this.client.lastAtMs
    const isListening = subscriptionsOf(this.client) > 0
    const isExecuting = this.#isWaiting || this.#isHolding || this.#writes.count > 0
    const isBusy = isExecuting || isListening
    if (quietMs >= idleTimeoutMs && !isBusy) {
      this.cut('it was idle')
      return
    }
    const leftMs = isBusy ? idleTimeoutMs : idleTimeoutMs - quietMs
    this.#idle = options.host.clock.after(leftMs, () => {
      this.#watchIdle()
    })
  }

  #closed(): void {
    this.#isClosing = true
    this.context.totals.bufferedBytes -= this.#bufferedBytes
    this.#bufferedBytes = 0
    this.#idle?.cancel()
    this.#stalled?.cancel()
    this.#ended?.abort()
    const nowMs = this.context.options.host.clock.monotonic()
    this.#log.ended(this.client, this.#why ?? CLIENT_ENDED, nowMs)
  }
}

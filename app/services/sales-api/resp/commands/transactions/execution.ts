/**
 * Executing the requests of a transaction. Handlers of writes run first, against a recorder: what they propose makes one
 * sequence. Handlers of reads run while the sequence is performed, each at its place between the writes, and so see what those
 * before them wrote. Reads are not in the log: another node, or this one after a restart, performs the same writes without them.
 */
import { ReplyEncoder } from '#foundation/resp/encoder'
import type { Kv } from '#business/core/kv/kv'
import type { Append, AppendResult, StreamRefusal } from '#business/core/stream/model'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import type { Step } from '#business/data/node/entry'
import type { Sink } from '#business/data/node/operation'
import type { Guard, SequenceResult } from '#business/data/txn/sequence'
import type { Recorder } from '#business/data/txn/sequences'
import type { Arguments, Call, Proposer, ResultWriter } from '../../command/command.ts'
import type { CommandIndex, IndexedCommand } from '../../command/command-index.ts'
import type { Stores } from '../../command/context.ts'
import { errorReply, replyTooLarge } from '../../command/errors.ts'

export class Execution implements Sink<SequenceResult> {
  readonly isPatient = true
  readonly #stores: Stores
  readonly #recorder: Recorder
  readonly #requests: readonly Request[]
  /** Which request each recorded call is of. */
  readonly #requestOf: number[] = []
  readonly #outcome = Promise.withResolvers<boolean>()
  #steps = 0
  /** Requests that have been executed, or whose calls have begun to be. */
  #executed = 0

  constructor(call: Call, stores: Stores, index: CommandIndex, queued: readonly Arguments[]) {
    this.#stores = stores
    this.#recorder = stores.sequences.recorder()
    const size: ReplySize = { bytes: 0 }
    const recording = {
      kv: stores.kv.on(this.#recorder),
      streams: stores.streams.on(this.#recorder),
      groups: stores.groups.on(this.#recorder),
    }
    this.#requests = queued.flatMap(args => {
      const found = index.find(args, 0)
      const command = found?.subcommands?.find(args, 1) ?? found
      if (!command) return []
      return [new Request(call, command, args, command.mayPropose ? recording : stores, size)]
    })
  }

  /** Resolves with false if a guarded key changed: then nothing was executed. Rejects with why nothing was, see `Node.propose`. */
  async run(guards: readonly Guard[]): Promise<boolean> {
    for (const [at, request] of this.#requests.entries()) {
      if (!request.command.mayPropose) continue
      request.execute()
      while (this.#requestOf.length < this.#recorder.calls.length) this.#requestOf.push(at)
    }
    const { calls } = this.#recorder
    const { sequences } = this.#stores
    if (calls.length > 0) sequences.propose({ guards, calls }, this)
    else if (sequences.hold(guards)) this.done(0, { kind: 'performed' })
    else this.done(0, { kind: 'changed' })
    const isExecuted = await this.#outcome.promise
    if (isExecuted) for (const request of this.#requests) await request.answered
    return isExecuted
  }

  replies(): readonly Uint8Array[] {
    return this.#requests.map(({ replies }) => replies.take())
  }

  step(_tag: number, step: Step): void {
    if (step.kind !== 'begun') {
      this.#recorder.step(this.#steps, step)
      this.#steps++
    }
    this.#read(this.#requestOf[this.#steps] ?? this.#requests.length)
  }

  done(_tag: number, { kind }: SequenceResult): void {
    if (kind === 'performed') this.#read(this.#requests.length)
    this.#recorder.close()
    this.#outcome.resolve(kind === 'performed')
  }

  failed(_tag: number, error: Error): void {
    this.#outcome.reject(error)
  }

  /** Executes the reads before a request. */
  #read(end: number): void {
    for (; this.#executed < end; this.#executed++) {
      const request = this.#requests[this.#executed]
      if (request && !request.command.mayPropose) request.execute()
    }
  }
}

/** Of all replies. */
type ReplySize = { bytes: number }

/** One of the requests, as its handler sees it. */
class Request implements Call {
  readonly command: IndexedCommand
  readonly args: Arguments
  readonly replies = new ReplyEncoder()
  readonly client: Call['client']
  readonly context: Call['context']
  readonly kv: Kv
  readonly streams: Streams
  readonly groups: Groups
  readonly isQueued = true
  /** Resolves when a handler that waits has replied. Never rejects. */
  answered: Promise<void> | undefined
  readonly #call: Call
  readonly #size: ReplySize

  constructor(
    call: Call,
    command: IndexedCommand,
    args: Arguments,
    { kv, streams, groups }: Pick<Stores, 'kv' | 'streams' | 'groups'>,
    size: ReplySize,
  ) {
    this.command = command
    this.args = args
    this.replies.version = call.client.protocol
    this.client = call.client
    this.context = call.context
    this.kv = kv
    this.streams = streams
    this.groups = groups
    this.#call = call
    this.#size = size
  }

  /** Runs the handler. Never throws: what it throws is its reply. */
  execute(): void {
    const { run } = this.command.command
    this.command.totals.calls++
    if (run.kind === 'wait') {
      this.answered = run.run(this).then(
        () => {
          this.#count()
        },
        (error: unknown) => {
          this.#fail(error)
        },
      )
    } else {
      const handler = run.kind === 'container' ? run.alone : run.run
      this.#reply(() => handler?.(this), run.kind !== 'write')
    }
  }

  propose<A, R>(proposer: Proposer<A, R>, args: A, write: ResultWriter<R>): void {
    proposer(this.kv, args, this.#sink(write), 0)
  }

  proposeAppend(append: Append, write: ResultWriter<AppendResult | StreamRefusal>): void {
    this.streams.proposeAppend(append, this.#sink(write), 0)
  }

  ended(): AbortSignal {
    return this.#call.ended()
  }

  closeAfterReply(): void {
    this.#call.closeAfterReply()
  }

  #sink<R>(write: ResultWriter<R>): Sink<R> {
    return {
      done: (_tag, result) => {
        this.#reply(() => {
          write(this.replies, result)
        }, true)
      },
      failed: (_tag, error) => {
        this.#fail(error)
      },
    }
  }

  #reply(write: () => void, isWhole: boolean): void {
    const { outputBytesMax } = this.context.options.limits
    try {
      if (this.#size.bytes > outputBytesMax && isWhole) throw replyTooLarge(outputBytesMax)
      write()
      if (isWhole) this.#count()
    } catch (error) {
      this.#fail(error)
    }
  }

  #count(): void {
    this.#size.bytes += this.replies.length
  }

  #fail(error: unknown): void {
    const { text, of } = errorReply(error)
    const { fullName: command, totals } = this.command
    const { log } = this.context.options
    this.client.failures++
    totals.failed++
    if (of === 'author') log.error({ command, error }, 'command failed')
    else if (of === 'operator') log.warn({ command, reply: text }, 'command failed')
    this.replies.truncate(0)
    this.replies.error(text)
  }
}

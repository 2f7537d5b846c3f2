/** Sequences as the edges use them, and recording what makes one: see sequence.ts. */
import type { Clock } from '#foundation/host/host'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Step } from '#business/data/node/entry'
import type { ExecuteOptions, Node, Proposals } from '#business/data/node/node'
import type { Call, Operation, Sink } from '#business/data/node/operation'
import { call, NO_TIMING } from '#business/data/node/operation'
import type { Guard, SequenceCalls, SequenceOperation, SequenceResult } from './sequence.ts'
import { isSame } from './sequence.ts'

export class Sequences {
  readonly #node: Node
  readonly #operation: SequenceOperation
  readonly #keyspace: Keyspace
  readonly #clock: Clock

  /** `operation` is one of those that `node` was started with. */
  constructor(node: Node, operation: SequenceOperation, keyspace: Keyspace, clock: Clock) {
    this.#node = node
    this.#operation = operation
    this.#keyspace = keyspace
    this.#clock = clock
  }

  /** Guards the key as it is now, absent or not. */
  guard(key: Uint8Array): Guard {
    return { key, stamp: this.#keyspace.stamp(key, this.#clock.now()) }
  }

  /** Whether all keys are what they were, now. */
  hold(guards: readonly Guard[]): boolean {
    const now = this.#clock.now()
    return guards.every(({ key, stamp }) => isSame(stamp, this.#keyspace.stamp(key, now)))
  }

  /** See `Node.propose`. The sink is told of each call while the sequence is performed. */
  propose(calls: SequenceCalls, sink: Sink<SequenceResult>): void {
    this.#node.propose(this.#operation, calls, sink, 0)
  }

  recorder(): Recorder {
    return new Recorder(this.#node)
  }
}

/** Takes operations for a sequence, in the place of a node; their sinks get what the steps of the sequence tell. */
export class Recorder implements Proposals {
  readonly store: Node['store']
  readonly calls: Call<unknown>[] = []
  readonly #node: Node
  readonly #sinks: { readonly sink: Sink<never>; readonly tag: number }[] = []
  #isClosed = false

  constructor(node: Node) {
    this.store = node.store
    this.#node = node
  }

  /** What is proposed from now on is not part of the sequence any more. */
  close(): void {
    this.#isClosed = true
  }

  propose<Arguments, Result>(
    operation: Operation<Arguments, Result>,
    args: Arguments,
    sink: Sink<Result>,
    tag: number,
  ): void {
    if (this.#isClosed) {
      this.#node.propose(operation, args, sink, tag)
      return
    }
    this.calls.push(call(operation, args))
    this.#sinks.push({ sink, tag })
  }

  execute<Arguments, Result>(
    operation: Operation<Arguments, Result>,
    args: Arguments,
    options?: ExecuteOptions,
  ): Promise<Result> {
    if (this.#isClosed) return this.#node.execute(operation, args, options)
    return new Promise((resolve, reject) => {
      const sink: Sink<Result> = {
        done: (_tag, result) => {
          resolve(result)
        },
        failed: (_tag, error) => {
          reject(error)
        },
      }
      this.propose(operation, args, sink, 0)
    })
  }

  /** Nobody is told of changes by it. */
  onApplied(): () => void {
    return () => undefined
  }

  /** What became of a call. */
  step(index: number, step: Exclude<Step, { kind: 'begun' }>): void {
    const recorded = this.#sinks[index]
    if (!recorded) return
    const { tag } = recorded
    // The sink was given for the results of the call's operation.
    const sink = recorded.sink as Sink<unknown>
    if (step.kind === 'failed') sink.failed(tag, step.error)
    else sink.done(tag, step.result, NO_TIMING)
  }
}

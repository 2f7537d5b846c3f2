/**
 * A transaction: several operations, of several domains, as one operation of one log entry. It compares, then performs one
 * of its branches: first every operation is asked whether it refuses, then all are performed, in one revision.
 *
 * Its bytes:
 *
 *      0     code u8, 0 u8 | compares u16 | then u16 | else u16
 *      8     call, ...
 *
 * A call: see calls.ts.
 */
import { strict as assert } from 'node:assert'
import type { Entry } from '#business/data/node/entry'
import type { BatchBytes, Call, Later, Operation } from '#business/data/node/operation'
import { LATER } from '#business/data/node/operation'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import { callAt, callBytes, encodeCall, nameOf } from './calls.ts'
import type { Plan, PlanRefusal } from './plan.ts'

export const TXN_DOMAIN = 2
const TXN_CODE = 1
const HEADER_BYTES = 8

/** Tells whether something is true of the state. Performing it changes nothing. */
export type Check<Arguments, Result> = Operation<Arguments, boolean | Result> & {
  /** Whether it is true now, as far as can be told. */
  holdsNow(args: Arguments): boolean
}

export type CheckCall<Result> = {
  readonly operation: Check<unknown, Result>
  readonly args: unknown
}

export type TxnCalls<Result> = {
  readonly compare: readonly CheckCall<Result>[]
  readonly then: readonly Call<Result>[]
  readonly else: readonly Call<Result>[]
}

export type TxnOutcome<Result> = {
  readonly kind: 'txn'
  readonly succeeded: boolean
  /** Of the store after the transaction. */
  readonly revision: number
  readonly results: readonly Result[]
}

/** What an operation of any domain returns. */
export type AnyResult = { readonly kind: string }

type Nested<Result> = { readonly operation: Operation<unknown, Result>; readonly at: number }

/** `Result` is what the operations return; one of them that refuses is the transaction's refusal. */
export class TxnOperation<Result extends object> implements Operation<
  TxnCalls<Result>,
  TxnOutcome<Result> | Result | PlanRefusal
> {
  readonly domain = TXN_DOMAIN
  readonly code = TXN_CODE
  readonly isAlone = false
  readonly #plan: Plan
  readonly #operations = new Map<number, Operation<unknown, Result>>()
  readonly #checks = new Map<number, Check<unknown, Result>>()
  /** Of the transaction that was asked last. */
  #branch: readonly Nested<Result>[] = []
  #succeeded = false

  /** `operations` and `checks` are what a transaction may have, `plan` is where these note what they will do. */
  constructor(
    operations: readonly Operation<unknown, Result>[],
    checks: readonly Check<unknown, Result>[],
    plan: Plan,
  ) {
    this.#plan = plan
    for (const operation of operations) this.#operations.set(nameOf(operation), operation)
    for (const check of checks) this.#checks.set(nameOf(check), check)
  }

  /**
   * Whether the branch that would be performed now only frees. If an operation before it turns its compares round, it may
   * take space after all: as many bytes as one operation may have, out of the reserve.
   */
  isFreeing({ compare, then, else: otherwise }: TxnCalls<Result>): boolean {
    const frees = (calls: readonly Call<Result>[]): boolean =>
      calls.every(({ operation, args }) => operation.isFreeing(args))
    const [thenFrees, elseFrees] = [frees(then), frees(otherwise)]
    if (thenFrees === elseFrees) return thenFrees
    const succeeds = compare.every(({ operation, args }) => operation.holdsNow(args))
    return succeeds ? thenFrees : elseFrees
  }

  bytes({ compare, then, else: otherwise }: TxnCalls<Result>): number {
    let bytes = HEADER_BYTES
    for (const calls of [compare, then, otherwise]) {
      for (const call of calls) bytes += callBytes(call)
    }
    return bytes
  }

  encode(calls: TxnCalls<Result>, into: BatchBytes, at: number): void {
    const { view } = into
    view.setUint16(at, this.code, true)
    view.setUint16(at + 2, calls.compare.length, true)
    view.setUint16(at + 4, calls.then.length, true)
    view.setUint16(at + 6, calls.else.length, true)
    let next = at + HEADER_BYTES
    for (const part of [calls.compare, calls.then, calls.else]) {
      for (const call of part) next = encodeCall(call, into, next)
    }
  }

  refuse(batch: BatchBytes, at: number, entry: Entry): Result | PlanRefusal | Later | undefined {
    this.#plan.begin()
    const refusal = this.#ask(batch, at, entry)
    if (refusal) this.#plan.end()
    return refusal
  }

  perform(batch: BatchBytes, _at: number, entry: Entry): TxnOutcome<Result> {
    this.#plan.perform(entry)
    entry.beginOperation()
    const results = this.#branch.map(({ operation, at }) => operation.perform(batch, at, entry))
    this.#plan.end()
    return { kind: 'txn', succeeded: this.#succeeded, revision: entry.revision, results }
  }

  encodeResult(
    result: TxnOutcome<Result> | Result | PlanRefusal,
    bytesMax: number,
  ): Uint8Array | undefined {
    return encodeJson(result, bytesMax)
  }

  decodeResult(bytes: Uint8Array): TxnOutcome<Result> | Result | PlanRefusal {
    return decodeJson(bytes) as TxnOutcome<Result> | Result | PlanRefusal
  }

  #ask(batch: BatchBytes, at: number, entry: Entry): Result | PlanRefusal | Later | undefined {
    const { view } = batch
    let next = at + HEADER_BYTES
    const calls = <Known>(count: number, known: ReadonlyMap<number, Known>) =>
      Array.from({ length: count }, () => {
        const call = callAt(batch, next)
        const operation = known.get(call.name)
        assert(operation, 'a transaction in the log has an unknown operation')
        next = call.next
        return { operation, at: call.at }
      })
    const checks = calls(view.getUint16(at + 2, true), this.#checks)
    this.#succeeded = true
    for (const { operation, at } of checks) {
      const refusal = operation.refuse(batch, at, entry)
      if (typeof refusal === 'object' || refusal === LATER) return refusal
      this.#succeeded &&= operation.perform(batch, at, entry) === true
    }
    const whenTrue = calls(view.getUint16(at + 4, true), this.#operations)
    const whenFalse = calls(view.getUint16(at + 6, true), this.#operations)
    this.#branch = this.#succeeded ? whenTrue : whenFalse
    for (const { operation, at } of this.#branch) {
      const refusal = operation.refuse(batch, at, entry)
      if (refusal) return refusal
    }
    return this.#plan.refusal(entry)
  }
}

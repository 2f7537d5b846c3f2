/**
 * What a transaction does: compares, and then executes one of its branches, all of it or nothing.
 *
 * What its reads return is bounded: for one transaction, because the answer is held in memory as a whole, and for one entry,
 * because so are the answers of all its commands. The gets of a branch return all there is or refuse the transaction; its
 * ranges share what the gets leave, and end early.
 */
import { strict as assert } from 'node:assert'
import { compareBytes } from '#foundation/bytes/bytes'
import type { BatchBytes } from '#business/data/node/operation'
import type { Entry } from '#business/data/node/entry'
import type { Change, Store } from '#business/data/store/store'
import { KEYS } from '#business/data/store/tables'
import { changeOfKey, keyValueOf } from './change.ts'
import * as commands from './command.ts'
import type { KeyTable } from './key-table.ts'
import type { Leases } from './leases.ts'
import type { Compare, KeyValue, Operation, OperationResult, Range } from './model.ts'
import type { Refusal, Result, Txn } from './model.ts'
import {
  ENTRY_READ_BYTES_MAX,
  itemBytes,
  RANGE_KEYS_MAX,
  successor,
  TXN_RANGE_BYTES_MAX,
  TXN_READ_BYTES_MAX,
} from './model.ts'
import type { KeyState } from './rows.ts'
import type { DecodedOperation } from './txn-command.ts'
import { decodeTxn } from './txn-command.ts'

assert(TXN_READ_BYTES_MAX <= ENTRY_READ_BYTES_MAX, 'a transaction alone in its entry is executed')

export type Examined = {
  /** The transaction, its ranges narrowed to what was examined. */
  readonly txn: Txn
  /** What its reads return, as things are. */
  readonly readBytes: number
}

export class Transactions {
  readonly #store: Store
  readonly #keys: KeyTable
  readonly #leases: Leases
  readonly #mutation = new commands.MutationView()

  constructor(store: Store, keys: KeyTable, leases: Leases) {
    this.#store = store
    this.#keys = keys
    this.#leases = leases
  }

  /**
   * Reads what applying the transaction will read. The commands before it may remove keys from its ranges, which must not
   * lead it to others that nobody has looked at: so each range ends where it does now. Throws `StoreDamaged`.
   */
  examine(txn: Txn): Examined {
    for (const compare of txn.compare) this.#holds(compare)
    const whenTrue = this.#examineBranch(txn.then)
    const whenFalse = this.#examineBranch(txn.else)
    return {
      txn: { ...txn, then: whenTrue.operations, else: whenFalse.operations },
      readBytes: Math.max(whenTrue.readBytes, whenFalse.readBytes),
    }
  }

  /**
   * Whether the branch that would be executed now puts nothing. If a command before it turns its compares round, it may
   * put something after all: as many bytes as one command may have, out of the reserve. Throws `StoreDamaged`.
   */
  isFreeing({ compare, then, else: otherwise }: Txn): boolean {
    const putsThen = then.some(isPut)
    const putsElse = otherwise.some(isPut)
    if (putsThen === putsElse) return !putsThen
    return compare.every(one => this.#holds(one)) ? !putsThen : !putsElse
  }

  #examineBranch(operations: readonly Operation[]): {
    operations: readonly Operation[]
    readBytes: number
  } {
    const getBytes = this.#examineKeys(operations)
    let left = Math.max(0, TXN_READ_BYTES_MAX - getBytes)
    const changed: ChangedKeys = new Map()
    const narrowed = operations.map(operation => {
      if (operation.kind === 'get') return operation
      if (operation.kind !== 'range') {
        changed.set(nameOf(operation.key), bytesAfter(operation))
        return operation
      }
      const { bytes, more, last } = this.#walk(operation, left, changed)
      left -= bytes
      return more ? cutBehind(operation, last) : operation
    })
    return { operations: narrowed, readBytes: TXN_READ_BYTES_MAX - left }
  }

  /** Of all that is not a range. Returns what the gets return. */
  #examineKeys(operations: readonly Operation[]): number {
    const changed: ChangedKeys = new Map()
    let bytes = 0
    for (const operation of operations) {
      if (operation.kind === 'range') continue
      if (operation.kind === 'get') {
        bytes += changed.get(nameOf(operation.key)) ?? this.#bytesOf(operation.key)
        continue
      }
      this.#keys.check(operation.key, operation.kind === 'put' ? operation.lease : undefined)
      changed.set(nameOf(operation.key), bytesAfter(operation))
    }
    return bytes
  }

  apply(frame: BatchBytes, at: number, entry: Entry): Result {
    const txn = decodeTxn(frame, at)
    const succeeded = txn.compare.every(compare => this.#holds(compare))
    const operations = succeeded ? txn.then : txn.else
    const leaseRefusal = this.#leaseRefusal(frame, operations)
    if (leaseRefusal) return leaseRefusal
    const getBytes = this.#getBytes(frame, operations)
    if (getBytes > TXN_READ_BYTES_MAX) return { kind: 'readsTooLarge' }
    const hasRange = operations.some(({ kind }) => kind === 'range')
    const bytesMax = hasRange ? TXN_READ_BYTES_MAX : getBytes
    if (bytesMax > 0 && entry.readBytes + bytesMax > ENTRY_READ_BYTES_MAX) return { kind: 'busy' }
    return this.#execute(frame, operations, succeeded, getBytes, entry)
  }

  #execute(
    frame: BatchBytes,
    operations: readonly DecodedOperation[],
    succeeded: boolean,
    getBytes: number,
    entry: Entry,
  ): Result {
    const before = entry.revision
    let left = TXN_READ_BYTES_MAX - getBytes
    let sub = 0
    const results: OperationResult[] = []
    for (const operation of operations) {
      if (operation.kind === 'get') {
        results.push({ kind: 'get', found: this.#get(operation.key) })
        continue
      }
      if (operation.kind === 'range') {
        const found: KeyValue[] = []
        const { bytes, more } = this.#walk(operation, left, NOTHING_CHANGED, found)
        left -= bytes
        results.push({ kind: 'range', found, more: more || operation.isCut === true })
        continue
      }
      const mutation = this.#mutation.at(frame, operation.at)
      const { keyStart, keyLength } = mutation
      const keyEnd = keyStart + keyLength
      const state = this.#keys.load(frame.bytes, keyStart, keyEnd)
      const isPut = mutation.kind === commands.PUT
      if (!isPut && !state.exists) {
        results.push({ kind: 'delete', deleted: false })
        continue
      }
      if (entry.revision === before) entry.nextRevision()
      const { revision, time } = entry
      if (isPut) {
        results.push(this.#keys.put(mutation, state, revision, sub++, time))
      } else {
        this.#keys.remove(frame.bytes, keyStart, keyEnd, state, revision, sub++, time)
        results.push({ kind: 'delete', deleted: true })
      }
    }
    entry.readBytes += TXN_READ_BYTES_MAX - left
    return { kind: 'txn', succeeded, revision: entry.revision, results }
  }

  #holds({ key, target, operator }: Compare): boolean {
    const state = this.#keys.load(key, 0, key.length)
    let order: number
    if (target.kind === 'value') {
      // An absent key has no value: nothing is equal to it, everything different.
      if (!state.exists) return operator === '!='
      const change = this.#changeOf(state, key)
      const { bytes, valueStart, valueLength } = change
      const end = valueStart + valueLength
      order = compareBytes(bytes, valueStart, end, target.value, 0, target.value.length)
    } else {
      order = numberOf(state, target.kind) - target.number
    }
    switch (operator) {
      case '=':
        return order === 0
      case '!=':
        return order !== 0
      case '<':
        return order < 0
      case '>':
        return order > 0
    }
  }

  /** All or nothing: what one put of a branch cannot do, none does. */
  #leaseRefusal(frame: BatchBytes, operations: readonly DecodedOperation[]): Refusal | undefined {
    const joining = new Map<number, { keys: number; bytes: number }>()
    for (const operation of operations) {
      if (operation.kind !== 'mutation') continue
      const { lease, keyStart, keyLength } = this.#mutation.at(frame, operation.at)
      if (lease === 0) continue
      // A lease that owns the key already takes nothing more.
      if (this.#keys.load(frame.bytes, keyStart, keyStart + keyLength).lease === lease) continue
      const sum = joining.get(lease) ?? { keys: 0, bytes: 0 }
      joining.set(lease, { keys: sum.keys + 1, bytes: sum.bytes + keyLength })
    }
    for (const [lease, { keys, bytes }] of joining) {
      const refusal = this.#leases.refusal(lease, keys, bytes)
      if (refusal) return refusal
    }
    return undefined
  }

  /** What the gets of a branch will return; of what is too much no more than that it is. */
  #getBytes(frame: BatchBytes, operations: readonly DecodedOperation[]): number {
    if (!operations.some(({ kind }) => kind === 'get')) return 0
    const changed: ChangedKeys = new Map()
    let bytes = 0
    for (const operation of operations) {
      if (operation.kind === 'range') continue
      if (operation.kind === 'get') {
        bytes += changed.get(nameOf(operation.key)) ?? this.#bytesOf(operation.key)
        if (bytes > TXN_READ_BYTES_MAX) break
        continue
      }
      const { kind, keyStart, keyLength, valueLength } = this.#mutation.at(frame, operation.at)
      const key = frame.bytes.subarray(keyStart, keyStart + keyLength)
      changed.set(nameOf(key), kind === commands.PUT ? itemBytes(keyLength, valueLength) : 0)
    }
    return bytes
  }

  #bytesOf(key: Uint8Array): number {
    const state = this.#keys.load(key, 0, key.length)
    return state.exists ? itemBytes(key.length, this.#changeOf(state, key).valueLength) : 0
  }

  #get(key: Uint8Array): KeyValue | undefined {
    const state = this.#keys.load(key, 0, key.length)
    return state.exists ? keyValueOf(this.#changeOf(state, key)) : undefined
  }

  /**
   * Goes through a range until it has as many items as it may return, with `changed` in mind as if it had been applied.
   * `found` gets the items. Returns what they count, whether more follow, and the last key that was looked at.
   */
  #walk(
    { lower, upper, limit, reverse }: Range,
    bytesMax: number,
    changed: ChangedKeys,
    found?: KeyValue[],
  ): { bytes: number; more: boolean; last: Uint8Array | undefined } {
    const countMax = Math.min(limit, RANGE_KEYS_MAX)
    let count = 0
    let bytes = 0
    let last: Uint8Array | undefined
    // Loading a damaged one throws: not before its turn, so that a range which ends before it is served.
    for (const { key } of this.#store.rangeWithDamage(KEYS, lower, upper, reverse)) {
      if (count >= countMax) return { bytes, more: true, last }
      const change = this.#changeOf(this.#keys.load(key, 0, key.length), key)
      const known = changed.size > 0 ? changed.get(nameOf(key)) : undefined
      if (known !== 0) {
        const counts = known ?? itemBytes(key.length, change.valueLength)
        const most = count === 0 ? bytesMax : Math.min(bytesMax, TXN_RANGE_BYTES_MAX)
        if (bytes + counts > most) return { bytes, more: true, last }
        found?.push(keyValueOf(change))
        bytes += counts
        count++
      }
      last = key
    }
    return { bytes, more: false, last }
  }

  #changeOf({ revision, sub }: KeyState, key: Uint8Array): Change {
    return changeOfKey(this.#store, revision, sub, key)
  }
}

function isPut({ kind }: Operation): boolean {
  return kind === 'put'
}

/** What reading a key will count after the operations before: 0 where they removed it. */
type ChangedKeys = Map<string, number>

const NOTHING_CHANGED: ChangedKeys = new Map()

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

function bytesAfter(mutation: Extract<Operation, { kind: 'put' | 'delete' }>): number {
  return mutation.kind === 'put' ? itemBytes(mutation.key.length, mutation.value.length) : 0
}

/** The range up to the last key that was looked at; an empty one if there is none. */
function cutBehind(range: Range, last: Uint8Array | undefined): Range {
  if (!last) return { ...range, upper: range.lower, isCut: true }
  return range.reverse
    ? { ...range, lower: last, isCut: true }
    : { ...range, upper: successor(last), isCut: true }
}

function numberOf(state: KeyState, target: 'version' | 'createRevision' | 'modRevision'): number {
  if (!state.exists) return 0
  switch (target) {
    case 'version':
      return state.version
    case 'createRevision':
      return state.createRevision
    case 'modRevision':
      return state.revision
  }
}

/**
 * Putting and deleting several keys, in one revision:
 *
 *      0     code u8 | condition u8 | 1 u8 if keys keep their expiry, 0 u8 | count u32
 *      8     mutation, ...        see mutation.ts; each takes `MUTATION_BYTES_MIN` at least
 */
import { strict as assert } from 'node:assert'
import { KV_TYPE } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import { KV_PUT } from '#business/data/store/tables'
import type {
  Delete,
  DeleteAll,
  DeleteAllResult,
  Put,
  PutAll,
  PutAllResult,
  UpdateRefusal,
} from '../../model.ts'
import { NO_CONDITION } from '../../model.ts'
import { encodeMutation, Mutation, mutationBytes } from '../../mutation.ts'
import { DELETE, DELETE_ALL, KV_DOMAIN, PUT, PUT_ALL } from '../codes.ts'

const HEADER_BYTES = 8
/** So that a batch has no more of them than the effects of a log entry have room for. */
const MUTATION_BYTES_MIN = 64
/** By their numbers, which are part of the log's format. */
const CONDITIONS: readonly PutAll['condition'][] = ['none', 'absent', 'present']

export function putAllOperation(
  keyspace: Keyspace,
): Operation<PutAll, PutAllResult | UpdateRefusal> {
  const put = new Mutation()
  return {
    domain: KV_DOMAIN,
    code: PUT_ALL,
    isAlone: false,
    isFreeing: () => false,
    bytes: args => mutationsBytes(putsOf(args)),
    encode: (args, into, at) => {
      const keeps = args.expiresAt === 'keep'
      const flags = CONDITIONS.indexOf(args.condition) | (Number(keeps) << 8)
      encodeMutations(PUT_ALL, PUT, flags, putsOf(args), into, at)
    },
    refuse: (batch, at, entry) => {
      const condition = CONDITIONS[batch.view.getUint8(at + 1)]
      assert(condition, 'a put of several keys in the log has an unknown condition')
      if (condition === 'none') return undefined
      for (const start of mutationsAt(batch, at)) {
        const { bytes, keyStart, keyEnd } = put.at(batch, start)
        const { isPresent, damage } = keyspace.load(bytes, keyStart, keyEnd, entry)
        if (damage) return { kind: 'damaged', what: damage.what }
        if (isPresent !== (condition === 'present')) return { kind: 'putAll', applied: false }
      }
      return undefined
    },
    perform: (batch, at, entry) => {
      // What is expired goes first: its removals have revisions of their own.
      for (const start of mutationsAt(batch, at)) {
        const { bytes, keyStart, keyEnd } = put.at(batch, start)
        keyspace.removeExpired(bytes, keyStart, keyEnd, entry)
      }
      entry.beginOperation()
      const keeps = batch.view.getUint8(at + 2) === 1
      for (const start of mutationsAt(batch, at)) {
        const { bytes, keyStart, keyEnd } = put.at(batch, start)
        const state = keeps ? keyspace.load(bytes, keyStart, keyEnd, entry) : undefined
        if (state?.isPresent) {
          put.expiresAt = state.expiresAt
          put.lease = state.lease
        }
        keyspace.put(KV_TYPE, KV_PUT, put, entry)
        keyspace.events.note('set', bytes, keyStart, keyEnd)
        const isExpirySet = put.expiresAt !== 0 && !keeps
        if (isExpirySet) keyspace.events.note('expire', bytes, keyStart, keyEnd)
      }
      return { kind: 'putAll', applied: true }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as PutAllResult | UpdateRefusal,
  }
}

export function deleteAllOperation(keyspace: Keyspace): Operation<DeleteAll, DeleteAllResult> {
  const mutation = new Mutation()
  return {
    domain: KV_DOMAIN,
    code: DELETE_ALL,
    isAlone: false,
    isFreeing: () => true,
    bytes: args => mutationsBytes(deletesOf(args)),
    encode: (args, into, at) => {
      encodeMutations(DELETE_ALL, DELETE, 0, deletesOf(args), into, at)
    },
    refuse: () => undefined,
    perform: (batch, at, entry) => {
      let deleted = 0
      for (const start of mutationsAt(batch, at)) {
        const { bytes, keyStart, keyEnd } = mutation.at(batch, start)
        const { isPresent, damage } = keyspace.load(bytes, keyStart, keyEnd, entry)
        if (!isPresent && !damage) continue
        keyspace.remove(bytes, keyStart, keyEnd, entry)
        deleted++
      }
      return { kind: 'deleteAll', deleted }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as DeleteAllResult,
  }
}

/** The last value of each key. */
function putsOf({ items, contentType, expiresAt }: PutAll): Put[] {
  const time = expiresAt === 'keep' ? undefined : expiresAt
  const rest = { contentType, expiresAt: time, lease: undefined, condition: NO_CONDITION }
  const puts = new Map<string, Put>()
  for (const { key, value } of items) {
    const name = Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1')
    puts.set(name, { kind: 'put', key, value, ...rest })
  }
  return [...puts.values()]
}

function deletesOf({ keys }: DeleteAll): Delete[] {
  return keys.map(key => ({ kind: 'delete', key, condition: NO_CONDITION }))
}

function mutationsBytes(mutations: readonly (Put | Delete)[]): number {
  return mutations.reduce((sum, mutation) => sum + stride(mutationBytes(mutation)), HEADER_BYTES)
}

function encodeMutations(
  code: number,
  mutationCode: number,
  flags: number,
  mutations: readonly (Put | Delete)[],
  into: BatchBytes,
  at: number,
): void {
  into.view.setUint32(at, code | (flags << 8), true)
  into.view.setUint32(at + 4, mutations.length, true)
  let next = at + HEADER_BYTES
  for (const mutation of mutations) {
    encodeMutation(mutationCode, mutation, into, next)
    next += stride(mutationBytes(mutation))
  }
}

/** Where each mutation is. */
function* mutationsAt({ view }: BatchBytes, at: number): Generator<number> {
  const count = view.getUint32(at + 4, true)
  let next = at + HEADER_BYTES
  for (let index = 0; index < count; index++) {
    yield next
    next += stride(view.getUint32(next + 12, true))
  }
}

function stride(bytes: number): number {
  return Math.max(bytes, MUTATION_BYTES_MIN)
}

/** Putting and deleting keys. */
import { KV_TYPE, STREAM_TYPE } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { hasRoom } from '#business/data/keyspace/leases'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Entry } from '#business/data/node/entry'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import { StoreDamaged } from '#business/data/store/store'
import { KV_PUT } from '#business/data/store/tables'
import type { Plan } from '#business/data/txn/plan'
import type { Delete, DeleteResult, Put, PutResult, Refusal } from '../model.ts'
import { storedLeaseId } from '../model.ts'
import { DELETE, KV_DOMAIN, PUT } from './codes.ts'
import { encodeMutation, Mutation, mutationBytes } from '../mutation.ts'

const JOINS_ONE = 1

export function putOperation(keyspace: Keyspace, plan: Plan): Operation<Put, PutResult | Refusal> {
  const put = new Mutation()
  const leaseRefusal = (held: number, now: number): Refusal | undefined => {
    const id = storedLeaseId(put.lease)
    const lease = keyspace.leases.findAt(put.lease, now)
    if (!lease) return { kind: 'leaseNotFound', id }
    if (lease instanceof StoreDamaged) return { kind: 'damaged', what: lease.what }
    // A lease that owns the key already takes nothing more. A transaction counts together what its puts and deletes need.
    if (put.lease === held || plan.isOpen) return undefined
    const joining = { keys: JOINS_ONE, bytes: put.keyLength }
    return hasRoom(lease, joining) ? undefined : { kind: 'leaseFull', id }
  }
  return {
    domain: KV_DOMAIN,
    code: PUT,
    isAlone: false,
    isFreeing: () => false,
    bytes: mutationBytes,
    encode: (args, into, at) => {
      encodeMutation(PUT, args, into, at)
    },
    refuse: (batch, at, entry) => {
      put.at(batch, at)
      const state = keyspace.load(put.bytes, put.keyStart, put.keyEnd, entry)
      const { modRevision } = state
      if (state.damage && !put.isUnconditional) return { kind: 'damaged', what: state.damage.what }
      const isOther = state.isPresent && state.type !== KV_TYPE
      if (isOther && !put.replacesAnyType) return { kind: 'wrongType' }
      if (!put.holds(modRevision)) return { kind: 'conditionFailed', modRevision }
      const refusal = put.lease === 0 ? undefined : leaseRefusal(state.lease, entry.now)
      if (!refusal && plan.isOpen) plan.put(put.key, put.valueLength, state, put.lease)
      return refusal
    },
    perform: (batch, at, entry) => {
      const state = keyspace.put(KV_TYPE, KV_PUT, put.at(batch, at), entry)
      const { createRevision, revision, version, expiresAt } = state
      keyspace.events.note('set', put.bytes, put.keyStart, put.keyEnd)
      if (put.expiresAt !== 0) keyspace.events.note('expire', put.bytes, put.keyStart, put.keyEnd)
      return {
        kind: 'put',
        created: version === 1,
        createRevision,
        modRevision: revision,
        version,
        expiresAt: expiresAt === 0 ? undefined : expiresAt,
      }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as PutResult | Refusal,
  }
}

export function deleteOperation(
  keyspace: Keyspace,
  plan: Plan,
): Operation<Delete, DeleteResult | Refusal> {
  const mutation = new Mutation()
  const load = (batch: BatchBytes, at: number, entry: Entry) => {
    const { bytes, keyStart, keyEnd } = mutation.at(batch, at)
    return keyspace.load(bytes, keyStart, keyEnd, entry)
  }
  return {
    domain: KV_DOMAIN,
    code: DELETE,
    isAlone: false,
    isFreeing: () => true,
    bytes: mutationBytes,
    encode: (args, into, at) => {
      encodeMutation(DELETE, args, into, at)
    },
    refuse: (batch, at, entry) => {
      const state = load(batch, at, entry)
      const { modRevision, damage } = state
      const { isOfStream } = mutation
      if (damage && (isOfStream || !mutation.isUnconditional)) {
        return { kind: 'damaged', what: damage.what }
      }
      if (isOfStream && state.isPresent && state.type !== STREAM_TYPE) return { kind: 'wrongType' }
      if (!mutation.holds(modRevision)) return { kind: 'conditionFailed', modRevision }
      if (plan.isOpen) plan.delete(mutation.key, state)
      return undefined
    },
    perform: (batch, at, entry) => {
      const { isPresent, damage } = load(batch, at, entry)
      const deleted = isPresent || damage !== undefined
      const { bytes, keyStart, keyEnd } = mutation
      if (deleted) keyspace.remove(bytes, keyStart, keyEnd, entry)
      return { kind: 'delete', deleted }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => deleteResultOf(decodeJson(bytes) as RecordedDelete),
  }
}

/** What idempotency records have of a delete. Those of batches of version 1 have a kind for each outcome. */
type RecordedDelete = DeleteResult | Refusal | { readonly kind: 'deleted' | 'notFound' }

function deleteResultOf(recorded: RecordedDelete): DeleteResult | Refusal {
  switch (recorded.kind) {
    case 'deleted':
      return { kind: 'delete', deleted: true }
    case 'notFound':
      return { kind: 'delete', deleted: false }
    default:
      return recorded
  }
}

/** What all operations that write have in common. */
import type { Exchange } from '#foundation/web/exchange'
import type { ProblemFields } from '#foundation/web/problem'
import type { Condition, Refusal } from '#business/core/kv/model'
import { formatLeaseId } from '#business/core/kv/model'
import type { ExecuteOptions } from '#business/data/node/node'
import { StoreDamaged } from '#business/data/store/store'
import { TXN_READ_BYTES_MAX } from '#business/data/txn/plan'
import { BatchPhases } from '#business/web/v1/batch-phases'
import { onceOf } from '#business/web/v1/once'

/** How a request's command is to be proposed: once, if it carries a key for that. The request then knows where its time went. */
export function proposeOptions(
  exchange: Exchange,
  idempotencyKey: string | undefined,
): ExecuteOptions {
  const once = onceOf(exchange, idempotencyKey)
  return {
    once,
    observe: (timing, isReplayed) => {
      exchange.timing = new BatchPhases(timing)
      if (isReplayed) exchange.fields.replayed = true
    },
  }
}

export const WRONG_TYPE: ProblemFields = {
  code: 'WRONG_TYPE',
  detail: 'The key is of another type: streams and values share their names. Take another name',
}

export const KEY_NOT_FOUND: ProblemFields = {
  code: 'KEY_NOT_FOUND',
  detail: 'There is no such key',
}

/** A refusal as the error that reading the same thing would have thrown. */
export function damage({ what }: Extract<Refusal, { kind: 'damaged' }>): StoreDamaged {
  return new StoreDamaged(what)
}

/** An operation was refused for a reason that it cannot have. */
export function unexpected({ kind }: { readonly kind: string }): Error {
  return new Error(`The operation cannot be refused as ${kind}`)
}

/** A refusal of the state machine as a problem's fields. */
export function refusalFields(refusal: Exclude<Refusal, { kind: 'damaged' }>): ProblemFields {
  switch (refusal.kind) {
    case 'conditionFailed': {
      const { modRevision } = refusal
      const found =
        modRevision === 0 ? 'there is no such key' : `the ETag is "${String(modRevision)}"`
      return {
        code: 'CONDITION_FAILED',
        detail: `The condition does not hold: ${found}. Read the key, then decide again`,
        more: { modRevision },
      }
    }
    case 'wrongType':
      return WRONG_TYPE
    case 'leaseNotFound':
      return {
        code: 'LEASE_NOT_FOUND',
        detail: `There is no lease ${formatLeaseId(refusal.id)}: it expired, was revoked, or never was`,
      }
    case 'leaseFull':
      return {
        code: 'LEASE_FULL',
        detail: `The lease ${formatLeaseId(refusal.id)} takes no more keys: grant another one`,
      }
    case 'readsTooLarge':
      return {
        code: 'READS_TOO_LARGE',
        detail: `The gets of the transaction would return more than ${String(TXN_READ_BYTES_MAX)} bytes. Nothing was executed; read in several requests`,
      }
    case 'futureRevision':
      return {
        code: 'FUTURE_REVISION',
        detail: `This revision does not exist yet: the newest is ${String(refusal.revision)}`,
      }
  }
}

/** Of a put or delete under this condition, which the client may not know to be one that no key meets. */
export function conditionFields(
  refusal: Extract<Refusal, { kind: 'conditionFailed' }>,
  condition: Condition,
): ProblemFields {
  const fields = refusalFields(refusal)
  if (condition.kind !== 'revision' || condition.revisions.length > 0) return fields
  const why = 'The condition names no tag that a key can have: a weak one (W/) matches nothing here'
  return { ...fields, detail: `${fields.detail}. ${why}` }
}

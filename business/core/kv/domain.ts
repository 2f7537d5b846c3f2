/** The domain's table: every operation there is. A new one is a row here and a function beside. */
import { History } from '#business/data/keyspace/history'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import type { Plan } from '#business/data/txn/plan'
import type { AnyResult } from '#business/data/txn/txn'
import { TxnOperation } from '#business/data/txn/txn'
import { clearOperation } from './operations/several/clear.ts'
import { compareOperation } from './operations/compare.ts'
import { grantOperation, keepAliveOperation, revokeOperation } from './operations/lease.ts'
import { moveOperation } from './operations/update/move.ts'
import { getOperation, rangeOperation } from './operations/read.ts'
import { deleteAllOperation, putAllOperation } from './operations/several/several.ts'
import { updateOperation } from './operations/update/update.ts'
import { compactOperation, expireOperation } from './operations/upkeep.ts'
import { deleteOperation, putOperation } from './operations/write.ts'

type KvOperations = ReturnType<typeof operationsOf>

export class KvDomain {
  readonly keyspace: Keyspace
  readonly history: History
  readonly operations: KvOperations
  readonly txn: TxnOperation<AnyResult>

  /** `others` are the operations of other domains that a transaction may have; all domains of a store share one plan. */
  constructor(
    store: Store,
    keyspace: Keyspace,
    plan: Plan,
    others: readonly Operation<unknown, AnyResult>[],
  ) {
    const history = new History(store, keyspace)
    const operations = operationsOf(store, keyspace, history, plan)
    const { put, get, range, compare } = operations
    this.keyspace = keyspace
    this.history = history
    this.operations = operations
    this.txn = new TxnOperation<AnyResult>(
      [put, operations.delete, get, range, ...others],
      [compare],
      plan,
    )
  }

  /** What log entries may have. */
  get table(): readonly Operation<never, unknown>[] {
    return [...Object.values(this.operations), this.txn]
  }
}

function operationsOf(store: Store, keyspace: Keyspace, history: History, plan: Plan) {
  return {
    put: putOperation(keyspace, plan),
    delete: deleteOperation(keyspace, plan),
    get: getOperation(history, plan),
    range: rangeOperation(store, keyspace, history, plan),
    compare: compareOperation(store, keyspace, history),
    grant: grantOperation(keyspace),
    keepAlive: keepAliveOperation(keyspace),
    revoke: revokeOperation(keyspace),
    expire: expireOperation(keyspace),
    compact: compactOperation(),
    update: updateOperation(keyspace, history),
    putAll: putAllOperation(keyspace),
    deleteAll: deleteAllOperation(keyspace),
    move: moveOperation(keyspace, history),
    clear: clearOperation(keyspace),
  }
}

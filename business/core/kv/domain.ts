/** The domain's table: every operation there is. A new one is a row here and a function beside. */
import { History } from '#business/data/keyspace/history'
import { Keyspace } from '#business/data/keyspace/keyspace'
import type { Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import { Plan } from '#business/data/txn/plan'
import { TxnOperation } from '#business/data/txn/txn'
import type { OperationResult, Refusal } from './model.ts'
import { compareOperation } from './operations/compare.ts'
import { grantOperation, keepAliveOperation, revokeOperation } from './operations/lease.ts'
import { getOperation, rangeOperation } from './operations/read.ts'
import { compactOperation, expireOperation } from './operations/upkeep.ts'
import { deleteOperation, putOperation } from './operations/write.ts'

type KvOperations = ReturnType<typeof operationsOf>

export class KvDomain {
  readonly keyspace: Keyspace
  readonly history: History
  readonly operations: KvOperations
  readonly txn: TxnOperation<OperationResult | Refusal>

  constructor(store: Store) {
    const keyspace = new Keyspace(store)
    const history = new History(store, keyspace)
    const plan = new Plan(keyspace)
    const operations = operationsOf(store, keyspace, history, plan)
    const { put, get, range, compare } = operations
    this.keyspace = keyspace
    this.history = history
    this.operations = operations
    this.txn = new TxnOperation<OperationResult | Refusal>(
      [put, operations.delete, get, range],
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
  }
}

/** The domains of one store. They share its keys, and a transaction has operations of all of them. */
import { KvDomain } from '#business/core/kv/domain'
import { StreamDomain } from '#business/core/stream/domain'
import { Keyspace } from '#business/data/keyspace/keyspace'
import type { Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import { Plan } from '#business/data/txn/plan'
import { SequenceOperation } from '#business/data/txn/sequence'

export class Domains {
  readonly kv: KvDomain
  readonly stream: StreamDomain
  readonly sequence: SequenceOperation

  constructor(store: Store) {
    const keyspace = new Keyspace(store)
    const plan = new Plan(keyspace)
    this.stream = new StreamDomain(store, keyspace, plan)
    this.kv = new KvDomain(store, keyspace, plan, this.stream.inTransactions)
    this.sequence = new SequenceOperation([...this.kv.table, ...this.stream.table], keyspace)
  }

  /** What log entries may have. */
  get table(): readonly Operation<never, unknown>[] {
    return [...this.kv.table, ...this.stream.table, this.sequence]
  }
}

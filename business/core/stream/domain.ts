/** The domain's table: every operation there is. A new one is a row here and a function beside. */
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import type { AnyResult } from '#business/data/txn/txn'
import type { Plan } from '#business/data/txn/plan'
import { appendOperation } from './operations/append.ts'
import { removeOperation, setRetentionOperation, trimOperation } from './operations/changes.ts'
import { reclaimOperation, Reclaimer } from './operations/reclaim.ts'
import { changeGroupOperation } from './groups/change-group.ts'
import { GroupRows } from './groups/group-rows.ts'
import { Arrivals } from './arrivals.ts'
import { StreamReader } from './stream-reader.ts'
import { StreamRows } from './operations/stream-rows.ts'

type StreamOperations = ReturnType<typeof operationsOf>

export class StreamDomain {
  readonly arrivals = new Arrivals()
  readonly groups: GroupRows
  readonly reader: StreamReader
  readonly operations: StreamOperations
  readonly #reclaimer: Reclaimer

  constructor(store: Store, keyspace: Keyspace, plan: Plan) {
    const rows = new StreamRows(store, keyspace, this.arrivals)
    this.#reclaimer = new Reclaimer(store)
    // Those who wait for a group have to be told that it is gone.
    keyspace.onReleased = (bytes, start, end) => {
      this.arrivals.touch(bytes, start, end)
    }
    this.reader = new StreamReader(store, keyspace)
    this.groups = new GroupRows(store)
    this.operations = operationsOf(rows, this.groups, this.#reclaimer, plan)
  }

  /** What log entries may have. */
  get table(): readonly Operation<never, unknown>[] {
    return Object.values(this.operations)
  }

  get inTransactions(): readonly Operation<unknown, AnyResult>[] {
    return [this.operations.append]
  }

  get hasGarbage(): boolean {
    return this.#reclaimer.hasGarbage
  }
}

function operationsOf(rows: StreamRows, groups: GroupRows, reclaimer: Reclaimer, plan: Plan) {
  return {
    append: appendOperation(rows, plan),
    trim: trimOperation(rows),
    remove: removeOperation(rows),
    setRetention: setRetentionOperation(rows),
    reclaim: reclaimOperation(reclaimer),
    changeGroup: changeGroupOperation(rows, groups),
  }
}

/** The domain's table: every operation there is. A new one is a row here and a function beside. */
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import type { AnyResult } from '#business/data/txn/txn'
import type { Plan } from '#business/data/txn/plan'
import { appendOperation } from './operations/append.ts'
import {
  removeOperation,
  setIdOperation,
  setRetentionOperation,
  trimOperation,
} from './operations/changes.ts'
import { reclaimOperation, Reclaimer } from './operations/reclaim.ts'
import { changeGroupOperation } from './groups/change-group.ts'
import { GroupRows } from './groups/group-rows.ts'
import { Arrivals, Turns } from './arrivals.ts'
import type { StreamRefusal } from './model.ts'
import { configureProducersOperation } from './producers/configure.ts'
import { ProducerRows } from './producers/producer-rows.ts'
import { removeEachOperation } from './references/remove-each.ts'
import { StreamReader } from './stream-reader.ts'
import { StreamCopier } from './whole/copy.ts'
import { renameStream } from './whole/rename.ts'
import { StreamRows } from './operations/stream-rows.ts'

type StreamOperations = ReturnType<typeof operationsOf>

export class StreamDomain {
  readonly arrivals = new Arrivals()
  readonly turns = new Turns()
  readonly groups: GroupRows
  readonly producers: ProducerRows
  readonly reader: StreamReader
  readonly operations: StreamOperations
  readonly #reclaimer: Reclaimer

  constructor(store: Store, keyspace: Keyspace, plan: Plan) {
    this.groups = new GroupRows(store)
    this.producers = new ProducerRows(store)
    const rows = new StreamRows(store, keyspace, this.arrivals, this.groups)
    this.#reclaimer = new Reclaimer(store)
    const copier = new StreamCopier(store, keyspace, rows)
    keyspace.objects = {
      // Those who wait for a group have to be told that it is gone.
      released: (bytes, start, end) => {
        this.arrivals.touch(bytes, start, end)
      },
      rename: (bytes, from, to, entry) => {
        renameStream(store, keyspace, bytes, from, to, entry)
        this.arrivals.touch(bytes, to.start, to.end)
      },
      read: state => copier.read(state),
      copy: (bytes, to, entry) => {
        copier.write(bytes, to, entry)
        this.arrivals.touch(bytes, to.start, to.end)
      },
    }
    this.reader = new StreamReader(store, keyspace)
    this.operations = operationsOf(rows, this.groups, this.producers, this.#reclaimer, plan)
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

function operationsOf(
  rows: StreamRows,
  groups: GroupRows,
  producers: ProducerRows,
  reclaimer: Reclaimer,
  plan: Plan,
) {
  return {
    append: guarded(appendOperation(rows, plan, producers)),
    trim: guarded(trimOperation(rows)),
    remove: guarded(removeOperation(rows)),
    setRetention: guarded(setRetentionOperation(rows)),
    removeEach: guarded(removeEachOperation(rows, groups)),
    configureProducers: guarded(configureProducersOperation(rows, producers)),
    setId: guarded(setIdOperation(rows)),
    reclaim: reclaimOperation(reclaimer),
    changeGroup: guarded(changeGroupOperation(rows, groups)),
  }
}

/** A damaged row that the operation meets when it is performed makes it fail, and not the node, which would meet it again. */
function guarded<Arguments, Result>(
  operation: Operation<Arguments, Result | StreamRefusal>,
): Operation<Arguments, Result | StreamRefusal> {
  return {
    ...operation,
    perform: (batch, at, entry) => {
      try {
        return operation.perform(batch, at, entry)
      } catch (error) {
        if (!(error instanceof StoreDamaged)) throw error
        return { kind: 'damaged', what: error.what }
      }
    },
  }
}

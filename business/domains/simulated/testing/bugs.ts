/**
 * Deliberate bugs, each as a patch of a class: the simulation has to find every one of them. A bug is there until the function that
 * `plant` returns is called. Only for tests.
 */
import type { LogEntry, Outcome } from '#business/data/log/log'
import { IdempotencyRecords } from '#business/data/node/idempotency'
import { Node } from '#business/data/node/node'
import { Reads } from '#business/data/reads/reads'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import type { StoreState } from '#business/data/store/state'
import { Store } from '#business/data/store/store'
import type { TestBase } from '#business/data/store/testing/test-base'
import { seeded } from '#foundation/host/simulated'
import { Kv } from '#business/core/kv/kv'
import { Groups } from '#business/core/stream/groups'
import { FaultyLog } from './faulty-log.ts'
import { Machine } from './machine.ts'

type Plant = () => () => void

/** Returns the way to undo it. */
function patch<T extends object, K extends keyof T>(
  of: T,
  name: K,
  replace: (before: T[K]) => T[K],
): () => void {
  const before = of[name]
  of[name] = replace(before)
  return () => {
    of[name] = before
  }
}

/** What happens before each start of a process on a machine. */
const atStart = (act: (machine: Machine) => void): (() => void) =>
  patch(Machine.prototype, 'start', before => {
    return function (this: Machine) {
      if (!this.life) act(this)
      before.call(this)
    }
  })

/** What a process makes of the entries that its log delivers; each process by a number of its own. */
const delivered = (
  change: (entry: LogEntry, number: number) => readonly LogEntry[],
): (() => void) =>
  patch(FaultyLog.prototype, 'entries', before => {
    return async function* (this: FaultyLog, ...args) {
      const [number = 0] = this.life.host.random.bytes(1)
      for await (const entry of before.call(this, ...args)) yield* change(entry, number)
    }
  })

/** What a process makes of what became of an append. */
const appended = (change: (outcome: Outcome, again: () => Promise<Outcome>) => Promise<Outcome>) =>
  patch(FaultyLog.prototype, 'append', before => {
    return async function (this: FaultyLog, payload) {
      const again = (): Promise<Outcome> => before.call(this, payload)
      return await change(await again(), again)
    }
  })

const EVERY = 17
const WRITER_AT = 16
const WRITER_BYTES = 8

export const BUGS: Readonly<Record<string, Plant>> = {
  'a batch of another node is taken for an own one': () => {
    const writers = new WeakMap<FaultyLog, Uint8Array>()
    const undo = patch(FaultyLog.prototype, 'append', before => {
      return function (this: FaultyLog, payload) {
        writers.set(this, payload.slice(WRITER_AT, WRITER_AT + WRITER_BYTES))
        return before.call(this, payload)
      }
    })
    const undoOther = patch(FaultyLog.prototype, 'entries', before => {
      return async function* (this: FaultyLog, ...args) {
        for await (const entry of before.call(this, ...args)) {
          const payload = entry.payload.slice()
          payload.set(writers.get(this) ?? [], WRITER_AT)
          yield { ...entry, payload }
        }
      }
    })
    return () => {
      undoOther()
      undo()
    }
  },
  'a put is answered before it is committed': () =>
    patch(Kv.prototype, 'put', before => {
      return async function (this: Kv, request, options) {
        const created = this.get(request.key) === undefined
        before.call(this, request, options).catch(() => undefined)
        await Promise.resolve()
        const rest = { createRevision: 0, modRevision: 0, version: 0, expiresAt: undefined }
        return { kind: 'put', created, ...rest }
      }
    }),
  'the newest entry is applied twice after a restart': () => {
    const before = new Map<number, StoreState>()
    const undo = patch(Store.prototype, 'advance', advance => {
      return function (this: Store, state) {
        before.set(state.position, this.state)
        advance.call(this, state)
      }
    })
    const undoOther = atStart(({ disk }) => {
      const { position, chainHash } = before.get(disk.state.position) ?? disk.state
      disk.state = { ...disk.state, position, chainHash }
    })
    return () => {
      undoOther()
      undo()
    }
  },
  'the log is trimmed beyond what disks have': () =>
    patch(FaultyLog.prototype, 'trim', before => {
      return function (this: FaultyLog) {
        before.call(this, this.shared.last - 1)
      }
    }),
  'an old snapshot is installed, and the position stays': () => {
    const old = new WeakMap<Machine, TestBase>()
    return atStart(machine => {
      const { disk } = machine
      const { state } = disk
      const before = old.get(machine)
      old.set(machine, machine.copyOfDisk())
      if (before && before.state.position <= state.position) disk.become(before)
      disk.state = state
    })
  },
  'a snapshot says a newer position than it has': () =>
    patch(Machine.prototype, 'copyOfDisk', before => {
      return function (this: Machine) {
        const copy = before.call(this)
        copy.state = this.node?.node.store.state ?? copy.state
        return copy
      }
    }),
  'a flush tells its position and lacks its rows': () =>
    patch(MemoryBase.prototype, 'flush', before => {
      return async function (this: MemoryBase, memtable, state) {
        if (state.position % EVERY !== 0) await before.call(this, memtable, state)
        else this.state = state
      }
    }),
  'a read has no barrier': () => patch(Reads.prototype, 'wait', () => () => undefined),
  'a read shares a barrier that began before it': () => {
    const underWay = new WeakMap<Node, Promise<void>>()
    return patch(Node.prototype, 'barrier', before => {
      return function (this: Node) {
        const shared = underWay.get(this)
        if (shared) return shared
        const own = before.call(this).finally(() => underWay.delete(this))
        underWay.set(this, own)
        return own
      }
    })
  },
  'a barrier tells what the process knows, and does not ask the log': () =>
    patch(FaultyLog.prototype, 'barrier', () => {
      return async function (this: FaultyLog) {
        await this.life.crosses()
        return this.info().last
      }
    }),
  'an entry is passed over': () =>
    delivered((entry, number) => ((entry.position + number) % EVERY === 0 ? [] : [entry])),
  'an entry is delivered twice': () =>
    delivered((entry, number) =>
      (entry.position + number) % EVERY === 0 ? [entry, entry] : [entry],
    ),
  'a seal is passed over': () =>
    delivered((entry, number) => {
      const isSeal = Buffer.from(entry.payload).includes('"log":"next"')
      return isSeal && number % 2 === 0 ? [] : [entry]
    }),
  'an entry is applied at the time of each node': () => {
    const late = new WeakMap<Store, number>()
    let stores = 0
    return patch(Store.prototype, 'advance', before => {
      return function (this: Store, state) {
        const ms = late.get(this) ?? ++stores
        late.set(this, ms)
        before.call(this, { ...state, time: state.time + ms })
      }
    })
  },
  'an idempotency record is not found': () =>
    patch(IdempotencyRecords.prototype, 'recall', () => () => ({
      kind: 'new',
      expired: undefined,
    })),
  'an unknown outcome is told as a refusal': () =>
    appended(async outcome => {
      await Promise.resolve()
      return outcome.kind === 'unknown' ? { kind: 'not committed', reason: 'not leader' } : outcome
    }),
  'what may be in the log is appended again': () =>
    appended(async (outcome, again) => (outcome.kind === 'unknown' ? await again() : outcome)),
  'an append whose answer was lost is waited for without end': () =>
    appended(async outcome =>
      outcome.kind === 'unknown' ? await new Promise<never>(() => undefined) : outcome,
    ),
  'a process takes the batches of the one before for its own': () =>
    patch(Machine.prototype, 'start', before => {
      return function (this: Machine) {
        const last = this.life
        before.call(this)
        if (!this.life || this.life === last) return
        const chance = seeded(this.name.length + (this.name.codePointAt(this.name.length - 1) ?? 0))
        const bytes = (length: number) => Uint8Array.from({ length }, () => chance() * 256)
        Object.assign(this.life.host, { random: { bytes } })
      }
    }),
  'a transaction is two writes': () =>
    patch(Kv.prototype, 'txn', before => {
      return async function (this: Kv, txn, options) {
        const [first, ...rest] = txn.then
        if (!first || rest.length === 0) return await before.call(this, txn, options)
        await before.call(this, { ...txn, then: [first] }, options)
        return await before.call(this, { ...txn, then: rest }, options)
      } as typeof before
    }),
  'an acknowledgement of a group is told and not kept': () =>
    patch(Groups.prototype, 'change', before => {
      return async function (this: Groups, change, options) {
        if (change.kind === 'ack') return { kind: 'done', count: change.ids.length }
        return await before.call(this, change, options)
      }
    }),
  'a watch goes on with the next change, wherever it was': () =>
    patch(Kv.prototype, 'watch', before => {
      return function (this: Kv, range, _start, pace, signal) {
        return before.call(this, range, undefined, pace, signal)
      }
    }),
  'a lease is revoked and leaves its keys': () =>
    patch(Kv.prototype, 'revokeLease', () => {
      return async function () {
        await Promise.resolve()
        return { kind: 'revoked', keys: 1, damaged: undefined }
      }
    }),
  'a transaction does not compare': () =>
    patch(Kv.prototype, 'txn', before => {
      return async function (this: Kv, txn, options) {
        return await before.call(this, { ...txn, compare: [] }, options)
      } as typeof before
    }),
}

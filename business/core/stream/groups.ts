/**
 * Consumer groups as the edges use them. What the state machine refuses is a result (`GroupRefusal`); what could not be
 * proposed, or cannot be read, is thrown.
 */
import type { Clock, Host } from '#foundation/host/host'
import type { Key } from '#business/data/keyspace/key'
import type { ExecuteOptions, Proposals } from '#business/data/node/node'
import type { StreamDomain } from './domain.ts'
import { encodeChange } from './groups/changes/change-bytes.ts'
import type { GroupChange, GroupRefusal, GroupResult, GroupSettings } from './groups/group-model.ts'
import type { Consumer, Group, Pending } from './groups/group-state.ts'
import type { StreamCounts } from './groups/lag.ts'
import { lagOf } from './groups/lag.ts'
import { compareIds, FIRST_ID, LAST_ID } from './id.ts'
import type { StreamId } from './id.ts'

export type { Consumer, Pending } from './groups/group-state.ts'
export type {
  GroupChange,
  GroupEntry,
  GroupRefusal,
  GroupResult,
  GroupSettings,
  GroupSettingsPatch,
  ReadGroup,
  ReadPlace,
} from './groups/group-model.ts'
export {
  CONSUMERS_MAX,
  FATAL_DELIVERIES,
  GROUP_ENTRIES_MAX,
  GROUP_NAME_BYTES_MAX,
  GROUPS_MAX,
} from './groups/group-model.ts'
export type { ReadTotal } from './groups/read-total.ts'
export { NO_TOTAL, TotalLeft } from './groups/read-total.ts'

/** Groups, consumers and pending entries that one call shows in detail. */
const DETAILS_MAX = 10_000

export type GroupInfo = {
  readonly name: Uint8Array
  readonly consumers: number
  readonly pending: number
  /** Pending entries that no consumer has. */
  readonly free: number
  readonly lastId: StreamId
  readonly entriesRead: number | undefined
  /** Entries that were not delivered to it; undefined if that cannot be told. */
  readonly lag: number | undefined
  readonly settings: GroupSettings
}

export type PendingSummary = {
  readonly count: number
  /** Undefined if none is pending. */
  readonly first: StreamId | undefined
  readonly last: StreamId | undefined
  /** Those that have any. */
  readonly consumers: readonly Consumer[]
}

export type PendingFilter = {
  readonly first: StreamId
  readonly last: StreamId
  readonly limit: number
  /** What no consumer has is idle for any time. */
  readonly minIdleMs: number
  readonly consumer: Uint8Array | undefined
}

export type GroupDetail = {
  readonly info: GroupInfo
  readonly pending: readonly Pending[]
  readonly consumers: readonly {
    readonly consumer: Consumer
    readonly pending: readonly Pending[]
  }[]
}

/** When a read of a group returns anything but own entries. */
export type Readiness = {
  readonly isReady: boolean
  /** If it is not: when something that is pending now will be due; undefined for never. */
  readonly dueAt: number | undefined
}

/** What there is of a group. */
export type FoundGroup<Result> =
  | { readonly kind: 'found'; readonly result: Result }
  | { readonly kind: 'noSuchStream' | 'wrongType' | 'noSuchGroup' }

export class Groups {
  readonly #node: Proposals
  readonly #domain: StreamDomain
  readonly #host: Host
  readonly #clock: Clock

  /** `domain` is the one whose operations `node` was started with. */
  constructor(node: Proposals, domain: StreamDomain, host: Host) {
    this.#node = node
    this.#domain = domain
    this.#host = host
    this.#clock = host.clock
  }

  /** The same groups; changes of them are proposed to another one. */
  on(node: Proposals): Groups {
    return new Groups(node, this.#domain, this.#host)
  }

  async change(change: GroupChange, options?: ExecuteOptions): Promise<Changed> {
    let asked = change
    for (;;) {
      const operation = this.#domain.operations.changeGroup
      const result = await this.#node.execute(operation, encodeChange(asked), options)
      if (result.kind !== 'part') return result
      if (asked.kind === 'deleteConsumer') asked = { ...asked, count: result.count }
    }
  }

  /** Of a read that also returns what has been pending for so long; as the settings of the group say if undefined. */
  readiness(stream: Key, name: Uint8Array, minIdleMs: number | undefined): FoundGroup<Readiness> {
    return this.#withGroup(stream, name, ({ group, counts }) => {
      const idleMs = minIdleMs ?? group.settings.redeliverAfterMs
      const dueAt = idleMs === undefined ? undefined : this.#domain.groups.dueAt(group, idleMs)
      const isDue = dueAt !== undefined && dueAt <= this.#clock.now()
      return { isReady: isDue || compareIds(counts.lastId, group.lastId) > 0, dueAt }
    })
  }

  /** The turn of a reader that waited for entries of these streams: whether there are any is to be asked then. */
  turn(
    streams: readonly Key[],
    group: Uint8Array,
    signal: AbortSignal,
  ): Promise<Disposable | undefined> {
    return this.#domain.turns.take([...streams, group], signal)
  }

  /** From this name on, so many at most. */
  list(
    stream: Key,
    limit = Number.POSITIVE_INFINITY,
    from?: Uint8Array,
  ): FoundGroup<readonly GroupInfo[]> {
    const found = this.#domain.reader.object(stream, this.#clock.now())
    if (found.kind !== 'found') return found
    const { objectId, counts } = found.result
    const groups = this.#domain.groups
      .groups(objectId, from)
      .take(limit)
      .map(({ name, group }) => infoOf(name, group, counts))
      .toArray()
    return { kind: 'found', result: groups }
  }

  /**
   * All groups of a stream with their consumers, and of each what it has pending, so many at most; none if there is no such
   * stream. `tooMany` if that would be more than 10,000 of all.
   */
  details(stream: Key, limit: number): readonly GroupDetail[] | 'tooMany' {
    const found = this.#domain.reader.object(stream, this.#clock.now())
    if (found.kind !== 'found') return []
    const { groups } = this.#domain
    const { objectId, counts } = found.result
    let left = DETAILS_MAX
    const some = <Item>(items: Generator<Item>, max: number): Item[] => {
      const taken = items.take(Math.min(max, left + 1)).toArray()
      left -= taken.length
      return taken
    }
    const details: GroupDetail[] = []
    for (const { name, group } of some(groups.groups(objectId), left + 1)) {
      const pending = some(groups.allPending(group, FIRST_ID), limit)
      const consumers = some(groups.consumers(group), left + 1).map(consumer => {
        return { consumer, pending: some(groups.own(group, consumer, FIRST_ID), limit) }
      })
      if (left < 0) return 'tooMany'
      details.push({ info: infoOf(name, group, counts), pending, consumers })
    }
    return details
  }

  info(stream: Key, name: Uint8Array): FoundGroup<GroupInfo> {
    return this.#withGroup(stream, name, ({ group, counts }) => infoOf(name, group, counts))
  }

  /** From this name on, so many at most. */
  consumers(
    stream: Key,
    group: Uint8Array,
    limit = Number.POSITIVE_INFINITY,
    from?: Uint8Array,
  ): FoundGroup<readonly Consumer[]> {
    return this.#withGroup(stream, group, found =>
      this.#domain.groups.consumers(found.group, from).take(limit).toArray(),
    )
  }

  summary(stream: Key, group: Uint8Array): FoundGroup<PendingSummary> {
    return this.#withGroup(stream, group, found => {
      const { groups } = this.#domain
      const [first] = groups.allPending(found.group, FIRST_ID)
      const [last] = groups.allPending(found.group, FIRST_ID, true)
      const consumers = [...groups.consumers(found.group)].filter(({ pending }) => pending > 0)
      return { count: found.group.pending, first: first?.id, last: last?.id, consumers }
    })
  }

  pending(stream: Key, group: Uint8Array, filter: PendingFilter): FoundGroup<readonly Pending[]> {
    return this.#withGroup(stream, group, found => this.#filtered(found.group, filter))
  }

  #filtered(group: Group, filter: PendingFilter): Pending[] {
    const { first, last, limit, minIdleMs, consumer: name } = filter
    const { groups } = this.#domain
    const consumer = name && groups.consumer(group, name)
    if (name && !consumer) return []
    const now = this.#clock.now()
    const found: Pending[] = []
    for (const pending of groups.allPending(group, first)) {
      if (found.length >= limit || isBehind(pending.id, last)) break
      // The wall clock may have gone back since.
      if (pending.consumer && Math.max(0, now - pending.deliveredAt) < minIdleMs) continue
      if (consumer && pending.consumer?.number !== consumer.number) continue
      found.push(pending)
    }
    return found
  }

  #withGroup<Result>(
    stream: Key,
    name: Uint8Array,
    read: (found: FoundGroupState) => Result,
  ): FoundGroup<Result> {
    const found = this.#domain.reader.object(stream, this.#clock.now())
    if (found.kind !== 'found') return found
    const { objectId, counts } = found.result
    const group = this.#domain.groups.group(objectId, name)
    if (!group) return { kind: 'noSuchGroup' }
    return { kind: 'found', result: read({ group, counts }) }
  }
}

/** A change that was done, or refused. */
export type Changed = Exclude<GroupResult | GroupRefusal, { kind: 'part' }>

type FoundGroupState = {
  readonly group: Group
  readonly counts: StreamCounts
}

function infoOf(name: Uint8Array, group: Group, counts: StreamCounts): GroupInfo {
  const { consumers, pending, free, lastId, entriesRead, settings } = group
  return {
    name,
    consumers,
    pending,
    free,
    lastId,
    entriesRead,
    lag: lagOf(group, counts),
    settings,
  }
}

function isBehind(id: StreamId, last: StreamId): boolean {
  return last !== LAST_ID && (id.ms > last.ms || (id.ms === last.ms && id.seq > last.seq))
}

/** Who has a pending entry, and what the group and its consumers count of it. */
import type { Entry } from '#business/data/node/entry'
import type { StreamRows } from '../../operations/stream-rows.ts'
import { FIRST_ID } from '../../id.ts'
import type { StreamId } from '../../id.ts'
import type { Acknowledge, DeleteConsumer, GiveBack, GroupResult } from '../group-model.ts'
import { FATAL_DELIVERIES } from '../group-model.ts'
import type { GroupRows } from '../group-rows.ts'
import type { Consumer, Group, Held, Pending } from '../group-state.ts'
import type { Members } from '../members.ts'
import { DeadLetters } from './dead-letters.ts'

export type ChangeContext = {
  readonly streams: StreamRows
  readonly groups: GroupRows
  readonly entry: Entry
}
/** With the consumers of the group that is changed. */
export type GroupContext = ChangeContext & { readonly members: Members }

/** Pending entries of a consumer that one operation hands back. */
export const HAND_BACK_MAX = 1000

/** The consumer has the entry from now on. */
export function assign(
  group: Group,
  consumer: Consumer,
  held: Omit<Held, 'consumer' | 'run'>,
  before: Pending | undefined,
  { groups, members }: GroupContext,
): void {
  const isMine = before?.consumer?.number === consumer.number
  if (!before) group.pending++
  else if (!isMine) takeFrom(group, before, members)
  if (!isMine) consumer.pending++
  const { number, name } = consumer
  groups.savePending(group, { ...held, consumer: { number, name }, run: held.id }, before)
}

/** The consumer has entries from now on: see `GroupRows.saveNew`. */
export function assignNew(
  group: Group,
  consumer: Consumer,
  ids: readonly StreamId[],
  { groups, entry }: GroupContext,
): void {
  group.pending += ids.length
  consumer.pending += ids.length
  const { number, name } = consumer
  groups.saveNew(group, ids, {
    consumer: { number, name },
    deliveredAt: entry.time,
    deliveries: 1,
  })
}

/** The entry is not pending any more. */
export function release(
  group: Group,
  pending: Pending,
  { groups, members }: Pick<GroupContext, 'groups' | 'members'>,
): void {
  groups.removePending(group, pending)
  group.pending--
  takeFrom(group, pending, members)
}

function takeFrom(group: Group, pending: Pending, members: Members): void {
  if (!pending.consumer) {
    group.free--
    return
  }
  const consumer = members.holder(pending.consumer)
  if (consumer) consumer.pending--
}

export function acknowledge(
  { ids }: Acknowledge,
  group: Group,
  { groups, members }: GroupContext,
): GroupResult {
  const taken = groups.takePending(group, ids)
  group.pending -= taken.length
  for (const pending of taken) takeFrom(group, pending, members)
  return { kind: 'done', count: taken.length }
}

/** The entry becomes free, the last of those that are. */
function free(
  group: Group,
  id: StreamId,
  deliveries: number,
  before: Pending | undefined,
  { groups, members, entry }: GroupContext,
): void {
  if (before) takeFrom(group, before, members)
  else group.pending++
  group.free++
  group.turnsGiven++
  const claimableAt = entry.time + (group.settings.redeliverAfterMs ?? 0)
  const turn = group.turnsGiven
  groups.savePending(group, { id, deliveries, consumer: undefined, claimableAt, turn }, before)
}

export function giveBack(change: GiveBack, group: Group, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const dead = new DeadLetters(change, group, streams, entry)
  let count = 0
  for (const id of change.ids) {
    const before = groups.pending(group, id)
    const row = before && !dead.takesAny ? undefined : streams.copyOf(id)
    if (!before && !(change.isForced && row)) continue
    const deliveries = change.deliveries ?? deliveriesAfter(change.reason, before)
    const isDead = deliveries === FATAL_DELIVERIES && row && dead.take(id, deliveries, row)
    if (!isDead) free(group, id, deliveries, before, context)
    else if (before) release(group, before, context)
    count++
  }
  dead.send()
  return { kind: 'done', count }
}

function deliveriesAfter(reason: GiveBack['reason'], before: Pending | undefined): number {
  const deliveries = before?.deliveries ?? 0
  switch (reason) {
    case 'silent':
      return Math.max(0, deliveries - 1)
    case 'fail':
      return deliveries
    case 'fatal':
      return FATAL_DELIVERIES
  }
}

export function deleteConsumer(
  { consumer: name, count: before }: DeleteConsumer,
  group: Group,
  context: GroupContext,
): GroupResult {
  const { streams, groups, members } = context
  const consumer = members.named(name)
  if (!consumer) return { kind: 'done', count: before }
  const own = groups.own(group, consumer, FIRST_ID).take(HAND_BACK_MAX).toArray()
  for (const pending of own) free(group, pending.id, pending.deliveries, pending, context)
  const count = before + own.length
  if (own.length === HAND_BACK_MAX) return { kind: 'part', count }
  streams.note('xgroup-delconsumer')
  group.consumers--
  members.remove(consumer)
  return { kind: 'done', count }
}

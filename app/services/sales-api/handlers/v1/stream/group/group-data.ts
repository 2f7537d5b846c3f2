/** Groups and what they deliver as responses have them. */
import type { ProblemFields } from '#foundation/web/problem'
import type { Key } from '#business/data/keyspace/key'
import type {
  Changed,
  FoundGroup,
  GroupEntry,
  GroupInfo,
  Consumer,
  Pending,
} from '#business/core/stream/groups'
import { CONSUMERS_MAX, GROUPS_MAX } from '#business/core/stream/groups'
import { formatStreamId } from '#business/core/stream/id'
import { keyText } from '../../key-text.ts'
import { damage, unexpected, WRONG_TYPE } from '../../write.ts'
import { fieldData, NO_SUCH_STREAM } from '../entry-data.ts'

export function groupDataOf(stream: Key, info: GroupInfo) {
  const { name, lastId, lag, pending, free, consumers, settings } = info
  const { redeliverAfterMs, deadLetter } = settings
  return {
    stream: keyText(stream),
    group: keyText(name),
    lastId: formatStreamId(lastId),
    ...(lag !== undefined && { lag }),
    pending,
    free,
    consumers,
    ...(redeliverAfterMs !== undefined && { redeliverAfterMs }),
    ...(deadLetter && { deadLetter: { ...deadLetter, stream: keyText(deadLetter.stream) } }),
  }
}

export function deliveredData({ id, fields, before }: GroupEntry) {
  const deliveries = (before?.deliveries ?? 0) + 1
  return {
    id: formatStreamId(id),
    ...(fields && { fields: fieldData(fields) }),
    deliveries: Math.min(deliveries, Number.MAX_SAFE_INTEGER),
    ...(before?.idleMs !== undefined && { idleMs: Math.floor(before.idleMs) }),
  }
}

export function pendingData(pending: Pending, now: number) {
  const { id, deliveries, consumer } = pending
  return {
    id: formatStreamId(id),
    ...(consumer && {
      consumer: keyText(consumer.name),
      idleMs: sinceMs(pending.deliveredAt, now),
    }),
    deliveries,
  }
}

export function consumerDataOf({ name, pending, seenAt, activeAt }: Consumer, now: number) {
  return {
    consumer: keyText(name),
    pending,
    idleMs: sinceMs(seenAt, now),
    ...(activeAt !== undefined && { inactiveMs: sinceMs(activeAt, now) }),
  }
}

function sinceMs(time: number, now: number): number {
  return Math.max(0, Math.floor(now - time))
}

const NO_SUCH_GROUP: ProblemFields = {
  code: 'GROUP_NOT_FOUND',
  detail: 'The stream has no such group: list its groups, or make this one first',
}
const GROUP_EXISTS: ProblemFields = {
  code: 'GROUP_EXISTS',
  detail: 'The stream has such a group already: take another name, or use the one that there is',
}
const TOO_MANY_GROUPS: ProblemFields = {
  code: 'TOO_MANY_GROUPS',
  detail: `The stream has ${String(GROUPS_MAX)} groups, as many as it can have: remove one that is not used`,
}
const TOO_MANY_CONSUMERS: ProblemFields = {
  code: 'TOO_MANY_CONSUMERS',
  detail: `The group has ${String(CONSUMERS_MAX)} consumers, as many as it can have: remove those that are gone`,
}
const DEAD_LETTER_IS_SOURCE: ProblemFields = {
  code: 'DEAD_LETTER_IS_SOURCE',
  detail: 'The dead letters of a group cannot go to the stream that it reads: name another one',
}

export function lackOfGroup(kind: Exclude<FoundGroup<unknown>['kind'], 'found'>) {
  switch (kind) {
    case 'noSuchStream':
      return { status: 404, problem: NO_SUCH_STREAM } as const
    case 'noSuchGroup':
      return { status: 404, problem: NO_SUCH_GROUP } as const
    case 'wrongType':
      return { status: 409, problem: WRONG_TYPE } as const
  }
}

type Lack = Extract<Changed, { kind: 'cannotRead' }>['lack']

/** Of changes that make no group and set nothing. Throws what is no fault of the request. */
export function groupRefused(result: Changed | Lack): ReturnType<typeof lackOfGroup> {
  switch (result.kind) {
    case 'noSuchStream':
    case 'noSuchGroup':
    case 'wrongType':
      return lackOfGroup(result.kind)
    case 'cannotRead':
      return groupRefused(result.lack)
    case 'tooManyConsumers':
      return { status: 409, problem: TOO_MANY_CONSUMERS }
    case 'damaged':
      throw damage(result)
    default:
      throw unexpected(result)
  }
}

export const groupExists = { status: 409, problem: GROUP_EXISTS } as const
export const tooManyGroups = { status: 409, problem: TOO_MANY_GROUPS } as const
export const deadLetterIsSource = { status: 422, problem: DEAD_LETTER_IS_SOURCE } as const

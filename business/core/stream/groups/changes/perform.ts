/** What the changes of groups do, as Redis does it. */
import type { Entry } from '#business/data/node/entry'
import type { Later } from '#business/data/node/operation'
import { LATER } from '#business/data/node/operation'
import { ENTRY_READ_BYTES_MAX, TXN_READ_BYTES_MAX } from '#business/data/txn/plan'
import type { Key } from '#business/data/keyspace/key'
import type { StreamRows } from '../../operations/stream-rows.ts'
import type {
  CreateGroup,
  DestroyGroup,
  GroupChange,
  GroupPlace,
  GroupRefusal,
  GroupResult,
  GroupSettings,
  GroupSettingsPatch,
  ReadGroup,
} from '../group-model.ts'
import { CONSUMERS_MAX, GROUP_ENTRIES_MAX, GROUPS_MAX, NO_SETTINGS } from '../group-model.ts'
import { changeId } from '../../stream-state.ts'
import type { GroupRows } from '../group-rows.ts'
import type { Group } from '../group-state.ts'
import { Members } from '../members.ts'
import { isSame } from './dead-letters.ts'
import { claim, claimIdle, consumerOf, read, Returned } from './deliver.ts'
import type { ChangeContext, GroupContext } from './hand-over.ts'
import { acknowledge, deleteConsumer, giveBack, HAND_BACK_MAX } from './hand-over.ts'

/** What the rows of one pending entry take at most, without its consumer's name. */
const PENDING_BYTES = 512

export function refuseGroupChange(
  change: GroupChange,
  context: ChangeContext,
): GroupRefusal | Later | undefined {
  if (change.kind === 'read') return refuseRead(change, context)
  const { streams, groups, entry } = context
  const lack = streams.load(whole(change.stream), entry)
  if (lack) {
    const creates = change.kind === 'create' && change.createsStream
    return lack.kind === 'noSuchStream' && creates ? undefined : lack
  }
  const group = groups.group(streams.objectId, change.group)
  if (change.kind === 'create') {
    if (group) return { kind: 'groupExists' }
    const isFull = groups.groups(streams.objectId).take(GROUPS_MAX).toArray().length === GROUPS_MAX
    return isFull ? { kind: 'tooManyGroups' } : undefined
  }
  if (!group) return { kind: 'noSuchGroup' }
  if (change.kind === 'configure') {
    const { deadLetter } = change.patch
    const isSource = deadLetter && isSame(deadLetter.stream, change.stream)
    return isSource ? { kind: 'deadLetterIsSource' } : undefined
  }
  const makesConsumer = 'consumer' in change && change.kind !== 'deleteConsumer'
  if (makesConsumer && isFull(group, change.consumer, groups)) return { kind: 'tooManyConsumers' }
  return refuseLarge(bytesOf(change, group), change.kind.startsWith('claim'), entry)
}

/** Whether the group has no room for a consumer, which it may have already. */
function isFull(group: Group, consumer: Uint8Array, groups: GroupRows): boolean {
  return group.consumers >= CONSUMERS_MAX && !groups.consumer(group, consumer)
}

function refuseRead(
  { places, group: name, consumer, limit }: ReadGroup,
  { streams, groups, entry }: ChangeContext,
): GroupRefusal | Later | undefined {
  let entries = 0
  let hasDeadLetter = false
  for (const [place, { stream }] of places.entries()) {
    const lack = streams.load(whole(stream), entry)
    const group = lack ? undefined : groups.group(streams.objectId, name)
    if (!group) return { kind: 'cannotRead', place, lack: lack ?? { kind: 'noSuchGroup' } }
    if (isFull(group, consumer, groups)) {
      return { kind: 'cannotRead', place, lack: { kind: 'tooManyConsumers' } }
    }
    entries += Math.min(limit, streams.state.length + group.pending)
    hasDeadLetter ||= group.settings.deadLetter !== undefined
  }
  return refuseLarge(effect(entries, consumer, hasDeadLetter), true, entry)
}

/** What a change of pending entries may write beyond its own bytes. */
function bytesOf(
  change: Exclude<GroupChange, { kind: 'create' | 'read' | 'configure' }>,
  { settings }: Group,
): number {
  const hasDeadLetter = settings.deadLetter !== undefined
  switch (change.kind) {
    case 'claim':
      return effect(change.ids.length, change.consumer, hasDeadLetter)
    case 'claimIdle':
      return effect(change.limit, change.consumer, hasDeadLetter)
    case 'ack':
    case 'giveBack':
      return effect(change.ids.length, NO_NAME, hasDeadLetter && change.kind === 'giveBack')
    case 'deleteConsumer':
      return effect(HAND_BACK_MAX, NO_NAME, false)
    case 'setId':
    case 'destroy':
    case 'createConsumer':
      return 0
  }
}

const NO_NAME = new Uint8Array()

function effect(entries: number, { length }: Uint8Array, hasDeadLetter: boolean): number {
  const pending = Math.min(entries, GROUP_ENTRIES_MAX) * (PENDING_BYTES + length)
  // What is returned, and what goes to the dead letters, is together no more than that, and one entry.
  return pending + (hasDeadLetter ? TXN_READ_BYTES_MAX : 0)
}

function refuseLarge(bytes: number, reads: boolean, entry: Entry): Later | undefined {
  const readsTooMuch = reads && entry.readBytes + TXN_READ_BYTES_MAX > ENTRY_READ_BYTES_MAX
  return readsTooMuch || (bytes > 0 && !entry.mayCopy(bytes)) ? LATER : undefined
}

export function performGroupChange(change: GroupChange, context: ChangeContext): GroupResult {
  const { entry } = context
  if (change.kind === 'create') return create(change, context)
  if (change.kind === 'destroy') return destroy(change, context)
  const places = change.kind === 'read' ? change.places : [change]
  for (const { stream } of places) makeRoom(stream, change.group, context)
  entry.nextChange()
  if (change.kind !== 'read') {
    return onGroup(change, context, (group, grouped) => resultOf(change, group, grouped))
  }
  const returned = new Returned(entry, change.total)
  const entries = change.places.map(place => {
    const { stream } = place
    const asked = { stream, group: change.group }
    return onGroup(asked, context, (group, grouped) =>
      read(change, place, group, returned, grouped),
    )
  })
  return { kind: 'read', read: entries }
}

/** Changes a group, and saves it with its consumers. */
function onGroup<Result>(
  { stream, group: name }: GroupPlace,
  context: ChangeContext,
  perform: (group: Group, context: GroupContext) => Result,
): Result {
  const { streams, groups, entry } = context
  streams.load(whole(stream), entry)
  const { objectId } = streams
  const group = groups.group(objectId, name)
  if (!group) throw new Error('a change of a group that was not refused has one')
  const members = new Members(groups, group)
  const result = perform(group, { ...context, members })
  members.save()
  groups.saveGroup(objectId, name, group)
  return result
}

function create(change: CreateGroup, { streams, groups, entry }: ChangeContext): GroupResult {
  const name = whole(change.stream)
  if (streams.load(name, entry)) streams.create(name, entry)
  // The change that created the stream names the stream.
  entry.nextChange()
  groups.saveGroup(streams.objectId, change.group, {
    id: changeId(entry),
    lastId: change.id ?? streams.state.lastId,
    entriesRead: capped(change.entriesRead, streams),
    pending: 0,
    free: 0,
    consumers: 0,
    consumersMade: 0,
    turnsGiven: 0,
    settings: NO_SETTINGS,
  })
  streams.note('xgroup-create')
  return done(1)
}

function destroy(change: DestroyGroup, { streams, groups, entry }: ChangeContext): GroupResult {
  streams.load(whole(change.stream), entry)
  entry.nextChange()
  const group = groups.group(streams.objectId, change.group)
  if (group) groups.removeGroup(streams.objectId, change.group, group)
  streams.wake(whole(change.stream))
  streams.note('xgroup-destroy')
  return done(1)
}

/** Removes a dead-letter stream that is expired, before the change has its revision. */
function makeRoom(stream: Key, name: Uint8Array, { streams, groups, entry }: ChangeContext): void {
  if (streams.load(whole(stream), entry)) return
  const deadLetter = groups.group(streams.objectId, name)?.settings.deadLetter
  if (deadLetter) streams.removeExpired(whole(deadLetter.stream), entry)
}

function resultOf(
  change: Exclude<GroupChange, { kind: 'create' | 'destroy' | 'read' }>,
  group: Group,
  context: GroupContext,
): GroupResult {
  const { streams, members } = context
  switch (change.kind) {
    case 'setId':
      group.lastId = change.id ?? streams.state.lastId
      group.entriesRead = capped(change.entriesRead, streams)
      streams.note('xgroup-setid')
      return done(1)
    case 'configure':
      group.settings = patched(group.settings, change.patch)
      streams.wake(whole(change.stream))
      return done(1)
    case 'createConsumer': {
      const existed = members.named(change.consumer) !== undefined
      if (!existed) consumerOf(change.consumer, group, context)
      return done(existed ? 0 : 1)
    }
    case 'deleteConsumer':
      streams.wake(whole(change.stream))
      return deleteConsumer(change, group, context)
    case 'ack':
      return acknowledge(change, group, context)
    case 'giveBack':
      streams.wake(whole(change.stream))
      return giveBack(change, group, context)
    case 'claim':
      return claim(change, group, context)
    case 'claimIdle':
      return claimIdle(change, group, context)
  }
}

function patched(settings: GroupSettings, patch: GroupSettingsPatch): GroupSettings {
  const { redeliverAfterMs = settings.redeliverAfterMs, deadLetter = settings.deadLetter } = patch
  return { redeliverAfterMs: redeliverAfterMs ?? undefined, deadLetter: deadLetter ?? undefined }
}

function done(count: number): GroupResult {
  return { kind: 'done', count }
}

function whole(bytes: Uint8Array) {
  return { bytes, start: 0, end: bytes.length }
}

function capped(entriesRead: number | undefined, { state }: StreamRows): number | undefined {
  return entriesRead === undefined ? undefined : Math.min(entriesRead, state.entriesAdded)
}

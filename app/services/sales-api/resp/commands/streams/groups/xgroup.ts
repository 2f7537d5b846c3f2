/** XGROUP: making and removing groups and their consumers. */
import type { Changed, GroupChange, GroupSettingsPatch } from '#business/core/stream/groups'
import { CONSUMERS_MAX, GROUP_NAME_BYTES_MAX, GROUPS_MAX } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import type { Key } from '#business/data/keyspace/key'
import { int64Of, integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { PATIENTLY, waits } from '../../../command/command.ts'
import {
  CommandError,
  notInteger,
  syntaxError,
  wrongSubcommand,
  wrongType,
} from '../../../command/errors.ts'
import { helpOf } from '../../help.ts'
import { idAt, nameAt, startAt, textAt } from '../ids.ts'
import { noSuchGroupOfKey, noSuchKey, streamRefused, tooManyConsumers } from '../replies.ts'

const NO_KEY =
  'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create ' +
  'an empty stream automatically.'

const base = {
  flags: ['write'],
  keys: { first: 2, last: 2, step: 1 },
  group: 'stream',
  since: '5.0.0',
  differs: '',
} as const

const subcommands: readonly Command[] = [
  {
    ...base,
    name: 'create',
    flags: ['write', 'denyoom'],
    arity: -5,
    syntax: 'key group id | $ [MKSTREAM] [ENTRIESREAD entries-read]',
    summary: 'Makes a group',
    differs: `A stream has at most ${String(GROUPS_MAX)} groups; names of groups and consumers have at most ${String(GROUP_NAME_BYTES_MAX)} bytes`,
    run: waits(create),
  },
  {
    ...base,
    name: 'setid',
    arity: -5,
    syntax: 'key group id | $ [ENTRIESREAD entries-read]',
    summary: 'Sets the last delivered id of a group',
    run: waits(setId),
  },
  {
    ...base,
    name: 'destroy',
    arity: 4,
    syntax: 'key group',
    summary: 'Removes a group with all it has',
    run: waits(call =>
      change(call, { kind: 'destroy', ...placeOf(call.args) }, result => {
        // Redis has no error for a group that is not there.
        if (result.kind === 'noSuchGroup') call.replies.integer(0)
        else writeCount(call, result)
      }),
    ),
  },
  {
    ...base,
    name: 'createconsumer',
    flags: ['write', 'denyoom'],
    arity: 5,
    since: '6.2.0',
    syntax: 'key group consumer',
    summary: 'Makes a consumer of a group',
    differs: `A group has at most ${String(CONSUMERS_MAX)} consumers, however they are made`,
    run: waits(call => {
      const consumer = nameAt(call.args, 4)
      return change(call, { kind: 'createConsumer', ...placeOf(call.args), consumer }, result => {
        writeCount(call, result)
      })
    }),
  },
  {
    ...base,
    name: 'delconsumer',
    arity: 5,
    syntax: 'key group consumer',
    summary: 'Removes a consumer',
    differs:
      'What the consumer has pending is not lost: it is given back to the group, as by XNACK FAIL',
    run: waits(call => {
      const consumer = nameAt(call.args, 4)
      const place = placeOf(call.args)
      return change(call, { kind: 'deleteConsumer', ...place, consumer, count: 0 }, result => {
        writeCount(call, result)
      })
    }),
  },
  {
    ...base,
    name: 'config',
    flags: ['write', 'no_multi'],
    arity: -4,
    since: '',
    syntax: 'key group [MAXDELIVERIES count DEADLETTER stream] [REDELIVERAFTER milliseconds]',
    summary: 'Reads or sets what a group does with entries that are not acknowledged',
    differs: 'Redis does not have it. Not in a transaction',
    run: waits(config),
  },
]

export const xgroupCommand: Command = {
  name: 'xgroup',
  arity: -2,
  flags: [],
  keys: undefined,
  group: 'stream',
  since: '5.0.0',
  syntax: '',
  summary: 'Makes and removes groups of consumers',
  differs: '',
  run: {
    kind: 'container',
    alone: undefined,
    subcommands: [
      ...subcommands,
      helpOf('xgroup', { flags: [], group: 'stream' }, () => subcommands),
    ],
  },
}

async function change(
  { groups }: Call,
  args: GroupChange,
  write: (result: Changed) => void,
): Promise<void> {
  write(await groups.change(args, PATIENTLY))
}

function writeCount({ args, replies }: Call, result: Changed): void {
  if (result.kind === 'done') replies.integer(result.count)
  else throw refused(args, result)
}

function writeOk({ args, replies }: Call, result: Changed): void {
  if (result.kind === 'done') replies.ok()
  else throw refused(args, result)
}

function refused(args: Arguments, result: Changed): CommandError {
  switch (result.kind) {
    case 'noSuchStream':
      return new CommandError(NO_KEY)
    case 'noSuchGroup':
      return noSuchGroupOfKey(args, 2, 3)
    case 'groupExists':
      return new CommandError('BUSYGROUP Consumer Group name already exists')
    case 'tooManyGroups':
      return new CommandError(
        `TOO_MANY_GROUPS The stream has ${String(GROUPS_MAX)} groups, as many as it can have: destroy one`,
      )
    case 'tooManyConsumers':
      return tooManyConsumers()
    case 'deadLetterIsSource':
      return new CommandError(
        'ERR DEADLETTER has to be another stream than the one that the group reads',
      )
    case 'done':
    case 'read':
    case 'cannotRead':
    case 'entries':
    case 'claimed':
      throw new Error(`a change of a group returned ${result.kind}`)
    default:
      return streamRefused(result)
  }
}

function create(call: Call): Promise<void> {
  const { args } = call
  const options = optionsOf(args, true)
  const id = lastOr(args, 4, idAt)
  const { createsStream, entriesRead } = options
  const place = placeOf(args)
  return change(call, { kind: 'create', ...place, id, createsStream, entriesRead }, result => {
    writeOk(call, result)
  })
}

function setId(call: Call): Promise<void> {
  const { args } = call
  const { entriesRead } = optionsOf(args, false)
  const id = lastOr(args, 4, startAt)
  return change(call, { kind: 'setId', ...placeOf(args), id, entriesRead }, result => {
    writeOk(call, result)
  })
}

/** Undefined for `$`. */
function lastOr(
  args: Arguments,
  at: number,
  read: (args: Arguments, at: number) => StreamId,
): StreamId | undefined {
  return textAt(args, at) === '$' ? undefined : read(args, at)
}

function placeOf(args: Arguments) {
  return { stream: keyOf(args, 2), group: nameAt(args, 3) }
}

async function config(call: Call): Promise<void> {
  const { args, groups, replies } = call
  const place = placeOf(args)
  if (args.count > 4) {
    await change(call, { kind: 'configure', ...place, patch: patchOf(args) }, result => {
      writeOk(call, result)
    })
    return
  }
  const found = groups.info(place.stream, place.group)
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind === 'noSuchStream') throw noSuchKey()
  if (found.kind !== 'found') throw noSuchGroupOfKey(args, 2, 3)
  const { settings } = found.result
  replies.map(3)
  replies.bulkText('max-deliveries')
  replies.integer(settings.deadLetter?.maxDeliveries ?? 0)
  replies.bulkText('dead-letter')
  replies.bulk(settings.deadLetter?.stream ?? new Uint8Array())
  replies.bulkText('redeliver-after')
  replies.integer(settings.redeliverAfterMs ?? 0)
}

/** 0 turns off. */
function patchOf(args: Arguments): GroupSettingsPatch {
  let redeliverAfterMs: GroupSettingsPatch['redeliverAfterMs']
  let deadLetter: GroupSettingsPatch['deadLetter']
  let maxDeliveries: number | undefined
  let stream: Key | undefined
  for (let at = 4; at < args.count; at += 2) {
    const word = wordOf(args, at)
    if (at + 1 >= args.count) throw syntaxError()
    if (word === 'MAXDELIVERIES') maxDeliveries = countOf(args, at + 1)
    else if (word === 'DEADLETTER') stream = keyOf(args, at + 1)
    else if (word === 'REDELIVERAFTER') redeliverAfterMs = countOf(args, at + 1) || null
    else throw syntaxError()
  }
  if (maxDeliveries === 0) deadLetter = null
  else if (maxDeliveries !== undefined && stream) deadLetter = { maxDeliveries, stream }
  else if (maxDeliveries !== undefined || stream) {
    throw new CommandError('ERR MAXDELIVERIES and DEADLETTER have to be given together')
  }
  return { redeliverAfterMs, deadLetter }
}

function countOf(args: Arguments, at: number): number {
  const count = integerOf(args, at)
  if (count >= 0 && count <= Number.MAX_SAFE_INTEGER) return count
  throw new CommandError('ERR value is out of range, must be positive')
}

function optionsOf(args: Arguments, mayCreate: boolean) {
  let createsStream = false
  let entriesRead: number | undefined
  for (let at = 5; at < args.count; at++) {
    const word = wordOf(args, at)
    if (word === 'MKSTREAM' && mayCreate) {
      createsStream = true
    } else if (word === 'ENTRIESREAD' && at + 1 < args.count) {
      const given = int64Of(args, ++at)
      if (given === undefined) throw notInteger()
      if (given < -1n) {
        throw new CommandError('ERR value for ENTRIESREAD must be positive or -1')
      }
      entriesRead = given === -1n ? undefined : Number(given)
    } else {
      throw wrongSubcommand('xgroup', args)
    }
  }
  return { createsStream, entriesRead }
}

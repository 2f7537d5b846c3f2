/** XGROUP: making and removing groups and their consumers. */
import type { GroupChange, GroupRefusal, GroupResult } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { int64Of, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError } from '../../../command/errors.ts'
import { helpOf } from '../../help.ts'
import { idAt, startAt, textAt } from '../ids.ts'
import { noSuchGroupOfKey, streamRefused } from '../replies.ts'

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
    arity: -5,
    syntax: 'key group id | $ [MKSTREAM] [ENTRIESREAD entries-read]',
    summary: 'Makes a group',
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
    arity: 5,
    since: '6.2.0',
    syntax: 'key group consumer',
    summary: 'Makes a consumer of a group',
    run: waits(call => {
      const consumer = bytesOf(call.args, 4)
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
    summary: 'Removes a consumer with what it has pending',
    run: waits(call => {
      const consumer = bytesOf(call.args, 4)
      return change(call, { kind: 'deleteConsumer', ...placeOf(call.args), consumer }, result => {
        writeCount(call, result)
      })
    }),
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

type Result = GroupResult | Exclude<GroupRefusal, { kind: 'busy' }>

async function change(
  { groups }: Call,
  args: GroupChange,
  write: (result: Result) => void,
): Promise<void> {
  write(await groups.change(args, PATIENTLY))
}

function writeCount({ args, replies }: Call, result: Result): void {
  if (result.kind === 'done') replies.integer(result.count)
  else throw refused(args, result)
}

function writeOk({ args, replies }: Call, result: Result): void {
  if (result.kind === 'done') replies.ok()
  else throw refused(args, result)
}

function refused(args: Arguments, result: Result): CommandError {
  switch (result.kind) {
    case 'noSuchStream':
      return new CommandError(NO_KEY)
    case 'noSuchGroup':
      return noSuchGroupOfKey(args, 2, 3)
    case 'groupExists':
      return new CommandError('BUSYGROUP Consumer Group name already exists')
    case 'done':
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
  return { stream: keyOf(args, 2), group: bytesOf(args, 3) }
}

function bytesOf(args: Arguments, at: number): Uint8Array {
  return args.argument(at)
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
      if (given === undefined || given < -1n) {
        throw new CommandError('ERR value for ENTRIESREAD must be positive or -1')
      }
      entriesRead = given === -1n ? undefined : Number(given)
    } else {
      throw syntaxError()
    }
  }
  return { createsStream, entriesRead }
}

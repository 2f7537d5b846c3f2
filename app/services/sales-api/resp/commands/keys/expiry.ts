/** Commands about how long keys live. */
import type { UpdateCondition, UpdateRefusal, UpdateResult } from '#business/core/kv/model'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command, Run } from '../../command/command.ts'
import { ONE_KEY, reads, writes } from '../../command/command.ts'
import { textOf, wordOf } from '../../command/arguments.ts'
import { CommandError, updateRefused } from '../../command/errors.ts'
import type { TimeUnit } from '../../command/expiry.ts'
import { timeOf } from '../../command/expiry.ts'
import { propose } from '../strings/strings.ts'

const base = { keys: ONE_KEY, group: 'generic', differs: '' } as const
const CONDITIONS = '[NX | XX | GT | LT]'
const LEASED = 'A key that only a lease ends has no expiry'

export const expiryCommands: readonly Command[] = [
  ...(
    [
      ['expire', 'EX', '1.0.0', 'seconds', 'Lets a key live for some seconds'],
      ['pexpire', 'PX', '2.6.0', 'milliseconds', 'Lets a key live for some milliseconds'],
      ['expireat', 'EXAT', '1.2.0', 'unix-time-seconds', 'Lets a key live until a time'],
      ['pexpireat', 'PXAT', '2.6.0', 'unix-time-milliseconds', 'Lets a key live until a time'],
    ] as const
  ).map(([name, unit, since, argument, summary]): Command => ({
    ...base,
    name,
    arity: -3,
    flags: ['write', 'fast'],
    since,
    syntax: `key ${argument} ${CONDITIONS}`,
    summary,
    run: expires(unit, name),
  })),
  ...(
    [
      ['ttl', '1.0.0', 'How many seconds a key lives', (ms, now) => Math.round((ms - now) / 1000)],
      ['pttl', '2.6.0', 'How many milliseconds a key lives', (ms, now) => ms - now],
      ['expiretime', '7.0.0', 'When a key goes, in seconds', ms => Math.round(ms / 1000)],
      ['pexpiretime', '7.0.0', 'When a key goes, in milliseconds', ms => ms],
    ] as const satisfies readonly (readonly [string, string, string, Shown])[]
  ).map(([name, since, summary, shown]): Command => ({
    ...base,
    name,
    arity: 2,
    flags: ['readonly', 'fast'],
    since,
    syntax: 'key',
    summary,
    differs: LEASED,
    run: reads(call => {
      tell(call, shown)
    }),
  })),
  {
    ...base,
    name: 'persist',
    arity: 2,
    flags: ['write', 'fast'],
    since: '2.2.0',
    syntax: 'key',
    summary: 'Lets a key live for ever',
    run: writes(call => {
      const change = { kind: 'same' } as const
      propose(
        call,
        { change, expiry: { kind: 'none' }, condition: { kind: 'expiring' } },
        writeApplied,
      )
    }),
  },
]

/** What is told of an expiry. */
type Shown = (expiresAt: number, nowMs: number) => number

const NO_KEY = -2
const NO_EXPIRY = -1

function expires(unit: TimeUnit, command: string): Run {
  return writes(call => {
    const { args, context } = call
    const condition = conditionOf(call)
    const time = timeOf(args, 2, unit, context.options.host.clock.now(), command, true)
    propose(
      call,
      { change: { kind: 'same' }, expiry: { kind: 'at', time }, condition },
      writeApplied,
    )
  })
}

function conditionOf({ args }: Call): UpdateCondition {
  const words = new Set<string>()
  for (let at = 3; at < args.count; at++) {
    const word = wordOf(args, at)
    if (!/^(?:NX|XX|GT|LT)$/.test(word)) {
      throw new CommandError(`ERR Unsupported option ${textOf(args, at)}`)
    }
    words.add(word)
  }
  if (words.has('NX') && words.size > 1) {
    throw new CommandError('ERR NX and XX, GT or LT options at the same time are not compatible')
  }
  if (words.has('GT') && words.has('LT')) {
    throw new CommandError('ERR GT and LT options at the same time are not compatible')
  }
  if (words.has('NX')) return { kind: 'notExpiring' }
  // A key without an expiry lives longer than any: GT never holds for it.
  if (words.has('GT')) return { kind: 'later' }
  if (words.has('LT')) return { kind: words.has('XX') ? 'expiringEarlier' : 'earlier' }
  return { kind: words.has('XX') ? 'expiring' : 'none' }
}

function writeApplied(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  replies.integer(result.applied ? 1 : 0)
}

function tell({ args, context, kv, replies }: Call, shown: Shown): void {
  const expiresAt = kv.expiryOf(args.argument(1))
  if (expiresAt === undefined) replies.integer(NO_KEY)
  else if (expiresAt === 0) replies.integer(NO_EXPIRY)
  else replies.integer(shown(expiresAt, context.options.host.clock.now()))
}

/** DEBUG, as far as tests of clients want it. */
import type { Call, Command } from '../../command/command.ts'
import { reads, waits } from '../../command/command.ts'
import { keyOf, textOf } from '../../command/arguments.ts'
import { CommandError } from '../../command/errors.ts'
import { containerOf } from '../help.ts'
import { encodingOf, storedBytesOf } from '../keys/inside.ts'
import { typeName } from '../keys/keys.ts'

const base = {
  keys: undefined,
  group: 'server',
  since: '1.0.0',
  flags: ['admin', 'noscript'],
} as const
const SLEEP_SECONDS_MAX = 3600
const ALLOWED = 'Only with `SALES_RESP_DEBUG=on`'

const subcommands: readonly Command[] = [
  {
    ...base,
    name: 'sleep',
    arity: 3,
    syntax: 'seconds',
    summary: 'Lets time pass',
    differs: `${ALLOWED}. Only this connection waits`,
    run: waits(async call => {
      mustBeAllowed(call)
      const seconds = Number(textOf(call.args, 2))
      if (!(seconds >= 0 && seconds <= SLEEP_SECONDS_MAX)) {
        throw new CommandError('ERR value is not a valid float')
      }
      await sleep(call, seconds * 1000)
      call.replies.ok()
    }),
  },
  {
    ...base,
    name: 'object',
    arity: 3,
    keys: { first: 2, last: 2, step: 1 },
    syntax: 'key',
    summary: 'How a key is stored',
    differs: ALLOWED,
    run: reads(call => {
      mustBeAllowed(call)
      const key = keyOf(call.args, 2)
      const encoding = encodingOf(call, key)
      if (encoding === undefined) throw new CommandError('ERR no such key')
      const bytes = String(storedBytesOf(call, key) ?? 0)
      const type = typeName(call.kv.typeOf(key))
      call.replies.simple(
        `Value at:0x0 refcount:1 encoding:${encoding} serializedlength:${bytes} lru:0 lru_seconds_idle:0 type:${type}`,
      )
    }),
  },
]

export const debugCommand = containerOf(
  { ...base, name: 'debug', summary: 'For tests' },
  subcommands,
)

async function sleep(call: Call, ms: number): Promise<void> {
  const ended = call.ended()
  const awake = Promise.withResolvers<undefined>()
  const wake = (): void => {
    awake.resolve(undefined)
  }
  const timer = call.context.options.host.clock.after(ms, wake)
  ended.addEventListener('abort', wake)
  if (ended.aborted) wake()
  await awake.promise
  timer.cancel()
  ended.removeEventListener('abort', wake)
}

function mustBeAllowed({ context }: Call): void {
  if (context.options.mayDebug) return
  throw new CommandError('ERR DEBUG command not allowed here; SALES_RESP_DEBUG=on allows it')
}

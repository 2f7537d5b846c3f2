/** Commands that go through the keys. */
import { LRUCache } from 'lru-cache'
import { nextTurn } from '#foundation/host/host'
import { RANGE_KEYS_MAX } from '#business/core/kv/model'
import type { Call, Command } from '../../command/command.ts'
import { reads, waits } from '../../command/command.ts'
import { integerOf, textOf, wordOf } from '../../command/arguments.ts'
import { typeName } from './keys.ts'
import { CommandError, replyTooLarge, stopping, syntaxError } from '../../command/errors.ts'
import { globMatches } from '../../command/glob.ts'

/** Redis's default of COUNT. */
const COUNT = 10
/** Of all clients together; each is a place among the keys. */
const CURSORS_MAX = 10_000

const base = { keys: undefined, group: 'generic', differs: '' } as const

/** With cursors of their own. */
export function scanCommands(): readonly Command[] {
  const cursors = new Cursors()
  return [
    {
      ...base,
      name: 'scan',
      arity: -2,
      flags: ['readonly'],
      since: '2.8.0',
      syntax: 'cursor [MATCH pattern] [COUNT count] [TYPE type]',
      summary: 'Some of the keys, and the cursor for the next ones',
      differs:
        'Keys come in their order, each once. The server remembers the last 10000 cursors until it stops; an older one is an error',
      run: reads(call => {
        scan(call, cursors)
      }),
    },
    {
      ...base,
      name: 'keys',
      arity: 2,
      flags: ['readonly'],
      since: '1.0.0',
      syntax: 'pattern',
      summary: 'All keys that match a pattern',
      differs: 'Others go on meanwhile; a reply beyond `SALES_RESP_OUTPUT_BYTES_MAX` is an error',
      run: waits(allKeys),
    },
  ]
}

/** Redis's cursors are numbers; here a number stands for the first key that was not looked at. */
class Cursors {
  readonly #places = new LRUCache<number, Uint8Array>({ max: CURSORS_MAX })
  #last = 0

  add(place: Uint8Array): number {
    this.#last++
    this.#places.set(this.#last, place)
    return this.#last
  }

  place(cursor: number): Uint8Array | undefined {
    return cursor === 0 ? new Uint8Array() : this.#places.get(cursor)
  }
}

type Scan = {
  readonly pattern: Uint8Array | undefined
  readonly count: number
  /** In capital letters; undefined for all. */
  readonly type: string | undefined
}

function scanOf({ args }: Call): Scan {
  let pattern: Uint8Array | undefined
  let count = COUNT
  let type: string | undefined
  for (let at = 2; at < args.count; at += 2) {
    if (at + 1 >= args.count) throw syntaxError()
    switch (wordOf(args, at)) {
      case 'MATCH':
        pattern = args.argument(at + 1)
        break
      case 'COUNT':
        count = integerOf(args, at + 1)
        if (count < 1) throw syntaxError()
        break
      case 'TYPE':
        type = wordOf(args, at + 1)
        break
      default:
        throw syntaxError()
    }
  }
  return { pattern, count, type }
}

function scan(call: Call, cursors: Cursors): void {
  const { args, kv, replies } = call
  const given = textOf(args, 1)
  if (!/^\d{1,20}$/.test(given)) throw new CommandError('ERR invalid cursor')
  const { pattern, count, type } = scanOf(call)
  const lower = cursors.place(Number(given))
  if (!lower) {
    throw new CommandError('ERR invalid cursor: the server does not remember it; begin with 0')
  }
  const limit = Math.min(count, RANGE_KEYS_MAX)
  const { keys, next } = kv.scan(lower, limit)
  const found = keys
    .filter(one => type === undefined || typeName(one.type).toUpperCase() === type)
    .map(({ key }) => key)
    .filter(key => pattern === undefined || globMatches(pattern, key))
  replies.array(2)
  replies.bulkText(String(next ? cursors.add(next) : 0))
  replies.array(found.length)
  for (const key of found) replies.bulk(key)
}

/** In slices, between which others get their turn. */
async function allKeys(call: Call): Promise<void> {
  const { args, context, kv, replies } = call
  const pattern = args.argument(1)
  const { outputBytesMax } = context.options.limits
  const found: Uint8Array[] = []
  let bytes = 0
  let from: Uint8Array | undefined = new Uint8Array()
  while (from) {
    if (call.ended().aborted) throw stopping()
    const { keys, next } = kv.scan(from, RANGE_KEYS_MAX)
    for (const { key } of keys) {
      if (!globMatches(pattern, key)) continue
      found.push(key)
      bytes += key.length
    }
    if (bytes > outputBytesMax) throw replyTooLarge(outputBytesMax)
    from = next
    await nextTurn(context.options.host.turns)
  }
  replies.array(found.length)
  for (const key of found) replies.bulk(key)
}

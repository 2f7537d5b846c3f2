/** Workloads over Redis's protocol: values, streams, and consumer groups. */
import { seeded } from '#foundation/host/simulated'
import type { Reply } from '#foundation/resp/reply'
import type { Request } from '#foundation/resp/request'
import type { Exchange } from '../load/exchange.ts'
import type { Replies } from '../load/resp.ts'
import { connectResp } from '../load/resp.ts'
import type { Distribution } from './keys.ts'
import { uniform, zipfian } from './keys.ts'
import type { Traffic, Workload } from './workload.ts'
import { groups, traffic } from './workload.ts'

const VALUE = 'x'.repeat(100)
/** Of a mix, the others are writes. */
const READS = 0.8
/** Of what is done to many streams, the others are reads. */
const APPENDS = 0.8
/** Writes of one request that prepares. */
const PREPARED_MAX = 500
const PAGE = 100
/** Commands that are sent without waiting for the replies to those before. */
const PIPELINE = 16
const STREAM = 'bench:stream'
const STREAMS = 1000
/** Entries of a stream that are read, the newest. */
const NEWEST = 10
const GROUP = 'bench'

export type RespExchange = Exchange<readonly Request[], Replies>

/** Commands in one request, whose replies must be of this kind. */
export function* ask(kind: Reply['kind'], ...commands: readonly Request[]): RespExchange {
  for (const reply of yield commands) {
    if (reply.kind !== kind) throw unexpected(reply)
  }
  return commands.length
}

function unexpected(reply: Reply | undefined): Error {
  return new Error(reply?.kind === 'error' ? reply.text : `a reply was ${reply?.kind ?? 'missing'}`)
}

function keyName(key: number): string {
  return `bench:${String(key)}`
}

function set(key: number): RespExchange {
  return ask('simple', ['SET', keyName(key), VALUE])
}

function get(key: number): RespExchange {
  return ask('bulk', ['GET', keyName(key)])
}

/** Operations on keys that are all there; so many of them are reads. */
function values(keys: number, distribution: Distribution, reads: number): Traffic {
  return traffic(
    connectResp,
    client => {
      const next = distribution(client)
      const random = seeded(client)
      return () => (random() < reads ? get(next()) : set(next()))
    },
    () => setting(keys),
  )
}

function* setting(keys: number): Generator<RespExchange> {
  for (const group of groups(keys, PREPARED_MAX)) {
    yield ask('simple', ...group.map(key => ['SET', keyName(key), VALUE]))
  }
}

function pipelined(keys: number, kind: Reply['kind'], command: (key: string) => Request): Traffic {
  return traffic(
    connectResp,
    client => {
      const next = uniform(keys)(client)
      return () => ask(kind, ...Array.from({ length: PIPELINE }, () => command(keyName(next()))))
    },
    () => setting(keys),
  )
}

/** A key and its event in one commit. */
function outbox(keys: number): Traffic {
  return traffic(connectResp, client => {
    const next = uniform(keys)(client)
    return function* (): RespExchange {
      const key = keyName(next())
      const replies = yield [
        ['MULTI'],
        ['SET', key, VALUE],
        ['XADD', STREAM, '*', 'key', key],
        ['EXEC'],
      ]
      const last = replies.at(-1)
      for (const reply of itemsOf(last, 'array'))
        if (reply.kind === 'error') throw unexpected(reply)
      return 1
    }
  })
}

/** Appends to many streams, of which others read the newest entries. */
function manyStreams(entries: number): Traffic {
  const nameOf = (number: number): string => `${STREAM}:${String(number)}`
  return traffic(
    connectResp,
    client => {
      const next = uniform(STREAMS)(client)
      const random = seeded(client)
      return () => {
        const stream = nameOf(next())
        return random() < APPENDS
          ? ask('bulk', ['XADD', stream, '*', 'f', VALUE])
          : ask('array', ['XREVRANGE', stream, '+', '-', 'COUNT', String(NEWEST)])
      }
    },
    function* () {
      for (const group of groups(Math.max(entries, STREAMS), PREPARED_MAX)) {
        yield ask('bulk', ...group.map(at => ['XADD', nameOf(at % STREAMS), '*', 'f', VALUE]))
      }
    },
  )
}

function appends(): Traffic {
  const append = ['XADD', STREAM, '*', 'f', VALUE]
  return traffic(connectResp, () => () => ask('bulk', append))
}

/** A stream of its own, whose entries have the ids `1-0`, `2-0` and so on. */
function* appending(entries: number): Generator<RespExchange> {
  yield ask('integer', ['DEL', STREAM])
  for (const group of groups(entries, PREPARED_MAX)) {
    const appends = group.map(number => ['XADD', STREAM, `${String(number + 1)}-0`, 'f', VALUE])
    yield ask('bulk', ...appends)
  }
}

/** A page follows each entry that is asked for. */
function pages(entries: number): Traffic {
  return traffic(
    connectResp,
    client => {
      const next = uniform(entries)(client)
      return function* (): RespExchange {
        const after = `${String(next())}-0`
        const [reply] = yield [['XREAD', 'COUNT', String(PAGE), 'STREAMS', STREAM, after]]
        return idsOf(reply).length
      }
    },
    () => appending(entries + PAGE),
  )
}

/** A group whose consumers begin again at the first entry when they have read the last one. */
function deliveries(entries: number): Traffic {
  let passes = 0
  return traffic(
    connectResp,
    client => {
      const consumer = `c${String(client)}`
      const read = ['XREADGROUP', 'GROUP', GROUP, consumer, 'COUNT', String(PAGE)].concat([
        'STREAMS',
        STREAM,
        '>',
      ])
      return function* (): RespExchange {
        for (;;) {
          const pass = passes
          const [delivered] = yield [read]
          if (delivered?.kind === 'nil') {
            // The first consumer that finds nothing begins the next pass, for all of them.
            if (pass === passes) {
              passes++
              yield* ask('simple', ['XGROUP', 'SETID', STREAM, GROUP, '0'])
            }
            continue
          }
          const [acknowledged] = yield [['XACK', STREAM, GROUP, ...idsOf(delivered)]]
          if (acknowledged?.kind !== 'integer') throw unexpected(acknowledged)
          // Where two passes meet, an entry may have been acknowledged by another consumer.
          if (acknowledged.value > 0n) return Number(acknowledged.value)
        }
      }
    },
    function* () {
      yield* appending(entries)
      yield ask('simple', ['XGROUP', 'CREATE', STREAM, GROUP, '0'])
    },
  )
}

/** Of a map of streams that has one, and is never empty. */
function idsOf(reply: Reply | undefined): Uint8Array[] {
  const ids = itemsOf(itemsOf(reply, 'map')[1], 'array').map(entry => {
    const [id] = itemsOf(entry, 'array')
    if (id?.kind !== 'bulk') throw new Error('an entry came without an id')
    return id.bytes
  })
  if (ids.length === 0) throw new Error('a read of the stream found nothing')
  return ids
}

function itemsOf(reply: Reply | undefined, kind: 'map' | 'array'): readonly Reply[] {
  if (reply?.kind !== kind) throw unexpected(reply)
  return reply.items
}

export const OVER_RESP: readonly Workload[] = [
  {
    name: 'resp-set',
    what: 'SET of 100 bytes',
    unit: 'requests',
    over: { resp: keys => values(keys, uniform(keys), 0) },
  },
  {
    name: 'resp-get',
    what: 'GET of 100 bytes',
    unit: 'requests',
    over: { resp: keys => values(keys, uniform(keys), 1) },
  },
  {
    name: 'resp-mixed',
    what: '80 % GET, 20 % SET of 100 bytes, zipfian keys',
    unit: 'requests',
    over: { resp: keys => values(keys, zipfian(keys), READS) },
  },
  {
    name: 'resp-set-16',
    what: `SET of 100 bytes, ${String(PIPELINE)} in a pipeline`,
    unit: 'requests',
    over: { resp: keys => pipelined(keys, 'simple', key => ['SET', key, VALUE]) },
  },
  {
    name: 'resp-get-16',
    what: `GET of 100 bytes, ${String(PIPELINE)} in a pipeline`,
    unit: 'requests',
    over: { resp: keys => pipelined(keys, 'bulk', key => ['GET', key]) },
  },
  {
    name: 'resp-outbox',
    what: 'MULTI, SET of 100 bytes, XADD of its event, EXEC',
    unit: 'transactions',
    over: { resp: outbox },
  },
  {
    name: 'resp-streams',
    what: `80 % XADD of 100 bytes to one of ${String(STREAMS)} streams, 20 % XREVRANGE of the newest ${String(NEWEST)}`,
    unit: 'requests',
    over: { resp: manyStreams },
  },
  {
    name: 'resp-xadd',
    what: 'XADD of 100 bytes to one stream',
    unit: 'requests',
    over: { resp: appends },
  },
  {
    name: 'resp-xread',
    what: 'XREAD of 100 entries from anywhere in a stream',
    unit: 'entries',
    over: { resp: pages },
  },
  {
    name: 'resp-group',
    what: 'XREADGROUP of 100 entries for one of many consumers, then XACK of them',
    unit: 'entries',
    over: { resp: deliveries },
  },
]

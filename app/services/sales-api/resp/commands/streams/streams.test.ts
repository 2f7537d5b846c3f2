import { describe, expect, it } from 'vitest'
import { parseKey } from '#business/data/keyspace/key'
import { PRODUCER_ROWS, REMOVED_OBJECTS } from '#business/data/store/tables'
import { RespTest } from '../../testing/resp-test.ts'

const ADD = 'XADD s'

async function added(...ids: string[]) {
  const test = await RespTest.start()
  const client = await test.connect()
  for (const id of ids) expect(await client.ask(`${ADD} ${id} f ${id}`)).toBe(id)
  return { test, client, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

describe('XADD', () => {
  it.each([
    ['XADD s 0-0 f v', '-ERR The ID specified in XADD must be greater than 0-0'],
    ['XADD s 0 f v', '-ERR The ID specified in XADD must be greater than 0-0'],
    [
      'XADD s 5-1 f v',
      '-ERR The ID specified in XADD is equal or smaller than the target stream top item',
    ],
    [
      'XADD s 4-* f v',
      '-ERR The ID specified in XADD is equal or smaller than the target stream top item',
    ],
    ['XADD s 5-* f v', '5-2'],
    ['XADD s 6-* f v', '6-0'],
    ['XADD s 05-07 f v', '5-7'],
    ['XADD s 7 f v', '7-0'],
    ['XADD s -1-1 f v', '-ERR Invalid stream ID specified as stream command argument'],
    ['XADD s 1- f v', '-ERR Invalid stream ID specified as stream command argument'],
    ['XADD s 1-2-3 f v', '-ERR Invalid stream ID specified as stream command argument'],
    ['XADD s *-1 f v', '-ERR Invalid stream ID specified as stream command argument'],
    [
      'XADD s 18446744073709551616 f v',
      '-ERR Invalid stream ID specified as stream command argument',
    ],
    ['XADD s 8-0 f', "-ERR wrong number of arguments for 'xadd' command"],
    ['XADD s 8-0 f v g', "-ERR wrong number of arguments for 'xadd' command"],
    ['XADD none NOMKSTREAM * f v', null],
    ['XADD s MAXLEN -1 8-0 f v', '-ERR The MAXLEN argument must be >= 0.'],
    ['XADD s MAXLEN x 8-0 f v', '-ERR value is not an integer or out of range'],
    [
      'XADD s MAXLEN 1 MINID 1 8-0 f v',
      '-ERR syntax error, MAXLEN and MINID options at the same time are not compatible',
    ],
    [
      'XADD s MAXLEN 1 LIMIT 1 8-0 f v',
      '-ERR syntax error, LIMIT cannot be used without the special ~ option',
    ],
    [
      'XADD s LIMIT 1 8-0 f v',
      '-ERR syntax error, LIMIT cannot be used without specifying a trimming strategy',
    ],
    ['XADD key * f v', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
  ])('%s', async (request, reply) => {
    await using setup = await added('5-1')
    const { client } = setup
    await client.ask('SET key value')
    expect(await client.ask(request)).toBe(reply)
  })

  it('trims, exactly or about so', async () => {
    await using setup = await added('1-0', '2-0', '3-0')
    const { client } = setup
    expect(await client.ask('XADD s MAXLEN 2 4-0 f v')).toBe('4-0')
    expect(await client.ask('XLEN s')).toBe(2)
    expect(await client.ask('XADD s MAXLEN ~ 1 5-0 f v')).toBe('5-0')
    expect(await client.ask('XLEN s')).toBe(3)
    expect(await client.ask('XADD s MINID = 5 6-0 f v')).toBe('6-0')
    expect(await client.ask('XRANGE s - +')).toEqual([
      ['5-0', ['f', 'v']],
      ['6-0', ['f', 'v']],
    ])
  })

  it('makes a key of the type stream, which others cannot read and all can remove', async () => {
    await using setup = await added('1-0')
    const { client } = setup
    expect(await client.ask('TYPE s')).toBe('stream')
    expect(await client.ask('EXISTS s')).toBe(1)
    expect(await client.ask('GET s')).toMatch(/^-WRONGTYPE/)
    expect(await client.ask('DEL s')).toBe(1)
    expect(await client.ask('XLEN s')).toBe(0)
    expect(await client.ask('XADD s 1-0 f v')).toBe('1-0')
    expect(await client.ask('XRANGE s - +')).toEqual([['1-0', ['f', 'v']]])
  })
})

it('a stream that expires keeps what it has until then, and all of it goes', async () => {
  await using setup = await added('1-0', '2-0')
  const { test, client } = setup
  expect(await client.ask('EXPIRE s 100')).toBe(1)
  expect(await client.ask('TTL s')).toBe(100)
  expect(await client.ask('XADD s 3-0 f v')).toBe('3-0')
  expect(await client.ask('PERSIST s')).toBe(1)
  expect(await client.ask('TTL s')).toBe(-1)
  expect(await client.ask('PEXPIRE s 1000 NX')).toBe(1)
  expect(await client.ask('XRANGE s - +')).toHaveLength(3)
  expect(await client.ask('SCAN 0 TYPE stream')).toEqual(['0', ['s']])
  test.node.host.clock.advance(1000)
  expect(await client.ask('XLEN s')).toBe(0)
  expect(await client.ask('XADD s 1-0 f v')).toBe('1-0')
  expect(await client.ask('XRANGE s - +')).toEqual([['1-0', ['f', 'v']]])
  expect(await client.ask('TTL s')).toBe(-1)
})

describe('XRANGE and XREVRANGE', () => {
  it.each([
    ['XRANGE s - +', ['1-0', '2-0', '2-1', '3-0']],
    ['XRANGE s 2 2', ['2-0', '2-1']],
    ['XRANGE s (2-0 +', ['2-1', '3-0']],
    ['XRANGE s - (2-1', ['1-0', '2-0']],
    ['XRANGE s - + COUNT 2', ['1-0', '2-0']],
    ['XREVRANGE s + - COUNT 2', ['3-0', '2-1']],
    ['XREVRANGE s 2 -', ['2-1', '2-0', '1-0']],
    ['XRANGE s 9 +', []],
    ['XRANGE none - + COUNT 0', []],
  ])('%s', async (request, ids) => {
    await using setup = await added('1-0', '2-0', '2-1', '3-0')
    const { client } = setup
    expect(await client.ask(request)).toEqual(ids.map(id => [id, ['f', id]]))
  })

  it.each([
    ['XRANGE s - + COUNT 0', null],
    ['XRANGE s - + COUNT', '-ERR syntax error'],
    ['XRANGE s - + COUNT x', '-ERR value is not an integer or out of range'],
    [
      'XRANGE s (18446744073709551615-18446744073709551615 +',
      '-ERR invalid start ID for the interval',
    ],
    ['XRANGE s - (0-0', '-ERR invalid end ID for the interval'],
    ['XRANGE s (- +', '-ERR Invalid stream ID specified as stream command argument'],
    ['XRANGE key - +', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
  ])('%s', async (request, reply) => {
    await using setup = await added('1-0')
    const { client } = setup
    await client.ask('SET key value')
    expect(await client.ask(request)).toBe(reply)
  })
})

describe('XREAD', () => {
  it('returns what is behind the ids, of streams that have something, in the shape of the protocol', async () => {
    await using setup = await added('1-0', '2-0')
    const { client } = setup
    expect(await client.ask('XREAD COUNT 1 STREAMS none s 0 0')).toEqual([
      ['s', [['1-0', ['f', '1-0']]]],
    ])
    expect(await client.ask('XREAD STREAMS s 2')).toBe(null)
    expect(await client.ask('XREAD STREAMS s +')).toEqual([['s', [['2-0', ['f', '2-0']]]]])
    await client.ask('HELLO 3')
    expect(await client.ask('XREAD STREAMS s 1')).toEqual(new Map([['s', [['2-0', ['f', '2-0']]]]]))
    expect(await client.ask('XREAD STREAMS s 2')).toBe(null)
  })

  it('waits for the next entry, from the id that was the last one then', async () => {
    await using setup = await added('1-0')
    const { test, client } = setup
    const other = await test.connect()
    const waiting = client.ask('XREAD BLOCK 0 STREAMS s later $ $')
    const behind = client.ask('PING')
    expect(await other.ask('XADD s 2-0 f v')).toBe('2-0')
    expect(await waiting).toEqual([['s', [['2-0', ['f', 'v']]]]])
    expect(await behind).toBe('PONG')
    const again = client.ask('XREAD BLOCK 0 STREAMS later $')
    expect(await other.ask('XADD later 1-0 f v')).toBe('1-0')
    expect(await again).toEqual([['later', [['1-0', ['f', 'v']]]]])
  })

  it('ends when another client says so, as by a timeout or with an error', async () => {
    await using setup = await added('1-0')
    const { test, client } = setup
    const id = String(await client.ask('CLIENT ID'))
    const other = await test.connect()
    const unblock = async (word: string): Promise<void> => {
      while ((await other.ask(`CLIENT UNBLOCK ${id} ${word}`)) !== 1) continue
    }
    const first = client.ask('XREAD BLOCK 0 STREAMS s $')
    await unblock('TIMEOUT')
    expect(await first).toBe(null)
    const second = client.ask('XREAD BLOCK 0 STREAMS s $')
    await unblock('ERROR')
    expect(await second).toMatch(/^-UNBLOCKED/)
  })

  it('returns no more than MAXCOUNT and MAXSIZE say of all streams together, but one entry', async () => {
    await using setup = await added('1-0', '2-0', '3-0')
    const { client } = setup
    for (const id of ['1-0', '2-0']) await client.ask(`XADD t ${id} f 12345678`)
    const ids = async (options: string): Promise<unknown> => {
      const reply = await client.ask(`XREAD ${options} STREAMS s t 0 0`)
      return JSON.stringify(reply)
        .match(/[st]"|\d-0(?=",\[)/g)
        ?.join(' ')
    }
    expect(await ids('MAXCOUNT 2')).toBe('s" 1-0 2-0')
    expect(await ids('COUNT 2 MAXCOUNT 3')).toBe('s" 1-0 2-0 t" 1-0')
    expect(await ids('MAXCOUNT 9 COUNT 1')).toBe('s" 1-0 t" 1-0')
    expect(await ids('MAXSIZE 1')).toBe('s" 1-0')
    expect(await ids('MAXSIZE 8')).toBe('s" 1-0 2-0')
    expect(await ids('MAXSIZE 20')).toBe('s" 1-0 2-0 3-0')
    expect(await ids('COUNT 1 MAXSIZE 13')).toBe('s" 1-0 t" 1-0')
  })

  it.each([
    ['XREAD MAXCOUNT 0 STREAMS s 0', '-ERR MAXCOUNT must be a positive integer'],
    ['XREAD MAXSIZE -1 STREAMS s 0', '-ERR MAXSIZE must be a positive integer'],
    [
      'XREAD MAXCOUNT 1 COUNT 2 STREAMS s 0',
      '-ERR MAXCOUNT must be greater than or equal to COUNT',
    ],
    [
      'XREAD STREAMS s s 0',
      "-ERR Unbalanced 'xread' list of streams: for each stream key an ID, '+', or '$' must be specified.",
    ],
    ['XREAD COUNT 1 STREAMS', '-ERR syntax error'],
    ['XREAD BLOCK -1 STREAMS s 0', '-ERR timeout is negative'],
    ['XREAD BLOCK x STREAMS s 0', '-ERR timeout is not an integer or out of range'],
    ['XREAD COUNT x STREAMS s 0', '-ERR value is not an integer or out of range'],
    [
      'XREAD GROUP g c STREAMS s 0',
      '-ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.',
    ],
    [
      'XREAD STREAMS s >',
      '-ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.',
    ],
  ])('%s', async (request, reply) => {
    await using setup = await added('1-0')
    const { client } = setup
    expect(await client.ask(request)).toBe(reply)
  })
})

describe('XDEL, XTRIM and XINFO', () => {
  it('remove, and tell what is left', async () => {
    await using setup = await added('1-0', '2-0', '3-0', '4-0', '5-0')
    const { client } = setup
    expect(await client.ask('XDEL s 2-0 9-0')).toBe(1)
    expect(await client.ask('XDEL s 3-0 x')).toMatch(/^-ERR Invalid stream ID/)
    expect(await client.ask('XDEL none 1-0')).toBe(0)
    expect(await client.ask('XTRIM s MAXLEN 2')).toBe(2)
    expect(await client.ask('XTRIM s MINID 5')).toBe(1)
    expect(await client.ask('XTRIM none MAXLEN 2')).toBe(0)
    expect(await client.ask('XTRIM s FOO 2')).toBe('-ERR syntax error')
    await client.ask('HELLO 3')
    expect(await client.ask('XINFO STREAM s')).toEqual(
      new Map<string, unknown>([
        ['length', 1],
        ['radix-tree-keys', 0],
        ['radix-tree-nodes', 0],
        ['last-generated-id', '5-0'],
        ['max-deleted-entry-id', '2-0'],
        ['entries-added', 5],
        ['recorded-first-entry-id', '5-0'],
        ['idmp-duration', 100],
        ['idmp-maxsize', 100],
        ['pids-tracked', 0],
        ['iids-tracked', 0],
        ['iids-added', 0],
        ['iids-duplicates', 0],
        ['groups', 0],
        ['first-entry', ['5-0', ['f', '5-0']]],
        ['last-entry', ['5-0', ['f', '5-0']]],
      ]),
    )
    expect(await client.ask('XINFO STREAM none')).toBe('-ERR no such key')
  })
})

it('a range of more than 8 MiB is refused, and read in parts', async () => {
  await using setup = await added()
  const { client } = setup
  const value = 'x'.repeat(99_000)
  for (let ms = 1; ms <= 86; ms++) await client.ask(`XADD s ${String(ms)} f ${value}`)
  for (const request of [
    'XRANGE s - +',
    'XREVRANGE s + - COUNT 86',
    'XINFO STREAM s FULL COUNT 0',
  ]) {
    expect(await client.ask(request)).toMatch(/^-READS_TOO_LARGE/)
  }
  expect(await client.ask('XRANGE s - + COUNT 80')).toHaveLength(80)
  expect(await client.ask('XRANGE s 2 +')).toHaveLength(85)
})

describe('XSETID', () => {
  it.each([
    ['XSETID s 9-9', 'OK'],
    ['XSETID s 3-0', 'OK'],
    ['XSETID s 9 ENTRIESADDED 7 MAXDELETEDID 8-0', 'OK'],
    ['XSETID s 9 MAXDELETEDID 8 ENTRIESADDED 7', 'OK'],
    ['XSETID none 1', '-ERR no such key'],
    ['XSETID key 1', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
    ['XSETID s x', '-ERR Invalid stream ID specified as stream command argument'],
    ['XSETID s 2-9', '-ERR The ID specified in XSETID is smaller than the target stream top item'],
    [
      'XSETID s 9 ENTRIESADDED 1',
      '-ERR The entries_added specified in XSETID is smaller than the target stream length',
    ],
    ['XSETID s 9 ENTRIESADDED -1', '-ERR entries_added must be positive'],
    ['XSETID s 9 ENTRIESADDED x', '-ERR value is not an integer or out of range'],
    ['XSETID s 9 ENTRIESADDED', '-ERR syntax error'],
    ['XSETID s 9 FOO 1', '-ERR syntax error'],
    [
      'XSETID s 9 MAXDELETEDID 10',
      '-ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id',
    ],
  ])('%s', async (request, reply) => {
    await using setup = await added('1-0', '2-0', '3-0')
    const { client } = setup
    await client.ask('SET key value')
    expect(await client.ask(request)).toBe(reply)
  })

  it('lets entries follow that are below those removed before, but not below those trimmed', async () => {
    await using setup = await added('1-0', '2-0', '7-0', '8-0')
    const { client } = setup
    await client.ask('XDEL s 8-0')
    expect(await client.ask('XSETID s 7-0')).toBe(
      '-ERR The ID specified in XSETID is smaller than current max_deleted_entry_id',
    )
    expect(await client.ask('XTRIM s MAXLEN 0')).toBe(3)
    expect(await client.ask('XSETID s 20-0 ENTRIESADDED 50 MAXDELETEDID 3-0')).toBe('OK')
    expect(await client.ask('XADD s 19-0 f v')).toMatch(/^-ERR The ID specified/)
    expect(await client.ask('XSETID s 7-0')).toBe(
      '-ERR The ID specified in XSETID is smaller than the last entry that was trimmed',
    )
    expect(await client.ask('XSETID s 8-0')).toBe('OK')
    expect(await client.ask('XADD s 9-0 f v')).toBe('9-0')
    expect(await client.ask('XDEL s 9-0')).toBe(1)
    await setup.test.node.streams.reclaim()
    expect(await client.ask('XADD s 10-0 f v')).toBe('10-0')
    expect(await client.ask('XRANGE s - +')).toEqual([['10-0', ['f', 'v']]])
  })
})

describe('RENAME of a stream', () => {
  it('takes all along that it has, in the place of what the name stood for', async () => {
    await using setup = await added('1-0', '2-0', '3-0')
    const { client, test } = setup
    const { node } = test
    for (const request of [
      'XGROUP CREATE s g 0',
      'XREADGROUP GROUP g c COUNT 2 STREAMS s >',
      'XADD other 9-0 f v',
      'XGROUP CREATE other h 0',
      'EXPIRE s 100',
    ]) {
      await client.ask(request)
    }
    const repeated = await client.ask('XADD s IDMP p i * f v')
    const retention = { length: 4, ageMs: 0, bytes: 0 }
    const stream = parseKey(Buffer.from('s'))
    await node.streams.setRetention({ kind: 'retention', stream, retention })
    const before = await client.ask('XINFO STREAM s')
    expect(await client.ask('RENAMENX s other')).toBe(0)
    expect(await client.ask('RENAME s s')).toBe('OK')
    expect(await client.ask('RENAME s other')).toBe('OK')
    expect(await client.ask('XINFO STREAM other')).toEqual(before)
    expect(await client.ask('EXISTS s')).toBe(0)
    expect(await client.ask('TTL other')).toBe(100)
    expect(await client.ask('XPENDING other g')).toEqual([2, '1-0', '2-0', [['c', '2']]])
    expect(await client.ask('XPENDING other h')).toMatch(/^-NOGROUP/)
    expect(await client.ask('XADD other IDMP p i * f v')).toBe(repeated)
    await node.streams.reclaim()
    expect(await client.ask('XINFO STREAM other')).toContain('1-0')
    // The name is free, for another stream.
    expect(await client.ask('XADD s 1-0 f v')).toBe('1-0')
    expect(await client.ask('RENAMENX other free')).toBe(1)
    expect(await client.ask('SCAN 0 TYPE stream')).toEqual(['0', ['free', 's']])
    for (let ms = 1; ms <= 3; ms++) await client.ask('XADD free * f v')
    await node.streams.retain()
    expect(await client.ask('XLEN free')).toBe(4)
    expect(await client.ask('SET value v')).toBe('OK')
    expect(await client.ask('RENAME free value')).toBe('OK')
    expect(await client.ask('TYPE value')).toBe('stream')
    expect(await client.ask('RENAME s free')).toBe('OK')
    expect(await client.ask('XLEN free')).toBe(1)
    expect(await client.ask('DEL value free')).toBe(2)
    await node.streams.reclaim()
    for (let table = REMOVED_OBJECTS; table <= PRODUCER_ROWS; table++) {
      expect([...node.node.store.range(table, new Uint8Array())]).toEqual([])
    }
  })

  it('tells those who wait for either name', async () => {
    await using setup = await added('1-0')
    const { client, test } = setup
    await client.ask('XGROUP CREATE s g $')
    await client.ask('XADD t 5-0 f v')
    await client.ask('XGROUP CREATE t g 0')
    const [reader, follower] = [await test.connect(), await test.connect()]
    const read = reader.ask('XREADGROUP GROUP g a BLOCK 0 STREAMS s >')
    const followed = follower.ask('XREAD BLOCK 0 STREAMS later 0')
    const isBlocked = async (): Promise<boolean> =>
      String(await client.ask('CLIENT LIST TYPE normal')).split('flags=b').length === 3
    while (!(await isBlocked())) continue
    expect(await client.ask('RENAME s later')).toBe('OK')
    expect(await read).toMatch(/^-NOGROUP/)
    expect(await followed).toEqual([['later', [['1-0', ['f', '1-0']]]]])
  })
})

describe('COPY of a stream', () => {
  it('makes a second one with all that it has, and each goes its own way', async () => {
    await using setup = await added('1-0', '2-0', '3-0', '4-0')
    const { client, test } = setup
    const { node } = test
    for (const request of [
      'XADD s MAXLEN 3 5-0 f 5-0',
      'XDEL s 4-0',
      'XGROUP CREATE s g 0',
      'XGROUP CREATE s h $',
      'XREADGROUP GROUP g a STREAMS s >',
      'XREADGROUP GROUP g b COUNT 1 CLAIM 0 STREAMS s >',
      'XNACK s g FAIL IDS 1 5-0',
      'EXPIRE s 100',
    ]) {
      expect(String(await client.ask(request))).not.toMatch(/^-/)
    }
    const repeated = await client.ask('XADD s IDMP p i * f v')
    const retention = { length: 3, ageMs: 0, bytes: 0 }
    const stream = parseKey(Buffer.from('s'))
    await node.streams.setRetention({ kind: 'retention', stream, retention })
    const before = await client.ask('XINFO STREAM s FULL')
    const waiting = await test.connect()
    const followed = waiting.ask('XREAD COUNT 1 BLOCK 0 STREAMS t 0')
    while (!String(await client.ask('CLIENT LIST TYPE normal')).includes('flags=b')) continue

    expect(await client.ask('COPY s t')).toBe(1)
    expect(await followed).toEqual([['t', [['3-0', ['f', '3-0']]]]])
    for (const name of ['s', 't']) {
      expect(await client.ask(`XINFO STREAM ${name} FULL`)).toEqual(before)
      expect(await client.ask(`TTL ${name}`)).toBe(100)
    }
    expect(await client.ask('COPY s t')).toBe(0)
    expect(await client.ask('XADD t IDMP p i * f v')).toBe(repeated)
    await client.ask('XACK t g 3-0')
    await client.ask('XGROUP DESTROY t h')
    await client.ask('XADD t * f v')
    await node.streams.retain()
    expect(await client.ask('XLEN t')).toBe(3)
    expect(await client.ask('XINFO STREAM s FULL')).toEqual(before)

    expect(await client.ask('COPY s t REPLACE')).toBe(1)
    expect(await client.ask('XINFO STREAM t FULL')).toEqual(before)
    await client.ask('SET value v')
    expect(await client.ask('COPY t value REPLACE')).toBe(1)
    expect(await client.ask('DEL s t')).toBe(2)
    await node.streams.reclaim()
    expect(await client.ask('XINFO STREAM value FULL')).toEqual(before)
    expect(await client.ask('DEL value')).toBe(1)
    await node.streams.reclaim()
    for (let table = REMOVED_OBJECTS; table <= PRODUCER_ROWS; table++) {
      expect([...node.node.store.range(table, new Uint8Array())]).toEqual([])
    }
  })

  it('is refused if it has more than 2000 rows, so that it writes no more of them at once', async () => {
    await using setup = await added()
    const { client, test } = setup
    const { store } = test.node.node
    const count = 1000
    const ids = Array.from({ length: count }, (_, at) => `${String(at + 1)}-0`)
    await Promise.all(ids.map(id => client.ask(`XADD s ${id} f v`)))
    await client.ask('XGROUP CREATE s g 0')
    await client.ask('XREADGROUP GROUP g a STREAMS s >')
    // Besides its entries, and those that are pending in 10 runs of two rows, it has 9 full nodes, a group and a consumer.
    const rows = (acknowledged: number): number => 2 * count - acknowledged + 10 * 2 + 9 + 2
    expect([rows(30), rows(31)]).toEqual([2001, 2000])
    await client.ask(`XACK s g ${ids.slice(0, 30).join(' ')}`)
    expect(await client.ask('COPY s t')).toMatch(/^-OPERATION_TOO_LARGE/)
    expect(await client.ask('EXISTS t')).toBe(0)
    await client.ask('XACK s g 31-0')
    let written = 0
    const put = store.put.bind(store)
    store.put = (...row) => (written++, put(...row))
    expect(await client.ask('COPY s t')).toBe(1)
    // The key and its state, which are no rows of the copier's, among them.
    expect(written).toBeGreaterThan(2000)
    expect(written).toBeLessThan(2020)
    expect(await client.ask('XPENDING t g')).toEqual(await client.ask('XPENDING s g'))
  })

  it('is refused if it has more than 2 MiB', async () => {
    await using setup = await added()
    const { client } = setup
    const add = (): Promise<unknown> => client.call('XADD', 's', '*', 'f', 'x'.repeat(99_900))
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await client.ask('COPY s t')).toBe(1)
    await add()
    expect(await client.ask('COPY s t REPLACE')).toMatch(/^-OPERATION_TOO_LARGE/)
    expect(await client.ask('XLEN t')).toBe(20)
  })
})

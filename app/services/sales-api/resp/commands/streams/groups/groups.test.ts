import { describe, expect, it } from 'vitest'
import { parseKey } from '#business/data/keyspace/key'
import { RespTest } from '../../../testing/resp-test.ts'

async function started(...requests: string[]) {
  const test = await RespTest.start()
  const client = await test.connect()
  for (const request of requests) {
    const reply = await client.ask(request)
    if (typeof reply === 'string' && reply.startsWith('-')) throw new Error(`${request}: ${reply}`)
  }
  const advance = (ms: number): void => {
    test.node.host.clock.advance(ms)
  }
  return { test, client, advance, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

const ENTRIES = ['1-0', '2-0', '3-0', '4-0'].map(id => `XADD s ${id} f ${id}`)
const GROUP = 'XGROUP CREATE s g 0'
const entry = (id: string) => [id, ['f', id]]

describe('XGROUP', () => {
  it.each([
    ['XGROUP CREATE s g 0', '-BUSYGROUP Consumer Group name already exists'],
    ['XGROUP CREATE none g 0', expect.stringContaining('requires the key to exist')],
    ['XGROUP CREATE none g $ MKSTREAM', 'OK'],
    ['XGROUP CREATE s h -', '-ERR Invalid stream ID specified as stream command argument'],
    ['XGROUP CREATE s h', "-ERR wrong number of arguments for 'xgroup|create' command"],
    ['XGROUP CREATE s h +', '-ERR Invalid stream ID specified as stream command argument'],
    ['XGROUP CREATE s h 0 ENTRIESREAD -2', '-ERR value for ENTRIESREAD must be positive or -1'],
    ['XGROUP CREATE key h 0', expect.stringMatching(/^-WRONGTYPE/)],
    ['XGROUP SETID s g $', 'OK'],
    ['XGROUP SETID s h 0', "-NOGROUP No such consumer group 'h' for key name 's'"],
    ['XGROUP CREATECONSUMER s g c', 1],
    ['XGROUP DELCONSUMER s g c', 0],
    ['XGROUP DESTROY s g', 1],
    ['XGROUP DESTROY s h', 0],
    ['XGROUP DESTROY none g', expect.stringContaining('requires the key to exist')],
  ])('%s', async (request, reply) => {
    await using setup = await started(...ENTRIES, GROUP, 'SET key v')
    expect(await setup.client.ask(request)).toEqual(reply)
  })

  it('removes a consumer, who gives back what it has pending, and a group with all', async () => {
    await using setup = await started(...ENTRIES, GROUP)
    const { client } = setup
    await client.ask('XREADGROUP GROUP g c COUNT 3 STREAMS s >')
    expect(await client.ask('XGROUP CREATECONSUMER s g c')).toBe(0)
    expect(await client.ask('XGROUP DELCONSUMER s g c')).toBe(3)
    expect(await client.ask('XPENDING s g')).toEqual([3, '1-0', '3-0', []])
    await client.ask('XREADGROUP GROUP g c STREAMS s >')
    expect(await client.ask('XGROUP DESTROY s g')).toBe(1)
    expect(await client.ask('XGROUP CREATE s g $')).toBe('OK')
    expect(await client.ask('XPENDING s g')).toEqual([0, null, null, null])
    await setup.test.node.streams.reclaim()
    expect(await client.ask('XINFO GROUPS s')).toHaveLength(1)
  })
})

it('a group has at most 10,000 consumers', async () => {
  await using setup = await started(...ENTRIES, GROUP, 'XGROUP CREATE s other 0')
  const { client, test } = setup
  const place = { stream: parseKey(Buffer.from('s')), group: Buffer.from('g') }
  const make = (number: number) => {
    const consumer = Buffer.from(String(number))
    return test.node.groups.change({ kind: 'createConsumer', ...place, consumer })
  }
  const made = await Promise.all(Array.from({ length: 10_000 }, (_, number) => make(number)))
  expect(made.every(({ kind }) => kind === 'done')).toBe(true)
  for (const request of [
    'XGROUP CREATECONSUMER s g more',
    'XREADGROUP GROUP g more STREAMS s >',
    'XREADGROUP GROUP g more STREAMS s 0',
    'XCLAIM s g more 0 1-0 FORCE',
    'XAUTOCLAIM s g more 0 0',
  ]) {
    expect(await client.ask(request)).toMatch(/^-TOO_MANY_CONSUMERS/)
  }
  expect(await client.ask('XREADGROUP GROUP g 0 COUNT 1 STREAMS s >')).toHaveLength(1)
  expect(await client.ask('XREADGROUP GROUP other more COUNT 1 STREAMS s >')).toHaveLength(1)
  expect(await client.ask('XGROUP DELCONSUMER s g 1')).toBe(0)
  expect(await client.ask('XREADGROUP GROUP g more COUNT 1 STREAMS s >')).toHaveLength(1)
})

describe('XREADGROUP', () => {
  it('gives each entry to one consumer, and again what is its own', async () => {
    await using setup = await started(...ENTRIES, GROUP)
    const { client } = setup
    const read = (consumer: string, id: string) =>
      client.ask(`XREADGROUP GROUP g ${consumer} COUNT 2 STREAMS s ${id}`)
    expect(await read('a', '>')).toEqual([['s', [entry('1-0'), entry('2-0')]]])
    expect(await read('b', '>')).toEqual([['s', [entry('3-0'), entry('4-0')]]])
    expect(await read('a', '>')).toBe(null)
    expect(await read('a', '0')).toEqual([['s', [entry('1-0'), entry('2-0')]]])
    expect(await read('a', '1')).toEqual([['s', [entry('2-0')]]])
    expect(await read('c', '0')).toEqual([['s', []]])
    await client.ask('XDEL s 2-0')
    expect(await read('a', '0')).toEqual([['s', [entry('1-0'), ['2-0', null]]]])
    expect(await client.ask('XACK s g 1-0 2-0 3-0 9-0')).toBe(3)
    expect(await client.ask('XACK s g 1-0')).toBe(0)
    expect(await client.ask('XACK none g 1-0')).toBe(0)
    expect(await client.ask('XPENDING s g')).toEqual([1, '4-0', '4-0', [['b', '1']]])
  })

  it('waits for what is new, which one of those that wait gets', async () => {
    await using setup = await started(...ENTRIES, 'XGROUP CREATE s g $')
    const other = await setup.test.connect()
    const third = await setup.test.connect()
    const first = setup.client.ask('XREADGROUP GROUP g a BLOCK 0 STREAMS s >')
    const waits = async (name: string): Promise<void> => {
      for (;;) {
        const consumers = await third.ask('XINFO CONSUMERS s g')
        if (JSON.stringify(consumers).includes(`"${name}"`)) return
      }
    }
    await waits('a')
    const second = other.ask('XREADGROUP GROUP g b BLOCK 0 STREAMS s >')
    await waits('b')
    await third.ask('XADD s 5-0 f 5-0')
    expect(await Promise.race([first, second])).toEqual([['s', [entry('5-0')]]])
    await third.ask('XADD s 6-0 f 6-0')
    const all = JSON.stringify([await first, await second])
    expect(all).toContain('5-0')
    expect(all).toContain('6-0')
  })

  it('of many that wait only some read for one entry, and all get one in the end, the first one first', async () => {
    await using setup = await started(...ENTRIES, 'XGROUP CREATE s g $')
    const readers = 40
    const got: string[] = []
    const waiting: Promise<unknown>[] = []
    for (let reader = 0; reader < readers; reader++) {
      const client = await setup.test.connect()
      const consumer = `c${String(reader).padStart(2, '0')}`
      const read = client.ask(`XREADGROUP GROUP g ${consumer} COUNT 1 BLOCK 0 STREAMS s >`)
      waiting.push(read.then(() => got.push(consumer)))
    }
    const blocked = `blocked_clients:${String(readers)}`
    while (!String(await setup.client.ask('INFO clients')).includes(blocked));
    setup.advance(1000)
    await setup.client.ask('XADD s 5-0 f 5-0')
    await Promise.race(waiting)
    const rows = await setup.client.ask('XINFO CONSUMERS s g')
    // Whoever reads, was seen.
    const idle = (rows as unknown[][]).map(row => row[5])
    expect(idle).toContain(0)
    expect(idle.filter(ms => ms === 0).length).toBeLessThan(readers / 2)
    for (let id = 6; id < 5 + readers; id++) await setup.client.ask(`XADD s ${String(id)}-0 f v`)
    await Promise.all(waiting)
    expect(got).toEqual([...got].sort())
  })

  it.each(['DEL s', 'XGROUP DESTROY s g', 'SET s value', 'EXPIRE s -1'])(
    'is told when what it waits for goes: %s',
    async request => {
      await using setup = await started(...ENTRIES, 'XGROUP CREATE s g $')
      const other = await setup.test.connect()
      const waiting = setup.client.ask('XREADGROUP GROUP g a BLOCK 0 STREAMS s >')
      while (!(await other.ask('CLIENT LIST TYPE normal').then(String)).includes('flags=b'))
        continue
      expect(String(await other.ask(request))).not.toMatch(/^-/)
      expect(await waiting).toMatch(request.startsWith('SET') ? /^-WRONGTYPE/ : /^-NOGROUP/)
    },
  )

  it('notes nothing as pending with NOACK', async () => {
    await using setup = await started(...ENTRIES, GROUP)
    const { client } = setup
    expect(await client.ask('XREADGROUP GROUP g a NOACK COUNT 1 STREAMS s >')).toEqual([
      ['s', [entry('1-0')]],
    ])
    expect(await client.ask('XPENDING s g')).toEqual([0, null, null, null])
  })

  it('delivers no more than MAXCOUNT and MAXSIZE say of all streams together, but one entry', async () => {
    await using setup = await started(...ENTRIES, GROUP, 'XADD t 1-0 f 1-0', 'XGROUP CREATE t g 0')
    const { client } = setup
    const read = (options: string, ids: string) =>
      client.ask(`XREADGROUP GROUP g a ${options} STREAMS s t ${ids}`)
    expect(await read('MAXCOUNT 1', '> >')).toEqual([['s', [entry('1-0')]]])
    expect(await read('MAXSIZE 1', '> >')).toEqual([['s', [entry('2-0')]]])
    expect(await client.ask('XPENDING s g')).toEqual([2, '1-0', '2-0', [['a', '2']]])
    expect(await read('MAXSIZE 11', '> >')).toEqual([['s', [entry('3-0'), entry('4-0')]]])
    expect(await client.ask('XPENDING t g')).toEqual([0, null, null, null])
    expect(await read('COUNT 1 MAXCOUNT 2', '> >')).toEqual([['t', [entry('1-0')]]])
    expect(await read('COUNT 3 MAXCOUNT 4', '0 0')).toEqual([
      ['s', [entry('1-0'), entry('2-0'), entry('3-0')]],
      ['t', [entry('1-0')]],
    ])
    expect(await read('MAXSIZE 8', '0 0')).toEqual([
      ['s', [entry('1-0'), entry('2-0')]],
      ['t', []],
    ])
    await client.ask('XADD s 5-0 f 5-0')
    expect(await read('CLAIM 0 MAXSIZE 16', '> >')).toEqual([
      [
        's',
        ['1-0', '2-0', '3-0', '4-0'].map(id => [...entry(id), 0, expect.any(Number) as unknown]),
      ],
    ])
    expect(await read('MAXCOUNT 9', '> >')).toEqual([['s', [entry('5-0')]]])
  })

  it.each([
    [
      'XREADGROUP GROUP h a STREAMS s >',
      "-NOGROUP No such key 's' or consumer group 'h' in XREADGROUP with GROUP option",
    ],
    [
      'XREADGROUP GROUP g a STREAMS none >',
      "-NOGROUP No such key 'none' or consumer group 'g' in XREADGROUP with GROUP option",
    ],
    [
      'XGROUP CREATE s h 0 FOO',
      "-ERR unknown subcommand or wrong number of arguments for 'CREATE'. Try XGROUP HELP.",
    ],
    [
      'XGROUP setid s g 0 ENTRIESREAD',
      "-ERR unknown subcommand or wrong number of arguments for 'setid'. Try XGROUP HELP.",
    ],
    ['XGROUP CREATE s h 0 ENTRIESREAD +1', '-ERR value is not an integer or out of range'],
    ['XGROUP SETID s g 0 ENTRIESREAD -2', '-ERR value for ENTRIESREAD must be positive or -1'],
    ['XREADGROUP GROUP g a STREAMS s $', expect.stringContaining('meaningless')],
    ['XREADGROUP GROUP g a STREAMS s s >', expect.stringContaining('Unbalanced')],
    ['XREADGROUP COUNT 1 BLOCK 1 STREAMS s >', '-ERR Missing GROUP option for XREADGROUP'],
    ['XREADGROUP GROUP g a BLOCK -1 STREAMS s >', '-ERR timeout is negative'],
    ['XREADGROUP GROUP g a MAXCOUNT 0 STREAMS s >', '-ERR MAXCOUNT must be a positive integer'],
    ['XREADGROUP GROUP g a MAXSIZE -1 STREAMS s >', '-ERR MAXSIZE must be a positive integer'],
    [
      'XREADGROUP GROUP g a MAXCOUNT 1 COUNT 2 STREAMS s >',
      '-ERR MAXCOUNT must be greater than or equal to COUNT',
    ],
  ])('%s', async (request, reply) => {
    await using setup = await started(...ENTRIES, GROUP)
    expect(await setup.client.ask(request)).toEqual(reply)
  })
})

describe('pending entries', () => {
  it('are listed with who has them, for how long, and how often', async () => {
    await using setup = await started(...ENTRIES, GROUP)
    const { client, advance } = setup
    await client.ask('XREADGROUP GROUP g a COUNT 2 STREAMS s >')
    advance(1000)
    await client.ask('XREADGROUP GROUP g b COUNT 1 STREAMS s >')
    await client.ask('XREADGROUP GROUP g b STREAMS s 0')
    expect(await client.ask('XPENDING s g')).toEqual([
      3,
      '1-0',
      '3-0',
      [
        ['a', '2'],
        ['b', '1'],
      ],
    ])
    expect(await client.ask('XPENDING s g - + 10')).toEqual([
      ['1-0', 'a', 1000, 1],
      ['2-0', 'a', 1000, 1],
      ['3-0', 'b', 0, 2],
    ])
    expect(await client.ask('XPENDING s g IDLE 500 (1-0 + 10')).toEqual([['2-0', 'a', 1000, 1]])
    expect(await client.ask('XPENDING s g - + 10 b')).toEqual([['3-0', 'b', 0, 2]])
    expect(await client.ask('XPENDING s g - + 10 none')).toEqual([])
    expect(await client.ask('XPENDING s h')).toBe("-NOGROUP No such key 's' or consumer group 'h'")
  })

  it('are claimed by another consumer when they are idle for long enough', async () => {
    await using setup = await started(...ENTRIES, GROUP)
    const { client, advance } = setup
    await client.ask('XREADGROUP GROUP g a COUNT 3 STREAMS s >')
    expect(await client.ask('XCLAIM s g b 10 1-0')).toEqual([])
    advance(100)
    expect(await client.ask('XCLAIM s g b 10 1-0 9-0 4-0')).toEqual([entry('1-0')])
    expect(await client.ask('XCLAIM s g b 10 2-0 JUSTID')).toEqual(['2-0'])
    expect(await client.ask('XCLAIM s g b 0 4-0 FORCE RETRYCOUNT 7 IDLE 50')).toEqual([
      entry('4-0'),
    ])
    expect(await client.ask('XPENDING s g - + 10')).toEqual([
      ['1-0', 'b', 0, 2],
      ['2-0', 'b', 0, 1],
      ['3-0', 'a', 100, 1],
      ['4-0', 'b', 50, 7],
    ])
    await client.ask('XACK s g 1-0 4-0')
    expect(await client.ask('XCLAIM s g b 0 1-0 FORCE')).toEqual([entry('1-0')])
    expect(await client.ask('XCLAIM s g b 0 4-0 FORCE JUSTID')).toEqual(['4-0'])
    expect(await client.ask('XPENDING s g - + 10 b')).toEqual([
      ['1-0', 'b', 0, 2],
      ['2-0', 'b', 0, 1],
      ['4-0', 'b', 0, 1],
    ])
    await client.ask('XDEL s 3-0')
    expect(await client.ask('XCLAIM s g b 0 3-0')).toEqual([])
    expect(await client.ask('XPENDING s g')).toEqual([3, '1-0', '4-0', [['b', '3']]])
    expect(await client.ask('XCLAIM s g b x 1-0')).toBe(
      '-ERR Invalid min-idle-time argument for XCLAIM',
    )
    expect(await client.ask('XCLAIM s g b 0 1-0 FOO')).toBe("-ERR Unrecognized XCLAIM option 'FOO'")
  })

  it('are claimed in parts, and those that were removed are told', async () => {
    await using setup = await started(...ENTRIES, GROUP)
    const { client } = setup
    await client.ask('XREADGROUP GROUP g a STREAMS s >')
    await client.ask('XDEL s 2-0')
    expect(await client.ask('XAUTOCLAIM s g b 0 0 COUNT 2')).toEqual([
      '3-0',
      [entry('1-0')],
      ['2-0'],
    ])
    expect(await client.ask('XAUTOCLAIM s g b 0 3-0 JUSTID')).toEqual(['0-0', ['3-0', '4-0'], []])
    expect(await client.ask('XAUTOCLAIM s g b 999 0')).toEqual(['0-0', [], []])
    expect(await client.ask('XPENDING s g')).toEqual([3, '1-0', '4-0', [['b', '3']]])
    for (const count of ['0', '-1', 'x', '01']) {
      const reply = await client.ask(`XAUTOCLAIM s g b 0 0 COUNT ${count}`)
      expect(reply).toBe('-ERR COUNT must be > 0')
    }
  })
})

describe('XINFO', () => {
  it('tells of groups how far they are, and of consumers what they did', async () => {
    await using setup = await started(...ENTRIES, GROUP, 'HELLO 3')
    const { client, advance } = setup
    await client.ask('XREADGROUP GROUP g a COUNT 3 STREAMS s >')
    await client.ask('XGROUP CREATECONSUMER s g b')
    advance(10)
    expect(await client.ask('XINFO GROUPS s')).toEqual([
      new Map<string, unknown>([
        ['name', 'g'],
        ['consumers', 2],
        ['pending', 3],
        ['last-delivered-id', '3-0'],
        ['entries-read', 3],
        ['lag', 1],
        ['nacked-count', 0],
      ]),
    ])
    expect(await client.ask('XINFO CONSUMERS s g')).toEqual([
      new Map<string, unknown>([
        ['name', 'a'],
        ['pending', 3],
        ['idle', 10],
        ['inactive', 10],
      ]),
      new Map<string, unknown>([
        ['name', 'b'],
        ['pending', 0],
        ['idle', 10],
        ['inactive', -1],
      ]),
    ])
    expect(await client.ask('XINFO GROUPS none')).toBe('-ERR no such key')
    expect(await client.ask('XINFO CONSUMERS s h')).toBe(
      "-NOGROUP No such consumer group 'h' for key name 's'",
    )
  })

  it('FULL shows entries, and groups with all that is pending', async () => {
    await using setup = await started(...ENTRIES, GROUP, 'HELLO 3')
    const { client, test } = setup
    const now = test.node.host.clock.now()
    await client.ask('XREADGROUP GROUP g a COUNT 3 STREAMS s >')
    const pending = (count: number, ...more: string[]): unknown[] =>
      ['1-0', '2-0', '3-0'].slice(0, count).map(id => [id, ...more, now, 1])
    const full = (count: number): unknown =>
      new Map<string, unknown>([
        ['length', 4],
        ['radix-tree-keys', 0],
        ['radix-tree-nodes', 0],
        ['last-generated-id', '4-0'],
        ['max-deleted-entry-id', '0-0'],
        ['entries-added', 4],
        ['recorded-first-entry-id', '1-0'],
        ['idmp-duration', 100],
        ['idmp-maxsize', 100],
        ['pids-tracked', 0],
        ['iids-tracked', 0],
        ['iids-added', 0],
        ['iids-duplicates', 0],
        ['entries', ['1-0', '2-0', '3-0', '4-0'].slice(0, count).map(entry)],
        [
          'groups',
          [
            new Map<string, unknown>([
              ['name', 'g'],
              ['last-delivered-id', '3-0'],
              ['entries-read', 3],
              ['lag', 1],
              ['pel-count', 3],
              ['pending', pending(count, 'a')],
              [
                'consumers',
                [
                  new Map<string, unknown>([
                    ['name', 'a'],
                    ['seen-time', now],
                    ['active-time', now],
                    ['pel-count', 3],
                    ['pending', pending(count)],
                  ]),
                ],
              ],
            ]),
          ],
        ],
      ])
    expect(await client.ask('XINFO STREAM s FULL')).toEqual(full(10))
    expect(await client.ask('XINFO STREAM s FULL COUNT 0')).toEqual(full(10))
    expect(await client.ask('XINFO STREAM s FULL COUNT 1')).toEqual(full(1))
    for (const request of ['FOO', 'FULL COUNT', 'FULL FOO 1']) {
      expect(await client.ask(`XINFO STREAM s ${request}`)).toMatch(/^-ERR unknown subcommand or/)
    }
    for (let ms = 5; ms <= 5000; ms++) client.send(`XADD s ${String(ms)} f v\r\n`)
    for (let ms = 5; ms <= 5000; ms++) await client.next()
    await client.ask('XREADGROUP GROUP g a STREAMS s >')
    expect(await client.ask('XINFO STREAM s FULL COUNT 4000')).toBeInstanceOf(Map)
    expect(await client.ask('XINFO STREAM s FULL COUNT 0')).toMatch(/^-READS_TOO_LARGE/)
  })

  it.each(['XINFO', 'XGROUP'])('%s HELP', async command => {
    await using setup = await started()
    expect(await setup.client.ask(`${command} HELP`)).toContain('HELP')
  })
})

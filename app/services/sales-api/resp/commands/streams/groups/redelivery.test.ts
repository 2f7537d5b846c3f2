import { describe, expect, it } from 'vitest'
import { GROUP_ENTRIES_MAX, GROUP_NAME_BYTES_MAX } from '#business/core/stream/groups'
import type { Client } from '../../../testing/resp-test.ts'
import { RespTest } from '../../../testing/resp-test.ts'

const ENTRIES = ['1-0', '2-0', '3-0', '4-0'].map(id => `XADD s ${id} f ${id}`)
const READ_3 = 'XREADGROUP GROUP g a COUNT 3 STREAMS s >'
const entry = (id: string) => [id, ['f', id]]
const claimed = (id: string, idleMs: number, deliveries: number) => [
  ...entry(id),
  idleMs,
  deliveries,
]

/** A stream `s` with four entries, of which a consumer `a` of its group `g` has read three. */
async function started(...requests: string[]) {
  const test = await RespTest.start()
  const client = await test.connect()
  for (const request of [...ENTRIES, 'XGROUP CREATE s g 0', READ_3, ...requests]) {
    const reply = await client.ask(request)
    if (typeof reply === 'string' && reply.startsWith('-')) throw new Error(`${request}: ${reply}`)
  }
  const advance = (ms: number): void => {
    test.node.host.clock.advance(ms)
  }
  return { test, client, advance, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

/** The reply, for which time has to pass. */
async function afterSomeTime(
  { test, advance }: Awaited<ReturnType<typeof started>>,
  reply: Promise<unknown>,
): Promise<unknown> {
  const other = await test.connect()
  const nothing = Symbol('no reply yet')
  for (;;) {
    advance(100)
    const first = await Promise.race([reply, other.ask('PING').then(() => nothing)])
    if (first !== nothing) return first
  }
}

const pendingOf = (client: Client): Promise<unknown> => client.ask('XPENDING s g - + 10')

describe('XNACK', () => {
  it.each([
    ['SILENT IDS 1 1-0', 1, 0],
    ['FAIL IDS 1 1-0', 1, 1],
    ['FATAL IDS 1 1-0', 1, Number(2n ** 63n)],
    ['FATAL IDS 1 1-0 RETRYCOUNT 5', 1, 5],
    ['FAIL IDS 3 1-0 4-0 9-0', 1, 1],
  ])('%s', async (request, count, deliveries) => {
    await using setup = await started()
    const { client } = setup
    expect(await client.ask(`XNACK s g ${request}`)).toBe(count)
    expect(await pendingOf(client)).toEqual([
      ['1-0', '', -1, deliveries],
      ['2-0', 'a', 0, 1],
      ['3-0', 'a', 0, 1],
    ])
    expect(await client.ask('XPENDING s g')).toEqual([3, '1-0', '3-0', [['a', '2']]])
    expect(await client.ask('XACK s g 1-0')).toBe(1)
    expect(await client.ask('XPENDING s g')).toEqual([2, '2-0', '3-0', [['a', '2']]])
  })

  it('FATAL remains, however often the entry is delivered again', async () => {
    await using setup = await started()
    const { client } = setup
    await client.ask('XNACK s g FATAL IDS 1 1-0')
    await client.ask('XCLAIM s g b 0 1-0')
    await client.ask('XAUTOCLAIM s g b 0 - COUNT 1')
    await client.ask('XREADGROUP GROUP g b COUNT 1 CLAIM 0 STREAMS s >')
    const [first] = (await pendingOf(client)) as unknown[][]
    expect(first?.at(-1)).toBe(Number(2n ** 63n))
  })

  it('also takes entries that are not pending with FORCE, if the stream has them', async () => {
    await using setup = await started()
    const { client } = setup
    expect(await client.ask('XNACK s g FAIL IDS 2 4-0 9-0 FORCE')).toBe(1)
    expect(await client.ask('XPENDING s g 4 + 10')).toEqual([['4-0', '', -1, 0]])
  })

  it('lets an entry that was never delivered be returned once by a read with CLAIM', async () => {
    await using setup = await started('XADD s 5-0 f 5-0', 'XNACK s g FAIL IDS 1 4-0 FORCE')
    const { client } = setup
    expect(await client.ask('XREADGROUP GROUP g b CLAIM 1000 STREAMS s >')).toEqual([
      ['s', [claimed('4-0', -1, 0), claimed('5-0', 0, 0)]],
    ])
    expect(await client.ask('XPENDING s g 4 + 10')).toEqual([
      ['4-0', 'b', 0, 1],
      ['5-0', 'b', 0, 1],
    ])
    expect(await client.ask('XREADGROUP GROUP g b STREAMS s >')).toBe(null)
  })

  it.each([
    ['XNACK s g LATER IDS 1 1-0', '-ERR syntax error'],
    ['XNACK s g FAIL ID 1 1-0', '-ERR syntax error'],
    ['XNACK s g FAIL IDS 0 1-0', '-ERR Number of IDs must be a positive integer'],
    ['XNACK s g FAIL IDS 2 1-0', expect.stringContaining('numids')],
    ['XNACK s g FAIL IDS 1 x', expect.stringContaining('Invalid stream ID')],
    ['XNACK s g FAIL IDS 1 1-0 RETRYCOUNT', '-ERR syntax error'],
    ['XNACK s h FAIL IDS 1 1-0', "-NOGROUP No such key 's' or consumer group 'h'"],
    ['XNACK none g FAIL IDS 1 1-0', "-NOGROUP No such key 'none' or consumer group 'g'"],
  ])('%s', async (request, reply) => {
    await using setup = await started()
    expect(await setup.client.ask(request)).toEqual(reply)
    expect(await setup.client.ask('XPENDING s g')).toEqual([3, '1-0', '3-0', [['a', '3']]])
  })
})

describe('XREADGROUP with CLAIM', () => {
  it('returns what was given back, in turn, then what is idle, the longest first, then what is new', async () => {
    await using setup = await started()
    const { client, advance } = setup
    advance(50)
    await client.ask('XCLAIM s g a 0 1-0')
    await client.ask('XADD s 5-0 f 5-0')
    await client.ask('XADD s 6-0 f 6-0')
    await client.ask('XREADGROUP GROUP g b COUNT 2 STREAMS s >')
    await client.ask('XNACK s g FAIL IDS 2 5-0 4-0')
    advance(100)
    const read = (options: string) =>
      client.ask(`XREADGROUP GROUP g c COUNT 4 ${options} STREAMS s >`)
    expect(await read('CLAIM 110')).toEqual([
      [
        's',
        [
          claimed('5-0', -1, 1),
          claimed('4-0', -1, 1),
          claimed('2-0', 150, 1),
          claimed('3-0', 150, 1),
        ],
      ],
    ])
    expect(await read('CLAIM 90 NOACK')).toEqual([
      ['s', [claimed('1-0', 100, 2), claimed('6-0', 0, 0)]],
    ])
    expect(await client.ask('XPENDING s g')).toEqual([5, '1-0', '5-0', [['c', '5']]])
    expect(await read('NOACK')).toBe(null)
  })

  it('is ignored for what is the consumer’s own', async () => {
    await using setup = await started()
    expect(await setup.client.ask('XREADGROUP GROUP g a CLAIM 0 STREAMS s 2')).toEqual([
      ['s', [entry('3-0')]],
    ])
  })

  it('takes entries that were removed out of what is pending', async () => {
    await using setup = await started('XDEL s 1-0 2-0')
    const { client } = setup
    expect(await client.ask('XREADGROUP GROUP g a CLAIM 0 COUNT 1 STREAMS s >')).toEqual([
      ['s', [claimed('3-0', 0, 1)]],
    ])
    expect(await client.ask('XPENDING s g')).toEqual([1, '3-0', '3-0', [['a', '1']]])
  })

  it.each(['XADD s 5-0 f 5-0', 'XNACK s g FAIL IDS 1 1-0', 'XGROUP DELCONSUMER s g a', 'PING'])(
    'waits until there is something new, or something claimable: %s',
    async request => {
      await using setup = await started('XREADGROUP GROUP g a STREAMS s >')
      const other = await setup.test.connect()
      const waiting = setup.client.ask('XREADGROUP GROUP g b BLOCK 0 CLAIM 1000 STREAMS s >')
      while (!String(await other.ask('CLIENT LIST')).includes('flags=b')) continue
      await other.ask(request)
      const reply = request === 'PING' ? await afterSomeTime(setup, waiting) : await waiting
      const first = (reply as [[string, [unknown[]]]])[0][1][0]
      expect(first.slice(0, 2)).toEqual(entry(request.startsWith('XADD') ? '5-0' : '1-0'))
    },
  )

  it.each([
    ['CLAIM x', '-ERR min-idle-time is not an integer or out of range'],
    ['CLAIM -1', '-ERR min-idle-time must be a positive integer'],
  ])('%s', async (option, reply) => {
    await using setup = await started()
    const request = `XREADGROUP GROUP g a ${option} STREAMS s >`
    expect(await setup.client.ask(request)).toEqual(reply)
  })
})

describe('XREADGROUP of several streams', () => {
  it('is one operation: all of it is read, or nothing', async () => {
    await using setup = await started('XGROUP CREATE t g 0 MKSTREAM', 'XADD t 1-0 f 1-0')
    const { client } = setup
    expect(await client.ask('XREADGROUP GROUP g a STREAMS s t none > > >')).toBe(
      "-NOGROUP No such key 'none' or consumer group 'g' in XREADGROUP with GROUP option",
    )
    const { revision } = setup.test.node.kv
    expect(await client.ask('XREADGROUP GROUP g a STREAMS s t > >')).toEqual([
      ['s', [entry('4-0')]],
      ['t', [entry('1-0')]],
    ])
    expect(setup.test.node.kv.revision).toBe(revision + 1)
  })
})

describe('XGROUP CONFIG', () => {
  it('sets what is done with entries that are not acknowledged, and tells it', async () => {
    await using setup = await started('HELLO 3')
    const { client } = setup
    const config = async (options: string) => {
      expect(await client.ask(`XGROUP CONFIG s g ${options}`)).toBe('OK')
      return [...((await client.ask('XGROUP CONFIG s g')) as Map<string, unknown>).values()]
    }
    expect(await config('REDELIVERAFTER 50')).toEqual([0, '', 50])
    expect(await config('MAXDELIVERIES 3 DEADLETTER dead')).toEqual([3, 'dead', 50])
    expect(await config('REDELIVERAFTER 0')).toEqual([3, 'dead', 0])
    expect(await config('MAXDELIVERIES 0')).toEqual([0, '', 0])
  })

  it.each([
    ['s g MAXDELIVERIES 3', '-ERR MAXDELIVERIES and DEADLETTER have to be given together'],
    ['s g DEADLETTER d', '-ERR MAXDELIVERIES and DEADLETTER have to be given together'],
    ['s g MAXDELIVERIES 3 DEADLETTER s', expect.stringContaining('another stream')],
    ['s g REDELIVERAFTER -1', '-ERR value is out of range, must be positive'],
    ['s g REDELIVERAFTER', '-ERR syntax error'],
    ['s g FOO 1', '-ERR syntax error'],
    ['s h', "-NOGROUP No such consumer group 'h' for key name 's'"],
    ['none g', '-ERR no such key'],
  ])('%s', async (request, reply) => {
    await using setup = await started()
    expect(await setup.client.ask(`XGROUP CONFIG ${request}`)).toEqual(reply)
  })
})

describe('a group that redelivers', () => {
  const CONFIG = 'XGROUP CONFIG s g REDELIVERAFTER 1000'

  it('gives plain reads what was given back or left for so long', async () => {
    await using setup = await started(CONFIG, 'XNACK s g FAIL IDS 1 1-0')
    const { client, advance } = setup
    const read = () => client.ask('XREADGROUP GROUP g b STREAMS s >')
    expect(await read()).toEqual([['s', [entry('4-0')]]])
    advance(999)
    expect(await read()).toBe(null)
    expect(await client.ask('XCLAIM s g b 0 1-0')).toEqual([])
    advance(1)
    expect(await read()).toEqual([['s', ['1-0', '2-0', '3-0', '4-0'].map(id => entry(id))]])
  })

  it('wakes those who wait when something is due', async () => {
    await using setup = await started(CONFIG, 'XREADGROUP GROUP g a STREAMS s >')
    const waiting = setup.client.ask('XREADGROUP GROUP g b BLOCK 0 STREAMS s >')
    const reply = await afterSomeTime(setup, waiting)
    expect(reply).toEqual([['s', ['1-0', '2-0', '3-0', '4-0'].map(id => entry(id))]])
  })
})

describe('dead letters', () => {
  const CONFIG = 'XGROUP CONFIG s g MAXDELIVERIES 1 DEADLETTER dead'
  const letter = (id: string, reason: string, deliveries: string): unknown[] => [
    expect.any(String),
    [
      ...['f', id],
      ...['dead-letter-reason', reason],
      ...['dead-letter-stream', 's'],
      ...['dead-letter-id', id],
      ...['dead-letter-group', 'g'],
      ...['dead-letter-deliveries', deliveries],
    ],
  ]

  it.each([
    'XREADGROUP GROUP g a STREAMS s 0',
    'XREADGROUP GROUP g b CLAIM 0 NOACK STREAMS s >',
    'XCLAIM s g b 0 1-0 2-0 3-0',
    'XAUTOCLAIM s g b 0 0',
  ])('are moved in the revision that would have delivered them once more: %s', async request => {
    await using setup = await started(CONFIG)
    const { client, test } = setup
    const { revision } = test.node.kv
    expect(JSON.stringify(await client.ask(request))).not.toMatch(/[123]-0/)
    expect(test.node.kv.revision).toBe(revision + 1)
    expect(await client.ask('XPENDING s g')).toEqual([0, null, null, null])
    expect(await client.ask('XRANGE dead - +')).toEqual(
      ['1-0', '2-0', '3-0'].map(id => letter(id, 'deliveries', '1')),
    )
  })

  it('are moved at once if they are fatal', async () => {
    await using setup = await started(CONFIG)
    const { client } = setup
    expect(await client.ask('XNACK s g FATAL IDS 1 2-0')).toBe(1)
    expect(await client.ask('XPENDING s g')).toEqual([2, '1-0', '3-0', [['a', '2']]])
    expect(await client.ask('XRANGE dead - +')).toEqual([
      letter('2-0', 'fatal', String(Number.MAX_SAFE_INTEGER)),
    ])
  })

  it('are delivered on if their stream cannot take them', async () => {
    await using setup = await started(CONFIG, 'SET dead value')
    const { client } = setup
    expect(await client.ask('XREADGROUP GROUP g a STREAMS s 2')).toEqual([['s', [entry('3-0')]]])
    expect(await client.ask('XPENDING s g 3 + 1')).toEqual([['3-0', 'a', 0, 2]])
  })

  it('have one revision also if their stream is expired', async () => {
    await using setup = await started(CONFIG, 'XADD dead 1-1 f v', 'PEXPIRE dead 10')
    const { client, advance } = setup
    advance(20)
    await client.ask('XREADGROUP GROUP g a STREAMS s 2')
    expect(await client.ask('XRANGE dead - +')).toEqual([letter('3-0', 'deliveries', '1')])
  })
})

describe('limits', () => {
  it('bound the entries of a read, the ids of a change, and what a consumer gives back at once', async () => {
    await using setup = await started()
    const { client } = setup
    const many = GROUP_ENTRIES_MAX + 1
    for (let first = 5; first < many + 5; first += 1000) {
      const adds = Array.from({ length: Math.min(1000, many + 5 - first) }, (_, index) =>
        client.ask(`XADD s ${String(first + index)}-0 f v`),
      )
      await Promise.all(adds)
    }
    const read = (await client.ask('XREADGROUP GROUP g b COUNT 20000 STREAMS s >')) as [
      [string, unknown[]],
    ]
    expect(read[0][1]).toHaveLength(GROUP_ENTRIES_MAX)
    const pending = await client.ask('XPENDING s g - + 20000')
    expect(pending).toHaveLength(GROUP_ENTRIES_MAX)
    const ids = Array.from({ length: many }, (_, index) => `${String(index + 4)}-0`)
    const tooMany = /^-OPERATION_TOO_LARGE At most 10000 ids/
    expect(await client.ask(`XCLAIM s g c 0 ${ids.join(' ')} JUSTID`)).toMatch(tooMany)
    expect(await client.ask(`XACK s g ${ids.join(' ')}`)).toMatch(tooMany)
    expect(await client.ask(`XNACK s g FAIL IDS ${String(many)} ${ids.join(' ')}`)).toMatch(tooMany)
    const claim = await client.ask(`XCLAIM s g c 0 ${ids.slice(1).join(' ')} JUSTID`)
    expect(claim).toHaveLength(GROUP_ENTRIES_MAX - 1)
    expect(await client.ask('XGROUP DELCONSUMER s g c')).toBe(GROUP_ENTRIES_MAX - 1)
    expect(await client.ask('XINFO CONSUMERS s g')).toHaveLength(2)
    const [group] = (await client.ask('XINFO GROUPS s')) as [unknown[]]
    expect(group.slice(-2)).toEqual(['nacked-count', GROUP_ENTRIES_MAX - 1])
  })

  it('bound names of groups and consumers', async () => {
    await using setup = await started()
    const { client } = setup
    const longest = 'n'.repeat(GROUP_NAME_BYTES_MAX)
    expect(await client.ask(`XGROUP CREATE s ${longest} 0`)).toBe('OK')
    expect(await client.ask(`XREADGROUP GROUP ${longest} ${longest} COUNT 1 STREAMS s >`)).toEqual([
      ['s', [entry('1-0')]],
    ])
    for (const request of [
      `XGROUP CREATE s ${longest}x 0`,
      `XREADGROUP GROUP g ${longest}x STREAMS s >`,
      `XCLAIM s g ${longest}x 0 1-0`,
      `XGROUP CREATECONSUMER s g ${longest}x`,
      `XPENDING s ${longest}x`,
    ]) {
      expect(await client.ask(request)).toMatch(/^-ERR The name of a group or a consumer has 1024/)
    }
  })
})

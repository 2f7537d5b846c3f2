import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { hold, quiet } from '#foundation/testing/latency'
import { checkProperty } from '#foundation/testing/property'
import { DiskBase } from '#business/data/store/disk-base'
import { StoreNode } from '#business/domains/testing/store-node'
import type { Client } from '../../testing/resp-test.ts'
import { plain, RespTest } from '../../testing/resp-test.ts'

async function start(chosen?: Parameters<typeof RespTest.start>[0]): Promise<RespTest> {
  const test = await RespTest.start(chosen)
  onTestFinished(() => test[Symbol.asyncDispose]())
  return test
}

/** The reply of EXEC to these requests. */
async function transact(client: Client, ...requests: readonly string[]): Promise<unknown> {
  expect(await client.ask('MULTI')).toBe('OK')
  for (const request of requests) {
    expect([request, await client.ask(request)]).toEqual([request, 'QUEUED'])
  }
  return await client.ask('EXEC')
}

const FILE = 'app/services/sales-api/resp/commands/transactions/transactions.test.ts'
const ABORTED = '-EXECABORT Transaction discarded because of previous errors.'
const WRONG_TYPE = '-WRONGTYPE Operation against a key holding the wrong kind of value'

describe('MULTI and EXEC', () => {
  it('execute all requests in one log entry, and reads see the writes before them', async () => {
    const test = await start()
    const client = await test.connect()
    await client.ask('SET a 1')
    const { log } = test.node.node
    const before = log.info().last
    const requests = ['GET a', 'INCR a', 'GET a', 'DEL a', 'GET a', 'EXISTS a', 'SET b 2', 'DBSIZE']
    await client.ask('DBSIZE')
    expect(await transact(client, ...requests)).toEqual(['1', 2, '2', 1, null, 0, 'OK', 1])
    expect(log.info().last).toBe(before + 1)
    expect(await transact(client, 'GET b', 'PING', 'TIME')).toEqual([
      '2',
      'PONG',
      expect.anything(),
    ])
    expect(await transact(client)).toEqual([])
    expect(log.info().last).toBe(before + 1)
  })

  it('tell of each request that fails, and execute the others', async () => {
    const test = await start()
    const client = await test.connect()
    expect(
      await transact(client, 'SET a x', 'INCR a', 'XADD a * f v', 'XLEN a', 'SET a 1 FOO', 'GET a'),
    ).toEqual([
      'OK',
      '-ERR value is not an integer or out of range',
      WRONG_TYPE,
      WRONG_TYPE,
      '-ERR syntax error',
      'x',
    ])
  })

  it('tell of a bad argument of a command that waits, behind the replies before it', async () => {
    const test = await start()
    const client = await test.connect()
    const long = 'x'.repeat(2000)
    const tooLong = '-ERR The name of a group or a consumer has 1024 bytes at most'
    const bad = ['DESTROY s', 'CREATECONSUMER s g', 'DELCONSUMER s g'].map(
      words => `XGROUP ${words} ${long}`,
    )
    for (const request of bad) {
      client.send(`PING\r\n${request}\r\n`)
      expect([plain(await client.next()), plain(await client.next())]).toEqual(['PONG', tooLong])
    }
    expect(await transact(client, 'SET a 1', ...bad)).toEqual(['OK', ...bad.map(() => tooLong)])
  })

  it('execute nothing when a request was refused', async () => {
    const test = await start()
    const client = await test.connect()
    for (const [request, error] of [
      ['NOPE', "-ERR unknown command 'NOPE'"],
      ['GET', "-ERR wrong number of arguments for 'get' command"],
      ['FLUSHALL', '-ERR Command not allowed inside a transaction'],
      ['SUBSCRIBE a', '-ERR Command not allowed inside a transaction'],
    ] as const) {
      expect(await client.ask('MULTI')).toBe('OK')
      expect(await client.ask('SET a 1')).toBe('QUEUED')
      expect(await client.ask(request)).toBe(error)
      expect(await client.ask('SET a 2')).toBe('QUEUED')
      expect(await client.ask('EXEC')).toBe(ABORTED)
      expect(await client.ask('GET a')).toBeNull()
    }
  })

  it.each([
    ['EXEC', '-ERR EXEC without MULTI'],
    ['DISCARD', '-ERR DISCARD without MULTI'],
    ['UNWATCH', 'OK'],
    ['MULTI x', "-ERR wrong number of arguments for 'multi' command"],
    ['WATCH', "-ERR wrong number of arguments for 'watch' command"],
    ['WAIT 0 0', 0],
    ['WAIT 1 x', '-ERR timeout is not an integer or out of range'],
    ['WAITAOF 1 0 0', [1, 0]],
    ['WAITAOF 2 0 0', '-ERR value is out of range, must be between 0 and 1'],
    ['READONLY', 'OK'],
    ['READWRITE', 'OK'],
  ])('%s outside answers %j', async (request, reply) => {
    const test = await start()
    const client = await test.connect()
    expect(await client.ask(request)).toEqual(reply)
  })

  it('are not nested, do not watch, and end by DISCARD or RESET', async () => {
    const test = await start()
    const client = await test.connect()
    await client.ask('MULTI')
    expect(await client.ask('MULTI')).toBe('-ERR MULTI calls can not be nested')
    expect(await client.ask('WATCH a')).toBe('-ERR WATCH inside MULTI is not allowed')
    expect(await client.ask('SET a 1')).toBe('QUEUED')
    const other = await test.connect()
    expect(await other.ask('CLIENT LIST')).toMatch(/flags=x .*multi=1 watch=0/)
    expect(await client.ask('EXEC')).toEqual(['OK'])
    await client.ask('MULTI')
    await client.ask('SET a 2')
    expect(await client.ask('DISCARD')).toBe('OK')
    await client.ask('MULTI')
    expect(await client.ask('RESET')).toBe('RESET')
    expect(await client.ask('GET a')).toBe('1')
  })

  it('have commands of streams, which do not wait', async () => {
    const test = await start()
    const client = await test.connect()
    const replies = await transact(
      client,
      'XADD s 1-1 f v',
      'XADD s 1-2 f v',
      'XGROUP CREATE s g 0',
      'XREADGROUP GROUP g c COUNT 1 STREAMS s >',
      'XPENDING s g',
      'XACK s g 1-1',
      'XDEL s 1-1',
      'XREAD BLOCK 0 STREAMS s $',
      'XREAD STREAMS s 0',
      'XREADGROUP GROUP g c BLOCK 0 STREAMS s none > >',
      'XTRIM s MAXLEN 0',
      'XLEN s',
    )
    expect(replies).toEqual([
      '1-1',
      '1-2',
      'OK',
      [['s', [['1-1', ['f', 'v']]]]],
      [1, '1-1', '1-1', [['c', '1']]],
      1,
      1,
      null,
      [['s', [['1-2', ['f', 'v']]]]],
      expect.stringMatching(/^-NOGROUP No such key 'none'/),
      1,
      0,
    ])
  })

  it('have GETEX, KEYS, SCAN and commands that read before they write', async () => {
    const test = await start()
    const client = await test.connect()
    await client.ask('SET a 1')
    const requests = ['GETEX a', 'GETEX a EX 100', 'TTL a', 'GETEX none', 'RENAME a b', 'KEYS *']
    const replies = await transact(client, ...requests, 'GETSET b 2', 'GETDEL b', 'SCAN 0')
    expect(replies).toEqual(['1', '1', 100, null, 'OK', ['b'], '1', '2', ['0', []]])
  })

  it('give entries of one EXEC together to those who wait', async () => {
    const test = await start()
    const [client, reader] = [await test.connect(), await test.connect()]
    reader.send('XREAD BLOCK 0 STREAMS s $\r\n')
    await quiet()
    await transact(client, 'XADD s 1-1 f v', 'XADD s 1-2 f v')
    expect(await reader.next()).toMatchObject({
      items: [{ items: [{}, { items: [{}, {}] }] }],
    })
  })

  it('are bounded in requests, arguments and bytes, and then execute nothing', async () => {
    const test = await start({
      limits: { valueBytesMax: 2 ** 21, argumentBytesMax: 2 ** 21, requestBytesMax: 2 ** 22 },
    })
    const client = await test.connect()
    const tooLarge = expect.stringMatching(
      /^-OPERATION_TOO_LARGE A transaction has at most 4096/,
    ) as unknown
    const value = 'x'.repeat(2 ** 20)
    await client.ask('MULTI')
    for (let part = 0; part < 3; part++) expect(await client.call('SET', 'a', value)).toBe('QUEUED')
    expect(await client.call('SET', 'a', value)).toEqual(tooLarge)
    expect(await client.ask('EXEC')).toBe(ABORTED)
    await client.ask('MULTI')
    client.send('PING\r\n'.repeat(4096))
    for (let count = 0; count < 4096; count++) await client.next()
    expect(await client.ask('PING')).toEqual(tooLarge)
    expect(await client.ask('EXEC')).toBe(ABORTED)
    await client.ask('MULTI')
    const keys = Array.from({ length: 4000 }, (_, at) => String(at))
    for (let part = 0; part < 4; part++) expect(await client.call('DEL', ...keys)).toBe('QUEUED')
    expect(await client.call('DEL', ...keys)).toEqual(tooLarge)
    expect(await client.ask('EXEC')).toBe(ABORTED)
    expect(await client.ask('EXISTS a')).toBe(0)
  })

  it('refuse reads beyond what a client may be sent, and do the writes', async () => {
    const test = await start({ limits: { outputBytesMax: 250_000 } })
    const client = await test.connect()
    await client.ask(`SET a ${'x'.repeat(100_000)}`)
    const replies = (await transact(
      client,
      ...Array.from({ length: 5 }, () => 'GET a'),
      'SET b 1',
    )) as string[]
    expect(replies.map(reply => reply.slice(0, 20))).toEqual([
      ...Array.from({ length: 3 }, () => 'x'.repeat(20)),
      '-OPERATION_TOO_LARGE',
      '-OPERATION_TOO_LARGE',
      '-OPERATION_TOO_LARGE',
    ])
    expect(await client.ask('GET b')).toBe('1')
  })
})

describe('WATCH', () => {
  it.each([
    ['nothing', [], ['OK']],
    ['reading it', ['GET a', 'TTL a'], ['OK']],
    ['a write of the same value', ['SET a 1'], null],
    ['a delete', ['DEL a'], null],
    ['a delete and the same value again', ['DEL a', 'SET a 1'], null],
    ['an expiry', ['EXPIRE a 100'], null],
    ['another key', ['SET other 1'], ['OK']],
    ['a key that is created', ['SET absent 1'], null],
    ['a key that is created and removed', ['SET absent 1', 'DEL absent'], ['OK']],
    ['an entry of a stream', ['XADD s * f v'], null],
    ['an entry that is removed', ['XDEL s 1-1'], null],
  ] as const)('by %s leads EXEC to %j', async (_what, changes, outcome) => {
    const test = await start()
    const [client, other] = [await test.connect(), await test.connect()]
    await client.ask('SET a 1')
    await client.ask('XADD s 1-1 f v')
    expect(await client.ask('WATCH a absent s')).toBe('OK')
    for (const change of changes) await other.ask(change)
    expect(await transact(client, 'SET done 1')).toEqual(outcome)
    expect(await client.ask('EXISTS done')).toBe(outcome === null ? 0 : 1)
    // It is over with EXEC.
    await other.ask('SET a 2')
    expect(await transact(client, 'SET done 1')).toEqual(['OK'])
  })

  it('also sees what the connection itself does, what expires, and what a transaction that only reads is guarded by', async () => {
    const test = await start()
    const client = await test.connect()
    await client.ask('SET a 1 PX 100')
    await client.ask('WATCH a')
    test.node.host.clock.advance(100)
    expect(await transact(client, 'SET b 1')).toBeNull()
    await client.ask('WATCH b')
    await client.ask('SET b 1')
    expect(await transact(client, 'GET b')).toBeNull()
    await client.ask('WATCH b')
    await client.ask('SET b 2')
    await client.ask('UNWATCH')
    expect(await transact(client, 'GET b')).toEqual(['2'])
    await client.ask('WATCH b')
    await client.ask('SET b 3')
    await client.ask('MULTI')
    await client.ask('DISCARD')
    expect(await transact(client, 'GET b', 'UNWATCH')).toEqual(['3', 'OK'])
  })

  it('keeps what it found on disk, though other rows are read before EXEC', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'watched-'))
    onTestFinished(() => {
      rmSync(directory, { recursive: true, force: true })
    })
    const node = await StoreNode.on(await DiskBase.open(systemHost().disk, directory))
    const test = await start({ node })
    const client = await test.connect()
    // Rows of the newest two flushes are found in memory.
    const moveToDisk = async (): Promise<void> => {
      for (let flush = 0; flush < 2; flush++) {
        await node.node.store.flushAll()
        await client.ask('INCR flushes')
      }
    }
    await client.ask('MSET a 1 other 1')
    await moveToDisk()
    await client.ask('WATCH a other')
    await client.ask('GET other')
    expect(await transact(client, 'SET done 1')).toEqual(['OK'])
    await client.ask('WATCH a')
    await client.ask('SET a 2')
    await moveToDisk()
    expect(await client.ask('GET a')).toBe('2')
    expect(await transact(client, 'SET done 2')).toBeNull()
  })

  it('has at most 1024 keys of a connection', async () => {
    const test = await start()
    const client = await test.connect()
    const keys = Array.from({ length: 1024 }, (_, at) => String(at))
    expect(await client.call('WATCH', ...keys)).toBe('OK')
    expect(await client.call('WATCH', ...keys)).toBe('OK')
    expect(await client.ask('WATCH more')).toMatch(/^-OPERATION_TOO_LARGE At most 1024 keys/)
    expect(await transact(client, 'SET a 1')).toEqual(['OK'])
  })
})

it('EXEC says when it does not know what became of it', async () => {
  const test = await start()
  const client = await test.connect()
  const release = hold(test.node.host.disk)
  client.send('MULTI\r\nSET a 1\r\nEXEC\r\n')
  await client.next()
  await client.next()
  await quiet()
  expect(() => {
    test.node.node.fence()
  }).toThrow('Another process')
  release()
  const text = expect.stringMatching(/^OUTCOME_UNKNOWN /) as unknown
  expect(await client.next()).toMatchObject({ kind: 'error', text })
})

/** What one key and the connections that use it are. */
class Model {
  #value: number | undefined
  #changes = 0
  readonly #watched: (number | undefined)[] = []
  readonly #queued: (string[] | undefined)[] = []

  ask(who: number, word: string): unknown {
    const queued = this.#queued[who]
    switch (word) {
      case 'WATCH':
        if (queued) return '-ERR WATCH inside MULTI is not allowed'
        this.#watched[who] ??= this.#state
        return 'OK'
      case 'MULTI':
        if (queued) return '-ERR MULTI calls can not be nested'
        this.#queued[who] = []
        return 'OK'
      case 'EXEC': {
        if (!queued) return '-ERR EXEC without MULTI'
        const watched = this.#watched[who]
        this.#queued[who] = undefined
        this.#watched[who] = undefined
        const isChanged = watched !== undefined && watched !== this.#state
        return isChanged ? null : queued.map(one => this.#execute(one))
      }
      default:
        if (!queued) return this.#execute(word)
        queued.push(word)
        return 'QUEUED'
    }
  }

  /** All that is absent is the same. */
  get #state(): number {
    return this.#value === undefined ? 0 : this.#changes
  }

  #execute(word: string): unknown {
    const value = this.#value
    if (word === 'GET') return value === undefined ? null : String(value)
    if (word === 'DEL' && value === undefined) return 0
    this.#changes++
    this.#value = word === 'DEL' ? undefined : (value ?? 0) + 1
    return this.#value ?? 1
  }
}

it('two connections that watch, change and execute see what a plain model says', async () => {
  const test = await start()
  const clients = [await test.connect(), await test.connect()]
  let runs = 0
  const word = fc.constantFrom('WATCH', 'MULTI', 'EXEC', 'GET', 'INCR', 'DEL')
  const steps = fc.array(fc.tuple(fc.constantFrom(0, 1), word), { maxLength: 40 })
  await checkProperty(FILE, steps, 50, async chosen => {
    const key = `key:${String(runs++)}`
    const model = new Model()
    for (const client of clients) await client.ask('RESET')
    for (const [who, name] of chosen) {
      const request = name === 'MULTI' || name === 'EXEC' ? name : `${name} ${key}`
      expect([request, await clients[who]?.ask(request)]).toEqual([request, model.ask(who, name)])
    }
  })
})

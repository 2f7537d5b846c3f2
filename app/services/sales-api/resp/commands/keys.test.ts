import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RespTest } from '../testing/resp-test.ts'

const SCRIPT = new URL('testdata/keys.txt', import.meta.url)

it('commands of keys and values reply as Redis does', async () => {
  await using test = await RespTest.start()
  const client = await test.connect()
  const steps = [
    ...fs.readFileSync(SCRIPT, 'utf8').matchAll(/^([^#\n].*?) => (.*?)(?: {2}#.*)?$/gm),
  ]
  expect(steps.length).toBeGreaterThan(150)
  for (const [, request = '', reply = ''] of steps) {
    const given = await client.ask(request.replaceAll(String.raw`\0`, '\0'))
    expect({ request, reply: given }).toEqual({ request, reply: JSON.parse(reply) as unknown })
  }
})

async function expectReplies(
  test: RespTest,
  ...steps: readonly (readonly [request: string, reply: unknown])[]
): Promise<void> {
  const client = await test.connect()
  for (const [request, reply] of steps) {
    expect({ request, reply: await client.ask(request) }).toEqual({ request, reply })
  }
}

describe('what is newer than Redis 7', () => {
  it('SET IFEQ and IFNE compare values', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['SET a 1 IFEQ x', null],
      ['SET a 1 IFNE x', 'OK'],
      ['SET a 2 IFEQ 1 GET', '1'],
      ['SET a 3 IFEQ 1', null],
      ['SET a 3 IFNE 2 GET', '2'],
      ['GET a', '2'],
      ['SET a 3 IFEQ', '-ERR syntax error'],
      ['SET a 3 IFEQ 2 NX', '-ERR syntax error'],
    )
  })

  it('DELEX removes a key, if its value is, or is not, the given one', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['MSET a 1 b 2', 'OK'],
      ['DELEX a IFEQ 2', 0],
      ['DELEX a IFNE 1', 0],
      ['DELEX a IFEQ 1', 1],
      ['DELEX b IFNE 1', 1],
      ['DELEX b IFNE 1', 0],
      ['DELEX b IFEQ', "-ERR wrong number of arguments for 'delex' command"],
      ['DELEX b NX 0', '-ERR Invalid condition. Use IFEQ, IFNE, IFDEQ or IFDNE'],
      ['XADD s 1-0 f v', '1-0'],
      ['DELEX s IFNE 1', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
      ['DELEX s', 1],
      ['DELEX s', 0],
    )
  })

  it('DIGEST tells the digest of a value, which IFDEQ and IFDNE compare', async () => {
    await using test = await RespTest.start()
    const [hello, other] = ['b6acb9d84a38ff74', '0000000000000000']
    const client = await test.connect()
    expect(await client.call('SET', 'a', 'Hello world')).toBe('OK')
    await expectReplies(
      test,
      ['DIGEST a', hello],
      ['DIGEST none', null],
      [`SET a 1 IFDEQ ${other}`, null],
      [`SET a 1 IFDNE ${hello}`, null],
      [`SET a 1 IFDEQ ${hello.toUpperCase()} GET`, 'Hello world'],
      [`SET a 2 IFDNE ${hello}`, 'OK'],
      [`SET b 1 IFDEQ ${hello}`, null],
      [`SET b 1 IFDNE ${hello}`, 'OK'],
      ['SET a 3 IFDEQ 12', '-ERR The digest must be exactly 16 hexadecimal characters'],
      ['GET a', '2'],
      [`DELEX a IFDEQ ${hello}`, 0],
      [`DELEX a IFDNE ${hello}`, 1],
      ['XADD s 1-0 f v', '1-0'],
      ['DIGEST s', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
    )
  })

  it('INCREX adds within bounds and changes the expiry', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['INCREX n', [1, 1]],
      ['INCREX n BYINT 5 UBOUND 10', [6, 5]],
      ['INCREX n BYINT 5 UBOUND 10', [6, 0]],
      ['INCREX n BYINT 5 UBOUND 10 SATURATE', [10, 4]],
      ['INCREX n EX 100 ENX', [11, 1]],
      ['INCREX n EX 200 ENX', [12, 1]],
      ['TTL n', 100],
      ['INCREX n PERSIST', [13, 1]],
      ['TTL n', -1],
      ['INCREX f BYFLOAT 0.5', ['0.5', '0.5']],
      ['INCREX f BYFLOAT 5 UBOUND 1.5 SATURATE', ['1.5', '1']],
      ['INCREX n BYFLOAT x', '-ERR value is not a valid float'],
      ['INCREX n BYINT x', '-ERR value is not an integer or out of range'],
      ['INCREX n ENX', '-ERR syntax error'],
      ['INCREX n BYINT 1 BYINT 1', '-ERR syntax error'],
      ['INCREX n FOO', '-ERR syntax error'],
      ['HELLO 3', expect.any(Map)],
      ['INCREX f BYFLOAT 0.5', [2, 0.5]],
    )
  })
})

describe('going through the keys', () => {
  const COUNT = 250

  async function withKeys(): Promise<RespTest> {
    const test = await RespTest.start()
    const client = await test.connect()
    const pairs = Array.from({ length: COUNT }, (_, at) => `key:${String(at).padStart(3, '0')} x`)
    expect(await client.ask(`MSET ${pairs.join(' ')}`)).toBe('OK')
    return test
  }

  it.each([1, 7, 100, 1000])('SCAN shows each key once, %i at a time', async count => {
    await using test = await withKeys()
    const client = await test.connect()
    const seen: string[] = []
    let cursor = '0'
    do {
      const reply = (await client.ask(`SCAN ${cursor} COUNT ${String(count)}`)) as [
        string,
        string[],
      ]
      expect(reply[1].length).toBeLessThanOrEqual(count)
      seen.push(...reply[1])
      cursor = reply[0]
    } while (cursor !== '0')
    expect(seen).toHaveLength(COUNT)
    expect(new Set(seen).size).toBe(COUNT)
  })

  it('SCAN goes on from any cursor that it gave, and says when it gave none', async () => {
    await using test = await withKeys()
    const client = await test.connect()
    const [cursor, first] = (await client.ask('SCAN 0 MATCH *5 COUNT 20')) as [string, string[]]
    expect(first).toEqual(['key:005', 'key:015'])
    for (let again = 0; again < 2; again++) {
      expect(await client.ask(`SCAN ${cursor} MATCH *5 COUNT 10 TYPE string`)).toEqual([
        expect.any(String),
        ['key:025'],
      ])
    }
    expect(await client.ask('SCAN 999999')).toBe(
      '-ERR invalid cursor: the server does not remember it; begin with 0',
    )
  })

  it('KEYS finds what matches', async () => {
    await using test = await withKeys()
    await expectReplies(
      test,
      ['KEYS key:00[0-2]', ['key:000', 'key:001', 'key:002']],
      ['KEYS nothing*', []],
      ['DBSIZE', COUNT],
      ['DEL key:000 key:001', 2],
      ['DBSIZE', COUNT - 2],
    )
    const client = await test.connect()
    expect(await client.ask('KEYS *')).toHaveLength(COUNT - 2)
    expect(await client.ask('RANDOMKEY')).toMatch(/^key:\d{3}$/)
  })

  it('KEYS is never answered with a part of the keys, also when the service ends', async () => {
    await using test = await withKeys()
    const { kv } = test.node
    const scan = kv.scan.bind(kv)
    let closing: Promise<boolean> | undefined
    kv.scan = from => {
      closing ??= Promise.resolve().then(() => test.server.close(10_000))
      return scan(from, 100)
    }
    const client = await test.connect()
    expect(await client.ask('KEYS *')).toBe('-STOPPING The service is ending; nothing was executed')
    // Clients that do not end their side are not waited for.
    test.node.host.clock.advance(2000)
    expect(await closing).toBe(true)
  })

  it('a reply that would be longer than a client may have is an error', async () => {
    await using test = await RespTest.start({ limits: { outputBytesMax: 10_000 } })
    const client = await test.connect()
    await client.call('SET', 'a', 'x'.repeat(6000))
    expect(await client.ask('MGET a a a')).toMatch(/^-OPERATION_TOO_LARGE The reply has more than/)
    expect(await client.ask('MGET a')).toEqual(['x'.repeat(6000)])
  })
})

it('more keys than one operation may have are refused, all of them', async () => {
  await using test = await RespTest.start({ limits: { argumentsMax: 20_000 } })
  const client = await test.connect()
  const keys = Array.from({ length: 4097 }, (_, at) => String(at))
  const refusal = '-OPERATION_TOO_LARGE At most 4096 keys are possible at once: split it'
  expect(await client.call('DEL', ...keys)).toBe(refusal)
  expect(await client.call('MSET', ...keys.flatMap(key => [key, 'x']))).toBe(refusal)
  expect(await client.ask('DBSIZE')).toBe(0)
})

it('what grows beyond the limit of values is refused', async () => {
  await using test = await RespTest.start({ limits: { valueBytesMax: 5 } })
  const refusal = '-ERR string exceeds maximum allowed size (proto-max-bulk-len)'
  await expectReplies(
    test,
    ['SET a 12345', 'OK'],
    ['APPEND a 6', refusal],
    ['SETRANGE a 5 6', refusal],
    ['SETRANGE a 9007199254740991 6', refusal],
    ['GET a', '12345'],
  )
})

it('all keys are removed only where that is allowed', async () => {
  await using test = await RespTest.start()
  await expectReplies(
    test,
    ['SET a 1', 'OK'],
    ['FLUSHALL', '-ERR removing all keys is not allowed here; SALES_RESP_FLUSH=on allows it'],
    ['GET a', '1'],
  )
  await using other = await RespTest.start({ mayFlush: true })
  await expectReplies(
    other,
    ['SET a 1', 'OK'],
    ['FLUSHDB now', '-ERR syntax error'],
    ['FLUSHALL async', 'OK'],
    ['DBSIZE', 0],
  )
})

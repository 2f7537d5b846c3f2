import { describe, expect, it } from 'vitest'
import { RespTest } from '../../../testing/resp-test.ts'

/** Entries 1-0 to 5-0. Group g has 1-0 to 4-0 pending but for 2-0, group h all up to 3-0 but for 2-0 and 3-0. */
async function started(...requests: string[]) {
  const test = await RespTest.start()
  const client = await test.connect()
  for (const request of [
    ...['1', '2', '3', '4', '5'].map(id => `XADD s ${id} f v`),
    'XGROUP CREATE s g 0',
    'XGROUP CREATE s h 0',
    'XREADGROUP GROUP g a COUNT 4 STREAMS s >',
    'XREADGROUP GROUP h b COUNT 3 STREAMS s >',
    'XACK s g 2',
    'XACK s h 2 3',
    'SET key value',
    ...requests,
  ]) {
    expect(String(await client.ask(request))).not.toMatch(/^-/)
  }
  const ids = async (request: string): Promise<unknown> => {
    const reply = await client.ask(request)
    return Array.isArray(reply)
      ? reply.map((entry: string[]) => entry[0]?.replace('-0', '')).join(' ')
      : reply
  }
  const state = async () => ({
    entries: await ids('XRANGE s - +'),
    g: await ids('XPENDING s g - + 10'),
    h: await ids('XPENDING s h - + 10'),
  })
  return { test, client, state, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

const BEFORE = { entries: '1 2 3 4 5', g: '1 3 4', h: '1' }

describe('references', () => {
  it.each<[string, unknown, Partial<typeof BEFORE>]>([
    ['XDELEX s IDS 3 1 9 2', [1, -1, 1], { entries: '3 4 5' }],
    ['XDELEX s KEEPREF IDS 1 1', [1], { entries: '2 3 4 5' }],
    ['XDELEX s DELREF IDS 3 1 3 3', [1, 1, -1], { entries: '2 4 5', g: '4', h: '' }],
    // What is above the last id of a group counts as referenced.
    ['XDELEX s ACKED IDS 6 1 2 3 4 5 9', [2, 1, 2, 2, 2, 2], { entries: '1 3 4 5' }],
    ['XDELEX none ACKED IDS 2 1 2', [-1, -1], {}],
    ['XACKDEL s g IDS 4 1 2 4 4', [1, -1, 1, -1], { entries: '2 3 5', g: '3' }],
    ['XACKDEL s g DELREF IDS 1 1', [1], { entries: '2 3 4 5', g: '3 4', h: '' }],
    ['XACKDEL s g ACKED IDS 3 1 3 4', [2, 1, 2], { entries: '1 2 4 5', g: '' }],
    ['XACKDEL s none ACKED IDS 2 1 3', [-1, -1], {}],
    ['XACKDEL none g IDS 1 1', [-1], {}],
    ['XTRIM s MAXLEN 1', 4, { entries: '5' }],
    ['XTRIM s MAXLEN 1 KEEPREF', 4, { entries: '5' }],
    ['XTRIM s DELREF MAXLEN 2', 3, { entries: '4 5', g: '4', h: '' }],
    ['XTRIM s MINID = 4 DELREF', 3, { entries: '4 5', g: '4', h: '' }],
    ['XTRIM s MAXLEN 1 ACKED', 1, { entries: '1 3 4 5' }],
    ['XTRIM s MINID 2 ACKED', 0, {}],
    ['XTRIM s MAXLEN ~ 0 LIMIT 2 DELREF', 2, { entries: '3 4 5', g: '3 4', h: '' }],
    ['XADD s MAXLEN 2 DELREF 6 f v', '6-0', { entries: '5 6', g: '', h: '' }],
    ['XADD s ACKED MAXLEN 1 6 f v', '6-0', { entries: '1 3 4 5 6' }],
    ['XADD s ACKED 6 f v', '6-0', { entries: '1 2 3 4 5 6' }],
  ])('%s', async (request, reply, after) => {
    await using setup = await started()
    const { client, state } = setup
    expect(await client.ask(request)).toEqual(reply)
    expect(await state()).toEqual({ ...BEFORE, ...after })
    const pending = { ...BEFORE, ...after }.g.split(' ').filter(Boolean)
    expect(await client.ask('XPENDING s g')).toHaveProperty('0', pending.length)
  })

  it('are dropped of entries that are gone, too', async () => {
    await using setup = await started('XDEL s 1 3')
    const { client, state } = setup
    expect(await client.ask('XDELEX s DELREF IDS 2 1 3')).toEqual([-1, -1])
    expect(await state()).toEqual({ entries: '2 4 5', g: '4', h: '' })
  })

  it('keep a stream from being trimmed until all groups have done their work', async () => {
    await using setup = await started('XACK s g 1 3 4', 'XACK s h 1')
    const { client } = setup
    expect(await client.ask('XTRIM s MAXLEN 0 ACKED')).toBe(3)
    await client.ask('XREADGROUP GROUP h b NOACK STREAMS s >')
    await client.ask('XREADGROUP GROUP g b NOACK STREAMS s >')
    expect(await client.ask('XTRIM s MAXLEN 0 ACKED')).toBe(2)
    expect(await client.ask('XINFO STREAM s')).toContain('5-0')
    expect(await client.ask('XADD s 6 f v')).toBe('6-0')
    expect(await client.ask('XLEN s')).toBe(1)
  })

  it.each([
    ['XDELEX s IDS 0 1', '-ERR Number of IDs must be a positive integer'],
    ['XDELEX s IDS x 1', '-ERR Number of IDs must be a positive integer'],
    ['XDELEX s IDS 2 1', '-ERR The `numids` parameter must match the number of arguments'],
    ['XDELEX s IDS 1 1 2', '-ERR The `numids` parameter must match the number of arguments'],
    ['XDELEX s IDS 1 x', '-ERR Invalid stream ID specified as stream command argument'],
    ['XDELEX s FOO 1 1', '-ERR syntax error'],
    ['XDELEX s ACKED 1 1', '-ERR syntax error'],
    ['XDELEX s IDS 1', "-ERR wrong number of arguments for 'xdelex' command"],
    ['XACKDEL s g IDS 1', "-ERR wrong number of arguments for 'xackdel' command"],
    ['XDELEX key IDS 1 1', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
    ['XTRIM s MAXLEN 1 ACKED DELREF', '-ERR syntax error'],
    ['XTRIM s ACKED', "-ERR wrong number of arguments for 'xtrim' command"],
    ['XTRIM s ACKED DELREF', '-ERR syntax error'],
  ])('%s', async (request, reply) => {
    await using setup = await started()
    expect(await setup.client.ask(request)).toBe(reply)
    expect(await setup.state()).toEqual(BEFORE)
  })

  it('are looked for in a bounded number of groups', async () => {
    await using setup = await started()
    const { client, test } = setup
    const ids = Array.from({ length: 5001 }, (_, index) => String(index + 1))
    const request = ['XDELEX', 's', 'ACKED', 'IDS', '5001', ...ids]
    expect(await client.call(...request)).toMatch(/^-OPERATION_TOO_LARGE/)
    expect(await setup.state()).toEqual(BEFORE)
    request[2] = 'KEEPREF'
    expect(await client.call(...request)).toHaveLength(5001)
    // A trim goes on, in several operations, and an append does what one operation may.
    for (const id of ids) client.send(`XADD t ${id} f v\r\n`)
    for (let left = ids.length; left > 0; left--) await client.next()
    expect(await client.ask('XADD t MAXLEN 1 DELREF 6000 f v')).toBe('6000-0')
    expect(await client.ask('XLEN t')).toBe(4002)
    expect(await client.ask('XTRIM t MAXLEN 1 DELREF')).toBe(4001)
    expect(await client.ask('XRANGE t - +')).toEqual([['6000-0', ['f', 'v']]])
    await test.node.streams.reclaim()
    expect(await client.ask('XADD t 6001 f v')).toBe('6001-0')
    expect(await client.ask('XTRIM t MAXLEN 0')).toBe(2)
  })
})

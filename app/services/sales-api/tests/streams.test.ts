import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from './contract-check.ts'
import { Service, until } from './service.ts'
import { Client } from '../resp/testing/resp-test.ts'

let service: Service

beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

const json = { 'Content-Type': 'application/json' }

function send(
  method: string,
  target: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const sent =
    body === undefined
      ? { headers }
      : { body: JSON.stringify(body), headers: { ...json, ...headers } }
  return call(service.url, method, target, sent)
}

const field = (name: string, value: string) => ({ name, value })
const append = (stream: string, ...values: string[]) =>
  send('POST', `/v1/streams/${stream}/entries`, {
    entries: values.map(value => ({ fields: [field('n', value)] })),
  })

describe('entries', () => {
  it('are appended in one revision, and read in both directions, in pages', async () => {
    const appended = await append('pages', '1', '2', '3')
    expect(appended.status).toBe(201)
    const { ids } = appended.data as { ids: string[] }
    const page = await send('GET', '/v1/streams/pages/entries?limit=2')
    expect(page.data).toMatchObject({ more: true, entries: [{ id: ids[0] }, { id: ids[1] }] })
    const rest = await send('GET', `/v1/streams/pages/entries?after=${ids[1] ?? ''}`)
    expect(rest.data).toMatchObject({ more: false, entries: [{ id: ids[2] }] })
    const newest = await send('GET', '/v1/streams/pages/entries?order=desc&limit=1')
    expect(newest.data).toMatchObject({ more: true, entries: [{ id: ids[2] }] })
    const before = await send('GET', `/v1/streams/pages/entries?before=${ids[1] ?? ''}&order=desc`)
    expect(before.data).toMatchObject({ more: false, entries: [{ id: ids[0] }] })
  })

  it('get the next id of a millisecond', async () => {
    const fields = [field('n', '1')]
    const entries = [{ id: '9999999999999-*', fields }, { fields }]
    const target = '/v1/streams/next/entries'
    expect((await send('POST', target, { entries })).data).toMatchObject({
      ids: ['9999999999999-0', '9999999999999-1'],
    })
    const then = [{ op: 'append', stream: 'next', id: '9999999999999-*', fields }]
    expect((await send('POST', '/v1/txn', { then })).data).toMatchObject({
      results: [{ id: '9999999999999-2' }],
    })
    const past = await send('POST', target, { entries: [{ id: '5-*', fields }] })
    expect(past.status).toBe(409)
    for (const id of ['*', '-*', '5-*-*', '18446744073709551616-*']) {
      expect((await send('POST', target, { entries: [{ id, fields }] })).status).toBe(422)
    }
  })

  it('carry any bytes, in the order of their fields', async () => {
    const fields = [
      field('b', '1'),
      { name: '%00a', valueBase64: '/wA=' },
      field('b', ''),
      field('', 'of no name'),
      field('n'.repeat(2000), 'of a long name'),
    ]
    await send('POST', '/v1/streams/bytes/entries', { entries: [{ fields }] })
    const { data } = await send('GET', '/v1/streams/bytes/entries')
    expect(data).toMatchObject({ entries: [{ fields }] })
  })

  it('are appended once, however often the request is sent, also after a kill', async () => {
    const once = { 'Idempotency-Key': 'append-once' }
    const body = { entries: [{ fields: [field('n', '1')] }] }
    const first = await send('POST', '/v1/streams/once/entries', body, once)
    expect(first.status).toBe(201)
    expect((await send('POST', '/v1/streams/once/entries', body, once)).data).toEqual(first.data)
    await service.kill()
    await service.restart()
    expect((await send('POST', '/v1/streams/once/entries', body, once)).data).toEqual(first.data)
    expect((await send('GET', '/v1/streams/once')).data).toMatchObject({ length: 1 })
  })

  it('are refused with an id that is not above the last one, and with too many bytes', async () => {
    const withId = (id: string) =>
      send('POST', '/v1/streams/ids/entries', { entries: [{ id, fields: [field('n', '1')] }] })
    expect((await withId('7-1')).status).toBe(201)
    const again = await withId('7-1')
    expect([again.status, again.data]).toMatchObject([409, { code: 'ID_TOO_SMALL', lastId: '7-1' }])
    const large = [field('n', 'x'.repeat(1024 * 1024 + 1))]
    const tooLarge = await send('POST', '/v1/streams/ids/entries', { entries: [{ fields: large }] })
    expect([tooLarge.status, tooLarge.data]).toMatchObject([413, { code: 'ENTRY_TOO_LARGE' }])
    expect((await send('GET', '/v1/streams/ids')).data).toMatchObject({ length: 1 })
  })

  it('are refused together when the first takes the last id there is: the others would get none', async () => {
    const last = '18446744073709551615-18446744073709551615'
    const fields = [field('n', '1')]
    const refused = await send('POST', '/v1/streams/ends/entries', {
      entries: [{ id: last, fields }, { fields }],
    })
    expect([refused.status, refused.data]).toMatchObject([409, { code: 'IDS_EXHAUSTED' }])
    expect((await send('GET', '/v1/streams/ends')).status).toBe(404)
  })

  it('are removed one by one', async () => {
    const { ids } = (await append('removed', '1', '2')).data as { ids: string[] }
    const target = `/v1/streams/removed/entries/${ids[0] ?? ''}`
    expect((await send('DELETE', target)).status).toBe(204)
    expect((await send('DELETE', target)).data).toMatchObject({ code: 'ENTRY_NOT_FOUND' })
    expect((await send('GET', '/v1/streams/removed')).data).toMatchObject({ length: 1 })
  })
})

describe('a key and an event', () => {
  const paying = (once: Record<string, string> = {}) =>
    send(
      'POST',
      '/v1/txn',
      {
        compare: [{ key: 'order', target: 'version', operator: '=', number: 0 }],
        then: [
          { op: 'put', key: 'order', value: 'paid' },
          { op: 'append', stream: 'events', fields: [field('type', 'order.paid')] },
          { op: 'append', stream: 'events', fields: [field('type', 'order.packed')] },
        ],
        else: [{ op: 'get', key: 'order' }],
      },
      once,
    )

  it('are written together, in one revision, or not at all', async () => {
    const once = { 'Idempotency-Key': 'paying' }
    const paid = await paying(once)
    const { revision } = paid.data as { revision: number }
    expect(paid.data).toMatchObject({
      succeeded: true,
      results: [{ op: 'put' }, { op: 'append' }, {}],
    })
    expect((await paying(once)).data).toEqual(paid.data)
    expect((await paying()).data).toMatchObject({ succeeded: false })
    const { data } = await send('GET', '/v1/streams/events/entries')
    expect(data).toMatchObject({ entries: [{ revision }, { revision }], more: false })
    const refused = await send('POST', '/v1/txn', {
      then: [
        { op: 'put', key: 'other', value: '1' },
        { op: 'append', stream: 'order', fields: [field('a', '1')] },
      ],
    })
    expect([refused.status, refused.data]).toMatchObject([409, { code: 'WRONG_TYPE' }])
    expect((await send('GET', '/v1/kv/other')).status).toBe(404)
  })

  it('share their names: neither takes the place of the other', async () => {
    await append('named', '1')
    const put = await call(service.url, 'PUT', '/v1/kv/named', { body: 'x' })
    expect([put.status, put.data]).toMatchObject([409, { code: 'WRONG_TYPE' }])
    expect((await send('GET', '/v1/kv/named')).data).toMatchObject({ code: 'WRONG_TYPE' })
    await call(service.url, 'PUT', '/v1/kv/value', { body: 'x' })
    expect((await append('value', '1')).data).toMatchObject({ code: 'WRONG_TYPE' })
    for (const target of ['', '/entries', '/tail']) {
      const found = await send('GET', `/v1/streams/value${target}`)
      expect([found.status, found.data]).toMatchObject([409, { code: 'WRONG_TYPE' }])
    }
  })
})

describe('a stream', () => {
  it('keeps what it is told to', async () => {
    await append('kept', ...Array.from({ length: 100 }, (_, index) => String(index)))
    const set = await send('PATCH', '/v1/streams/kept', { retention: { length: 7, age: '1h' } })
    expect(set.data).toMatchObject({ retention: { length: 7, ageMs: 3_600_000, bytes: 0 } })
    const tooShort = await send('PATCH', '/v1/streams/kept', { retention: { age: '0.1ms' } })
    expect(tooShort.status).toBe(422)
    await until(
      async () => {
        const { data } = await send('GET', '/v1/streams/kept')
        return (data as { length: number }).length === 7 ? true : undefined
      },
      () => 'it keeps more',
    )
    const { data } = await send('GET', '/v1/streams/kept/entries')
    const { entries } = data as { entries: { fields: { value: string }[] }[] }
    expect(entries.map(({ fields }) => fields[0]?.value)).toEqual(
      Array.from({ length: 7 }, (_, index) => String(93 + index)),
    )
  })

  it('is listed, removed with all it has, and can begin again', async () => {
    await append('list-a', '1')
    await append('list-b', '1')
    const page = await send('GET', '/v1/streams?start=list-a&limit=1')
    expect(page.data).toMatchObject({ streams: [{ stream: 'list-a', length: 1 }], next: 'list-b' })
    expect((await send('DELETE', '/v1/streams/list-a')).status).toBe(204)
    expect((await send('DELETE', '/v1/streams/list-a')).status).toBe(404)
    expect((await send('GET', '/v1/streams/list-a/entries')).status).toBe(404)
    await append('list-a', '2')
    expect((await send('GET', '/v1/streams/list-a')).data).toMatchObject({ length: 1 })
  })

  it('is the same for Redis’s clients', async () => {
    const client = await Client.connect(service.respPort)
    expect(await client.ask('XADD shared 5-0 type paid')).toBe('5-0')
    expect((await send('GET', '/v1/streams/shared/entries')).data).toMatchObject({
      entries: [{ id: '5-0', fields: [field('type', 'paid')] }],
    })
    await append('shared', '1')
    expect(await client.ask('XLEN shared')).toBe(2)
    expect(await client.ask('XGROUP CREATE shared g 0')).toBe('OK')
    expect(await client.ask('XREADGROUP GROUP g a COUNT 1 STREAMS shared >')).toEqual([
      ['shared', [['5-0', ['type', 'paid']]]],
    ])
    client.destroy()
    await service.kill()
    await service.restart()
    const again = await Client.connect(service.respPort)
    expect(await again.ask('XPENDING shared g')).toEqual([1, '5-0', '5-0', [['a', '1']]])
    expect(await again.ask('XACK shared g 5-0')).toBe(1)
    again.destroy()
  })
})

describe('a consumer group', () => {
  const group = (stream: string) => `/v1/streams/${stream}/groups/g`
  const read = (stream: string, body: object, headers: Record<string, string> = {}) =>
    send('POST', `${group(stream)}/read`, { consumer: 'a', ...body }, headers)
  async function idsIn(stream: string): Promise<string[]> {
    expect((await send('PUT', group(stream), { after: '0-0' })).status).toBe(201)
    const { data } = await append(stream, '1', '2', '3')
    return (data as { ids: string[] }).ids
  }

  it('delivers each entry to one consumer, until it is acknowledged', async () => {
    const ids = await idsIn('group')
    const first = await read('group', { limit: 2 })
    expect(first.data).toEqual({
      entries: ids.slice(0, 2).map((id, at) => ({
        id,
        fields: [field('n', String(at + 1))],
        deliveries: 1,
      })),
    })
    expect((await read('group', { consumer: 'b' })).data).toMatchObject({
      entries: [{ id: ids[2] }],
    })
    expect((await read('group', { own: '0-0', limit: 1 })).data).toMatchObject({
      entries: [{ id: ids[0], deliveries: 2 }],
    })
    expect((await send('POST', `${group('group')}/ack`, { ids: [ids[0], '1-1'] })).data).toEqual({
      count: 1,
    })
    const page = await send('GET', `${group('group')}/pending?limit=1`)
    expect(page.data).toMatchObject({ pending: [{ id: ids[1], consumer: 'a' }], more: true })
    const rest = await send('GET', `${group('group')}/pending?after=${String(ids[1])}&consumer=b`)
    expect(rest.data).toMatchObject({ pending: [{ id: ids[2], deliveries: 1 }], more: false })
    expect((await send('GET', group('group'))).data).toMatchObject({
      ...{ stream: 'group', group: 'g', pending: 2, free: 0, consumers: 2, lag: 0, lastId: ids[2] },
    })
    expect((await send('GET', '/v1/streams/group/groups')).data).toMatchObject({
      groups: [{ group: 'g' }],
    })
    expect((await send('GET', `${group('group')}/consumers?limit=1`)).data).toMatchObject({
      consumers: [{ consumer: 'a', pending: 1 }],
      next: 'b',
    })
  })

  it('has entries claimed and given back, and those of a consumer that is removed', async () => {
    const ids = await idsIn('claims')
    await read('claims', {})
    const claim = (body: object) =>
      send('POST', `${group('claims')}/claim`, { consumer: 'b', ...body })
    expect((await claim({ minIdle: '1h' })).data).toEqual({ entries: [] })
    expect((await claim({ ids: [ids[0]] })).data).toMatchObject({
      entries: [{ id: ids[0], deliveries: 2 }],
    })
    expect((await claim({ limit: 1 })).data).toMatchObject({ entries: [{}], next: ids[1] })
    expect((await claim({ ids: [ids[0]], limit: 1 })).status).toBe(422)
    const nack = { ids: [ids[0]], reason: 'silent' }
    expect((await send('POST', `${group('claims')}/nack`, nack)).data).toEqual({ count: 1 })
    const idle = await send('GET', `${group('claims')}/pending?minIdle=1h`)
    expect(idle.data).toMatchObject({ pending: [{ id: ids[0] }], more: false })
    expect((await send('GET', `${group('claims')}/pending?minIdle=x`)).status).toBe(422)
    const removed = await send('DELETE', `${group('claims')}/consumers/a`)
    expect(removed.data).toEqual({ count: 2 })
    expect((await send('GET', group('claims'))).data).toMatchObject({ free: 3, consumers: 1 })
    expect((await read('claims', { minIdle: '1h' })).data).toMatchObject({
      entries: [{ id: ids[0] }, { id: ids[1] }, { id: ids[2], deliveries: 2 }],
    })
  })

  it('delivers entries that need no acknowledgement, and goes on where it is told to', async () => {
    const ids = await idsIn('placed')
    expect((await read('placed', { limit: 2, noAck: true })).data).toMatchObject({
      entries: [{ id: ids[0] }, { id: ids[1] }],
    })
    expect((await send('GET', group('placed'))).data).toMatchObject({ pending: 0, lag: 1 })
    const set = (body: object) => send('PUT', `${group('placed')}/position`, body)
    expect(await set({ after: ids[0] })).toMatchObject({ status: 200, data: { lastId: ids[0] } })
    expect((await read('placed', {})).data).toMatchObject({ entries: [{ id: ids[1] }, {}] })
    await set({ after: '0-0' })
    expect((await set({})).data).toMatchObject({ lastId: ids[2], pending: 2 })
    expect((await read('placed', {})).data).toEqual({ entries: [] })
    expect((await set({ after: 'x' })).status).toBe(422)
    expect((await send('PUT', `${group('none')}/position`, {})).status).toBe(404)
  })

  it('waits for entries, and answers without any when the time is over', async () => {
    await idsIn('waits')
    await read('waits', {})
    const waiting = read('waits', { wait: '5s' })
    await append('waits', '4')
    expect((await waiting).data).toMatchObject({ entries: [{ fields: [field('n', '4')] }] })
    expect((await read('waits', { wait: '1ms' })).data).toEqual({ entries: [] })
    expect((await read('waits', { wait: '6s' })).status).toBe(422)
  })

  it('answers a repeated request like the first', async () => {
    await idsIn('repeats')
    const once = { 'Idempotency-Key': 'read-once' }
    const first = await read('repeats', { limit: 1 }, once)
    expect(first.data).toMatchObject({ entries: [{ deliveries: 1 }] })
    expect((await read('repeats', { limit: 1 }, once)).data).toEqual(first.data)
    const remove = () =>
      send('DELETE', `${group('repeats')}/consumers/a`, undefined, { 'Idempotency-Key': 'gone' })
    expect((await remove()).data).toEqual({ count: 1 })
    expect((await remove()).data).toEqual({ count: 1 })
  })

  it('redelivers in time, and moves what was delivered too often to another stream', async () => {
    const ids = await idsIn('dead')
    const settings = { redeliverAfter: '1ms', deadLetter: { stream: 'letters', maxDeliveries: 1 } }
    const set = await send('PATCH', group('dead'), settings)
    expect(set.data).toMatchObject({ redeliverAfterMs: 1, deadLetter: settings.deadLetter })
    await read('dead', { limit: 2 })
    const rest = await read('dead', { wait: '5s' })
    const letters = async () => (await send('GET', '/v1/streams/letters/entries')).data
    await until(
      async () => {
        if (JSON.stringify(await letters()).split('dead-letter-id').length >= 3) return true
        await read('dead', {})
        return undefined
      },
      () => 'not both are moved',
    )
    expect(rest.data).toMatchObject({ entries: [{ id: ids[2] }] })
    const { entries } = (await letters()) as { entries: { revision: number; fields: unknown[] }[] }
    expect(entries[0]?.fields).toEqual([
      field('n', '1'),
      field('dead-letter-reason', 'deliveries'),
      field('dead-letter-stream', 'dead'),
      field('dead-letter-id', String(ids[0])),
      field('dead-letter-group', 'g'),
      field('dead-letter-deliveries', '1'),
    ])
    const none = { redeliverAfter: 0, deadLetter: null }
    const off = await send('PATCH', group('dead'), none)
    expect(off.data).not.toMatchObject({ redeliverAfterMs: 1 })
  })

  it('is refused where it is not, and removed with all it has', async () => {
    await append('plain', '1')
    await send('PUT', '/v1/kv/a-value', 'x')
    expect((await send('GET', group('plain'))).data).toMatchObject({ code: 'GROUP_NOT_FOUND' })
    expect((await read('none', {})).data).toMatchObject({ code: 'STREAM_NOT_FOUND' })
    expect((await read('a-value', {})).data).toMatchObject({ code: 'WRONG_TYPE' })
    expect((await send('PUT', group('a-value'), {})).data).toMatchObject({ code: 'WRONG_TYPE' })
    await send('PUT', group('plain'), {})
    expect((await send('PUT', group('plain'), {})).data).toMatchObject({ code: 'GROUP_EXISTS' })
    expect((await send('DELETE', group('plain'))).status).toBe(204)
    expect((await send('DELETE', group('plain'))).status).toBe(404)
  })
})

import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Service, until } from './service.ts'
import { OpenWatch, watchEvents } from './watch.ts'

/** It comes last: what is before it may be megabytes, in which it is not searched again and again. */
const FAREWELL_CHARACTERS_MAX = 1000

let service: Service

beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

async function put(key: string, body: string): Promise<number> {
  const target = `${service.url}/v1/kv/${encodeURIComponent(key)}`
  const response = await fetch(target, { method: 'PUT', body })
  return ((await response.json()) as { modRevision: number }).modRevision
}

async function remove(key: string): Promise<void> {
  await fetch(`${service.url}/v1/kv/${encodeURIComponent(key)}`, { method: 'DELETE' })
}

async function txn(then: readonly object[]): Promise<number> {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ then })
  const response = await fetch(`${service.url}/v1/txn`, { method: 'POST', headers, body })
  return ((await response.json()) as { revision: number }).revision
}

describe('a watch', () => {
  it('sees what happens to its keys, and nothing else, in order', async () => {
    const watch = await OpenWatch.open(service.url, { prefix: 'order/' })
    const first = await put('order/1', 'one')
    await put('other', 'x')
    await put('order/2', 'two')
    await remove('order/1')
    const events = [await watch.next(), await watch.next(), await watch.next()]
    watch.close()
    expect(events).toMatchObject([
      { event: 'put', id: String(first), data: { key: 'order/1', value: 'one' } },
      { event: 'put', data: { key: 'order/2', value: 'two' } },
      { event: 'delete', data: { key: 'order/1' } },
    ])
  })

  it('of one key sees that key only', async () => {
    const from = await put('single', 'one')
    await put('single/longer', 'x')
    await put('single', 'two')
    const events = await watchEvents(service.url, { key: 'single', from: String(from) }, 2)
    expect(events.map(({ data }) => data.value)).toEqual(['one', 'two'])
  })

  it('ends by itself after the time that was asked for, and says where to go on', async () => {
    const from = await put('timed', '1')
    const query = new URLSearchParams({ key: 'timed', from: String(from), timeout: '500ms' })
    const answer = await fetch(`${service.url}/v1/watch?${query.toString()}`)
    const events = (await answer.text()).split('\n\n')
    expect(events).toContainEqual(expect.stringContaining('event: put\n'))
    expect(events.slice(-2)).toEqual([
      `id: ${String(from)}\nevent: closing\ndata: {"resume":${String(from + 1)}}`,
      '',
    ])
  })

  it('begins in the past, and goes over to the present without a gap', async () => {
    const from = await put('gap/0', '0')
    for (let index = 1; index < 200; index++) await put(`gap/${String(index)}`, String(index))
    const watch = await OpenWatch.open(service.url, { prefix: 'gap/', from: String(from) })
    const writing = (async () => {
      for (let index = 200; index < 400; index++) await put(`gap/${String(index)}`, String(index))
    })()
    const seen: unknown[] = []
    while (seen.length < 400) seen.push((await watch.next())?.data.value)
    watch.close()
    await writing
    expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => String(index)))
  })

  it('resumes by Last-Event-ID right after the event, also inside a revision', async () => {
    const from = await txn(
      ['a', 'b', 'c'].map(name => ({ op: 'put', key: `multi/${name}`, value: name })),
    )
    const query = { prefix: 'multi/', from: String(from) }
    const all = await watchEvents(service.url, query, 3)
    expect(all.map(({ id }) => id)).toEqual([
      `${String(from)}.0`,
      `${String(from)}.1`,
      String(from),
    ])
    for (const [index, { id = '' }] of all.slice(0, 2).entries()) {
      const rest = await watchEvents(service.url, query, 2 - index, { 'Last-Event-ID': id })
      expect(rest.map(({ data }) => data.value)).toEqual(['b', 'c'].slice(index))
    }
    await put('multi/d', 'd')
    const headers = { 'Last-Event-ID': all[2]?.id ?? '' }
    const [next] = await watchEvents(service.url, query, 1, headers)
    expect(next?.data.value).toBe('d')
  })

  it('is told how far it is when many revisions pass that are none of its concern', async () => {
    const watch = await OpenWatch.open(service.url, { prefix: 'quiet/' })
    const operations = Array.from({ length: 100 }, (_, index) => ({
      op: 'put',
      key: `busy/${String(index)}`,
      value: 'x',
    }))
    let last = 0
    for (let round = 0; round < 12; round++) {
      await Promise.all(operations.map(async item => (last = Math.max(last, await txn([item])))))
    }
    const event = await watch.nextOfAll()
    watch.close()
    expect(event?.event).toBe('progress')
    expect(event?.data.revision).toBeGreaterThan(Number(watch.begin?.id))
    expect(event?.id).toBe(String(event?.data.revision))
    expect(event?.data.revision).toBeLessThanOrEqual(last)
  })

  it('begins with the id behind which it goes on, so that one cut before its first change loses nothing', async () => {
    const before = await put('cut/before', 'x')
    for (const [query, headers, id] of [
      [{ prefix: 'cut/' }, {}, String(before)],
      [{ prefix: 'cut/', from: String(before) }, {}, String(before - 1)],
      [{ prefix: 'cut/' }, { 'Last-Event-ID': `${String(before)}.0` }, `${String(before)}.0`],
    ] as const) {
      const watch = await OpenWatch.open(service.url, query, headers)
      watch.close()
      expect(watch.begin).toMatchObject({ event: 'progress', id })
    }
    const watch = await OpenWatch.open(service.url, { prefix: 'cut/' })
    watch.close()
    await put('cut/after', 'seen')
    const resume = { 'Last-Event-ID': watch.begin?.id ?? '' }
    const [event] = await watchEvents(service.url, { prefix: 'cut/' }, 1, resume)
    expect(event?.data).toMatchObject({ key: 'cut/after', value: 'seen' })
  })

  it('has an id that is held while nothing happens to its keys: it moves on by time, and with compaction', async () => {
    await using own = await Service.start({ args: ['--store-retention=1s'] })
    const write = async (key: string): Promise<number> => {
      const response = await fetch(`${own.url}/v1/kv/${key}`, { method: 'PUT', body: 'x' })
      return ((await response.json()) as { modRevision: number }).modRevision
    }
    const watch = await OpenWatch.open(own.url, { prefix: 'idle' })
    const other = await write('other')
    expect(await watch.nextOfAll()).toMatchObject({ event: 'progress', id: String(other) })
    const another = await write('another')
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify({ revision: another })
    await fetch(`${own.url}/v1/compact`, { method: 'POST', headers, body })
    expect(await watch.nextOfAll()).toMatchObject({ event: 'progress', id: String(another) })
    watch.close()
    await write('idle')
    const [event] = await watchEvents(own.url, { prefix: 'idle' }, 1, {
      'Last-Event-ID': String(another),
    })
    expect(event?.data.key).toBe('idle')
  })

  it.each([
    ['behind the newest revision', (newest: number) => String(newest + 1), 400, 'FUTURE_REVISION'],
    [
      'inside the next revision',
      (newest: number) => `${String(newest + 1)}.0`,
      400,
      'FUTURE_REVISION',
    ],
    ['beyond all numbers', () => '9999999999999999.0', 400, 'FUTURE_REVISION'],
    [
      'behind the changes of its revision',
      (newest: number) => `${String(newest)}.1`,
      400,
      'BAD_EVENT_ID',
    ],
    ['of no possible change', (newest: number) => `${String(newest)}.99999`, 400, 'BAD_EVENT_ID'],
    ['with a leading zero', (newest: number) => `0${String(newest)}`, 422, 'INVALID_REQUEST'],
    [
      'with a leading zero inside',
      (newest: number) => `${String(newest)}.00`,
      422,
      'INVALID_REQUEST',
    ],
    ['that is negative', () => '-1', 422, 'INVALID_REQUEST'],
  ])('refuses an id that was never sent: %s', async (_name, idOf, status, code) => {
    const newest = await put('newest', 'x')
    const headers = { 'Last-Event-ID': idOf(newest) }
    const response = await fetch(`${service.url}/v1/watch`, { headers })
    const problem = (await response.json()) as { detail: string; newestRevision?: number }
    expect([response.status, problem]).toMatchObject([status, { code }])
    if (code === 'FUTURE_REVISION') {
      expect(problem.detail).toContain(headers['Last-Event-ID'])
      expect(problem.newestRevision).toBe(newest)
    }
  })

  it.each([
    ['revisions of their own', 1],
    ['few revisions', 8],
  ])(
    'that reads nothing is told where to go on and let go, while others are served: changes in %s',
    async (_, perRevision) => {
      const prefix = `slow/${String(perRevision)}/`
      const from = await put(`${prefix}0`, 'x')
      const { hostname, port } = new URL(service.url)
      const socket = net.connect({ host: hostname, port: Number(port) })
      const query = new URLSearchParams({ prefix, from: String(from) }).toString()
      socket.write(`GET /v1/watch?${query} HTTP/1.1\r\nHost: x\r\n\r\n`)
      await until(
        () => (socket.bytesWritten > 0 ? true : undefined),
        () => 'not connected',
      )
      socket.pause()
      const streams = async (): Promise<number> => {
        const metrics = await (await fetch(`${service.debugUrl}/metrics`)).text()
        return Number(/^http_event_streams (\d+)$/m.exec(metrics)?.[1])
      }
      await until(
        async () => ((await streams()) === 1 ? true : undefined),
        () => 'the watch did not begin',
      )
      const value = 'v'.repeat(500_000)
      for (let index = 1; index <= 40; index += perRevision) {
        const names = Array.from({ length: perRevision }, (_, add) => String(index + add))
        await txn(names.map(name => ({ op: 'put', key: prefix + name, value })))
      }
      // Nobody reads for longer than the service waits; meanwhile others are answered.
      await until(
        async () => ((await streams()) === 0 ? true : undefined),
        () => 'the slow watch is still open',
      )
      let received = ''
      let last = ''
      socket.setEncoding('utf8').on('data', (text: string) => {
        received += text
        last = (last + text).slice(-FAREWELL_CHARACTERS_MAX)
      })
      socket.resume()
      const farewell = await until(
        () => /id: (\S+)\nevent: lagged\ndata: \{"resume":(\d+)\}/.exec(last) ?? undefined,
        () => 'nothing said where to go on',
      )
      socket.destroy()
      const [, id = '', resume = ''] = farewell
      const lastId = [...received.matchAll(/id: (\S+)\nevent: put/g)].at(-1)?.[1]
      expect([id, resume]).toEqual([
        lastId,
        String(Math.floor(Number(id)) + (id.includes('.') ? 0 : 1)),
      ])
      const lastSeen = Number([...received.matchAll(/"key":"slow\/\d+\/(\d+)"/g)].at(-1)?.[1])
      const first = async (from: string, headers?: Record<string, string>): Promise<number> => {
        const [event] = await watchEvents(service.url, { prefix, from }, 1, headers)
        return Number(String(event?.data.key).slice(prefix.length))
      }
      expect(await first(resume, { 'Last-Event-ID': id })).toBe(lastSeen + 1)
      // `from` begins with a whole revision: with the one after, where the last event was the last of its own.
      const seenAgain = id.includes('.') ? ((lastSeen - 1) % perRevision) + 1 : 0
      expect(await first(resume)).toBe(lastSeen + 1 - seenAgain)
    },
  )

  it('that was overtaken by compaction is told where it was, and that place is refused: nothing is passed over', async () => {
    await using own = await Service.start()
    const write = async (): Promise<void> => {
      await fetch(`${own.url}/v1/kv/key`, { method: 'PUT', body: 'v'.repeat(1_000_000) })
    }
    const { hostname, port } = new URL(own.url)
    const socket = net.connect({ host: hostname, port: Number(port) })
    await new Promise(resolve => socket.write('GET /v1/watch HTTP/1.1\r\nHost: x\r\n\r\n', resolve))
    // More than the connection holds: the rest waits in the store.
    const count = 40
    for (let index = 0; index < count; index++) await write()
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify({ revision: count })
    await fetch(`${own.url}/v1/compact`, { method: 'POST', headers, body })
    let last = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-FAREWELL_CHARACTERS_MAX)
    })
    const [, id = '', resume = ''] = await until(
      () => /id: (\d+)\nevent: lagged\ndata: \{"resume":(\d+)\}/.exec(last) ?? undefined,
      () => 'nothing said where to go on',
    )
    socket.destroy()
    expect(Number(id)).toBeLessThan(count)
    expect(Number(resume)).toBe(Number(id) + 1)
    for (const [query, place] of [
      ['', { 'Last-Event-ID': id }],
      [`?from=${resume}`, {}],
    ] as const) {
      const response = await fetch(`${own.url}/v1/watch${query}`, { headers: place })
      expect(await response.json()).toMatchObject({ code: 'COMPACTED', firstRevision: count + 1 })
    }
  })

  it('that starts in the future is refused', async () => {
    const response = await fetch(`${service.url}/v1/watch?from=99999999`)
    expect(await response.json()).toMatchObject({ status: 400, code: 'FUTURE_REVISION' })
  })
})

describe('at the end of the service', () => {
  it('watchers are told where to go on, and a new service goes on from there', async () => {
    await using own = await Service.start()
    const key = `${own.url}/v1/kv/key`
    await fetch(key, { method: 'PUT', body: 'one' })
    const watch = await OpenWatch.open(own.url, { key: 'key', from: '1' })
    expect((await watch.next())?.data.value).toBe('one')
    const ending = own.stop()
    const last = await watch.next()
    expect(last).toMatchObject({ event: 'closing', id: '1', data: { resume: 2 } })
    expect(await watch.next()).toBeUndefined()
    expect(await ending).toBe(0)
    await own.restart()
    await fetch(`${own.url}/v1/kv/key`, { method: 'PUT', body: 'two' })
    const query = { key: 'key', from: String(last?.data.resume) }
    expect((await watchEvents(own.url, query, 1))[0]?.data.value).toBe('two')
  })
})

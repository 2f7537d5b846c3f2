import supertest from 'supertest'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemHost } from '#foundation/host/system'
import type { Handlers } from '../app.ts'
import { contract } from '../contract.ts'
import type { Exchange, Middleware } from '../exchange.ts'
import { HttpProblem, problemSchema } from '../problem.ts'
import type { RawClient, TestOptions } from '../test-app.ts'
import { errors, TestApp } from '../test-app.ts'

const done = { description: 'Done', body: 'none' } as const
const text = { description: 'Text', body: 'bytes' } as const
const operation = { method: 'get', summary: 'Something', tag: 'test' } as const

const api = contract({
  getItem: { ...operation, path: '/items/1', responses: { 200: text } },
  addJob: { ...operation, method: 'post', path: '/jobs', responses: { 204: done } },
  upload: {
    ...operation,
    method: 'put',
    path: '/hold',
    body: { kind: 'bytes', description: 'Anything' },
    responses: { 204: done },
  },
  plain: { ...operation, path: '/plain', responses: { 200: text } },
  health: { ...operation, path: '/health', isSilent: true, responses: { 200: text } },
})

const answer = (words: string) =>
  ({ status: 200, bytes: Buffer.from(words), contentType: 'text/plain' }) as const

const handlers: Handlers<typeof api> = {
  // The onion answers a promise like a value.
  getItem: () => Promise.resolve(answer('item')),
  addJob: () => {
    throw new Error('no jobs today')
  },
  upload: () => ({ status: 204 }),
  plain: () => answer('plain'),
  health: () => answer('healthy'),
}

let web: TestApp

async function serve(options: TestOptions = {}): Promise<void> {
  web = await TestApp.serve(systemHost().clock, api, handlers, options)
}

afterEach(() => web[Symbol.asyncDispose]())

async function get(path: string): Promise<RawClient> {
  const client = await web.connect()
  client.request('GET', path)
  return client
}

function codeOf(body: string): string {
  return problemSchema.parse(JSON.parse(body)).code
}

describe('middleware', () => {
  const layer = (name: string, seen: string[]): Middleware => ({
    enter: exchange => {
      seen.push(`${name} before ${exchange.id}`)
    },
    leave: (_exchange, response) => {
      seen.push(`${name} after ${String(response.status)}`)
      return response
    },
  })

  it('runs outermost first, around what is unmatched too', async () => {
    const seen: string[] = []
    await serve({ middleware: [layer('a', seen), errors, layer('b', seen)] })
    await supertest(web.url).get('/items/1').expect(200)
    expect(seen).toEqual(['a before getItem', 'b before getItem', 'b after 200', 'a after 200'])
    seen.length = 0
    await supertest(web.url).get('/nowhere').expect(404)
    expect(seen).toEqual(['a before unmatched', 'b before unmatched', 'a after 404'])
  })

  it.each(['enter', 'leave', 'fail'] as const)(
    'that throws on %s is answered for by the layers further out, and those further in are not called',
    async where => {
      const seen: string[] = []
      const fail = (): never => {
        throw new HttpProblem(418, { code: 'TEAPOT', detail: where })
      }
      const failing: Middleware = { [where]: fail }
      await serve({
        middleware: [layer('a', seen), errors, layer('b', seen), failing, layer('c', seen)],
      })
      const path = where === 'fail' ? '/nowhere' : '/plain'
      const { status, body } = await (await get(path)).answer()
      expect([status, codeOf(body)]).toEqual([418, 'TEAPOT'])
      const id = where === 'fail' ? 'unmatched' : 'plain'
      const within = {
        enter: [],
        leave: ['c before plain', 'c after 200'],
        fail: [`c before ${id}`],
      }
      expect(seen).toEqual([`a before ${id}`, `b before ${id}`, ...within[where], 'a after 418'])
    },
  )

  it('has the last word: nothing is sent before the outermost has returned', async () => {
    const replacing: Middleware = {
      leave: () => ({ status: 418, headers: { 'x-by': 'the outermost' }, body: { kind: 'none' } }),
    }
    await serve({ middleware: [replacing, errors] })
    for (const path of ['/plain', '/items/1', '/nowhere', '/jobs']) {
      const { status, headers } = await supertest(web.url).get(path)
      expect([status, headers['x-by']]).toEqual([418, 'the outermost'])
    }
  })

  it('is another for silent operations', async () => {
    const seen: string[] = []
    const silentMiddleware = [layer('silent', seen), errors]
    await serve({ middleware: [layer('loud', seen), errors], silentMiddleware })
    await supertest(web.url).get('/health').expect(200, 'healthy')
    expect(seen).toEqual(['silent before health', 'silent after 200'])
  })

  it('knows the operation, the body and the trace of a request', async () => {
    let exchange: Exchange | undefined
    const tracing: Middleware = {
      enter: current => {
        exchange = current
        current.traceId = 'a'.repeat(32)
      },
    }
    await serve({ middleware: [tracing, errors] })
    const response = await supertest(web.url).post('/jobs').send('ignored').expect(500)
    expect(problemSchema.parse(response.body).traceId).toBe('a'.repeat(32))
    expect(exchange?.operation).toBe(api.addJob)

    const client = await web.connect()
    client.request('PUT', '/hold', { 'Content-Length': '3' })
    client.send('abc')
    await client.answer()
    expect(Buffer.from(exchange?.body ?? []).toString()).toBe('abc')
  })

  it('that fails costs its client the connection, and other clients nothing; the fault is told', async () => {
    const broken = new Error('broken')
    const failing: Middleware = {
      enter: ({ id }) => {
        if (id === 'plain') throw broken
      },
    }
    const faults: unknown[] = []
    const onFault = (error: unknown, { id }: Exchange): void => {
      faults.push([error, id])
    }
    await serve({ middleware: [failing, errors], onFault })
    const client = await get('/plain')
    await expect(client.answer()).rejects.toThrow('The connection ended')
    expect(faults).toEqual([[broken, 'plain']])
    await supertest(web.url).get('/items/1').expect(200)
  })

  it('that makes headers which cannot be sent costs its client the connection', async () => {
    const splitting: Middleware = {
      leave: (_exchange, response) => ({ ...response, headers: { 'x-split': 'a\r\nb: c' } }),
    }
    const onFault = vi.fn()
    await serve({ middleware: [splitting, errors], onFault })
    const client = await get('/plain')
    await expect(client.answer()).rejects.toThrow('The connection ended')
    expect(onFault).toHaveBeenCalledOnce()
    await supertest(web.url).get('/health').expect(200)
  })
})

import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { Program, until } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { CLIENT_LIMITS, RespClient, tcp } from '#foundation/resp/client'
import { contract } from '#foundation/web/contract'
import { problemSchema } from '#foundation/web/problem'
import { TestApp } from '#foundation/web/test-app'
import { LogUnavailable } from '#business/data/log/log'
import {
  NodeStopped,
  NodeUnsound,
  NotCommitted,
  OutcomeUnknown,
  ReadOnlyNode,
  StoreBusy,
} from '#business/data/node/refusal'
import {
  DatabaseBusy,
  DatabaseTimeout,
  DatabaseUnavailable,
  ValueRefused,
  WriteConflict,
} from '#business/data/postgres/errors'
import { StoreDamaged } from '#business/data/store/damage'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'
import { tooMany } from '#business/web/v1/rate-limit'
import { Page, ROOT, tableRows } from './page.ts'

/**
 * Every code of docs/errors.md, answered over HTTP: by the service, or, for what takes a broken disk, by an application whose
 * handler fails as the store would.
 */

const MiB = 1024 * 1024
/** A value may have so many bytes here: two of them are more than a transaction may write, or read. */
const VALUE_BYTES_MAX = 7 * MiB
const ID_NUMBER_MAX = '18446744073709551615'

class Running {
  readonly #directory = fs.mkdtempSync(join(os.tmpdir(), 'error-codes-'))
  readonly program: Program
  api = ''
  debug = ''
  respPort = 0

  constructor(...args: string[]) {
    const places = ['web-api', 'web-debug', 'resp'].map(name => `--${name}-host=127.0.0.1:0`)
    this.program = new Program(
      join(ROOT, 'app/services/sales-api/main.ts'),
      [...places, `--store-dir=${this.#directory}`, ...args],
      missingVariables(process.platform, {}),
    )
  }

  async ready(): Promise<void> {
    await this.program.logged('ready')
    const { api, debug, resp } = await this.program.logged('listening')
    this.api = `http://127.0.0.1:${String(api)}`
    this.debug = `http://127.0.0.1:${String(debug)}`
    this.respPort = Number(resp)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.kill()
    fs.rmSync(this.#directory, { recursive: true, force: true })
  }
}

let service: Running
/** One whose limits are soon met. */
let narrow: Running

beforeAll(async () => {
  service = new Running(`--store-value-bytes-max=${String(VALUE_BYTES_MAX)}`)
  narrow = new Running(
    ...['--web-read-timeout=1s', '--web-watchers-max=1', '--web-drain-delay=30s'],
    '--store-disk-reserve=1024GiB',
  )
  await Promise.all([service.ready(), narrow.ready()])
})

afterAll(async () => {
  await Promise.all([service[Symbol.asyncDispose](), narrow[Symbol.asyncDispose]()])
})

type Answer = { readonly status: number; readonly headers: Headers; readonly body: string }

/** Refused as one too many, as happens on a busy machine: outside of the onion, where nothing is traced. */
function isShed({ status, body }: Answer): boolean {
  return status === 503 && /"code":"SERVER_BUSY".*"traceId":"0+"/.test(body)
}

/** Asks again when it is refused as one too many. */
async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
  base = service.api,
): Promise<Answer> {
  return await until(
    async () => {
      const answer = await askOnce(method, path, body, headers, base)
      return isShed(answer) ? undefined : answer
    },
    () => `${method} ${path} is refused all the time`,
  )
}

async function askOnce(
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  base: string,
): Promise<Answer> {
  const isText = typeof body === 'string'
  const type: Record<string, string> =
    body === undefined || isText ? {} : { 'Content-Type': 'application/json' }
  const init = body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }
  const answer = await fetch(base + path, { method, headers: { ...type, ...headers }, ...init })
  if (base === service.api || base === narrow.api) checkDeclared(method, path, answer.status)
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

const document = z
  .object({
    paths: z.record(
      z.string(),
      z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
    ),
  })
  .parse(
    JSON.parse(
      fs.readFileSync(join(ROOT, 'app/services/sales-api/openapi.json'), 'utf8'),
    ) as unknown,
  )

/** Every status that an operation answers is in its contract. */
function checkDeclared(method: string, target: string, status: number): void {
  const [path = ''] = target.split('?')
  const found = Object.entries(document.paths).find(([template]) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  const operation = found?.[1][method.toLowerCase()]
  if (operation) expect(Object.keys(operation.responses)).toContain(String(status))
}

/** What is answered to bytes that no client library would send. */
async function raw(text: string, base = service.api): Promise<Answer> {
  const { hostname, port } = new URL(base)
  const socket = net.connect({ host: hostname, port: Number(port) })
  let received = ''
  socket.setEncoding('latin1').on('data', (part: string) => (received += part))
  socket.on('error', () => undefined)
  socket.write(text)
  try {
    return await until(
      () => {
        const [head = '', body = ''] = received.split('\r\n\r\n')
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN)
        if (body.length !== length) return undefined
        const lines = head.split('\r\n').slice(1)
        const pairs = lines.map(line => line.split(/: ?/, 2) as [string, string])
        return { status: Number(head.split(' ')[1]), headers: new Headers(pairs), body }
      },
      () => `no answer, but ${received}`,
    )
  } finally {
    socket.destroy()
  }
}

const api = contract({
  act: {
    method: 'put',
    path: '/',
    summary: 'Fails',
    tag: 'test',
    query: z.strictObject({}),
    responses: { 200: { description: 'Done', body: 'bytes' } },
  },
})

/** The answer of an application whose handler does this. */
async function from(act: () => Promise<never> | Uint8Array): Promise<Answer> {
  const host = systemHost()
  const logging = new Logging({ service: 'test', level: 'fatal', destination: os.devNull })
  const metrics = new RequestMetrics(new Registry())
  const handlers = {
    act: async () => ({ status: 200, bytes: await act(), contentType: 'text/plain' }) as const,
  }
  await using app = await TestApp.serve(host.clock, api, handlers, {
    ...onion(host, {
      logging,
      component: 'requests',
      metrics,
      isMeasured: true,
      traceProbability: undefined,
      loggedPerSecond: 1,
    }),
    bufferedBytesMax: 10_000,
    deadlineMs: 500,
  })
  return await ask('PUT', '/', undefined, {}, app.url)
}

const fault = (error: Error) => (): Promise<Answer> => from(() => Promise.reject(error))

/** A request that gets the code, or what has to be asked before it, too. */
const PROVOKED: Readonly<Record<string, () => Promise<Answer>>> = {
  ANSWER_LOST: () => from(() => new Uint8Array(20_000)),
  BAD_CURSOR: () => ask('GET', '/v1/kv?cursor=AAAA'),
  BAD_EVENT_ID: async () => {
    await ask('PUT', '/v1/kv/one', 'one')
    return ask('GET', '/v1/watch', undefined, { 'Last-Event-ID': '1.999' })
  },
  BODY_TOO_LARGE: () => ask('PUT', '/v1/kv/k', 'x'.repeat(VALUE_BYTES_MAX + 1)),
  OPERATION_TOO_LARGE: () => {
    const sizes = { a: VALUE_BYTES_MAX, b: 2 * MiB }
    const then = Object.entries(sizes).map(([key, size]) => put(key, 'x'.repeat(size)))
    return ask('POST', '/v1/txn', { then })
  },
  COMPACTED: async () => {
    for (const value of ['1', '2', '3']) await ask('PUT', '/v1/kv/old', value)
    const { body } = await ask('GET', '/v1/kv?countOnly=true')
    const { revision } = JSON.parse(body) as { revision: number }
    await ask('POST', '/v1/compact', { revision })
    return ask('GET', '/v1/watch?from=1')
  },
  CONDITION_FAILED: () => ask('PUT', '/v1/kv/none', 'x', { 'If-Match': 'W/"7"' }),
  DEADLINE_EXCEEDED: () => from(() => new Promise<never>(() => undefined)),
  DISK_FULL: () => ask('PUT', '/v1/kv/k', 'x', {}, narrow.api),
  ENTRY_NOT_FOUND: async () => {
    await append('removed')
    return ask('DELETE', '/v1/streams/removed/entries/1-1')
  },
  ENTRY_TOO_LARGE: () => append('large', { value: 'x'.repeat(VALUE_BYTES_MAX + 1) }),
  EXPECTATION_FAILED: () => raw('GET /v1/kv/k HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\n\r\n'),
  FUTURE_REVISION: () => ask('GET', '/v1/watch', undefined, { 'Last-Event-ID': '999999' }),
  HEADERS_TOO_LARGE: () => raw(`GET /docs HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
  HEAP_SNAPSHOT_OFF: () => ask('GET', '/debug/pprof/heapsnapshot', undefined, {}, service.debug),
  IDEMPOTENCY_KEY_REUSED: async () => {
    const once = { 'Idempotency-Key': 'reused' }
    await ask('PUT', '/v1/kv/once', '1', once)
    return ask('PUT', '/v1/kv/once', '2', once)
  },
  IDEMPOTENT_RESULT_NOT_KEPT: async () => {
    await ask('PUT', '/v1/kv/large', 'x'.repeat(100_000))
    const read = () =>
      ask('POST', '/v1/txn', { then: [get('large')] }, { 'Idempotency-Key': 'large' })
    await read()
    return read()
  },
  IDS_EXHAUSTED: () => append('last', { id: `${ID_NUMBER_MAX}-${ID_NUMBER_MAX}` }),
  ID_TOO_SMALL: async () => {
    await append('later', { id: '7-7' })
    return append('later', { id: '7-7' })
  },
  DEAD_LETTER_IS_SOURCE: async () => {
    await ask('PUT', '/v1/streams/read/groups/dead', {})
    const deadLetter = { stream: 'read', maxDeliveries: 1 }
    return ask('PATCH', '/v1/streams/read/groups/dead', { deadLetter })
  },
  GROUP_EXISTS: async () => {
    await ask('PUT', '/v1/streams/read/groups/twice', {})
    return ask('PUT', '/v1/streams/read/groups/twice', {})
  },
  TOO_MANY_CONSUMERS: async () => {
    await ask('PUT', '/v1/streams/consumed/groups/g', {})
    await transact(10_000, number => ['XGROUP', 'CREATECONSUMER', 'consumed', 'g', number])
    const read = (consumer: string) =>
      ask('POST', '/v1/streams/consumed/groups/g/read', { consumer })
    expect((await read('9999')).status).toBe(200)
    return await read('10000')
  },
  TOO_MANY_GROUPS: async () => {
    await transact(999, number => ['XGROUP', 'CREATE', 'grouped', number, '$', 'MKSTREAM'])
    const make = (group: string) => ask('PUT', `/v1/streams/grouped/groups/${group}`, {})
    expect((await make('last')).status).toBe(201)
    return await make('more')
  },
  GROUP_NOT_FOUND: async () => {
    await append('read')
    return ask('GET', '/v1/streams/read/groups/none')
  },
  INTERNAL: fault(new TypeError('secret of the inside')),
  INVALID_KEY: () => ask('GET', `/v1/kv/${'k'.repeat(1025)}`),
  INVALID_REQUEST: () => ask('GET', '/v1/kv?limit=0'),
  KEY_NOT_FOUND: () => ask('GET', '/v1/kv/none'),
  LEASE_FULL: async () => {
    const granted = await ask('POST', '/v1/leases', { ttl: '1h' })
    const { id: lease } = JSON.parse(granted.body) as { id: string }
    let answer: Answer = granted
    for (let from = 0; from < 1100 && answer.status < 300; from += 100) {
      const keys = Array.from({ length: 100 }, (_, index) => String(from + index).padEnd(1024, 'k'))
      answer = await ask('POST', '/v1/txn', { then: keys.map(key => ({ ...put(key, ''), lease })) })
    }
    return answer
  },
  LEASE_NOT_FOUND: () => ask('GET', '/v1/leases/00c0ffee1234'),
  LOG_UNAVAILABLE: fault(new LogUnavailable(new Error('etcd is away'))),
  MALFORMED_ESCAPE: () => ask('GET', '/v1/kv/%zz'),
  JSON_TOO_DEEP: () =>
    ask('POST', '/v1/txn', '['.repeat(5000), { 'Content-Type': 'application/json' }),
  MALFORMED_JSON: () => ask('POST', '/v1/txn', '{', { 'Content-Type': 'application/json' }),
  MALFORMED_QUERY: () => ask('GET', '/v1/kv?limit=1&limit=1'),
  MALFORMED_REQUEST: () => raw('GET / HTTP/1.1\r\n\r\n'),
  METHOD_NOT_ALLOWED: () => ask('POST', '/v1/liveness'),
  NOT_ACCEPTABLE: () => ask('GET', '/v1/kv', undefined, { Accept: 'image/png' }),
  NOT_READY: async () => {
    narrow.program.signal('SIGTERM')
    const readiness = () => ask('GET', '/v1/readiness', undefined, {}, narrow.api)
    const refused = async (): Promise<Answer | undefined> => {
      const answer = await readiness()
      return answer.status === 200 ? undefined : answer
    }
    return until(refused, () => 'it is ready still')
  },
  NO_SUCH_COMPONENT: () =>
    ask('PUT', '/debug/loglevel?component=none&level=info', undefined, {}, service.debug),
  NO_SUCH_ROUTE: () => ask('GET', '/v1/nothing'),
  OUTCOME_UNKNOWN: fault(new OutcomeUnknown(new Error('the disk failed'))),
  PROFILE_RUNNING: async () => {
    const profile = () => ask('GET', '/debug/pprof/profile?seconds=1', undefined, {}, service.debug)
    // Where V8 takes long to begin a profile, what comes meanwhile is refused as one too many.
    return await until(
      async () => (await Promise.all([profile(), profile()])).find(({ status }) => status === 409),
      () => 'no profile was refused because of another',
    )
  },
  RATE_LIMITED: fault(tooMany({ requests: 100, seconds: 60 }, 600)),
  READS_TOO_LARGE: async () => {
    await ask('PUT', '/v1/kv/huge', 'x'.repeat(5 * MiB))
    return ask('POST', '/v1/txn', { then: [get('huge'), get('huge')] })
  },
  REQUEST_TIMEOUT: () => raw('GET / HTTP/1.1\r\nHost', narrow.api),
  SERVER_BUSY: async () => {
    const abort = new AbortController()
    const { signal } = abort
    const watch = await fetch(`${narrow.api}/v1/watch`, { signal })
    expect(watch.status).toBe(200)
    const answer = await ask('GET', '/v1/watch', undefined, {}, narrow.api)
    abort.abort()
    return answer
  },
  NODE_UNSOUND: fault(new NodeUnsound('The row of key "a" is damaged')),
  DATABASE_BUSY: fault(new DatabaseBusy('A lock was not to be had in time')),
  DATABASE_TIMEOUT: fault(new DatabaseTimeout()),
  DATABASE_UNAVAILABLE: fault(new DatabaseUnavailable('it is starting')),
  VALUE_REFUSED: fault(new ValueRefused('22001', undefined)),
  WRITE_CONFLICT: fault(new WriteConflict(undefined)),
  NOT_COMMITTED: fault(new NotCommitted()),
  READ_ONLY_NODE: fault(new ReadOnlyNode('node4', [])),
  STOPPING: fault(new NodeStopped()),
  STORE_BUSY: fault(new StoreBusy('The queue is full')),
  STORE_DAMAGED: fault(new StoreDamaged('the value of a key')),
  STREAM_NOT_FOUND: () => ask('GET', '/v1/streams/none'),
  UNSUPPORTED_CONTENT_ENCODING: () => ask('PUT', '/v1/kv/k', 'x', { 'Content-Encoding': 'gzip' }),
  UNSUPPORTED_HEADER: () => ask('PUT', '/v1/kv/k', 'x', { 'Content-Range': 'bytes 3-3/4' }),
  UNSUPPORTED_MEDIA_TYPE: () => ask('POST', '/v1/txn', '{}', { 'Content-Type': 'text/plain' }),
  UNSUPPORTED_TRANSFER_ENCODING: () =>
    raw('PUT /v1/kv/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'),
  VALUE_TOO_LARGE: () =>
    ask('POST', '/v1/txn', { then: [put('k', 'x'.repeat(VALUE_BYTES_MAX + 1))] }),
  WRONG_TYPE: async () => {
    await append('stream')
    return ask('PUT', '/v1/kv/stream', 'x')
  },
}

/** Executes so many requests, which few transactions have. */
async function transact(count: number, request: (number: string) => string[]): Promise<void> {
  const open = tcp({ host: '127.0.0.1', port: service.respPort })
  using client = await RespClient.connect({
    host: systemHost(),
    open,
    limits: { ...CLIENT_LIMITS, timeoutMs: 300_000 },
  })
  const requests = Array.from({ length: count }, (_, number) => request(String(number)))
  while (requests.length > 0) {
    const transaction = [['MULTI'], ...requests.splice(0, 2500), ['EXEC']]
    const replies = await Promise.all(transaction.map(words => client.call(...words)))
    expect(replies.at(-1)?.kind).toBe('array')
  }
}

function append(stream: string, { id, value = 'x' }: { id?: string; value?: string } = {}) {
  const fields = [{ name: 'name', value }]
  return ask('POST', `/v1/streams/${stream}/entries`, { entries: [{ id, fields }] })
}

function put(key: string, value: string) {
  return { op: 'put', key, value }
}

function get(key: string) {
  return { op: 'get', key }
}

const MEMBERS = ['errors', 'modRevision', 'firstRevision', 'newestRevision']
const HEADERS = ['Allow', 'Retry-After']
/** Answered by the parser, before there is anything to be traced; or to a probe, which leaves no trace. */
const UNTRACED = ['HEADERS_TOO_LARGE', 'REQUEST_TIMEOUT', 'NOT_READY']

describe('docs/errors.md', () => {
  const rows = tableRows(new Page('docs/errors.md').section('What is answered'))
  const codes = rows.map(([code = '']) => code)

  it('lists every code that is provoked here, and no other', () => {
    expect([...codes].sort()).toEqual(Object.keys(PROVOKED).sort())
  })

  // What ends a service comes last.
  const order = [...codes.filter(code => code !== 'NOT_READY'), 'NOT_READY']
  it.each(order)(
    'says of %s what is answered: its status, its members, its headers',
    async code => {
      const [, statuses = '', ...texts] = rows.find(([documented]) => documented === code) ?? []
      const { status, headers, body } = (await PROVOKED[code]?.()) ?? {}
      const problem = problemSchema.parse(JSON.parse(body ?? ''))
      expect(problem).toMatchObject({ code, status, title: expect.any(String) as string })
      expect(statuses.split(', ')).toContain(String(status))
      expect(problem.type).toBe(`urn:problem:${code.toLowerCase().replaceAll('_', '-')}`)
      expect(problem.title).not.toBe('Error')
      expect(/^0+$/.test(problem.traceId)).toBe(UNTRACED.includes(code))
      expect(headers?.get('content-type')).toBe('application/problem+json; charset=utf-8')
      const promised = (name: string): boolean => texts.join(' ').includes(`\`${name}\``)
      expect(MEMBERS.filter(name => name in problem)).toEqual(MEMBERS.filter(promised))
      for (const name of HEADERS.filter(promised)) expect(headers?.get(name)).toMatch(/\w/)
    },
  )
})

/** Workloads over HTTP: values and streams of sales-api, and values of etcd. */
import { seeded } from '#foundation/host/simulated'
import type { Exchange } from '../load/exchange.ts'
import type { HttpAnswer } from '../load/http.ts'
import { bodyText, connectHttp, requestBytes, shownAnswer } from '../load/http.ts'
import type { Distribution, Keys } from './keys.ts'
import { uniform, zipfian } from './keys.ts'
import type { Traffic, Workload } from './workload.ts'
import { groups, traffic } from './workload.ts'

const VALUE = 'x'.repeat(100)
const VALUE_BYTES = Buffer.from(VALUE)
/** Of a mix, the others are writes. */
const READS = 0.8
/** Requests that are made once and kept, for as many keys. */
const KEPT_MAX = 10_000
/** Writes of one request that prepares: etcd takes no more than 128. */
const PREPARED_MAX = 100
const PAGE = 100
const STREAM = '/v1/streams/bench-stream'
const TEXT = { 'Content-Type': 'text/plain' }
const JSON_TYPE = { 'Content-Type': 'application/json' }
const OK = 200
const CREATED = 201
const NO_CONTENT = 204
const NOT_FOUND = 404
const BUSY = 503

type HttpExchange = Exchange<Buffer, HttpAnswer>

/** One request. A `503` is a refusal; any other answer has to be a success, and to hold enough. */
export function* ask(request: Buffer, holds?: (bytes: Buffer) => boolean): HttpExchange {
  const answer = yield request
  if (answer.status === BUSY) return 0
  const isExpected = answer.status === OK || answer.status === CREATED
  if (!isExpected || holds?.(answer.bytes) === false) throw new Error(shownAnswer(answer))
  return 1
}

/** The same request over and over. */
export function repeated(request: Buffer): Traffic {
  return traffic(connectHttp, () => () => ask(request))
}

/** Requests about values in the words of one API. */
type Values = {
  readonly get: (key: string) => Buffer
  readonly put: (key: string) => Buffer
  readonly putAll: (keys: readonly string[]) => Buffer
}

const salesApi: Values = {
  get: key => requestBytes('GET', `/v1/kv/${key}`),
  put: key => requestBytes('PUT', `/v1/kv/${key}`, TEXT, VALUE_BYTES),
  putAll: keys => txn({ then: keys.map(key => ({ op: 'put', key, value: VALUE })) }),
}

const etcd: Values = {
  get: key => post('/v3/kv/range', { key: base64(key) }),
  put: key => post('/v3/kv/put', etcdPut(key)),
  putAll: keys => post('/v3/kv/txn', { success: keys.map(key => ({ requestPut: etcdPut(key) })) }),
}

function etcdPut(key: string): { readonly key: string; readonly value: string } {
  return { key: base64(key), value: base64(VALUE) }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function txn(body: object): Buffer {
  return post('/v1/txn', body)
}

function post(path: string, body: object): Buffer {
  return requestBytes('POST', path, JSON_TYPE, Buffer.from(JSON.stringify(body)))
}

/** Made when it is first needed; those of the first keys are kept. */
function requests(make: (key: string) => Buffer): (key: number) => Buffer {
  const kept: Buffer[] = []
  return key => (key < KEPT_MAX ? (kept[key] ??= make(keyName(key))) : make(keyName(key)))
}

function keyName(key: number): string {
  return `bench-${String(key)}`
}

function* puttingAll({ putAll }: Values, keys: number): Generator<HttpExchange> {
  for (const group of groups(keys, PREPARED_MAX)) yield ask(putAll(group.map(keyName)))
}

/** An answer without the value is no answer to a GET. */
function holdsValue(bytes: Buffer): boolean {
  return bytes.length > VALUE.length
}

function gets(values: Values): (keys: number) => Traffic {
  return keys => {
    const get = requests(values.get)
    return byKey(values, keys, uniform(keys), next => () => ask(get(next()), holdsValue))
  }
}

function puts(values: Values): (keys: number) => Traffic {
  return keys => {
    const put = requests(values.put)
    return traffic(connectHttp, client => {
      const next = uniform(keys)(client)
      return () => ask(put(next()))
    })
  }
}

function mixed(values: Values): (keys: number) => Traffic {
  return keys => {
    const get = requests(values.get)
    const put = requests(values.put)
    return byKey(values, keys, zipfian(keys), (next, client) => {
      const random = seeded(client)
      return () => (random() < READS ? ask(get(next()), holdsValue) : ask(put(next())))
    })
  }
}

/** Operations on keys that are all there. */
function byKey(
  values: Values,
  keys: number,
  distribution: Distribution,
  operations: (next: Keys, client: number) => () => HttpExchange,
): Traffic {
  return traffic(
    connectHttp,
    client => operations(distribution(client), client),
    () => puttingAll(values, keys),
  )
}

const fields = [{ name: 'f', value: VALUE }]

function appends(): Traffic {
  return repeated(post(`${STREAM}/entries`, { entries: [{ fields }] }))
}

/** A page follows each entry that is asked for. */
function pages(entries: number): Traffic {
  const ids: string[] = []
  return traffic(
    connectHttp,
    client => {
      const next = uniform(entries)(client)
      return () => {
        const query = `after=${ids[next()] ?? ''}&limit=${String(PAGE)}`
        return ask(requestBytes('GET', `${STREAM}/entries?${query}`), holdsPage)
      }
    },
    function* () {
      ids.length = 0
      yield dropping(requestBytes('DELETE', STREAM))
      for (const group of groups(entries + PAGE, PREPARED_MAX)) {
        yield appending(post(`${STREAM}/entries`, { entries: group.map(() => ({ fields })) }), ids)
      }
    },
  )
}

function holdsPage(bytes: Buffer): boolean {
  return bytes.length > PAGE * VALUE.length
}

/** Adds the ids that were given to these. */
function* appending(request: Buffer, ids: string[]): HttpExchange {
  const answer = yield request
  if (answer.status !== CREATED) throw new Error(shownAnswer(answer))
  const given = JSON.parse(bodyText(answer)) as { ids: string[] }
  ids.push(...given.ids)
  return given.ids.length
}

function* dropping(request: Buffer): HttpExchange {
  const answer = yield request
  if (answer.status !== NOT_FOUND && answer.status !== NO_CONTENT)
    throw new Error(shownAnswer(answer))
  return 1
}

function outboxes(keys: number): Traffic {
  const outbox = requests(key =>
    txn({
      compare: [{ key, target: 'modRevision', operator: '>', number: 0 }],
      then: [
        { op: 'put', key, value: VALUE },
        { op: 'append', stream: 'bench-stream', fields },
      ],
    }),
  )
  const succeeded = (bytes: Buffer): boolean => bytes.includes('"succeeded":true')
  return byKey(salesApi, keys, uniform(keys), next => () => ask(outbox(next()), succeeded))
}

export const OVER_HTTP: readonly Workload[] = [
  {
    name: 'get',
    what: 'GET of a value of 100 bytes',
    unit: 'requests',
    over: { http: gets(salesApi), etcd: gets(etcd) },
  },
  {
    name: 'put',
    what: 'durable PUT of 100 bytes',
    unit: 'requests',
    over: { http: puts(salesApi), etcd: puts(etcd) },
  },
  {
    name: 'mixed',
    what: '80 % GET, 20 % PUT of 100 bytes, zipfian keys',
    unit: 'requests',
    over: { http: mixed(salesApi), etcd: mixed(etcd) },
  },
  {
    name: 'append',
    what: 'append of an entry of 100 bytes to one stream',
    unit: 'requests',
    over: { http: appends },
  },
  {
    name: 'read',
    what: 'page of 100 entries from anywhere in a stream',
    unit: 'requests',
    over: { http: pages },
  },
  {
    name: 'outbox',
    what: 'transaction that compares a key, puts it, and appends an entry of 100 bytes',
    unit: 'requests',
    over: { http: outboxes },
  },
]

/** The lines of the bench. What is fast enough is said here and nowhere else. */
import { seeded } from '#foundation/host/simulated'
import { largeStore } from './large.ts'
import type { Line } from './line.ts'
import { alternate, ratioOf } from './line.ts'
import { put, requestBytes } from './connection.ts'
import { load } from './load.ts'
import { numberFrom } from './process.ts'
import { loneWriter } from './lone-writer.ts'
import { overloadLines } from './overload.ts'
import { burstPause } from './pause.ts'
import { respLines } from './resp.ts'
import type { Yardstick } from './servers.ts'
import { Directory, isInstalled, SalesApi, startBareServer, startEtcd } from './servers.ts'
import type { WritesOrder } from './writes.ts'

export type Effort = {
  /** How often each side of a ratio is measured, and for how long each time. */
  readonly rounds: number
  readonly seconds: number
  /** Keys of the large store. */
  readonly largeKeys: number
  /** Keys that RESP requests ask for. */
  readonly respKeys: number
  /** Keys that are written before a list. */
  readonly burstKeys: number
}

export const FULL: Effort = {
  rounds: 7,
  seconds: 5,
  largeKeys: 2_000_000,
  respKeys: 1_000_000,
  burstKeys: 1_000_000,
}
/** Says whether the bench works, not how fast anything is. */
export const QUICK: Effort = {
  rounds: 1,
  seconds: 0.5,
  largeKeys: 5000,
  respKeys: 1000,
  burstKeys: 10_000,
}

const CONNECTIONS = 50
const WRITE_KEYS = 10_000
const value = Buffer.alloc(100, 'x')
const text = { 'Content-Type': 'text/plain' }

export function linesOf(effort: Effort): Line[] {
  return [inProcessWrites(effort), httpGet(effort), httpPut(effort), etcdPut(effort)].concat(
    respLines(effort),
    [loneWriter(effort), burstPause(effort)],
    overloadLines(effort),
    largeStore(effort),
  )
}

function inProcessWrites({ rounds, seconds }: Effort): Line {
  return {
    id: 'writes',
    title: 'Durable writes in one process, against appending and syncing alone',
    bound: { kind: 'at least', value: 0.5, of: 'median' },
    unit: '×',
    steps: rounds * 2,
    measure: async step => {
      const run = async (kind: WritesOrder['kind']): Promise<number> => {
        step(kind)
        using directory = new Directory()
        const order = { kind, directory: directory.path, seconds, keys: WRITE_KEYS }
        return await numberFrom('writes.ts', order satisfies WritesOrder)
      }
      const measured = await alternate(
        rounds,
        () => run('store'),
        () => run('bare'),
      )
      return ratioOf(measured, 'writes/s', 'the bare loop')
    },
  }
}

type Compared = Pick<Line, 'id' | 'title'> & {
  readonly min: number
  readonly unit: string
  /** Makes the requests to the service, when they are needed. */
  readonly requests: () => () => Buffer
  readonly yardstick: {
    readonly name: string
    /** Why it cannot be had, where that is so. */
    readonly lack?: () => string | undefined
    readonly start: (directory: string) => Promise<Yardstick>
    readonly requests: () => () => Buffer
  }
}

/** Requests per second of the service and of a yardstick, asked in turn. */
function comparison({ rounds, seconds }: Effort, compared: Compared): Line {
  const { id, title, min, unit, requests, yardstick } = compared
  return {
    id,
    title,
    bound: { kind: 'at least', value: min, of: 'median' },
    unit: '×',
    steps: rounds * 2,
    measure: async step => {
      const skipped = yardstick.lack?.()
      if (skipped !== undefined) return { skipped }
      using directory = new Directory()
      await using service = await SalesApi.start(directory.path)
      await using other = await yardstick.start(directory.path)
      await put(`${service.url}/v1/kv/bench`, value)
      const run =
        (name: string, url: string, request: () => Buffer) => async (): Promise<number> => {
          step(name)
          const statuses = [200, 201]
          return (await load({ url, connections: CONNECTIONS, seconds, request, statuses }))
            .perSecond
        }
      const ours = run('sales-api', service.url, requests())
      const theirs = run(yardstick.name, other.url, yardstick.requests())
      return ratioOf(await alternate(rounds, ours, theirs), unit, yardstick.name)
    },
  }
}

function httpGet(effort: Effort): Line {
  const bytes = requestBytes('GET', '/v1/kv/bench')
  const requests = () => () => bytes
  return comparison(effort, {
    id: 'get',
    title: 'GET of 100 bytes over HTTP, against a bare node:http server',
    min: 0.5,
    unit: 'requests/s',
    requests,
    yardstick: { name: 'the bare server', start: startBareServer, requests },
  })
}

function httpPut(effort: Effort): Line {
  return comparison(effort, {
    id: 'put',
    title: 'Durable PUT of 100 bytes over HTTP, against a bare server that stores nothing',
    min: 0.5,
    unit: 'writes/s',
    requests: puts,
    yardstick: { name: 'the bare server', start: startBareServer, requests: puts },
  })
}

function etcdPut(effort: Effort): Line {
  const lack = (): string | undefined =>
    isInstalled('etcd')
      ? undefined
      : 'etcd is not installed; on Debian: apt-get install etcd-server'
  return comparison(effort, {
    id: 'etcd',
    title: "Durable PUT of 100 bytes over HTTP, against etcd's /v3/kv/put",
    min: 2.7,
    unit: 'writes/s',
    requests: puts,
    yardstick: { name: 'etcd', lack, start: startEtcd, requests: etcdPuts },
  })
}

/** Writes to random keys, made before they are needed. */
function puts(): () => Buffer {
  return anyOf(key => requestBytes('PUT', `/v1/kv/${key}`, text, value))
}

function etcdPuts(): () => Buffer {
  const json = { 'Content-Type': 'application/json' }
  const base64 = value.toString('base64')
  return anyOf(key => {
    const body = { key: Buffer.from(key).toString('base64'), value: base64 }
    return requestBytes('POST', '/v3/kv/put', json, Buffer.from(JSON.stringify(body)))
  })
}

function anyOf(requestFor: (key: string) => Buffer): () => Buffer {
  const random = seeded(1)
  const requests = Array.from({ length: WRITE_KEYS }, (_, key) =>
    requestFor(`bench-${String(key)}`),
  )
  const first = requestFor('bench-0')
  return () => requests[Math.floor(random() * WRITE_KEYS)] ?? first
}

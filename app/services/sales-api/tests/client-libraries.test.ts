/** Four libraries that people use, against the real process: pipelines, reads that wait, and a service that is killed. */
import { Batch, GlideClient, ProtocolVersion } from '@valkey/valkey-glide'
import { Redis } from 'ioredis'
import { Redis as Valkey } from 'iovalkey'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { freePorts } from '#foundation/program/free-ports'
import { CLIENT_LIMITS, RespClient, tcp } from '#foundation/resp/client'
import { Service, until } from './service.ts'

const password = 'open sesame'
const host = '127.0.0.1'

/** What the tests do with each. */
type Library = {
  readonly pipeline: (key: string) => Promise<unknown>
  readonly get: (key: string) => Promise<unknown>
  /** Resolves with what the next entry of the stream comes in. */
  readonly next: (stream: string) => Promise<unknown>
  readonly close: () => void
}

const connectors: readonly (readonly [
  name: string,
  connect: (port: number) => Promise<Library>,
])[] = [
  [
    'node-redis',
    async port => {
      const client = createClient({ socket: { host, port }, password })
      client.on('error', () => undefined)
      await client.connect()
      return {
        pipeline: key =>
          Promise.all([client.set(key, 'a'), client.append(key, 'b'), client.get(key)]),
        get: key => client.get(key),
        next: stream => client.xRead({ key: stream, id: '$' }, { BLOCK: 0 }),
        close: () => {
          client.destroy()
        },
      }
    },
  ],
  ['ioredis', port => likeRedis(new Redis({ host, port, password }))],
  ['iovalkey', port => likeRedis(new Valkey({ host, port, password }))],
  [
    'valkey-glide',
    async port => {
      const client = await GlideClient.createClient({
        addresses: [{ host, port }],
        credentials: { password },
        protocol: ProtocolVersion.RESP3,
        requestTimeout: 60_000,
      })
      return {
        pipeline: key =>
          client.exec(new Batch(false).set(key, 'a').append(key, 'b').get(key), true),
        get: key => client.get(key),
        next: stream => client.xread({ [stream]: '$' }, { block: 0 }),
        close: () => {
          client.close()
        },
      }
    },
  ],
]

/** iovalkey came from ioredis. */
async function likeRedis(client: Redis | Valkey): Promise<Library> {
  client.on('error', () => undefined)
  await client.ping()
  return {
    pipeline: async key => {
      const results = await client.pipeline().set(key, 'a').append(key, 'b').get(key).exec()
      return results?.map(([, result]) => result)
    },
    get: key => client.get(key),
    next: stream => client.xread('BLOCK', 0, 'STREAMS', stream, '$'),
    close: () => {
      client.disconnect()
    },
  }
}

let service: Service
let ours: RespClient
const libraries: (readonly [name: string, library: Library])[] = []

beforeAll(async () => {
  const [port = 0] = await freePorts(1)
  // The clients come back to the port they know.
  service = await Service.start({
    args: [`--resp-host=${host}:${String(port)}`],
    env: { SALES_RESP_PASSWORD: password },
  })
  ours = await RespClient.connect({
    host: systemHost(),
    open: tcp({ host, port }),
    password,
    limits: { ...CLIENT_LIMITS, timeoutMs: 300_000 },
  })
  for (const [name, connect] of connectors) libraries.push([name, await connect(port)])
})

afterAll(async () => {
  for (const [, { close }] of libraries) close()
  ours.close()
  await service[Symbol.asyncDispose]()
})

describe('node-redis, ioredis, iovalkey and valkey-glide', () => {
  it('send pipelines, whose commands see each other', async () => {
    for (const [name, { pipeline }] of libraries) {
      expect([name, await pipeline(name)]).toEqual([name, ['OK', 2, 'ab']])
    }
  })

  it('wait for an entry, and get it when there is one', async () => {
    const waiting = libraries.map(([, { next }]) => next('events'))
    await until(
      async () => ((await blocked()) === libraries.length ? true : undefined),
      () => 'the clients do not wait',
    )
    await ours.call('XADD', 'events', '7-7', 'type', 'order.paid')
    for (const [at, found] of (await Promise.all(waiting)).entries()) {
      const text = JSON.stringify(found)
      expect([libraries[at]?.[0], text]).toEqual([
        libraries[at]?.[0],
        expect.stringContaining('7-7'),
      ])
      expect(text).toContain('order.paid')
    }
  })

  it('come back by themselves when the service was killed and started again', async () => {
    await service.kill()
    await service.restart()
    for (const [name, { get }] of libraries) {
      const found = await until(
        async () => await get(name).catch(() => undefined),
        () => `${name} does not come back`,
      )
      expect([name, found]).toEqual([name, 'ab'])
    }
    expect(await ours.call('XLEN', 'events')).toEqual({ kind: 'integer', value: 1n })
  })
})

/** How many clients wait for an entry. */
async function blocked(): Promise<number> {
  const list = await ours.call('CLIENT', 'LIST')
  const text = 'bytes' in list ? Buffer.from(list.bytes).toString() : ''
  return text.split('\n').filter(line => line.includes(' flags=b')).length
}

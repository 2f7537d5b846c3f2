/** The clients that people have, against the real process. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Service } from './service.ts'

const PASSWORD = 'open sesame'

let service: Service

beforeAll(async () => {
  service = await Service.start({ env: { SALES_RESP_PASSWORD: PASSWORD } })
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

const address = () => ({ host: '127.0.0.1', port: service.respPort, password: PASSWORD })

describe.each([2, 3] as const)('node-redis, RESP%i', RESP => {
  it('connects, writes and reads, also in a pipeline', async () => {
    const { host, port, password } = address()
    const client = createClient({ socket: { host, port }, password, RESP, name: 'test' })
    client.on('error', () => undefined)
    await client.connect()
    expect(await client.set('node-redis', 'a')).toBe('OK')
    const many = Array.from({ length: 500 }, (_, at) => client.set(`many:${String(at)}`, 'x'))
    expect(await Promise.all([...many, client.get('node-redis')])).toEqual([
      ...many.map(() => 'OK'),
      'a',
    ])
    expect(await client.exists(['node-redis', 'nothing'])).toBe(1)
    expect(await client.del('node-redis')).toBe(1)
    expect(await client.get('node-redis')).toBeNull()
    expect(await client.type('many:1')).toBe('string')
    expect(await client.clientGetName()).toBe('test')
    expect(await client.configGet('appendfsync')).toEqual({ appendfsync: 'always' })
    await expect(client.sendCommand(['NOPE'])).rejects.toThrow("ERR unknown command 'NOPE'")
    await client.close()
  })
})

it.each([2, 3] as const)(
  'node-redis publishes, and listens to messages and keys: RESP%i',
  async RESP => {
    const { host, port, password } = address()
    const client = createClient({ socket: { host, port }, password, RESP })
    const listener = client.duplicate()
    for (const one of [client, listener]) one.on('error', () => undefined)
    await Promise.all([client.connect(), listener.connect()])
    await client.configSet('notify-keyspace-events', 'Kg$')
    const told: string[] = []
    const tell = (message: string, channel: string): void => void told.push(`${channel} ${message}`)
    await listener.subscribe('news', tell)
    await listener.pSubscribe('__keyspace@0__:told*', tell)
    await fetch(`${service.url}/v1/kv/told`, { method: 'PUT', body: 'over HTTP' })
    await client.del('told')
    expect(await client.publish('news', 'end')).toBe(1)
    await expect.poll(() => told.length).toBe(3)
    expect(told).toEqual(['__keyspace@0__:told set', '__keyspace@0__:told del', 'news end'])
    await client.configSet('notify-keyspace-events', '')
    await Promise.all([client.close(), listener.close()])
  },
)

describe('ioredis', () => {
  it('connects, writes and reads', async () => {
    const client = new Redis({ ...address(), maxRetriesPerRequest: 1 })
    expect(await client.set('ioredis', 'ä')).toBe('OK')
    expect(await client.get('ioredis')).toBe('ä')
    expect(await client.unlink('ioredis', 'other')).toBe(1)
    expect(await client.info('server')).toContain('redis_version:8.6.0')
    const results = await client.pipeline().set('a', '1').get('a').del('a').get('a').exec()
    expect(results).toEqual([
      [null, 'OK'],
      [null, '1'],
      [null, 1],
      [null, null],
    ])
    await client.quit()
  })

  it('is told when the password is wrong', async () => {
    const client = new Redis({ ...address(), password: 'wrong', retryStrategy: () => null })
    client.on('error', () => undefined)
    await expect(client.get('a')).rejects.toThrow(/WRONGPASS|NOAUTH|closed/)
    client.disconnect()
  })
})

const hasCli = hasCommand('redis-cli')
if (!hasCli) console.warn('skipped: redis-cli, which is not installed here')

describe.skipIf(!hasCli)('redis-cli', () => {
  const cli = (...args: readonly string[]): string =>
    execFileSync('redis-cli', ['-p', String(service.respPort), ...args], {
      encoding: 'utf8',
      env: { ...process.env, REDISCLI_AUTH: PASSWORD },
    }).trimEnd()

  it('writes and reads, in both protocols', () => {
    expect(cli('SET', 'cli', 'hello')).toBe('OK')
    expect(cli('GET', 'cli')).toBe('hello')
    expect(cli('-3', 'GET', 'cli')).toBe('hello')
    expect(cli('INFO', 'replication')).toContain('role:master')
  })
})

it('what is written over RESP is read over HTTP, and the other way', async () => {
  const client = new Redis(address())
  await client.set('both', 'from RESP')
  const read = await fetch(`${service.url}/v1/kv/both`)
  expect(read.headers.get('Content-Type')).toBe('application/octet-stream')
  expect(await read.text()).toBe('from RESP')
  const headers = { 'Content-Type': 'text/plain' }
  await fetch(`${service.url}/v1/kv/both`, { method: 'PUT', headers, body: 'from HTTP' })
  expect(await client.get('both')).toBe('from HTTP')
  client.disconnect()
})

it('metrics count commands by their names', async () => {
  const client = new Redis(address())
  await client.set('counted', '1')
  const metrics = await (await fetch(`${service.debugUrl}/metrics`)).text()
  expect(metrics).toMatch(/^resp_commands_total\{command="set"\} [1-9]/m)
  expect(metrics).toMatch(/^resp_connected_clients [1-9]/m)
  client.disconnect()
})

it('a service that ends sends the replies that are due, closes, and starts again with the data', async () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'redis-clients-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })
  const file = join(directory, 'password')
  fs.writeFileSync(file, `${PASSWORD}\n`)
  await using own = await Service.start({
    directory: join(directory, 'data'),
    args: [`--resp-password-file=${file}`],
  })
  const connect = (): Redis =>
    new Redis({
      port: own.respPort,
      host: '127.0.0.1',
      password: PASSWORD,
      retryStrategy: () => null,
    })
  const client = connect()
  await client.ping()
  const writes = Array.from({ length: 100 }, (_, at) => client.set(`key:${String(at)}`, 'x'))
  await Promise.all(writes)
  expect(await own.stop()).toBe(0)
  expect(own.output).not.toContain(PASSWORD)
  await own.restart()
  const next = connect()
  expect(await next.dbsize()).toBe(100)
  next.disconnect()
})

function hasCommand(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

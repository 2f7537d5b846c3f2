/** The real service with its log in a real etcd. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { EtcdServer, hasEtcd } from '#business/data/log/testing/etcd-server'
import { Service, until } from './service.ts'

/** Between two tries of a writer. */
const PAUSE_MS = 100

describe.skipIf(!hasEtcd)('services with their log in etcd', () => {
  let etcd: EtcdServer
  const args = (name: string, prefix = 'shop'): string[] => [
    ...['--log-kind=etcd', `--log-etcd-endpoints=http://${etcd.address}`],
    ...[`--log-etcd-prefix=${prefix}`, `--node-name=${name}`],
  ]

  beforeAll(async () => {
    etcd = await EtcdServer.start()
  })
  afterAll(async () => {
    await etcd[Symbol.asyncDispose]()
  })

  const put = async ({ url }: Service, key: string, value: string): Promise<number> =>
    (await fetch(`${url}/v1/kv/${key}`, { method: 'PUT', body: value })).status

  const sees = async ({ url }: Service, key: string, value: string): Promise<void> => {
    await until(
      async () => {
        const text = await (await fetch(`${url}/v1/kv/${key}`)).text()
        return text === value ? true : undefined
      },
      () => `${url} does not have ${key}`,
    )
  }

  it('see what each of them writes, and keep it when they are killed', async () => {
    await using one = await Service.start({ args: args('one') })
    expect(await put(one, 'a', '1')).toBe(201)
    await using two = await Service.start({ args: args('two') })
    expect(await two.logged('ready')).toMatchObject({ lastStop: 'none', revision: 1 })
    expect(await put(two, 'b', '2')).toBe(201)
    await Promise.all([sees(one, 'b', '2'), sees(two, 'a', '1')])
    await Promise.all([one.kill(), two.kill()])
    const keys = etcd.control('get', '--prefix', '--keys-only', 'shop/')
    expect(keys).toContain('shop/e/0000000000000001\n')
    await Promise.all([one.restart(), two.restart()])
    await Promise.all([sees(one, 'b', '2'), sees(two, 'a', '1')])
    // A directory stays with its log.
    await one.stop()
    const refused = new Service({ directory: one.directory })
    expect(await refused.ended()).toBe(2)
    expect(refused.output).toContain('--log-kind or SALES_LOG_KIND: ')
  })

  it('are not ready without etcd, refuse writes, and go on when it is back', async () => {
    await using service = await Service.start({ args: args('one', 'away') })
    expect(await put(service, 'a', '1')).toBe(201)
    await etcd.kill()
    await service.logged('etcd does not answer')
    const readiness = await fetch(`${service.url}/v1/readiness`)
    expect(readiness.status).toBe(503)
    expect([500, 503]).toContain(await put(service, 'b', '2'))
    await etcd.restart()
    await service.logged('etcd does what it is asked again')
    expect(await put(service, 'c', '3')).toBe(201)
    await sees(service, 'a', '1')
  })
})

/** Acknowledged before and after each move. */
const ACKNOWLEDGED = 50
const WRITERS = 4

/** Writes without an end, to whichever service there is, each write until it is acknowledged. */
class Load implements AsyncDisposable {
  readonly acknowledged = new Set<string>()
  url: string
  #hasEnded = false
  readonly #writers: Promise<unknown>

  constructor(url: string) {
    this.url = url
    const writers = Array.from({ length: WRITERS }, (_, number) => this.#write(String(number)))
    this.#writers = Promise.all(writers)
  }

  async more(): Promise<void> {
    const wanted = this.acknowledged.size + ACKNOWLEDGED
    await until(
      () => (this.acknowledged.size >= wanted ? true : undefined),
      () => `${String(this.acknowledged.size)} of ${String(wanted)} writes are acknowledged`,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hasEnded = true
    await this.#writers
  }

  async #write(writer: string): Promise<void> {
    for (let count = 0; !this.#hasEnded;) {
      const key = `${writer}-${String(count)}`
      const put = fetch(`${this.url}/v1/kv/${key}`, { method: 'PUT', body: key })
      if (await put.then(({ ok }) => ok).catch(() => false)) {
        this.acknowledged.add(key)
        count++
      } else await setTimeout(PAUSE_MS)
    }
  }
}

it.skipIf(!hasEtcd)(
  'a store moves from its disk to etcd and back while it is written to, and loses nothing',
  async () => {
    await using etcd = await EtcdServer.start()
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'etcd-test-'))
    onTestFinished(() => {
      fs.rmSync(directory, { recursive: true })
    })
    const options = (kind: 'wal' | 'etcd') => {
      const place = [`--log-etcd-endpoints=http://${etcd.address}`, '--log-etcd-prefix=one']
      return { directory, args: [`--log-kind=${kind}`, '--node-name=one', ...place] }
    }
    const move = async (service: Service, to: string): Promise<number> => {
      const body = JSON.stringify({ to })
      const headers = { 'Content-Type': 'application/json' }
      const url = `${service.debugUrl}/debug/log/move`
      return (await fetch(url, { method: 'POST', headers, body })).status
    }
    await using onDisk = await Service.start(options('wal'))
    await using load = new Load(onDisk.url)
    await load.more()
    expect(await move(onDisk, 'wal')).toBe(409)
    expect(await move(onDisk, 'etcd')).toBe(200)
    expect(await onDisk.ended()).toBe(0)
    await using inEtcd = await Service.start(options('etcd'))
    load.url = inEtcd.url
    await load.more()
    expect(await move(inEtcd, 'wal')).toBe(200)
    // Perhaps before the seal is in its tables.
    await inEtcd.kill()
    const refused = new Service(options('etcd'))
    expect(await refused.ended()).toBe(2)
    expect(refused.output).toContain('the disk of the node one: start that one')
    await using back = await Service.start(options('wal'))
    load.url = back.url
    await load.more()
    expect(await move(back, 'etcd')).toBe(409)
    await load[Symbol.asyncDispose]()
    for (const key of load.acknowledged) {
      expect(await (await fetch(`${back.url}/v1/kv/${key}`)).text()).toBe(key)
    }
  },
)

const TLS = new URL('../resp/testing/tls/', import.meta.url).pathname
const ROOT = '--user=root:root'
const CLIENTS = 8
/** Of each client, before the leader is killed and meanwhile. */
const WRITES = 20

it.skipIf(!hasEtcd)(
  'writes go on when the leader of an etcd of three is killed, over TLS and with a password, and none is lost',
  async () => {
    const files = ['server.pem', 'server.key', 'authority.pem'].map(name => join(TLS, name))
    const [cert = '', key = '', ca = ''] = files
    const members = await EtcdServer.startMembers(['a', 'b', 'c'], { cert, key, ca })
    await using stack = new AsyncDisposableStack()
    for (const member of members) stack.use(member)
    const [first] = members
    for (const words of [
      ...['user add root:root', 'user add sales:secret', 'role add sales'],
      ...['role grant-permission sales --prefix=true readwrite shop/'],
      ...['user grant-role sales sales', 'auth enable'],
    ]) {
      first?.control(...words.split(' '))
    }
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'etcd-test-'))
    onTestFinished(() => {
      fs.rmSync(directory, { recursive: true })
    })
    const password = join(directory, 'password')
    fs.writeFileSync(password, 'secret')
    const leader = members.find(member => member.isLeader(ROOT))
    // The first is the one that is asked.
    const order = [leader, ...members.filter(member => member !== leader)]
    const endpoints = order.map(member => `https://${String(member?.address)}`)
    await using service = await Service.start({
      args: [
        ...['--log-kind=etcd', `--log-etcd-endpoints=${String(endpoints)}`],
        ...['--log-etcd-prefix=shop', '--log-etcd-user=sales'],
        ...[`--log-etcd-password-file=${password}`, `--log-etcd-tls-ca=${ca}`],
        ...[`--log-etcd-tls-cert=${join(TLS, 'client.pem')}`],
        `--log-etcd-tls-key=${join(TLS, 'client.key')}`,
      ],
    })
    const acknowledged = new Set<string>()
    const target = (key: string): string => `${service.url}/v1/kv/${key}`
    const write = async (client: number, round: string): Promise<void> => {
      for (let count = 0; count < WRITES;) {
        const key = `${String(client)}-${round}-${String(count)}`
        const { ok } = await fetch(target(key), { method: 'PUT', body: key })
        // What was not acknowledged is written again.
        if (!ok) continue
        acknowledged.add(key)
        count++
      }
    }
    const writeAll = async (round: string): Promise<void> => {
      await Promise.all(Array.from({ length: CLIENTS }, (_, client) => write(client, round)))
    }
    await writeAll('before')
    const underWay = writeAll('meanwhile')
    await leader?.kill()
    await underWay
    expect(acknowledged.size).toBe(2 * CLIENTS * WRITES)
    for (const key of acknowledged) expect(await (await fetch(target(key))).text()).toBe(key)
    expect((await fetch(`${service.url}/v1/readiness`)).status).toBe(200)
  },
)

/** The real service with its log in a real etcd. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EtcdServer, hasEtcd } from '#business/data/log/testing/etcd-server'
import { Service, until } from './service.ts'

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

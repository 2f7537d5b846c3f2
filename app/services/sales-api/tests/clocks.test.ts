/** Real services on one etcd, whose clocks are set. */
import fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '#foundation/program/free-ports'
import { EtcdServer, hasEtcd } from '#business/data/log/testing/etcd-server'
import { place } from '#business/data/transfer/testing/joining-node'
import { Service, until } from './service.ts'

const MINUTES_10 = 600_000
const PRELOAD = new URL('set-clock.ts', import.meta.url).href

describe.skipIf(!hasEtcd)('services that share a log', () => {
  let etcd: EtcdServer
  beforeAll(async () => {
    etcd = await EtcdServer.start()
  })
  afterAll(async () => {
    await etcd[Symbol.asyncDispose]()
  })

  /** With a clock that is ahead by so much, until it is set. */
  async function machine(name: string, aheadMs: number, ...args: string[]) {
    const { directory, remove } = place()
    const file = join(directory, 'clock')
    const set = (ms: number): void => {
      fs.writeFileSync(file, String(ms))
    }
    set(aheadMs)
    const [port = 0] = await freePorts(1)
    const options = {
      directory: join(directory, 'data'),
      args: [
        ...['--log-kind=etcd', `--log-etcd-endpoints=http://${etcd.address}`],
        ...[`--node-name=${name}`, '--node-peer-secret=secret'],
        ...[`--node-peer-host=127.0.0.1:${String(port)}`, ...args],
      ],
      env: { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_FILE: file },
    }
    return { set, options, [Symbol.dispose]: remove }
  }

  const put = async ({ url }: Service, key: string): Promise<number> =>
    (await fetch(`${url}/v1/kv/${key}`, { method: 'PUT', body: key })).status

  const hears = async ({ debugUrl }: Service, ...names: string[]): Promise<void> => {
    await until(
      async () => {
        const text = await (await fetch(`${debugUrl}/debug/nodes`)).text()
        return names.every(name => text.includes(`"name":"${name}"`)) || undefined
      },
      () => `it has not heard of ${String(names)}`,
    )
  }

  const errorOf = ({ log }: Service): unknown => log.find(({ level }) => level === 'fatal')?.error

  it('end, or do not start, with a clock that is ten minutes off that of the others, and lose nothing', async () => {
    using first = await machine('one', 0)
    using second = await machine('two', 0)
    using third = await machine('three', 0)
    using reader = await machine('four', MINUTES_10, '--node-role=reader')
    await using one = await Service.start(first.options)
    await using two = await Service.start(second.options)
    await using three = await Service.start(third.options)
    await Promise.all([hears(one, 'two', 'three'), hears(two, 'three'), hears(three, 'one', 'two')])
    expect(await put(three, 'a')).toBe(201)
    third.set(-MINUTES_10)
    const fast = new Service(reader.options)
    expect(await fast.ended()).toBe(1)
    expect(errorOf(fast)).toMatchObject(differs('ahead of'))
    expect(await three.ended()).toBe(3)
    expect(errorOf(three)).toMatchObject(differs('behind'))
    const slow = new Service(third.options)
    expect(await slow.ended()).toBe(1)
    expect(errorOf(slow)).toMatchObject(differs('behind'))
    expect(await put(one, 'b')).toBe(201)
    third.set(0)
    await three.restart()
    for (const key of ['a', 'b']) {
      for (const { url } of [one, two, three]) {
        expect(await (await fetch(`${url}/v1/kv/${key}`)).text()).toBe(key)
      }
    }
  })
})

/** Others than these may be wrong too, or silent. Times are told in whole seconds. */
function differs(how: 'ahead of' | 'behind') {
  const message: unknown = expect.stringMatching(`(599|600|601) s ${how} that of (one|two)`)
  return { code: 'CLOCK_DIFFERS', message }
}

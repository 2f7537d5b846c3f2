import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { Program, until } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { CLIENT_LIMITS, RespClient, tcp } from '#foundation/resp/client'
import type { Reply } from '#foundation/resp/reply'
import { StreamLoad } from './stream-load.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
const SERVICE = new URL('../../services/sales-api/main.ts', import.meta.url).pathname

describe('a run that would try nothing is refused, with the name of the flag', () => {
  it.each([
    ['--rounds=abc', '--rounds'],
    ['--rounds=0', '--rounds'],
    ['--rounds=', '--rounds'],
    ['--clients=0', '--clients'],
    ['--clients=1.5', '--clients'],
    ['--seed=x', '--seed'],
    ['--round=5', '--round'],
    ['5', 'too many arguments'],
  ])('%s', async (argument, named) => {
    const chaos = new Program(MAIN, [argument])
    expect(await chaos.ended()).toBe(2)
    expect(chaos.output).toContain(named)
  })

  it('also if a flag stands where a number belongs', async () => {
    const chaos = new Program(MAIN, ['--rounds', '--clients=16'])
    expect(await chaos.ended()).toBe(2)
    expect(chaos.output).toContain("'--rounds <n>' argument missing")
  })
})

/** The short form; `make chaos` is the long one. */
it('acknowledged writes survive kills at random moments', async () => {
  await using chaos = new Program(MAIN, ['--rounds=5', '--clients=16'])
  const code = await chaos.ended()
  expect(code, chaos.output).toBe(0)
  const survived = Number(/(\d+) acknowledged writes survived 5 kills/.exec(chaos.output)?.[1])
  expect(survived).toBeGreaterThanOrEqual(5)
  const [, appended, acknowledged] =
    /(\d+) entries of streams, of which consumers acknowledged (\d+)/.exec(chaos.output) ?? []
  expect(Number(appended)).toBeGreaterThanOrEqual(5)
  expect(Number(acknowledged)).toBeGreaterThanOrEqual(5)
})

it('finds each planted fault: a lost entry, a lost acknowledgement, a lost delivery, an entry without an append', async () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'chaos-test-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })
  const places = ['web-api-host', 'web-debug-host', 'resp-host'].map(
    flag => `--${flag}=127.0.0.1:0`,
  )
  const args = [...places, `--store-dir=${directory}`]
  await using service = new Program(SERVICE, args, missingVariables(process.platform, {}))
  await service.logged('ready')
  const { resp } = await service.logged('listening')
  const open = tcp({ host: '127.0.0.1', port: Number(resp) })
  const connect = (): Promise<RespClient> =>
    RespClient.connect({
      host: systemHost(),
      open,
      limits: { ...CLIENT_LIMITS, timeoutMs: 300_000 },
    })
  using client = await connect()

  const plants: readonly (readonly [
    complaint: RegExp,
    plant: (key: string) => Promise<unknown>,
  ])[] = [
    [
      /is lost$/,
      async key =>
        client.call('XDEL', key, texts(await client.call('XRANGE', key, '-', '+'))[0] ?? ''),
    ],
    [
      /was delivered and not acknowledged, and is not pending$/,
      async key => {
        const [id = ''] = texts(await client.call('XPENDING', key, 'group', '-', '+', '1'))
        return await client.call('XACK', key, 'group', id)
      },
    ],
    [
      /acknowledgement is lost, it is pending again$/,
      async key => {
        const pending = texts(await client.call('XPENDING', key, 'group', '-', '+', '1000'))
        const ids = texts(await client.call('XRANGE', key, '-', '+')).filter(text =>
          /^\d+-\d+$/.test(text),
        )
        const id = ids.find(one => !pending.includes(one)) ?? ''
        return await client.call('XCLAIM', key, 'group', 'other', '0', id, 'FORCE')
      },
    ],
    [
      /was never appended under this id$/,
      key => client.call('XADD', key, '*', 'number', '99999999', 'padding', ''),
    ],
  ]
  for (const [at, [complaint, plant]] of plants.entries()) {
    const stream = new StreamLoad(`stream/${String(at)}`, seeded(at))
    await stream.create(client)
    const isOver = { value: false }
    const running = stream.run(connect, isOver)
    await until(
      () => (stream.counts.acknowledged > 10 ? true : undefined),
      () => 'nothing was acknowledged',
    )
    isOver.value = true
    await running
    expect(await stream.check(client)).toEqual([])
    await plant(stream.key)
    expect(await stream.check(client)).toContainEqual(expect.stringMatching(complaint))
  }
})

/** All texts in it, in order. */
function texts(reply: Reply): string[] {
  if ('items' in reply) return reply.items.flatMap(texts)
  return 'bytes' in reply ? [Buffer.from(reply.bytes).toString()] : []
}

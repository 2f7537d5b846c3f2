import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import type { LevelLogger } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import { doneAnswer, operation, TestApp } from '#foundation/web/test-app'
import { logging } from './logger.ts'

const api = contract({
  normal: operation('get', '/normal', doneAnswer),
  limited: operation('get', '/limited', { 429: { description: 'Later', body: 'problem' } }),
})

type Told = { readonly operation?: string; readonly sampled?: number }

/** Lines of requests: which, and for how many each stands. */
function collecting(lines: string[]): LevelLogger {
  const silent = (): void => undefined
  const keep = (level: string) => (fields: Told, message: string) => {
    const { operation = '', sampled = 1 } = fields
    if (message === 'request') lines.push(`${level} ${operation} ${String(sampled)}`)
  }
  return {
    ...{ trace: silent, debug: silent, error: silent, fatal: silent },
    ...{ info: keep('info'), warn: keep('warn') },
    isLevelEnabled: () => false,
  }
}

it('requests beyond the rate limit are sampled by themselves, as warnings', async () => {
  const { clock } = new SimulatedHost(1)
  const lines: string[] = []
  const handlers = {
    normal: () => ({ status: 204 }) as const,
    limited: () => ({ status: 429, problem: { code: 'RATE_LIMITED', detail: 'Later' } }) as const,
  }
  await using served = await TestApp.serve(clock, api, handlers, {
    middleware: [logging(collecting(lines), clock, 10)],
  })
  const client = await served.connect()
  const ask = async (path: string, times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      client.request('GET', path)
      await client.answer()
    }
  }
  await ask('/limited', 39)
  await ask('/normal', 15)
  const each = (line: string): string[] => Array.from({ length: 10 }, () => line)
  expect(lines).toEqual([
    ...each('warn limited 1'),
    'warn limited 10',
    'warn limited 10',
    ...each('info normal 1'),
  ])
})

import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Program } from '#foundation/program/program'
import { MetricsProgram } from './program.ts'
import { valueOf } from './prometheus-text.ts'

const SALES_API = new URL('../../sales-api/main.ts', import.meta.url).pathname

const directory = fs.mkdtempSync(join(os.tmpdir(), 'metrics-'))
let service: Program
let url = ''
let debugUrl = ''

/** On the ports it had before, if it was there before. */
async function startService(): Promise<void> {
  const at = (known: string): string => (known === '' ? '127.0.0.1:0' : new URL(known).host)
  service = new Program(SALES_API, [
    `--web-api-host=${at(url)}`,
    `--web-debug-host=${at(debugUrl)}`,
    `--store-dir=${directory}`,
  ])
  const listening = await service.logged('listening')
  await service.logged('ready')
  url = `http://127.0.0.1:${String(listening.api)}`
  debugUrl = `http://127.0.0.1:${String(listening.debug)}`
}

beforeAll(startService)
afterAll(async () => {
  await service.kill()
  fs.rmSync(directory, { recursive: true, force: true })
})

it('what sales-api says of itself is published in every format, and follows it through a restart', async () => {
  await using metrics = await MetricsProgram.start(
    `${debugUrl}/debug/vars`,
    '--publish-to=stdout,expvar,prometheus',
  )
  const put = { method: 'PUT', body: 'x' }
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => fetch(`${url}/v1/kv/key-${String(index)}`, put)),
  )
  const document = await metrics.expvarWhere(({ requests }) => requests === 20)
  expect(document).toMatchObject({ cmdline: ['sales-api'], errors: 0, collector: { up: 1 } })
  expect(document.memstats.Alloc).toBeGreaterThan(1024 * 1024)
  expect((await metrics.expvar()).name).toBe('sales-api')

  const families = await metrics.prometheus()
  expect(valueOf(families, 'sales_requests')).toBe(20)
  expect(valueOf(families, 'sales_store_revision')).toBeGreaterThanOrEqual(20)
  expect(valueOf(families, 'sales_event_loop_delay_seconds_p99')).toBeGreaterThanOrEqual(0)
  expect(await metrics.program.logged('metrics')).toMatchObject({
    program: 'sales-api',
    values: { 'memstats.Sys': expect.any(Number) as unknown },
  })

  expect(await service.stop()).toBe(0)
  await metrics.expvarWhere(({ collector }) => collector.up === 0)
  await startService()
  const again = await metrics.expvarWhere(({ collector }) => collector.up === 1)
  expect(again.requests).toBe(0)
  expect(await metrics.program.stop()).toBe(0)
})

import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Program } from '#foundation/program/program'
import { TABLE } from './figures.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
const SALES_API = new URL('../../services/sales-api/main.ts', import.meta.url).pathname

async function started() {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'metrics-view-'))
  const service = new Program(SALES_API, [
    '--web-api-host=127.0.0.1:0',
    '--web-debug-host=127.0.0.1:0',
    '--resp-host=127.0.0.1:0',
    `--store-dir=${directory}`,
  ])
  const { api, debug } = await service.logged('listening')
  await service.logged('ready')
  const at = (port: unknown): string => `http://127.0.0.1:${String(port)}`
  return { service, directory, api: at(api), debug: at(debug) }
}

async function stop(service: Program, directory: string): Promise<void> {
  await service.kill()
  fs.rmSync(directory, { recursive: true, force: true })
}

it('every figure of the table is one that sales-api offers', async () => {
  const { service, directory, debug } = await started()
  try {
    const endpoint = `${debug}/debug/vars`
    const view = new Program(MAIN, ['--once', '--interval', '100ms', '--endpoint', endpoint])
    expect(await view.ended()).toBe(0)
    const shown = view.output
      .split('\n')
      .slice(1)
      .map(line => line.split(/ {2,}/))
      .filter(([, value]) => value !== '-')
      .map(([label]) => label)
    expect(shown).toEqual(expect.arrayContaining(TABLE.map(([, label]) => label)))
  } finally {
    await stop(service, directory)
  }
})

it('a request is found by the trace that its answer names, as a tree; one that was not kept is not', async () => {
  const { service, directory, api, debug } = await started()
  try {
    const response = await fetch(`${api}/v1/kv/traced`, { method: 'PUT', body: 'x' })
    const traceId = response.headers.get('traceresponse')?.slice(3, 35) ?? ''
    await response.text()
    const view = new Program(MAIN, ['--trace', traceId, '--debug-url', debug])
    expect([await view.ended(), view.output.replaceAll(/ +/g, ' ')]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(
          ` 201 putKey ${traceId}\n(.*\n)*├─ handle [\\d.]+ ms █+\n│ ├─ queue .*\n│ ├─ fsync `,
        ),
      ),
    ])
    const none = new Program(MAIN, ['--trace', '0'.repeat(32), '--debug-url', debug])
    expect([await none.ended(), none.output]).toEqual([1, expect.stringContaining('has no such')])
    const stranger = new Program(MAIN, ['--trace', traceId, '--debug-url', api])
    expect([await stranger.ended(), stranger.output]).toEqual([
      1,
      `metrics-view: ${api}: This is no debug port of a service\n`,
    ])
  } finally {
    await stop(service, directory)
  }
})

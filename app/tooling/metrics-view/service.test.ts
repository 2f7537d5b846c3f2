import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Program } from '#foundation/program/program'
import { TABLE } from './figures.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
const SALES_API = new URL('../../services/sales-api/main.ts', import.meta.url).pathname

it('every figure of the table is one that sales-api offers', async () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'metrics-view-'))
  const service = new Program(SALES_API, [
    '--web-api-host=127.0.0.1:0',
    '--web-debug-host=127.0.0.1:0',
    '--resp-host=127.0.0.1:0',
    `--store-dir=${directory}`,
  ])
  try {
    await service.logged('ready')
    const { debug } = await service.logged('listening')
    const endpoint = `http://127.0.0.1:${String(debug)}/debug/vars`
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
    await service.kill()
    fs.rmSync(directory, { recursive: true, force: true })
  }
})

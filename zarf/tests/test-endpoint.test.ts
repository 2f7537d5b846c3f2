import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Program } from '#foundation/program/program'
import { hasCommand, ROOT } from './rendered.ts'
import { StandIns } from './stand-ins.ts'

const script = join(ROOT, 'zarf/scripts/test-endpoint')

const hasCurl = hasCommand('curl')
if (!hasCurl)
  console.warn('skipped: tests of test-endpoint, because curl is not here (apt-get install curl)')

describe.skipIf(!hasCurl)('test-endpoint', () => {
  const testEndpoint = async (address: string, resp: string, SALES_RESP_PASSWORD = '') => {
    using standIns = new StandIns({})
    return await standIns.run(script, ['sales-api', address, resp], {
      PATH: process.env.PATH ?? '',
      SALES_RESP_PASSWORD,
    })
  }

  it('is content with the real service, if it has the password and the port is the right one', async () => {
    const password = String.raw`a "b" \c`
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'test-endpoint-'))
    onTestFinished(() => {
      fs.rmSync(directory, { recursive: true })
    })
    const service = new Program(join(ROOT, 'app/services/sales-api/main.ts'), [], {
      SALES_STORE_DIR: directory,
      SALES_WEB_API_HOST: '127.0.0.1:0',
      SALES_WEB_DEBUG_HOST: '127.0.0.1:0',
      SALES_RESP_HOST: '127.0.0.1:0',
      SALES_RESP_PASSWORD: password,
    })
    onTestFinished(() => service.kill())
    const { api, resp } = await service.logged('listening')
    await service.logged('ready')
    const [address, respAddress] = [api, resp].map(port => `127.0.0.1:${String(port)}`)
    assert(address && respAddress)
    const { code, output } = await testEndpoint(address, respAddress, password)
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).toMatch(/put +\{.*"modRevision":1/)
    expect(output).toMatch(
      /^delete[^]* works\nresp +\+OK \+PONG \+OK \$31 written at .*\n.* works$/m,
    )
    const wrong = await testEndpoint(address, respAddress)
    expect(wrong.code).toBe(1)
    expect(wrong.output).toMatch(
      /^resp +-WRONGPASS .*\ntest-endpoint: resp was answered with an error: see/m,
    )
    // No service listens on port 1.
    const missing = await testEndpoint(address, '127.0.0.1:1')
    expect(missing.code).toBe(1)
    expect(missing.output).toMatch(/^test-endpoint: resp failed: see .*make dev-logs$/m)
  })

  it.each(['profile', 'payment'])('is content with the real %s-api', async name => {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'test-endpoint-'))
    fs.chmodSync(directory, 0o755)
    onTestFinished(() => {
      fs.rmSync(directory, { recursive: true })
    })
    const places = [`--db-dir=${join(directory, 'postgres')}`, '--web-api-host=127.0.0.1:0']
    const main = join(ROOT, `app/services/${name}-api/main.ts`)
    const service = new Program(main, [...places, '--web-debug-host=127.0.0.1:0'])
    onTestFinished(() => service.kill())
    const { api } = await service.logged('listening')
    await service.logged('ready')
    using standIns = new StandIns({})
    const [address, env] = [`127.0.0.1:${String(api)}`, { PATH: process.env.PATH ?? '' }]
    const { code, output } = await standIns.run(script, [`${name}-api`, address, ''], env)
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).toMatch(/^get +\{[^]*^(?:delete|patch) [^]* works$/m)
  })

  it('fails, and says where to look, when no service answers', async () => {
    // No service listens on port 1.
    const { code, output } = await testEndpoint('127.0.0.1:1', '127.0.0.1:1')
    expect(code).toBe(1)
    expect(output).toMatch(/^test-endpoint: liveness failed: see .*make dev-logs$/m)
    expect(output).not.toMatch(/readiness|works/)
  })

  it('fails when the value that comes back is another one', async () => {
    using standIns = new StandIns({ curl: [{ args: '*', prints: 'not what was put' }] })
    const { code, output } = await standIns.run(script, [
      'sales-api',
      'localhost:3000',
      'localhost:6380',
    ])
    expect(code).toBe(1)
    expect(output).toContain('but read "not what was put"')
  })
})

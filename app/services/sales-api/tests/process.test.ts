import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { namedSettings } from '#foundation/conf/conf'
import { environment, Program } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { SLOW_MS } from '#business/web/v1/event'
import { program, settings } from '../config.ts'
import { Service, until } from './service.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname

function runMain(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const variables = missingVariables(process.platform, {})
  const options = { env: environment({ ...variables, ...env }), encoding: 'utf8' as const }
  return spawnSync(process.execPath, [MAIN, ...args], options)
}

function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'sales-api-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })
  return directory
}

describe('the command line', () => {
  it('--help names every setting with its variable, flag and default', () => {
    const { status, stdout } = runMain(['--help'])
    expect(status).toBe(0)
    const words = stdout.replaceAll(/\s+/g, ' ')
    for (const { env, flag, setting } of namedSettings(program, settings)) {
      expect(words).toContain(`--${flag} <value>`)
      expect(words).toContain(`env: ${env}`)
      if (setting.fallback !== '') expect(words).toContain(`default: ${setting.fallback},`)
    }
  })

  it.each([
    { env: {}, build: 'develop' },
    { env: { BUILD_REF: 'abc123' }, build: 'abc123' },
    {
      env: { BUILD_REF: 'abc123', BUILD_DATE: '2026-01-02T03:04:05Z' },
      build: 'abc123, 2026-01-02T03:04:05Z',
    },
  ])('--version tells the version and the build: $build', ({ env, build }) => {
    const { status, stdout } = runMain(['--version'], env)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+ \([^)]+\)\n$/)
    expect(stdout).toContain(`(${build})`)
  })

  it('all mistakes are told at once, with exit code 2, before anything is touched', () => {
    const args = ['--web-api-host=nowhere', '--store-memroy=1GiB', 'stray']
    const { status, stderr, stdout } = runMain(args, { SALES_LOG_LEVEL: 'loud' })
    expect(status).toBe(2)
    expect(stdout).toBe('')
    for (const part of [
      '--web-api-host',
      '"nowhere"',
      '--store-memroy',
      'stray',
      'SALES_LOG_LEVEL',
      '"loud"',
    ]) {
      expect(stderr).toContain(part)
    }
  })
})

describe('a start', () => {
  it('with a data directory that cannot be one ends with code 2 and names the setting', () => {
    const file = join(temporaryDirectory(), 'file')
    fs.writeFileSync(file, '')
    const long = `/tmp/${'x'.repeat(300)}`
    for (const directory of ['/proc/sales-api', file, join(file, 'data'), long]) {
      const { status, stderr } = runMain([
        '--web-api-host=127.0.0.1:0',
        '--resp-host=',
        `--store-dir=${directory}`,
      ])
      expect(status, stderr).toBe(2)
      expect(stderr).toContain('--store-dir: expected a directory that can be created')
      expect(stderr).toContain(JSON.stringify(directory))
    }
    const { stderr } = runMain([], { SALES_STORE_DIR: '/proc/sales-api' })
    expect(stderr).toContain('SALES_STORE_DIR')
  })

  it('logs the effective configuration with where each value comes from, and shows credentials in a URL nowhere, whether traces can be sent or not', async () => {
    await using service = await Service.start({
      args: [
        '--store-retention=2h',
        '--telemetry-endpoint=http://me:hunter@127.0.0.1:9?token=hunter',
        '--telemetry-probability=1',
      ],
      env: { SALES_LOG_LEVEL: 'trace' },
    })
    const line = await service.logged('configuration')
    expect(line).toMatchObject({
      'telemetry.endpoint': 'http://******@127.0.0.1:9/?token=****** (flag)',
      'store.retention': '2h (flag)',
      'log.level': 'trace (env)',
      'store.valueBytesMax': '1MiB (default)',
    })
    await fetch(`${service.url}/v1/kv/a`)
    for (const path of ['/debug/pprof/cmdline', '/debug/vars', '/debug/pprof/']) {
      expect(await (await fetch(service.debugUrl + path)).text()).not.toMatch(/hunter|me:/)
    }
    await service.stop()
    expect(service.log.map(({ msg }) => msg)).toContain('traces cannot be sent')
    expect(service.output).not.toMatch(/hunter|me:/)
  })

  it('as a second replica ends with code 2, says what to do, and makes no store', () => {
    const directory = join(os.tmpdir(), `replica-${randomUUID()}`)
    const { status, stdout } = runMain([`--store-dir=${directory}`], {
      KUBERNETES_NAME: 'sales-1',
      KUBERNETES_POD_INDEX: '1',
    })
    expect(status).toBe(2)
    expect(stdout).toMatch(/"level":"fatal".*"pod":"sales-1".*scale the StatefulSet back/)
    expect(fs.existsSync(directory)).toBe(false)
  })

  it('on a directory that is in use fails and names who has it', async () => {
    await using first = await Service.start()
    const second = new Service({ directory: first.directory })
    expect(await second.ended()).toBe(1)
    expect(second.output).toContain('DIRECTORY_LOCKED')
    expect(second.output).toContain(`process ${String(first.pid)}`)
    expect((await fetch(`${first.url}/v1/readiness`)).status).toBe(200)
  })

  it('after kill -9 takes the directory over and has every acknowledged write', async () => {
    await using service = await Service.start()
    const keys = Array.from({ length: 50 }, (_, index) => `key-${String(index)}`)
    await Promise.all(
      keys.map(key => fetch(`${service.url}/v1/kv/${key}`, { method: 'PUT', body: key })),
    )
    await service.kill()
    await service.restart()
    for (const key of keys) {
      expect(await (await fetch(`${service.url}/v1/kv/${key}`)).text()).toBe(key)
    }
  })
})

it.runIf(process.platform === 'linux')(
  'a start without the variables that malloc reads gives them to itself, in the same process',
  async () => {
    await using program = new Program(MAIN, [
      '--web-api-host=127.0.0.1:0',
      '--web-debug-host=127.0.0.1:0',
      '--resp-host=127.0.0.1:0',
      `--store-dir=${temporaryDirectory()}`,
    ])
    expect((await program.logged('starting')).pid).toBe(program.pid)
    const variables = fs.readFileSync(`/proc/${String(program.pid)}/environ`, 'utf8').split('\0')
    const missing = Object.entries(missingVariables('linux', {})).map(pair => pair.join('='))
    expect(missing.length).toBeGreaterThan(0)
    expect(variables).toEqual(expect.arrayContaining(missing))
  },
)

describe('logs', () => {
  it('have one wide event per request, with the trace of the caller, and none for probes; they change their level at run time, and say that SIGHUP is ignored where there is no file', async () => {
    await using service = await Service.start()
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
    await fetch(`${service.url}/v1/kv/a`, { method: 'PUT', body: 'x', headers: { traceparent } })
    await fetch(`${service.url}/v1/liveness`)
    await fetch(`${service.url}/v1/readiness`)
    const refused = await fetch(`${service.url}/v1/kv/none`, { headers: { traceparent } })
    expect(await refused.json()).toMatchObject({ traceId })
    await until(
      () => (service.log.filter(({ msg }) => msg === 'request').length >= 2 ? true : undefined),
      () => service.output,
    )
    const requests = service.log.filter(({ msg }) => msg === 'request')
    expect(requests).toMatchObject([
      { traceId, operation: 'putKey', method: 'PUT', route: '/v1/kv/{key}', status: 201 },
      { traceId, operation: 'getKey', status: 404 },
    ])
    for (const line of requests) {
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(['time', 'level', 'service', 'msg', 'ms']),
      )
    }

    const target = `${service.debugUrl}/debug/loglevel?level=silent&component=requests`
    expect((await fetch(target, { method: 'PUT' })).status).toBe(200)
    await fetch(`${service.url}/v1/kv/a`)
    const unknown = `${service.debugUrl}/debug/loglevel?level=info&component=unknown`
    expect((await fetch(unknown, { method: 'PUT' })).status).toBe(404)
    service.signal('SIGHUP')
    await service.logged('SIGHUP ignored: there is no log file')
    expect((await fetch(`${service.url}/v1/readiness`)).status).toBe(200)
    await service.stop()
    // That of before.
    expect(service.log.filter(({ operation }) => operation === 'getKey').length).toBe(1)
    expect(service.log.some(({ msg }) => msg === 'stopped')).toBe(true)
  })

  it('sample requests that went well above a rate, and say so; those that failed are all there', async () => {
    await using service = await Service.start({ args: ['--log-requests-per-second=1'] })
    await fetch(`${service.url}/v1/kv/a`, { method: 'PUT', body: 'x' })
    let missing = 0
    for (let count = 0; count < 200; count++) {
      await fetch(`${service.url}/v1/kv/a`)
      if (count % 5 > 0) continue
      const { status } = await fetch(`${service.url}/v1/kv/b`)
      if (status === 404) missing++
    }
    await service.stop()
    const requests = service.log.filter(({ msg }) => msg === 'request')
    expect(requests.filter(({ status }) => status === 404).length).toBe(missing)
    const plain = requests.filter(({ status, ms }) => status === 200 && Number(ms) < SLOW_MS)
    expect(plain.length).toBeLessThan(150)
    expect(plain.some(({ sampled }) => Number(sampled) > 1)).toBe(true)
  })

  it('sample requests beyond the rate limit, and say so', async () => {
    const args = ['--log-requests-per-second=1', '--web-rate-limit=1/1h']
    await using service = await Service.start({ args })
    for (let count = 0; count < 200; count++) await fetch(`${service.url}/v1/kv/a`)
    await service.stop()
    const limited = service.log.filter(({ msg, status }) => msg === 'request' && status === 429)
    expect(limited.length).toBeLessThan(150)
    expect(new Set(limited.map(({ level }) => level))).toEqual(new Set(['warn']))
    expect(limited.some(({ sampled }) => Number(sampled) > 1)).toBe(true)
  })

  it.each([
    ['', '--web-connections-max=1', 'connections are refused: there are as many as may be'],
    [
      " of Redis's clients",
      '--resp-connections-max=1',
      "connections of Redis's clients are refused: too many, or in protected mode",
    ],
  ])('tell once that connections%s are refused', async (whose, limit, message) => {
    await using service = await Service.start({ args: [limit] })
    const port = whose === '' ? Number(new URL(service.url).port) : service.respPort
    const sockets = Array.from({ length: 5 }, () => {
      const socket = net.connect({ host: '127.0.0.1', port })
      return socket.on('error', () => undefined)
    })
    await service.logged(message)
    for (const socket of sockets) socket.destroy()
    expect(service.log.filter(({ msg }) => msg === message).length).toBe(1)
  })

  it('go on in a new file after SIGHUP, as logrotate wants it', async () => {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'rotated-'))
    const path = join(directory, 'log')
    try {
      await using service = new Service({ args: [`--log-file=${path}`] })
      const said = (file: string, message: string) =>
        until(
          () =>
            (fs.existsSync(file) && fs.readFileSync(file, 'utf8').includes(message)) || undefined,
          () => `${file} has no ${message}; ${service.output}`,
        )
      await said(path, '"ready"')
      fs.renameSync(path, `${path}.1`)
      service.signal('SIGHUP')
      await said(path, 'the log file was reopened')
      expect(await service.stop()).toBe(0)
      const [old, fresh] = [`${path}.1`, path].map(file => fs.readFileSync(file, 'utf8'))
      expect(old).toMatch(/"msg":"ready"\}\n$/)
      expect(fresh?.split('\n')[0]).toContain('the log file was reopened')
      expect(fresh).toMatch(/"msg":"stopped"\}\n$/)
    } finally {
      fs.rmSync(directory, { recursive: true, force: true })
    }
  })
})

describe('an end', () => {
  it('answers what is under way, refuses what is new, and exits with 0', async () => {
    // Long enough for a busy machine to ask in.
    await using service = await Service.start({ args: ['--web-drain-delay=10s'] })
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const get = (target: string) =>
      new Promise<{ status: number | undefined; connection: string | undefined }>(
        (resolve, reject) => {
          http
            .get(`${service.url}${target}`, { agent }, response => {
              response.resume().on('end', () => {
                resolve({ status: response.statusCode, connection: response.headers.connection })
              })
            })
            .on('error', reject)
        },
      )
    expect(await get('/v1/readiness')).toMatchObject({ status: 200, connection: 'keep-alive' })
    const { hostname, port } = new URL(service.url)
    const slow = net.connect({ host: hostname, port: Number(port) })
    let received = ''
    slow.setEncoding('utf8').on('data', (text: string) => (received += text))
    slow.write('PUT /v1/kv/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab')
    const ending = service.stop()
    await service.logged('stopping')
    // Draining: not ready any more, but still serving, and asking for other connections.
    expect(await get('/v1/readiness')).toMatchObject({ status: 503, connection: 'close' })
    slow.write('cd')
    await until(
      () => (received.includes('201 Created') ? true : undefined),
      () => received,
    )
    expect(received).toContain('Connection: close')
    expect(await ending).toBe(0)
    await expect(fetch(`${service.url}/v1/liveness`)).rejects.toThrow()
    agent.destroy()
  })

  it('cuts off what does not end in time, and says so with exit code 4', async () => {
    await using service = await Service.start({ args: ['--web-shutdown-timeout=300ms'] })
    const { hostname, port } = new URL(service.url)
    const stuck = net.connect({ host: hostname, port: Number(port) })
    stuck.on('error', () => undefined)
    stuck.write('PUT /v1/kv/stuck HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab')
    await until(
      async () => {
        const metrics = await (await fetch(`${service.debugUrl}/metrics`)).text()
        return metrics.includes('http_buffered_bytes 2') ? true : undefined
      },
      () => 'the request did not arrive',
    )
    expect(await service.stop()).toBe(4)
  })

  it('is one for two signals at once, as `timeout` sends them to a process and to its group', async () => {
    await using service = await Service.start()
    service.signal('SIGTERM')
    service.signal('SIGINT')
    expect(await service.ended()).toBe(0)
    expect(service.log.filter(({ msg }) => msg === 'stopping')).toHaveLength(1)
  })

  it('is forced by a signal more than a second later, also while the store is busy', async () => {
    const args = ['--web-drain-delay=60s', '--store-memory=16MiB']
    await using service = await Service.start({ args })
    const body = new Uint8Array(512 * 1024)
    let isGoingOn = true
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      while (isGoingOn) {
        const put = { method: 'PUT', body }
        await fetch(`${service.url}/v1/kv/key-${String(writer)}`, put).catch(() => undefined)
      }
    })
    await new Promise(resolve => setTimeout(resolve, 500))
    service.signal('SIGTERM')
    await service.logged('stopping')
    const forcing = setInterval(() => {
      service.signal('SIGTERM')
    }, 100)
    expect(await service.ended()).toBe(130)
    clearInterval(forcing)
    isGoingOn = false
    await Promise.all(writers)
  })

  it('leaves nothing to replay; it and the start after it say what happened: how the last stop was, what was replayed, what a stop waited for', async () => {
    await using service = await Service.start({ env: { BUILD_REF: 'abc' } })
    const place = { build: 'abc', directory: service.directory, api: expect.any(Number) as number }
    const nothing = { lastStop: 'none', replayed: 0, position: 0, revision: 0 }
    expect(await service.logged('ready')).toMatchObject({
      ...place,
      ...nothing,
      parts: {
        load: expect.any(Number) as number,
        open: expect.any(Number) as number,
        replay: expect.any(Number) as number,
      },
    })
    for (const key of ['a', 'b'])
      await fetch(`${service.url}/v1/kv/${key}`, { method: 'PUT', body: 'x' })
    const watch = await fetch(`${service.url}/v1/watch?prefix=a`)
    expect(await service.stop()).toBe(0)
    await watch.body?.cancel()
    expect(await service.logged('stopping')).toMatchObject({ signal: 'SIGTERM' })
    expect(await service.logged('event stream ended')).toMatchObject({
      operation: 'watchKeys',
      url: '/v1/watch?prefix=a',
      events: 2,
      openMs: expect.any(Number) as number,
    })
    expect(await service.logged('drained')).toMatchObject({
      why: 'signal',
      underWay: { requests: 0, watches: 1 },
      isClean: true,
      parts: { drain: expect.any(Number) as number, close: expect.any(Number) as number },
    })
    const closed = await service.logged(
      'closed: the store has everything up to this position of the log',
    )
    expect(closed.position).toBeGreaterThan(0)
    expect(await service.logged('stopped')).toMatchObject({ code: 0 })

    await service.restart()
    const { position } = closed
    expect(await service.logged('ready')).toMatchObject({
      lastStop: 'clean',
      replayed: 0,
      position,
      revision: 2,
    })
    const metrics = await (await fetch(`${service.debugUrl}/metrics`)).text()
    const gauge = (name: string): string | undefined =>
      new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]
    expect(gauge('store_flushed_position')).toBe(gauge('store_applied_position'))
    expect(await (await fetch(`${service.url}/v1/kv/a`)).text()).toBe('x')
    await fetch(`${service.url}/v1/kv/c`, { method: 'PUT', body: 'x' })
    await service.kill()
    await service.restart()
    expect(await service.logged('ready')).toMatchObject({ lastStop: 'killed', revision: 3 })
  })
})

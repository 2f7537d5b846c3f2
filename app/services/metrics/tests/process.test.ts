import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namedSettings } from '#foundation/conf/conf'
import { environment, Program, until } from '#foundation/program/program'
import { json, MisbehavingServer, silence } from '#foundation/testing/misbehaving'
import { program, settings } from '../config.ts'
import { OtlpReceiver } from './otlp-receiver.ts'
import { MAIN, MetricsProgram } from './program.ts'

describe('the command line', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], {
      env: environment({ METRICS_LOG_LEVEL: 'info' }),
      encoding: 'utf8',
    })

  it('--help names every setting with its variable, flag and default', () => {
    const { status, stdout } = run('--help')
    expect(status).toBe(0)
    const words = stdout.replaceAll(/\s+/g, ' ')
    for (const { env, flag, setting } of namedSettings(program, settings)) {
      expect(words).toContain(`--${flag} <value>`)
      expect(words).toContain(`env: ${env}`)
      if (setting.fallback !== '') expect(words).toContain(`default: ${setting.fallback},`)
    }
  })

  it('a mistake in --publish-to is told with what is expected; --version does not mind it', () => {
    expect(run('--publish-to=expvar,', '--version').status).toBe(0)
    expect(run('--publish-to=expvar,').stderr).toContain('expected one or more of')
  })
})

describe('publishers', () => {
  it('are those that are asked for, and nothing else listens', async () => {
    await using server = await MisbehavingServer.start(json({ cmdline: ['shop'], requests: 7 }))
    await using metrics = await MetricsProgram.start(server.url, '--publish-to=stdout')
    expect([metrics.url('expvar'), metrics.url('prometheus')]).toEqual([undefined, undefined])
    expect(await metrics.program.logged('metrics')).toMatchObject({
      program: 'shop',
      values: { requests: 7 },
      collector: { freshness: 'fresh' },
    })
  })

  it('write to standard output whatever the level of the log is', async () => {
    await using server = await MisbehavingServer.start(json({ cmdline: ['shop'], requests: 7 }))
    const metrics = new Program(MAIN, [
      `--collect-from=${server.url}`,
      ...['--web-debug-host=127.0.0.1:0', '--publish-to=stdout', '--log-level=error'],
    ])
    try {
      expect(await metrics.logged('metrics')).toMatchObject({ values: { requests: 7 } })
      expect(new Set(metrics.log.map(({ msg }) => msg))).toEqual(new Set(['metrics']))
    } finally {
      await metrics.kill()
    }
  })

  it('send to an OTLP collector, and again when it is back after a failure', async () => {
    await using server = await MisbehavingServer.start(json({ cmdline: ['shop'], requests: 7 }))
    await using receiver = await OtlpReceiver.start()
    const to = ['--publish-to=otlp', `--otlp-endpoint=${receiver.url}`, '--otlp-timeout=500ms']
    await using metrics = await MetricsProgram.start(server.url, ...to)
    await metrics.program.logged('publishing')
    expect(receiver.requests[0]).toMatchObject({ service: 'shop' })

    await receiver.down()
    await metrics.program.logged('cannot publish')
    const collections = server.requests
    await until(
      () => server.requests > collections + 2 || undefined,
      () => 'no collections',
    )
    const { publisher, reason } = await metrics.program.logged('cannot publish')
    expect({ publisher, reason }).toEqual({
      publisher: 'otlp',
      // Refused, or cut off while it was under way.
      reason: expect.stringMatching(/ECONN|socket/) as string,
    })
    const received = receiver.requests.length
    await receiver.up()
    await until(
      () => receiver.requests.length > received || undefined,
      () => metrics.program.output,
    )
    const lines = () => metrics.program.log.filter(({ msg = '' }) => /^(cannot )?publish/.test(msg))
    await until(
      () => lines().length === 3 || undefined,
      () => metrics.program.output,
    )
    expect(lines()[2]).toMatchObject({
      msg: 'publishing',
      publisher: 'otlp',
      lastedMs: expect.any(Number) as number,
      count: expect.any(Number) as number,
    })
    const text = await (await metrics.get('debug', '/metrics')).text()
    expect(text).toMatch(/^publisher_reports_total\{publisher="otlp",outcome="failed"\} [1-9]/m)
  })
})

describe('the debug server', () => {
  it('says that the process is up and ready though the service is down', async () => {
    await using server = await MisbehavingServer.start(silence)
    await server.down()
    await using metrics = await MetricsProgram.start(server.url)
    await metrics.program.logged('cannot collect')
    const liveness = await metrics.get('debug', '/v1/liveness')
    expect(await liveness.json()).toMatchObject({ status: 'up', pid: metrics.program.pid })
    expect((await metrics.get('debug', '/v1/readiness')).status).toBe(200)
  })
})

describe('beside a service that is up, it', () => {
  let server: MisbehavingServer
  let metrics: MetricsProgram
  beforeAll(async () => {
    server = await MisbehavingServer.start(json({ n: 1 }))
    metrics = await MetricsProgram.start(server.url)
  })
  afterAll(async () => {
    await metrics[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  it('publishes on ports that refuse everything but GET /metrics', async () => {
    for (const name of ['expvar', 'prometheus'] as const) {
      const url = metrics.url(name) ?? ''
      expect((await fetch(`${url}/metrics`)).status).toBe(200)
      expect((await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405)
      const none = await fetch(`${url}/debug/vars`)
      expect(none.status).toBe(404)
      expect(await none.text()).toContain('/metrics is all there is')
      expect((await fetch(`${url}/metrics?x=1`)).status).toBe(422)
    }
  })

  it('tells those who ask for something else every path that it has', async () => {
    const none = await metrics.get('debug', '/docs')
    expect(none.status).toBe(404)
    const { detail } = (await none.json()) as { detail: string }
    const paths = detail.replace('/docs', '').match(/\/[\w/]+/g) ?? []
    expect(paths).toHaveLength(5)
    for (const path of paths) expect((await metrics.get('debug', path)).status, path).toBe(200)
  })

  it('tells Prometheus of this process, its collector and its publishers', async () => {
    await metrics.expvarWhere(({ collector }) => collector.up === 1)
    const text = await (await metrics.get('debug', '/metrics')).text()
    expect(text).toMatch(/^collector_up 1$/m)
    expect(text).toMatch(/^collector_failures_total\{reason="timeout"\} 0$/m)
    expect(text).toMatch(/^process_cpu_seconds_total /m)
  })

  it('has figures of its own, for expvarmon', async () => {
    const text = await (await metrics.get('debug', '/debug/vars')).text()
    expect(JSON.parse(text)).toMatchObject({
      cmdline: ['metrics'],
      memstats: { Alloc: expect.any(Number) as unknown },
    })
    expect(text).toMatch(/"PauseTotalNs":\d+[,}]/)
  })

  it('changes the log level at run time', async () => {
    const url = `${metrics.url('debug') ?? ''}/debug/loglevel?level=silent`
    expect((await fetch(url, { method: 'PUT' })).status).toBe(200)
    await metrics.program.stop()
    expect(metrics.program.log.map(({ msg }) => msg)).not.toContain('stopped')
  })
})

describe('an end', () => {
  it('is clean while a collection hangs, and readiness says so first', async () => {
    await using server = await MisbehavingServer.start(silence)
    // Long enough for a busy machine to ask in.
    const args = ['--collect-timeout=60s', '--web-drain-delay=10s']
    await using metrics = await MetricsProgram.start(server.url, ...args)
    await until(
      () => server.underWay === 1 || undefined,
      () => 'nothing was collected',
    )
    metrics.program.signal('SIGTERM')
    await metrics.program.logged('stopping')
    const readiness = await metrics.get('debug', '/v1/readiness')
    expect([readiness.status, readiness.headers.get('connection')]).toEqual([503, 'close'])
    const { collector } = (await metrics.expvar()).document
    expect(await metrics.program.ended()).toBe(0)
    expect(collector.failures).toMatchObject({ timeout: 0, unreachable: 0 })
  })

  it('cuts off a report that does not get through, and says so with exit code 4', async () => {
    await using server = await MisbehavingServer.start(json({ n: 1 }))
    await using receiver = await MisbehavingServer.start(silence)
    const to = ['--publish-to=otlp', `--otlp-endpoint=${receiver.url}`, '--otlp-timeout=60s']
    const args = [...to, '--web-shutdown-timeout=300ms']
    await using metrics = await MetricsProgram.start(server.url, ...args)
    await until(
      () => receiver.underWay === 1 || undefined,
      () => 'nothing was published',
    )
    expect(await metrics.program.stop()).toBe(4)
    expect(metrics.program.output).toContain('publish to otlp')
  })

  it('does not come by SIGHUP', async () => {
    await using server = await MisbehavingServer.start(json({ n: 1 }))
    await using metrics = await MetricsProgram.start(server.url)
    metrics.program.signal('SIGHUP')
    await metrics.program.logged('SIGHUP ignored: there is no log file')
    expect((await metrics.get('debug', '/v1/readiness')).status).toBe(200)
  })

  it('is one for two signals at once', async () => {
    await using server = await MisbehavingServer.start(json({ n: 1 }))
    await using metrics = await MetricsProgram.start(server.url)
    metrics.program.signal('SIGTERM')
    metrics.program.signal('SIGINT')
    expect(await metrics.program.ended()).toBe(0)
  })

  it('is forced by a signal more than a second later', async () => {
    await using server = await MisbehavingServer.start(json({ n: 1 }))
    await using metrics = await MetricsProgram.start(server.url, '--web-drain-delay=60s')
    metrics.program.signal('SIGTERM')
    await metrics.program.logged('stopping')
    const forcing = setInterval(() => {
      metrics.program.signal('SIGTERM')
    }, 100)
    expect(await metrics.program.ended()).toBe(130)
    clearInterval(forcing)
  })
})

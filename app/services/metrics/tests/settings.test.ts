/** Through the real process: every setting with values that it cannot take, and with some that this machine cannot give. */
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { namedSettings } from '#foundation/conf/conf'
import { expectAllRefused, outcomeOf } from '#foundation/testing/bad-settings'
import { program, settings } from '../config.ts'
import { MAIN } from './program.ts'

/** Found when it is used, see below. */
const UNPARSED = 'log.file'

const BAD: Readonly<Record<string, readonly string[]>> = {
  'web.debugHost': ['', 'nowhere', ':4001', 'localhost:65536'],
  'web.drainDelay': ['', '-1s', '36501d'],
  'web.shutdownTimeout': ['0s', 'soon'],
  'collect.from': ['foo', '', 'localhost:4000', 'ftp://localhost/', '/debug/vars', 'http://'],
  'collect.interval': ['99ms', '0s', '25d', '1'],
  'collect.timeout': ['99ms', '25d'],
  'collect.bytesMax': ['1', '65MiB', '1MB'],
  'collect.keep': ['', '-1s', '36501d'],
  'publish.to': ['', 'datadog', 'expvar,datadog', 'expvar,expvar', 'expvar,'],
  'expvar.host': ['nowhere', '::1:3001'],
  'prometheus.host': ['nowhere', ':3002'],
  'prometheus.prefix': ['', 'sales', '1sales_', 'collector_'],
  'otlp.endpoint': ['foo', '', 'localhost:4318', 'grpc://localhost:4317'],
  'otlp.timeout': ['99ms', '25d'],
  'log.level': ['', 'loud'],
}

it('a bad value of any setting ends the start with exit code 2 and the name of the setting', () => {
  const named = namedSettings(program, settings).filter(
    ({ group, name }) => `${group}.${name}` !== UNPARSED,
  )
  expectAllRefused(
    MAIN,
    named.map(({ group, name, flag, env }) => ({ flag, env, bad: BAD[`${group}.${name}`] ?? [] })),
  )
})

it.each(['web-debug-host', 'expvar-host', 'prometheus-host'])(
  'a port that is taken ends the start with exit code 2, the name of the setting and the reason: --%s',
  async flag => {
    const server = net.createServer()
    onTestFinished(() => {
      server.close()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const hosts = ['web-debug', 'expvar', 'prometheus'].map(name => `--${name}-host=127.0.0.1:0`)
    const { status, stderr } = outcomeOf(MAIN, [...hosts, `--${flag}=127.0.0.1:${String(port)}`])
    expect(status).toBe(2)
    expect(stderr).toContain(`  --${flag}: cannot listen on 127.0.0.1:${String(port)}: the port is`)
  },
)

it('a log file that cannot be opened ends the start with exit code 2 and the name of the setting', () => {
  const { status, stderr } = outcomeOf(MAIN, [], { METRICS_LOG_FILE: '/nowhere/metrics.log' })
  expect(status).toBe(2)
  expect(stderr).toContain('  METRICS_LOG_FILE: cannot log to /nowhere/metrics.log: ENOENT')
})

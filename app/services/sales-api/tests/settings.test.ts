/** Through the real process: every setting with values that it cannot take, and with some that this machine cannot give. */
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { namedSettings } from '#foundation/conf/conf'
import { missingVariables } from '#foundation/quota/flags'
import { expectAllRefused, outcomeOf } from '#foundation/testing/bad-settings'
import { program, settings } from '../config.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const NOT_SIZES = ['512KB', '-1', '1.5MiB', '999999GiB'] as const
/** Any text; what is wrong with it is found when it is used, see below. */
const UNPARSED: readonly string[] = [
  'log.file',
  'node.name',
  'log.etcdTlsCa',
  'log.etcdTlsCert',
  'log.etcdTlsKey',
  'log.etcdUser',
  'log.etcdPassword',
  'log.etcdPasswordFile',
  'resp.password',
  'resp.passwordFile',
  'resp.tlsCert',
  'resp.tlsKey',
  'resp.tlsCa',
  'node.peerSecret',
  'node.peerSecretFile',
  'node.peerTlsCert',
  'node.peerTlsKey',
  'node.peerTlsCa',
]

const BAD: Readonly<Record<string, readonly string[]>> = {
  'web.apiHost': ['', 'nowhere', '3000', 'localhost:65536', '::1:3000', 'http://localhost:3000'],
  'web.debugHost': ['', 'nowhere', ':4000', 'localhost:-1'],
  'web.readTimeout': ['', '30', '0s', '25d', '-1s'],
  'web.writeTimeout': ['', '0ms', 'soon'],
  'web.idleTimeout': ['0s', '1w'],
  'web.drainDelay': ['', '-1s', '36501d'],
  'web.shutdownTimeout': ['0s', '1e3s'],
  'web.connectionsMax': ['', '0', '1000001', 'many', '1.5'],
  'web.inFlightMax': ['0', '100001'],
  'web.watchersMax': ['0', '100001'],
  'web.rateLimit': ['100', '0/1s', '1/0s', '1/2h', '1000001/1s', '1/100ms'],
  'web.bufferedBytesMax': ['1KiB', '17GiB', ...NOT_SIZES],
  'resp.host': ['nowhere', '6380', 'localhost:65536', 'redis://localhost:6380'],
  'resp.protectedMode': ['', 'yes', 'no'],
  'resp.notifyKeyspaceEvents': ['all', 'K E', 'Km'],
  'resp.flush': ['', 'yes', 'FLUSHALL'],
  'resp.debug': ['', 'yes'],
  'resp.connectionsMax': ['', '0', '1000001'],
  'resp.idleTimeout': ['', '30', '25d', '-1s'],
  'resp.outputBytesMax': ['', '1KiB', '5GiB', ...NOT_SIZES],
  'node.role': ['', 'leader'],
  'node.reads': ['', 'fresh'],
  'node.peerHost': ['nowhere', '5380', 'localhost:65536'],
  'node.peerAddress': ['nowhere', '5380', 'http://localhost:5380'],
  'store.dir': [''],
  'store.memory': ['1MiB', '5GiB', ...NOT_SIZES],
  'store.valueBytesMax': ['', '0', '8MiB', ...NOT_SIZES],
  'store.diskReserve': ['', '1025GiB', ...NOT_SIZES],
  'store.retention': ['', '36501d', 'forever'],
  'store.retentionRevisions': ['', '0', '9007199254740992'],
  'idempotency.keep': ['', '1y'],
  'idempotency.answersMax': ['0', '100000001'],
  'idempotency.bytesMax': ['1KiB', '17GiB', ...NOT_SIZES],
  'cpu.limit': ['0', '1025', '0.5', 'all'],
  'memory.limit': ['255MiB', '16385GiB', ...NOT_SIZES],
  'log.level': ['', 'loud', 'INFO'],
  'log.requestsPerSecond': ['', '0', '1000001', 'all'],
  'log.kind': ['', 'raft', 'ETCD'],
  'log.etcdEndpoints': [
    ...['', 'localhost:2379', 'http://h', 'http://h:1/x', 'http://u:p@h:1', 'http://h:99999'],
    ...['http://a:1,https://b:1', 'http://a:1,', 'http://a:1 http://b:1'],
  ],
  'log.etcdPrefix': ['', '/', 'a/', 'a//b', 'a b', 'x'.repeat(201)],
  'debug.heapSnapshot': ['', 'yes', 'true', 'ON'],
  'telemetry.endpoint': ['foo', 'localhost:4318', 'ftp://localhost', 'http://', 'http://h:99999'],
  'telemetry.probability': ['', '5%', '1.1', '-0.1'],
  'telemetry.propagation': ['', 'xray', 'W3C', 'w3c, xray', 'w3c,b3'],
}

it('a bad value of any setting ends the start with exit code 2 and the name of the setting', () => {
  const named = namedSettings(program, settings).filter(
    ({ group, name }) => !UNPARSED.includes(`${group}.${name}`),
  )
  expectAllRefused(
    MAIN,
    named.map(({ group, name, flag, env }) => ({ flag, env, bad: BAD[`${group}.${name}`] ?? [] })),
  )
})

describe('what this machine cannot give ends the start with exit code 2, the name of the setting and the reason', () => {
  const refusal = (given: Readonly<Record<string, string>>, env?: Record<string, string>) => {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'settings-'))
    onTestFinished(() => {
      fs.rmSync(directory, { recursive: true, force: true })
    })
    const free = Object.fromEntries(
      ['web-api-host', 'web-debug-host', 'resp-host'].map(flag => [flag, '127.0.0.1:0']),
    )
    const all = Object.entries({ 'store-dir': join(directory, 'data'), ...free, ...given })
    const args = all.flatMap(([flag, value]) => (value === '' ? [] : [`--${flag}=${value}`]))
    const variables = missingVariables(process.platform, {})
    const { status, stderr } = outcomeOf(MAIN, args, { ...variables, ...env })
    const [first, line, ...rest] = stderr.split('\n')
    expect({ status, first, rest }).toEqual({
      status: 2,
      first: 'sales-api cannot start with this configuration:',
      rest: ['See --help for all settings.', ''],
    })
    return line
  }

  it.each(['web-api-host', 'web-debug-host', 'resp-host'])(
    'a port that is taken: --%s',
    async flag => {
      const server = net.createServer()
      onTestFinished(() => {
        server.close()
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      const port = String((server.address() as AddressInfo).port)
      expect(refusal({ [flag]: `127.0.0.1:${port}` })).toBe(
        `  --${flag}: cannot listen on 127.0.0.1:${port}: the port is in use. ` +
          `ss -ltnp 'sport = :${port}' shows by which process (EADDRINUSE)`,
      )
      const variable = `SALES_${flag.replaceAll('-', '_').toUpperCase()}`
      const env = { [variable]: `127.0.0.1:${port}` }
      expect(refusal({ [flag]: '' }, env)).toContain(`${variable}: cannot`)
    },
  )

  it.each([
    ['nowhere.invalid:0', 'the name of the host has no address'],
    // Of a network for documentation.
    ['192.0.2.1:0', 'the host is no address of this machine'],
  ])('a host: %s', (host, reason) => {
    expect(refusal({ 'web-api-host': host })).toContain(
      `--web-api-host: cannot listen on ${host}: ${reason}`,
    )
  })

  it('a file with a password', () => {
    expect(refusal({ 'resp-password-file': '/nowhere/password' })).toContain(
      '--resp-password-file: cannot read /nowhere/password: ENOENT',
    )
    expect(refusal({ 'resp-password-file': '/dev/null' })).toContain('/dev/null is empty')
    const both = refusal({ 'resp-password-file': '/dev/null', 'resp-password': 'hunter2' })
    expect(both).toBe('  --resp-password-file: the secret itself is set too: set one of them')
  })

  it('files for TLS', () => {
    expect(refusal({ 'resp-tls-cert': MAIN })).toContain('--resp-tls-cert: it needs a key too')
    expect(refusal({ 'resp-tls-ca': MAIN })).toContain('--resp-tls-ca: it is of no use without')
    const key = { 'resp-tls-cert': MAIN, 'resp-tls-key': '/nowhere/key' }
    expect(refusal(key)).toContain('--resp-tls-key: cannot read /nowhere/key: ENOENT')
    const broken = { 'resp-tls-cert': MAIN, 'resp-tls-key': MAIN }
    expect(refusal(broken)).toContain('--resp-tls-cert: no certificate and key of TLS: ')
  })

  it.each([
    ['/nowhere/sales-api.log', 'ENOENT'],
    [os.tmpdir(), 'EISDIR'],
  ])('a log file: %s', (file, code) => {
    expect(refusal({ 'log-file': file })).toContain(`--log-file: cannot log to ${file}: ${code}`)
  })
})

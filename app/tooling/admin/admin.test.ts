import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { until } from '#foundation/program/program'
import { EXIT, EXIT_MEANINGS } from './outcome.ts'
import type { Ended } from './test-process.ts'
import {
  admin,
  adminHere,
  json,
  listening,
  nowhere,
  startAdmin,
  TestService,
} from './test-process.ts'
import { VALUE_BYTES_MAX } from './keys/keys.ts'

const COMMANDS = [
  'status',
  'requests',
  'nodes',
  'get',
  'put',
  'delete',
  'watch',
  'stream',
  'resp',
  'compact',
  'backup',
  'verify',
  'restore',
]
/** Bytes that are no text. */
const BYTES = Uint8Array.of(0, 255, 254, 10, 13, 128)

let service: TestService

beforeAll(async () => {
  service = await TestService.start()
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

function run(...args: string[]): Promise<Ended> {
  return adminHere(args, service)
}

describe('the command line', () => {
  it.each(COMMANDS)('%s --help has examples and all exit codes', async command => {
    const { code, stdout, stderr } = await run(command, '--help')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: admin ${command}`)
    expect(stdout).toMatch(new RegExp(`Examples:\\n(.*\\n)*.*admin.* ?${command}`))
    for (const [exit, meaning] of EXIT_MEANINGS)
      expect(stdout).toContain(`${String(exit)}  ${meaning}`)
    expect(stdout).toContain('--json')
  })

  it('has the exit codes that its page in the docs lists', () => {
    const page = fs.readFileSync(new URL('../../../docs/tour/admin.md', import.meta.url), 'utf8')
    const listed = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)]
    expect(listed.map(([, code, meaning]) => [Number(code), meaning])).toEqual(EXIT_MEANINGS)
  })

  it('is a bin of the repository, whose exit codes are its own', () => {
    const npx = spawnSync('npx', ['--no', 'admin', 'bogus'], { encoding: 'utf8' })
    expect([npx.status, npx.stderr]).toEqual([
      EXIT.usage,
      expect.stringContaining("unknown command 'bogus'"),
    ])
  })

  it('is the process’s: exit codes, standard input, results and errors apart', async () => {
    const url = ['--url', service.url]
    const put = await admin(['put', 'process', ...url], BYTES)
    expect(put).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^process: /) as string,
      stderr: '',
    })
    expect((await admin(['get', 'process', '--metadata', ...url])).stdout).toContain(
      `${String(BYTES.length)}\n`,
    )
    const missing = await admin(['get', 'process/none', ...url])
    expect(missing).toMatchObject({ code: EXIT.notThere, stdout: '' })
    expect((await admin(['bogus'])).code).toBe(EXIT.usage)
  })

  it('--help lists every command, --version tells the version', async () => {
    const { stdout } = await run('--help')
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    expect((await run('--version')).stdout).toBe('0\n')
  })

  it.each([
    [[], 'Usage'],
    [['erase'], 'unknown command'],
    [['get'], 'Give either a key or --prefix'],
    [['get', 'a', '--prefix', 'b'], 'Give either a key or --prefix'],
    [['get', 'a', '--revision', '0'], 'whole number from 1 on'],
    [['put'], 'missing required argument'],
    [['put', 'a', 'b', '--file', 'c'], 'Give a value or --file, not both'],
    [['put', 'a', 'b', '--if-absent', '--if-revision', '1'], 'cannot be used with'],
    [['status', '--url', 'nowhere'], 'Expected a URL'],
    [['status', '--timeout', '5'], 'Expected a duration'],
    [['status', '--timeout', '86400001ms'], 'up to 1d'],
    [['compact'], 'Give either a revision or --keep'],
    [['watch', '--prefix', 'a', '--key', 'b'], 'cannot be used with'],
    [['stream', 'add', 'orders'], "missing required argument 'field'"],
    [['stream', 'add', 'orders', 'type'], 'Expected NAME=VALUE'],
    [['stream', 'claim', 'orders', 'g'], "missing required argument 'consumer'"],
    [['backup'], "missing required argument 'directory'"],
    [['restore', 'x'], "missing required argument 'directory'"],
    [['verify', '--colour'], 'unknown option'],
    [['put', 'a', 'b', '--tll', '5s'], 'Did you mean --ttl?'],
    [['put', 'a', 'b', '--ttl', '--if-absent'], "'--ttl <duration>' argument missing"],
    [['backup', 'x', '--from', '--json'], "'--from <directory>' argument missing"],
    [['get', ''], 'Expected a key'],
    [['put', '', 'x'], 'Expected a key'],
    [['delete', '100%'], 'a percent sign itself is %25'],
    [['watch', '--key', '%f'], 'a percent sign itself is %25'],
    [['put', 'lost\ufffd', 'x'], 'is not UTF-8'],
    [['put', 'lost', '\ufffd'], '--file or standard input'],
    [['\u001b[2J'], "unknown command '\\u{1b}[2J'"],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await run(...args)
    expect([code, stdout]).toEqual([EXIT.usage, ''])
    expect(stderr).toContain(message)
  })
})

describe('status', () => {
  it('tells that the service is ready, its revision and its sizes', async () => {
    await service.put('status', 'x')
    const { code, stdout } = await run('status')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ready +yes$/m)
    expect(stdout).toMatch(/^store_memory_max_bytes +\d+\.\d MiB$/m)
    const [status] = json((await run('status', '--json')).stdout)
    expect(status).toMatchObject({
      url: service.url,
      ready: true,
      revision: expect.any(Number) as number,
      liveness: { status: 'up' },
      sizes: { store_lmdb_bytes: expect.any(Number) as number },
    })
  })

  it('does without the debug port, and says so', async () => {
    const { code, stdout } = await run('status', '--debug-url', await nowhere())
    expect(code).toBe(0)
    expect(stdout).toMatch(/^sizes +unknown: .* --debug-url/m)
  })

  it.each([
    ['nothing listens', nowhere, 'ECONNREFUSED'],
    ['nothing answers', () => listening(() => undefined), 'no answer within 300 ms'],
  ])('fails with its exit code where %s', async (_name, place, why) => {
    const { code, stdout, stderr } = await run('status', '--timeout=300ms', '--url', await place())
    expect([code, stdout]).toEqual([EXIT.unreachable, ''])
    expect(stderr).toContain(why)
    expect(stderr).toContain('--url')
  })

  it('fails where another program answers', async () => {
    const url = await listening(socket => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
    })
    const { code, stderr } = await run('status', '--url', url)
    expect(code).toBe(EXIT.unreachable)
    expect(stderr).not.toContain('    at ')
  })
})

describe('requests', () => {
  it('are trees of where their time went, and found by the trace that an answer names', async () => {
    const response = await fetch(`${service.url}/v1/kv/traced`, { method: 'PUT', body: 'x' })
    const traceId = response.headers.get('traceresponse')?.slice(3, 35) ?? ''
    await response.text()
    const { code, stdout } = await run('requests', '--operation', 'putKey', '--trace', traceId)
    expect(code).toBe(EXIT.done)
    expect(stdout).toContain(`201  putKey  ${traceId}\nPUT /v1/kv/traced  from 127.0.0.1\n`)
    expect(stdout.replaceAll(/ +/g, ' ')).toMatch(
      /├─ handle \d+\.\d{3} ms █+\n│ ├─ queue .*\n│ ├─ fsync .*\n│ └─ apply .*\n└─ write /,
    )
    const [request] = json((await run('requests', '--trace', traceId, '--json')).stdout)
    expect(request).toMatchObject({ traceId, operation: 'putKey', status: 201 })
  })

  it.each([
    ['were not kept', ['--trace', '0'.repeat(32)], EXIT.notThere, 'has no such request'],
    ['have a trace that is none', ['--trace', 'x'], EXIT.refused, '32 hexadecimal digits'],
  ])('that %s are told', async (_name, args, exit, message) => {
    const { code, stderr } = await run('requests', ...args)
    expect([code, stderr]).toEqual([exit, expect.stringContaining(message)])
  })

  it.each(['requests', 'nodes'])('%s of a service that is not there: another place', async what => {
    const { code, stderr } = await run(what, '--debug-url', await nowhere())
    expect([code, stderr]).toEqual([EXIT.unreachable, expect.stringContaining('--debug-url')])
  })
})

describe('nodes', () => {
  it('shows the node that is asked, of a store that has only this one', async () => {
    const { code, stdout } = await run('nodes')
    expect(code).toBe(0)
    const [head = '', node = '', ...others] = stdout.trim().split('\n')
    expect(head).toMatch(/^NAME +ROLE +VERSION +READY +POSITION +LAG +CHAIN HASH +SNAPSHOT$/)
    expect(node).toMatch(/^\S+ +voter +\S+ +yes +\d+ +0 +([0-9a-f]{16}|-) +-$/)
    expect(others).toEqual([])
    expect(json((await run('nodes', '--json')).stdout)).toMatchObject([
      { nodes: [{ role: 'voter', ready: 'yes', lag: 0 }] },
    ])
  })
})

describe('keys', () => {
  it.each([
    ['fetch has a port for another protocol', () => 'http://localhost:6000', 'bad port'],
    [
      'TLS is not spoken',
      () => service.url.replace('http:', 'https:'),
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ],
  ])('are known not to be sent where %s', async (_name, place, why) => {
    const { code, stderr } = await run('put', 'k', 'v', '--timeout=5s', '--url', place())
    expect(stderr).toContain(why)
    expect([code, stderr]).toEqual([EXIT.unreachable, expect.not.stringContaining('may have')])
  })

  it('are put, read and deleted, with any bytes from standard input', async () => {
    const put = await adminHere(
      ['put', 'any/ü key', '--content-type', 'image/x', '--json'],
      service,
      BYTES,
    )
    expect(json(put.stdout)).toMatchObject([
      { key: 'any/ü key', version: 1, contentType: 'image/x', bytes: BYTES.length },
    ])
    const [got] = json((await run('get', 'any/ü key', '--json')).stdout)
    expect(Buffer.from(String(got?.valueBase64), 'base64')).toEqual(Buffer.from(BYTES))
    expect((await run('get', 'any/ü key', '--metadata')).stdout).toMatch(/^contentType +image\/x$/m)
    expect((await run('delete', 'any/ü key', '--json')).stdout).toContain('"deleted":true')
    expect((await run('get', 'any/ü key')).code).toBe(EXIT.notThere)
    expect((await run('get', 'any/ü key', '--json')).code).toBe(EXIT.notThere)
    expect((await run('delete', 'any/ü key')).code).toBe(EXIT.notThere)
  })

  it('are printed byte for byte', async () => {
    await adminHere(['put', 'bytes'], service, 'no end of line')
    expect((await run('get', 'bytes')).stdout).toBe('no end of line')
  })

  it('take their value and its type from a file', async () => {
    const file = join(service.root, 'value.json')
    fs.writeFileSync(file, '{"a":1}')
    await run('put', 'file', '--file', file)
    const [got] = json((await run('get', 'file', '--json')).stdout)
    expect(got).toMatchObject({ value: '{"a":1}', contentType: 'application/json' })
    const missing = await run('put', 'file', '--file', `${file}.none`)
    expect(missing.code).toBe(EXIT.failed)
    expect(missing.stderr).toContain('Cannot read the value')
  })

  it('with a prefix are listed, all of them, as of one revision', async () => {
    for (let index = 0; index < 120; index++)
      await service.put(`list/${String(index).padStart(3, '0')}`, 'x')
    const items = json((await run('get', '--prefix', 'list/', '--json')).stdout)
    expect(items.length).toBe(120)
    expect(items[119]).toMatchObject({ key: 'list/119', value: 'x' })
    const lines = (await run('get', '--prefix', 'list/')).stdout.trim().split('\n')
    expect(lines.length).toBe(120)
  })

  it('stay one line each, whatever their values are', async () => {
    await service.put('odd/1', 'two\nlines\u001b[2J')
    expect((await run('get', '--prefix', 'odd/')).stdout.split('\n').length).toBe(2)
  })

  it('are put and deleted only under their condition, else with its exit code', async () => {
    const [first] = json((await run('put', 'cond', '1', '--if-absent', '--json')).stdout)
    const revision = String(first?.modRevision)
    expect((await run('put', 'cond', '2', '--if-absent')).code).toBe(EXIT.notThere)
    expect((await run('put', 'cond', '2', '--if-revision', revision)).code).toBe(EXIT.done)
    expect((await run('delete', 'cond', '--if-revision', revision)).code).toBe(EXIT.notThere)
    expect(await service.get('cond')).toBe('2')
    expect((await run('get', 'cond', '--revision', revision)).stdout).toBe('1')
  })

  it('are refused with the service’s reason: too long a value, a bad duration', async () => {
    const tooLong = await adminHere(
      ['put', 'long', '--json'],
      service,
      Buffer.alloc(2 * 1024 * 1024),
    )
    expect([tooLong.code, tooLong.stdout]).toEqual([EXIT.refused, ''])
    expect(json(tooLong.stderr)).toMatchObject([{ error: { exitCode: EXIT.refused } }])
    const endless = Buffer.alloc(VALUE_BYTES_MAX + 1)
    expect((await adminHere(['put', 'long'], service, endless)).stderr).toContain('longer than')
    const badTtl = await run('put', 'ttl', 'x', '--ttl', 'soon')
    expect(badTtl.code).toBe(EXIT.refused)
    expect(badTtl.stderr).toContain('.ttl: expected a duration')
  })
})

describe('streams', () => {
  it('are appended to, listed and followed', async () => {
    const added = await run('stream', 'add', 'orders', 'type=paid', 'note=a=b')
    expect(added.stdout).toMatch(/^orders: \d+-0\n$/)
    const [second] = json((await run('stream', 'add', 'orders', 'n=2', '--json')).stdout)
    expect((await run('stream', 'ls')).stdout).toContain(`orders\t2\t`)
    const tailed = await run('stream', 'tail', 'orders', '--after', '0-0', '--count', '2')
    expect(tailed.stdout).toMatch(/^\d+-0\ttype=paid note=a=b\n\d+-\d\tn=2\n$/)
    const rest = await run('stream', 'tail', 'orders', '--after', '0-0', '--count', '2', '--json')
    expect(json(rest.stdout)[1]).toMatchObject({ id: second?.id })
  })

  it('have groups, whose pending entries are shown and taken over', async () => {
    const group = `${service.url}/v1/streams/work/groups/g`
    const send = (method: string, target: string, body: object) =>
      fetch(target, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
    await send('PUT', group, { after: '0-0' })
    await run('stream', 'add', 'work', 'n=1')
    await send('POST', `${group}/read`, { consumer: 'a' })
    expect((await run('stream', 'groups', 'work')).stdout).toMatch(/^g\t1\t0\t1\t\d+-0\n$/)
    const claim = ['stream', 'claim', 'work', 'g', 'b']
    expect((await run(...claim, '--min-idle', '1h')).stdout).toBe('')
    expect((await run(...claim)).stdout).toMatch(/^\d+-0\tn=1\n$/)
    expect((await run('stream', 'pending', 'work', 'g')).stdout).toMatch(/^\d+-0\tb\t\d+\t2\n$/)
    expect((await run('stream', 'pending', 'work', 'none')).code).toBe(EXIT.notThere)
    expect((await run('stream', 'groups', 'none')).code).toBe(EXIT.notThere)
  })

  it('are there for redis-cli', async () => {
    expect((await run('resp')).stdout).toMatch(/^redis-cli -h localhost -p 6380\n/)
    expect(json((await run('resp', '--json')).stdout)).toEqual([
      { host: 'localhost', port: 6380, command: 'redis-cli -h localhost -p 6380' },
    ])
  })
})

describe('a write', () => {
  it('takes effect once for one idempotency key', async () => {
    const args = ['put', 'once', 'x', '--idempotency-key', 'k1', '--json']
    const [first] = json((await run(...args)).stdout)
    const [second] = json((await run(...args)).stdout)
    expect(second).toEqual(first)
    expect((await run('put', 'once', 'y', '--idempotency-key', 'k1')).code).toBe(EXIT.refused)
  })

  it('whose answer was lost is tried again, and has taken effect once', async () => {
    const { port } = new URL(service.url)
    const url = await listening((socket, nth) => {
      const upstream = net.connect(Number(port), '127.0.0.1')
      upstream.on('error', () => undefined)
      socket.pipe(upstream)
      if (nth > 1) upstream.pipe(socket)
      else upstream.once('data', () => socket.destroy())
    })
    const { code, stdout } = await run('put', 'retried', 'x', '--url', url, '--json')
    expect(code).toBe(EXIT.done)
    expect(json(stdout)).toMatchObject([{ version: 1 }])
  })

  it('that is never answered ends as unknown, and says how to find out', async () => {
    const url = await listening(socket => socket.once('data', () => socket.destroy()))
    const { code, stderr } = await run('put', 'lost', 'x', '--url', url, '--timeout', '1s')
    expect(code).toBe(EXIT.unknown)
    expect(stderr).toMatch(/--idempotency-key [0-9a-f-]{36}/)
  })

  it('that could not be sent did not happen', async () => {
    const { code } = await run('put', 'unsent', 'x', '--url', await nowhere(), '--timeout', '1s')
    expect(code).toBe(EXIT.unreachable)
  })
})

describe('compact', () => {
  it('forgets up to a revision, or all but the newest', async () => {
    for (let index = 0; index < 5; index++) await service.put('past', String(index))
    const [status] = json((await run('status', '--json')).stdout)
    const revision = Number(status?.revision)
    expect(json((await run('compact', '--keep', '3', '--json')).stdout)).toEqual([
      { compactedRevision: revision - 3 },
    ])
    const { stdout } = await run('compact', String(revision))
    expect(stdout).toContain(`now ${String(revision)}`)
    expect((await run('get', 'past', '--revision', String(revision - 1))).code).toBe(EXIT.refused)
    expect((await run('compact', String(revision + 1000))).code).toBe(EXIT.refused)
  })
})

describe('watch', () => {
  it('prints changes of the past and of now, and ends after so many', async () => {
    const [put] = json((await run('put', 'watched/1', 'a', '--json')).stdout)
    const from = ['--from', String(put?.modRevision)]
    const watching = run('watch', '--prefix', 'watched/', ...from, '--count', '3', '--json')
    await service.put('watched/2', 'b')
    await run('delete', 'watched/1')
    const { code, stdout } = await watching
    expect(code).toBe(EXIT.done)
    expect(json(stdout)).toMatchObject([
      { event: 'put', key: 'watched/1', value: 'a' },
      { event: 'put', key: 'watched/2', value: 'b' },
      { event: 'delete', key: 'watched/1' },
    ])
  })

  it('goes on after the service was killed and started again, without a gap', async () => {
    await using own = await TestService.start()
    const watching = startAdmin(['watch', '--url', own.url, '--from', '1', '--json'])
    const keys = (): unknown[] => watching.log.map(({ key }) => key)
    const shown = (key: string): Promise<true> =>
      until(
        () => (keys().includes(key) ? true : undefined),
        () => watching.output,
      )
    await own.put('a', '1')
    await shown('a')
    await own.kill()
    await own.start()
    await own.put('b', '2')
    await own.put('c', '3')
    await shown('c')
    expect(keys()).toEqual(['a', 'b', 'c'])
    watching.signal('SIGINT')
    expect(await watching.ended()).toBe(130)
  })

  it('goes on without a gap where it began, if the connection is lost before a change came', async () => {
    const { port } = new URL(service.url)
    let watches = 0
    // Lets all through, but ends the first watch at once, and has a change happen before the next.
    const url = await listening(socket => {
      const upstream = net.connect(Number(port), '127.0.0.1').on('error', () => undefined)
      upstream.pipe(socket)
      socket.on('data', data => {
        const isWatch = data.toString().startsWith('GET /v1/watch')
        if (!isWatch || ++watches > 1) upstream.write(data)
        else {
          const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
          socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
          void service.put('unseen/1', 'x').then(() => socket.destroy())
        }
      })
    })
    const watched = await run('watch', '--prefix', 'unseen/', '--count', '1', '--url', url)
    expect(watched.stdout).toMatch(/^put\t\d+\tunseen\/1\tx$/m)
    expect(watches).toBe(2)
  })

  it('is refused from a revision that is no longer held', async () => {
    const [status] = json((await run('status', '--json')).stdout)
    await run('compact', String(status?.revision))
    const { code, stderr } = await run('watch', '--from', '1')
    expect(code).toBe(EXIT.refused)
    expect(stderr).toContain('no longer held')
  })

  it('ends well when the reader of its output ends', async () => {
    await service.put('epipe', 'x')
    const { url } = service
    const main = new URL('main.ts', import.meta.url).pathname
    const command = `${process.execPath} ${main} get --prefix '' --url ${url} | head -n 1; exit \${PIPESTATUS[0]}`
    const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })

  it.skipIf(!fs.existsSync('/dev/full'))(
    'fails, and says why, when its output cannot be written',
    async () => {
      await service.put('full', 'x')
      const main = new URL('main.ts', import.meta.url).pathname
      const full = fs.openSync('/dev/full', 'w')
      onTestFinished(() => {
        fs.closeSync(full)
      })
      for (const args of [['--json'], ['--metadata'], []]) {
        const { status, stderr } = spawnSync(
          process.execPath,
          [main, 'get', 'full', '--url', service.url, ...args],
          { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] },
        )
        expect([args, status]).toEqual([args, EXIT.failed])
        expect(stderr).toMatch(/^(\{"error":.*)?Cannot write the results: ENOSPC/)
      }
    },
  )
})

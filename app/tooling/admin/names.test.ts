import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from './outcome.ts'
import type { Ended } from './test-process.ts'
import { adminHere, json, listening, TestService } from './test-process.ts'

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

describe('a name', () => {
  it.each([
    ['.', '.'],
    ['..', '..'],
    ['%2E%2e', '..'],
    ['a/../b', 'a/../b'],
    ['%FF%00', '%FF%00'],
    ['100%25', '100%25'],
    ['%25FF', '%25FF'],
    ['%1B[2J', '%1B[2J'],
    ['a\u202eb', 'a%E2%80%AEb'],
    ['ü key?#&+', 'ü key?#&+'],
    ['\ufefften'.repeat(100), '\ufefften'.repeat(100)],
  ])('%j is put, and the name that is printed is taken by every command', async (given, shown) => {
    const put = await run('put', given, 'its value')
    expect([put.code, put.stdout]).toEqual([0, expect.stringMatching(/: revision \d+/)])
    const [printed = ''] = put.stdout.split(': revision')
    expect(printed).toBe(shown)
    const listed = (await run('get', '--prefix', printed)).stdout
    expect(listed).toMatch(/^[^\n]+\t\d+\tits value\n$/)
    expect(listed.startsWith(`${shown}\t`)).toBe(true)
    for (const key of [given, printed]) expect((await run('get', key)).stdout).toBe('its value')
    const [item] = json((await run('get', printed, '--json')).stdout)
    const from = ['--from', String(item?.modRevision), '--count', '1']
    expect((await run('watch', '--key', printed, ...from)).stdout).toContain(`\t${shown}\t`)
    expect((await run('delete', printed)).stdout).toBe(`${shown}: deleted\n`)
    expect((await run('get', given)).code).toBe(EXIT.notThere)
  })

  it('is not taken for the longer one that begins with it', async () => {
    await service.put('longer/name', 'x')
    for (const more of [[], ['--json'], ['--metadata']]) {
      expect((await run('get', 'longer', ...more)).code).toBe(EXIT.notThere)
    }
    expect((await run('delete', 'longer')).code).toBe(EXIT.notThere)
    expect(await service.get('longer/name')).toBe('x')
  })

  it('of a process that is not UTF-8 is refused, since it would become another one', () => {
    const main = new URL('main.ts', import.meta.url).pathname
    const put = `${process.execPath} ${main} put "$(printf 'k\\377')" x --url ${service.url}`
    const { status, stderr } = spawnSync('sh', ['-c', put], { encoding: 'utf8' })
    expect(status).toBe(EXIT.usage)
    expect(stderr).toContain('write bytes of a key as %XX')
  })
})

describe('where another program answers', () => {
  const commands = [
    ['get', 'a'],
    ['get', 'a', '--metadata'],
    ['get', '--prefix', 'a'],
    ['put', 'a', 'b'],
    ['delete', 'a'],
    ['compact', '1'],
    ['compact', '--keep', '1'],
    ['watch'],
    ['watch', '--from', '1'],
    ['status'],
  ]

  it.each(commands)(
    '%s %s %s says so, and neither that a key is missing nor more',
    async (...args) => {
      const html = await listening(socket => {
        socket.once('data', () => {
          socket.end(
            'HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno',
          )
        })
      })
      const json = await listening(socket => {
        socket.once('data', () => {
          socket.end(
            'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
          )
        })
      })
      for (const url of [service.debugUrl, html, json]) {
        const { code, stdout, stderr } = await run(...args, '--url', url)
        expect([url, code, stdout]).toEqual([url, EXIT.unreachable, ''])
        expect(stderr).toMatch(/is not the API of sales-api: --url names another place\n$/)
      }
    },
  )

  it('a service that fails at a read has an exit code of its own', async () => {
    const body = JSON.stringify({ code: 'INTERNAL', detail: 'a fault\u001b[2J' })
    const url = await listening(socket => {
      socket.once('data', () => {
        const head = 'HTTP/1.1 500 x\r\nContent-Type: application/problem+json\r\n'
        socket.end(`${head}Content-Length: ${String(body.length)}\r\n\r\n${body}`)
      })
    })
    const { code, stderr } = await run('get', 'a', '--url', url)
    expect([code, stderr]).toEqual([EXIT.serviceFailed, 'a fault\\u{1b}[2J\n'])
  })
})

describe('a terminal', () => {
  const onTerminal = (...args: string[]): Promise<Ended> => adminHere(args, service, '', 'terminal')

  it('is shown a value whose controls are escaped; a pipe gets its bytes', async () => {
    await adminHere(['put', 'evil'], service, 'a\tb\n\u001b[2J\u202egpj\u009b')
    expect((await onTerminal('get', 'evil')).stdout).toBe('a\tb\n\\u{1b}[2J\\u{202e}gpj\\u{9b}\n')
    expect((await run('get', 'evil')).stdout).toBe('a\tb\n\u001b[2J\u202egpj\u009b')
    await adminHere(['put', 'evil'], service, BYTES)
    expect((await onTerminal('get', 'evil')).stdout).toBe(
      '(6 bytes that are no text: a file or another program takes them as they are)\n',
    )
  })

  it('gets no control from keys, values and types in lines, JSON or tables', async () => {
    await adminHere(['put', 'evil/\u202e', '--content-type', 'a/b'], service, '\u009b2J\u202e')
    for (const args of [
      ['get', '--prefix', 'evil/'],
      ['get', '--prefix', 'evil/', '--json'],
      ['get', 'evil/\u202e', '--metadata'],
      ['get', 'evil/\u202e', '--json'],
      ['delete', 'evil/\u202enone'],
    ]) {
      const { stdout, stderr } = await onTerminal(...args)
      expect(stdout + stderr).toMatch(
        /^[^\p{Cc}\p{Bidi_Control}]+(?:[\n\t][^\p{Cc}\p{Bidi_Control}]*)*$/u,
      )
    }
    const [item] = json((await onTerminal('get', 'evil/\u202e', '--json')).stdout)
    expect(item).toMatchObject({ key: 'evil/\u202e', value: '\u009b2J\u202e' })
  })
})

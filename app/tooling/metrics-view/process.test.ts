import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { environment, Program, until } from '#foundation/program/program'
import type { Answer } from '#foundation/testing/misbehaving'
import { json, MisbehavingServer } from '#foundation/testing/misbehaving'
import { Screen } from './test-screen.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
const QUICK = ['--interval', '100ms']

const directory = fs.mkdtempSync(join(os.tmpdir(), 'metrics-view-'))
afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

/** A service that answers ten requests between two readings. */
function busy(): Answer {
  let requests = 0
  return (request, response) => {
    requests += 10
    json({ cmdline: ['shop'], uptime_seconds: 5, requests, memstats: { Alloc: 36 * 1024 ** 2 } })(
      request,
      response,
    )
  }
}

/** The program, killed at the end of a test that has failed. */
function started(...args: readonly string[]) {
  const program = new Program(MAIN, args)
  return {
    program,
    [Symbol.asyncDispose]: async () => {
      if (!program.hasEnded) await program.kill()
    },
  }
}

async function printed(program: Program, pattern: RegExp): Promise<string> {
  return await until(
    () => pattern.exec(program.output)?.[0],
    () => `${String(pattern)} did not come, but:\n${program.output}`,
  )
}

describe('--once', () => {
  it('prints every number, rates included, and ends', async () => {
    await using server = await MisbehavingServer.start(busy())
    await using view = started('--once', '--endpoint', server.url, ...QUICK)
    const { program } = view
    expect(await program.ended()).toBe(0)
    expect(program.output).toMatch(/^shop, up for 5 s: http:/)
    expect(program.output).toMatch(/^requests +\d+(\.\d+)?\/s$/m)
    expect(program.output).toMatch(/^heap +36 MiB$/m)
    expect(server.requests).toBe(2)
  })

  it('has nothing to show of an answer without numbers, and ends with 1', async () => {
    await using server = await MisbehavingServer.start(json({ cmdline: ['shop'] }))
    await using view = started('--once', '--endpoint', server.url, ...QUICK)
    expect(await view.program.ended()).toBe(1)
    expect(view.program.output).toContain('There is not a single number in what it answers')
  })

  it('takes no flag for the value of another', () => {
    const { stderr, status } = spawnSync(process.execPath, [MAIN, '--endpoint', '--once'], {
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr).toContain("'--endpoint <url>' argument missing")
  })

  it('says why when there is nothing to print, and ends with 1', async () => {
    await using server = await MisbehavingServer.start(busy())
    await server.down()
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [MAIN, '--once', '--endpoint', server.url],
      { encoding: 'utf8' },
    )
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/DOWN since .*: http:.* is unreachable: /)
  })
})

describe('without a terminal', () => {
  it('it prints a line for every reading, says when the endpoint is down, and ends when it is told to', async () => {
    await using server = await MisbehavingServer.start(busy())
    await using view = started('--endpoint', server.url, ...QUICK)
    const { program } = view
    await printed(program, /^\d\d:\d\d:\d\d {2}requests \S+\/s {2}heap 36 MiB$/m)
    await server.down()
    await printed(program, /^\d\d:\d\d:\d\d {2}DOWN since/m)
    await server.up()
    const before = program.output.length
    await until(
      () => program.output.slice(before).includes('requests') || undefined,
      () => program.output,
    )
    expect(program.output).not.toContain('\u001b')
    expect(await program.stop()).toBe(0)
  })

  it('it ends when the reader of its output ends', async () => {
    await using server = await MisbehavingServer.start(busy())
    const child = spawn(process.execPath, [MAIN, '--endpoint', server.url, ...QUICK])
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await ended).toBe(0)
  })

  it.skipIf(!fs.existsSync('/dev/full')).each([[[]], [['--once']]])(
    'it ends with 1 and the reason when %j cannot be written',
    async args => {
      await using server = await MisbehavingServer.start(busy())
      const full = fs.openSync('/dev/full', 'w')
      const child = spawn(process.execPath, [MAIN, '--endpoint', server.url, ...QUICK, ...args], {
        stdio: ['ignore', full, 'pipe'],
      })
      fs.closeSync(full)
      let said = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
      expect(await new Promise(resolve => child.once('close', resolve))).toBe(1)
      expect(said).toMatch(/^metrics-view: cannot write: ENOSPC/)
    },
  )
})

it.each([
  [['--interval', '99ms'], 'from 100ms to 1d'],
  [['--interval', '86400001ms'], 'from 100ms to 1d'],
  [['--endpoint', 'localhost:3001'], 'Expected a URL'],
  [['--trace', 'x'], 'Expected 32 hexadecimal digits'],
  [['--endpiont', 'x'], 'unknown option'],
  [['stray'], 'too many arguments'],
])('arguments that are wrong, like %j, end it with 2 and the reason', (args, reason) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain(reason)
})

/** A pseudo terminal by util-linux; other systems have another program of this name. */
const hasTerminal = String(spawnSync('script', ['--version']).stdout).includes('util-linux')

describe.skipIf(!hasTerminal)('in a terminal', () => {
  /** Starts it in a terminal of this size: what is seen on it, and a way to type. */
  function open(endpoint: string, rows: number, columns: number, variables = {}) {
    const command = [process.execPath, MAIN, '--endpoint', endpoint, ...QUICK].join(' ')
    const sized = `stty rows ${String(rows)} cols ${String(columns)}; exec ${command}`
    const child = spawn('script', ['-qefc', sized, '/dev/null'], {
      env: environment({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...variables }),
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    const screen = (): Screen => {
      const now = new Screen(rows, columns)
      now.write(output)
      return now
    }
    const seen = (pattern: RegExp) =>
      until(
        () => pattern.exec(screen().text)?.[0],
        () => `${String(pattern)} was not seen on:\n${screen().text}`,
      )
    /** Resolves with its exit code. */
    const typed = async (keys: string): Promise<number | null> => {
      const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
      child.stdin.write(keys)
      return await ended
    }
    const dispose = (): void => {
      child.kill()
    }
    return { screen, seen, typed, output: () => output, [Symbol.dispose]: dispose }
  }

  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('it shows plots until %s is typed, and leaves the terminal as it was', async (_name, key) => {
    await using server = await MisbehavingServer.start(busy())
    using terminal = open(server.url, 24, 80)
    await terminal.seen(/^requests .*[▁▂▃▄▅▆▇█]{3}/m)
    await terminal.seen(/^heap +36 MiB/m)
    expect(terminal.screen()).toMatchObject({ isAlternate: true, isCursorShown: false })
    expect(await terminal.typed(key)).toBe(0)
    expect(terminal.screen()).toMatchObject({ isAlternate: false, isCursorShown: true })
  })

  it('it says that the endpoint is down, since when and why, and that it is back', async () => {
    await using server = await MisbehavingServer.start(busy())
    await server.down()
    using terminal = open(server.url, 24, 120)
    await terminal.seen(/^DOWN since \d\d:\d\d:\d\d \(1 s\): http:\S+ is unreachable: connect/m)
    await server.up()
    await terminal.seen(/^shop, up for 5 s/)
    expect(terminal.screen().text).not.toContain('DOWN')
    expect(await terminal.typed('q')).toBe(0)
  })

  it.each([
    ['has colours', {}, true],
    ['has none with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('it %s', async (_name, variables, hasColor) => {
    await using server = await MisbehavingServer.start(busy())
    using terminal = open(server.url, 24, 80, variables)
    await terminal.seen(/^requests .*[▁▂▃▄▅▆▇█]{3}/m)
    expect(await terminal.typed('q')).toBe(0)
    expect(terminal.output().includes('\u001b[36m')).toBe(hasColor)
    expect(/\u001b\[[349]\d[m;]/.test(terminal.output())).toBe(hasColor)
  })

  it.each([
    [5, 30],
    [24, 80],
    [60, 200],
  ])('of %i rows and %i columns it keeps to them', async (rows, columns) => {
    await using server = await MisbehavingServer.start(busy())
    using terminal = open(server.url, rows, columns)
    await terminal.seen(/^requests +\d\S+\/s/m)
    expect(terminal.screen().isExceeded).toBe(false)
    expect(terminal.screen().text.split('\n').at(-1)).toMatch(/^q ends/)
    expect(await terminal.typed('q')).toBe(0)
  })
})

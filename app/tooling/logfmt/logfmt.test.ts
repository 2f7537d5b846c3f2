/** What comes out of what is put in: through the real process, but for what needs no argument. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { environment, until } from '#foundation/program/program'
import { LINE_CHARACTERS_MAX } from './layout.ts'
import { INPUT_CHARACTERS_MAX, Logfmt } from './logfmt.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

function format(input: string | Buffer, ...args: string[]): string {
  if (args.length === 0) {
    const logfmt = new Logfmt({}, false)
    return logfmt.take(Buffer.from(input)) + logfmt.end()
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    input,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

/** A line as the logger writes it. */
function line(fields: Readonly<Record<string, unknown>> = {}): string {
  const usual = { level: 'info', time: '2026-05-01T10:00:00.123Z', service: 'sales-api' }
  return `${JSON.stringify({ ...usual, component: 'main', msg: 'hello', ...fields })}\n`
}

/** A process whose input stays open. */
function start(...args: string[]): { child: ChildProcessWithoutNullStreams; output: () => string } {
  const child = spawn(process.execPath, [MAIN, ...args])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  return { child, output: () => text }
}

function shown(output: () => string, part: string): Promise<true> {
  return until(
    () => (output().includes(part) ? true : undefined),
    () => `"${part}" was not shown:\n${output()}`,
  )
}

describe('a line of JSON', () => {
  it('becomes a line of time, level, service, component, message, fields and trace id', () => {
    expect(format(line({ status: 200, url: '/a b', traceId: TRACE, ms: 1.5 }))).toBe(
      '2026-05-01 10:00:00.123 INFO  sales-api main  hello ' +
        `status=200 url="/a b" ms=1.5 trace=${TRACE}\n`,
    )
  })

  it('stands in columns as wide as the widest so far', () => {
    const lines = format(line({ component: 'requests' }) + line()).split('\n')
    expect(lines[1]?.indexOf('hello')).toBe(lines[0]?.indexOf('hello'))
  })

  it('may lack any key, and have any of the wrong type', () => {
    expect(format('{"level":50,"time":0,"service":7,"msg":["x"]}\n{"msg":"only"}\n')).toBe(
      `1970-01-01 00:00:00.000 ERROR\n${' '.repeat(7)}only\n`,
    )
  })

  it('of an error has the stack below it', () => {
    const error = { type: 'Error', message: 'no', stack: 'Error: no\n    at here' }
    const lines = format(line({ level: 'error', error, code: 1 })).split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/ERROR .* hello code=1$/),
      '    Error: no',
      '        at here',
      '',
    ])
  })

  it('of an error has what is not in its stack among the fields', () => {
    const error = { type: 'E', message: 'no', stack: 'E: no', code: 'WAL_FULL', free: { bytes: 0 } }
    const [first, second] = format(line({ error, key: 'a' })).split('\n')
    expect(first).toMatch(/ hello error\.code=WAL_FULL error\.free=\{"bytes":0\} key=a$/)
    expect(second).toBe('    E: no')
  })

  it.each([
    ['kubectl', '[pod/sales-0/sales-api] ', 'pod/sales-0/sales-api'],
    ['compose', 'sales-api-1  | ', 'sales-api-1'],
  ])('may have in front what %s puts there', (_name, front, origin) => {
    expect(format(front + line())).toContain(`INFO  ${origin} sales-api main  hello`)
  })

  it('cannot move the cursor, begin another line or turn the direction', () => {
    const output = format(line({ msg: 'a\u001b[2Jb\r\nc', key: 'x\u009by\u202ez' }))
    expect(output).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
    expect(output.split('\n').length).toBe(2)
  })

  it('is cut when it is long, and says how much is missing', () => {
    const [whole, cut] = [LINE_CHARACTERS_MAX - 100, LINE_CHARACTERS_MAX + 100].map(length =>
      format(line({ value: 'x'.repeat(length) })),
    )
    expect(whole).not.toContain('more characters')
    expect(cut).toMatch(/… \(\d+ more characters\)\n$/)
    expect(cut?.length).toBeLessThan(LINE_CHARACTERS_MAX + 50)
  })
})

describe('what is nested too deep to be written again', () => {
  it('is shown as it is, and the line after it as ever', () => {
    const [open, close] = ['{"a":', '}'].map(text => text.repeat(8000))
    const lines = format(`{"msg":"deep","a":${String(open)}1${String(close)}}\n${line()}`).split(
      '\n',
    )
    expect(lines.length).toBe(3)
    expect(lines[0]).toMatch(/^\{"msg":"deep","a":\{"a":/)
    expect(lines[1]).toContain('hello')
  })
})

describe('what is no JSON', () => {
  it.each([
    ['text', 'npm warn something'],
    ['a broken line', '{"level":"info","msg":"cut o'],
    ['an array', '[1,2]'],
    ['an object that is no log line', '{"a":1}'],
    ['text that quotes JSON', 'sent {"a":1}'],
  ])('is shown as it is: %s', (_name, text) => {
    expect(format(`${text}\n`)).toBe(`${text}\n`)
  })

  it('is shown up to a length, and the line after it whole', () => {
    const long = 'x'.repeat(INPUT_CHARACTERS_MAX * 3)
    const lines = format(`${long}\n${line()}`).split('\n')
    expect(lines.length).toBe(3)
    expect(lines[0]?.length).toBeLessThan(LINE_CHARACTERS_MAX + 50)
    expect(lines[1]).toContain('hello')
  })

  it('is shown at the end of the input without an end of line', () => {
    expect(format('last words')).toBe('last words\n')
    expect(format(line().trimEnd())).toContain('hello')
  })

  it('keeps characters whole that arrive in pieces', async () => {
    const { child, output } = start()
    const bytes = Buffer.from('grün\n')
    child.stdin.write(bytes.subarray(0, 3))
    await new Promise(resolve => setImmediate(resolve))
    child.stdin.end(bytes.subarray(3))
    await once(child, 'close')
    expect(output()).toBe('grün\n')
  })
})

describe('a choice', () => {
  const log = [
    line({ msg: 'one', traceId: TRACE }),
    line({ msg: 'two', service: 'metrics', level: 'warn' }),
    line({ msg: 'three', traceId: `${TRACE.slice(0, 8)}${'0'.repeat(24)}`, level: 'debug' }),
    'Segmentation fault\n',
    '[pod/sales-0/metrics] other words\n',
    '[pod/sales-0/sales-api] own words\n',
  ].join('')
  const messages = (...args: string[]): string[] =>
    [...format(log, ...args).matchAll(/one|two|three|fault|other|own/g)].map(([word]) => word)

  it.each([
    [
      ['--service', 'sales-api'],
      ['one', 'three', 'fault', 'own'],
    ],
    [['--service=metrics'], ['two', 'fault', 'other']],
    [['--trace', TRACE], ['one']],
    [
      ['--trace', TRACE.slice(0, 8)],
      ['one', 'three'],
    ],
    [
      ['--level', 'info'],
      ['one', 'two', 'fault', 'other', 'own'],
    ],
    [
      ['--level', 'warn', '--service', 'sales-api'],
      ['fault', 'own'],
    ],
    [[], ['one', 'two', 'three', 'fault', 'other', 'own']],
  ])('%j shows %j', (args, expected) => {
    expect(messages(...args)).toEqual(expected)
  })
})

describe('colors', () => {
  it('are for terminals only, unless they are asked for', () => {
    expect(format(line())).not.toContain('\x1b')
    expect(format(line(), '--color=always')).toContain('\x1b[32mINFO')
    expect(format(line(), '--color=never')).not.toContain('\x1b')
  })

  it.each(['constructor', '__proto__', 'loud'])('are none for the level %s', level => {
    const output = format(line({ level, time: '' }), '--color=always')
    expect(output).toBe(`${level.toUpperCase().padEnd(5)} sales-api main  hello\n`)
  })

  const hasScript = spawnSync('script', ['--version']).status === 0
  it.skipIf(!hasScript)('are used on a terminal, but not with NO_COLOR', () => {
    const onTerminal = (env: Readonly<Record<string, string>>): string => {
      const command = `printf '{"level":"info"}' | ${process.execPath} ${MAIN}`
      const options = { env: environment(env), encoding: 'utf8' as const }
      return spawnSync('script', ['-qec', command, '/dev/null'], options).stdout
    }
    expect(onTerminal({})).toContain('\x1b[32m')
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain('\x1b[')
  })
})

describe('the process', () => {
  it('ignores SIGINT, shows what comes after it, and ends with its input', async () => {
    const { child, output } = start()
    child.stdin.write(line({ msg: 'before' }))
    await shown(output, 'before')
    child.kill('SIGINT')
    child.stdin.write(line({ msg: 'stopped' }))
    await shown(output, 'stopped')
    child.stdin.end()
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('ends well when the reader of its output ends', async () => {
    const { child, output } = start()
    child.stdin.on('error', () => undefined)
    child.stdin.write(line({ msg: 'before' }))
    await shown(output, 'before')
    child.stdout.destroy()
    const feeding = setInterval(() => child.stdin.write(line()), 5)
    const [code] = (await once(child, 'exit')) as [number | null]
    clearInterval(feeding)
    expect(code).toBe(0)
  })

  it.each([
    ['--trace', 'nonsense'],
    ['--level', 'loud'],
    ['--service', '--level=warn'],
    ['--colour'],
    ['stray'],
  ])('refuses %s %s with exit code 2 and says why', (...args) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [MAIN, ...args], {
      input: '',
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .+/)
  })

  it.each([
    ['', [], 'nothing came in'],
    ['\n \n', [], 'nothing came in'],
    [
      line(),
      ['--service', 'other', '--level', 'warn'],
      'none of 1 lines has service other, level warn',
    ],
  ])('has nothing to show of %j with %j: says so, and ends with 1', (input, args, said) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      input,
      encoding: 'utf8',
    })
    expect([status, stdout, stderr]).toEqual([1, '', `logfmt: ${said}\n`])
  })

  it('--help shows examples, with exit code 0', () => {
    expect(format('', '--help')).toMatch(/Examples:[^]*kubectl logs/)
  })
})

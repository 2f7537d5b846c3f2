import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Level } from './logger.ts'
import { LEVELS, Logging } from './logger.ts'

const directory = fs.mkdtempSync(join(tmpdir(), 'logger-'))
afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

type Line = Readonly<Record<string, unknown>>

let files = 0
/** Logging to a file of its own, and what is in it. */
function bench(level: Level = 'info') {
  const destination = join(directory, String(++files))
  const logging = new Logging({ service: 'shop', level, destination })
  const lines = (): Line[] => {
    logging.flush()
    return fs
      .readFileSync(destination, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as Line)
  }
  return { logging, lines, messages: () => lines().map(({ msg }) => msg) }
}

const DEADLINE = { timeout: 300_000 }

/** Every level at which something can be said. */
const SPOKEN = LEVELS.filter(level => level !== 'silent')

describe('a line', () => {
  it('says when, how important, which service, which component, what, and in which trace', () => {
    const { logging, lines } = bench()
    const before = Date.now()
    logging.logger('kv').info({ traceId: '4bf92f35', key: 'a' }, 'stored')
    const [line = {}] = lines()
    const { time, ...others } = line
    expect(others).toEqual({
      level: 'info',
      service: 'shop',
      component: 'kv',
      traceId: '4bf92f35',
      key: 'a',
      msg: 'stored',
    })
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const ms = Date.parse(String(time))
    expect(ms).toBeGreaterThanOrEqual(before)
    expect(ms).toBeLessThanOrEqual(Date.now())
  })

  it('has no trace where none was given', () => {
    const { logging, lines } = bench()
    logging.logger('kv').info({}, 'stored')
    expect(Object.keys(lines()[0] ?? {}).sort()).toEqual([
      'component',
      'level',
      'msg',
      'service',
      'time',
    ])
  })

  it.each(SPOKEN)('names its level %s in words', level => {
    const { logging, lines } = bench('trace')
    logging.logger('kv')[level]({}, 'happened')
    expect(lines()).toMatchObject([{ level, msg: 'happened' }])
  })

  it('stays one line, whatever its text and fields hold', () => {
    const { logging, lines } = bench()
    logging.logger('kv').info({ key: 'a\nb' }, 'one\ntwo\u2028"three"')
    expect(lines()).toMatchObject([{ key: 'a\nb', msg: 'one\ntwo\u2028"three"' }])
  })
})

describe('an error', () => {
  it('is told with its type, message, stack, code and the stack of its cause', () => {
    const { logging, lines } = bench()
    class DiskFull extends Error {
      override readonly name = 'DiskFull'
      readonly code = 'DISK_FULL'
    }
    const cause = new RangeError('no blocks left')
    logging.logger('kv').error({ error: new DiskFull('Cannot store', { cause }) }, 'failed')
    expect(lines()).toMatchObject([
      {
        error: {
          type: 'DiskFull',
          code: 'DISK_FULL',
          message: 'Cannot store: no blocks left',
          stack: expect.stringMatching(
            /^DiskFull: Cannot store\n +at [^]*logger\.test\.ts[^]*\ncaused by: RangeError: no blocks left\n +at /,
          ) as string,
        },
      },
    ])
  })

  it('whose message has that of its cause says it once', () => {
    const { logging, lines } = bench()
    const cause = new RangeError('no blocks left')
    const error = new Error('Cannot store: no blocks left', { cause })
    logging.logger('kv').error({ error }, 'failed')
    expect(lines()).toMatchObject([{ error: { message: 'Cannot store: no blocks left' } }])
  })

  it('that is not an Error is told as it is', () => {
    const { logging, lines } = bench()
    for (const error of ['thrown text', null, undefined]) {
      logging.logger('kv').error({ error }, 'failed')
    }
    expect(lines().map(({ error }) => error)).toEqual(['thrown text', null, undefined])
  })
})

describe('levels', () => {
  it.each(LEVELS.map((level, at) => [level, SPOKEN.slice(at)] as const))(
    'at %s the lines at %j are written',
    (level, written) => {
      const { logging, messages } = bench(level)
      const log = logging.logger('kv')
      for (const spoken of SPOKEN) log[spoken]({}, spoken)
      expect(messages()).toEqual(written)
    },
  )

  it('change at run time for all components, also for those to come', () => {
    const { logging, messages } = bench('warn')
    const early = logging.logger('early')
    early.info({}, 'unheard')
    expect(logging.setLevel('debug')).toBe(true)
    early.debug({}, 'early')
    logging.logger('late').debug({}, 'late')
    expect(messages()).toEqual(['early', 'late'])
    expect(logging.levels()).toEqual({ early: 'debug', late: 'debug' })
  })

  it('change at run time for one component alone', () => {
    const { logging, messages } = bench('info')
    const kv = logging.logger('kv')
    const web = logging.logger('web')
    expect(logging.setLevel('trace', 'kv')).toBe(true)
    kv.trace({}, 'kv')
    web.trace({}, 'unheard')
    logging.logger('late').trace({}, 'unheard')
    expect(messages()).toEqual(['kv'])
    expect(logging.levels()).toEqual({ kv: 'trace', web: 'info', late: 'info' })
  })

  it('of all components replace that of one', () => {
    const { logging } = bench('info')
    logging.logger('kv')
    logging.setLevel('trace', 'kv')
    logging.setLevel('warn')
    expect(logging.levels()).toEqual({ kv: 'warn' })
  })

  it('stay as they are for a component that does not exist', () => {
    const { logging } = bench('info')
    logging.logger('kv')
    expect(logging.setLevel('trace', 'kvs')).toBe(false)
    expect(logging.levels()).toEqual({ kv: 'info' })
  })

  it('belong to a component by its name: asking for it again gives the same logger', () => {
    const { logging } = bench()
    const log = logging.logger('kv')
    logging.setLevel('trace', 'kv')
    expect(logging.logger('kv')).toBe(log)
    expect(logging.levels()).toEqual({ kv: 'trace' })
  })
})

it('lines of a burst from several components all arrive, in order', DEADLINE, async () => {
  const path = join(directory, 'burst')
  const logging = new Logging({ service: 'shop', level: 'info', destination: path })
  const logs = ['kv', 'web', 'raft'].map(component => logging.logger(component))
  const count = 10_000
  for (let number = 0; number < count; number++) logs[number % 3]?.info({ number }, 'happened')
  const numbers = (): unknown[] =>
    fs
      .readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => line.endsWith('}'))
      .map(line => (JSON.parse(line) as Line).number)
  await expect.poll(() => numbers().length, DEADLINE).toBe(count)
  expect(numbers()).toEqual(Array.from({ length: count }, (_, number) => number))
})

it('lines are counted by level, and those that are not logged are not', () => {
  const { logging, messages } = bench('info')
  const log = logging.logger('kv')
  log.debug({}, 'unseen')
  log.info({}, 'seen')
  log.error({}, 'seen')
  logging.logger('http').error({}, 'seen')
  expect(messages()).toHaveLength(3)
  expect(Object.fromEntries(logging.lines)).toEqual({
    ...{ trace: 0, debug: 0, info: 1 },
    ...{ warn: 0, error: 2, fatal: 0 },
  })
})

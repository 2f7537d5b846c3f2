import { describe, expect, it } from 'vitest'
import type { Tree } from './expvar.ts'
import {
  ARGUMENTS_MAX,
  DEPTH_MAX,
  NAME_CHARACTERS_MAX,
  NotVars,
  parseVars,
  readingsOf,
  TEXT_CHARACTERS_MAX,
  VALUES_MAX,
} from './expvar.ts'

const parse = (document: unknown) => parseVars(JSON.stringify(document))
const readings = (tree: Tree) => readingsOf(tree).map(({ path, value }) => [path, value])

/** An object with as many objects in it, one in the other, with a number in the innermost. */
const nested = (depth: number): unknown => (depth === 1 ? { n: 1 } : { a: nested(depth - 1) })

const COUNTER = { type: 'counter', name: 'a_total', help: '', series: [{ labels: {}, value: 1 }] }
const HISTOGRAM = { type: 'histogram', name: 'h', help: '', bounds: [1] }

const numbers = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${String(index)}`, index]))

describe('the document', () => {
  it('keeps numbers and texts where they are, and cmdline apart', () => {
    const { cmdline, tree } = parse({
      cmdline: ['sales-api', '--web-api-host=:3000'],
      build: 'v1',
      memstats: { Alloc: 1, GC: { Fraction: 0.25 } },
    })
    expect(cmdline).toEqual(['sales-api', '--web-api-host=:3000'])
    expect(tree).toEqual({ build: 'v1', memstats: { Alloc: 1, GC: { Fraction: 0.25 } } })
  })

  it('loses arrays, booleans, nulls and numbers beyond all bounds, wherever they are', () => {
    const text = '{"n":1,"list":[1,2],"yes":true,"none":null,"huge":1e999,"in":{"list":[{"a":1}]}}'
    expect(parseVars(text).tree).toEqual({ n: 1, in: {} })
  })

  it('keeps metrics with labels, and loses what is none', () => {
    const series = [{ labels: { l: 'x' }, counts: [1, 2], sum: 3 }]
    const told = [COUNTER, { ...HISTOGRAM, series }]
    const none = [
      ...[1, null, { n: 1 }, { ...COUNTER, type: 'summary' }, { ...HISTOGRAM, bounds: [], series }],
      { ...COUNTER, series: [{ labels: { l: 1 }, value: 1 }] },
    ]
    expect(parse({ n: 1, metrics: [...told, ...none] })).toEqual({
      cmdline: [],
      metrics: told,
      tree: { n: 1 },
    })
    expect(parse({ metrics: { n: 1 } })).toMatchObject({ metrics: [], tree: { metrics: { n: 1 } } })
  })

  it.each([null, 1, 'text', true, [1]])('that is %j and no object is refused', document => {
    expect(() => parse(document)).toThrow(NotVars)
  })

  it.each([{}, { requests: 'many' }, { memstats: { PauseNs: [1] } }])(
    'without a number, like %j, is refused',
    document => {
      expect(() => parse(document)).toThrow('no number')
    },
  )

  it('that is no JSON is told apart from one that cannot be used', () => {
    expect(() => parseVars('{"a":')).toThrow(SyntaxError)
  })

  it('may name anything, also what objects have by themselves', () => {
    const { tree } = parseVars('{"__proto__":{"polluted":1},"constructor":2,"toString":{"a":3}}')
    expect(readings(tree)).toEqual([
      ['__proto__.polluted', 1],
      ['constructor', 2],
      ['toString.a', 3],
    ])
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted')
    expect(JSON.parse(JSON.stringify(tree))).toHaveProperty('toString', { a: 3 })
  })
})

describe('the limits', () => {
  it('of depth: the deepest object allowed is read, one deeper is refused', () => {
    expect(readingsOf(parse(nested(DEPTH_MAX)).tree)).toHaveLength(1)
    expect(() => parse(nested(DEPTH_MAX + 1))).toThrow('nested deeper')
  })

  it('of depth hold for a document that nothing recursive would survive', () => {
    const deep = '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)
    expect(() => parseVars(deep)).toThrow('nested deeper')
    const array = `{"n":1,"list":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect(parseVars(array).tree).toEqual({ n: 1 })
  })

  it('of values: as many as allowed are read, one more is refused, texts count too', () => {
    expect(readingsOf(parse(numbers(VALUES_MAX)).tree)).toHaveLength(VALUES_MAX)
    expect(() => parse(numbers(VALUES_MAX + 1))).toThrow('more than')
    expect(() => parse({ ...numbers(VALUES_MAX), text: 'x' })).toThrow('more than')
    const metrics = [{ ...COUNTER, series: [...COUNTER.series, ...COUNTER.series] }]
    expect(parse({ ...numbers(VALUES_MAX - 2), metrics }).metrics).toEqual(metrics)
    expect(() => parse({ ...numbers(VALUES_MAX - 1), metrics })).toThrow('more than')
  })

  it('of names: the longest allowed is read, a longer one is refused', () => {
    expect(readingsOf(parse({ ['n'.repeat(NAME_CHARACTERS_MAX)]: 1 }).tree)).toHaveLength(1)
    expect(() => parse({ ['n'.repeat(NAME_CHARACTERS_MAX + 1)]: 1 })).toThrow('characters')
  })

  it('of texts: the longest allowed stays, a longer one is cut to it', () => {
    const longest = 'x'.repeat(TEXT_CHARACTERS_MAX)
    expect(parse({ n: 1, longest }).tree.longest).toBe(longest)
    expect(parse({ n: 1, longer: `${longest}y` }).tree.longer).toBe(longest)
  })

  it('of cmdline: as many arguments as allowed stay, none but texts', () => {
    const cmdline = Array.from({ length: ARGUMENTS_MAX + 1 }, (_, index) => String(index))
    expect(parse({ n: 1, cmdline }).cmdline).toEqual(cmdline.slice(0, ARGUMENTS_MAX))
    expect(parse({ n: 1, cmdline: ['a', 1, null, ['b'], 'c'] }).cmdline).toEqual(['a', 'c'])
  })

  it.each(['sales-api', 7, { 0: 'a' }, null])('a cmdline that is %j counts as none', cmdline => {
    expect(parse({ n: 1, cmdline })).toEqual({ cmdline: [], metrics: [], tree: { n: 1 } })
  })
})

describe('paths', () => {
  it('join names with dots, in the order of the document', () => {
    const { tree } = parse({ z: 1, memstats: { Sys: 2, gc: { n: 3 } }, a: 4, text: 'x' })
    expect(readings(tree)).toEqual([
      ['z', 1],
      ['memstats.Sys', 2],
      ['memstats.gc.n', 3],
      ['a', 4],
    ])
  })

  it('differ for different places, also when names have dots and backslashes', () => {
    const { tree } = parse({ 'a.b': 1, a: { b: 2 }, 'a\\': { b: 3 }, 'a\\.b': 4, '': { '': 5 } })
    const paths = readingsOf(tree).map(({ path }) => path)
    expect(paths).toEqual(['a\\.b', 'a.b', 'a\\\\.b', 'a\\\\\\.b', '.'])
    expect(new Set(paths).size).toBe(paths.length)
  })
})

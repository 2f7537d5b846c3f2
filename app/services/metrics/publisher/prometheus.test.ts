import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseVars, readingsOf } from '#foundation/expvar/expvar'
import { checkProperty } from '#foundation/testing/property'
import { Ledger } from '../ledger.ts'
import { parsePrometheusText, valueOf } from '../tests/prometheus-text.ts'
import { prometheusText } from './prometheus.ts'

const PREFIX = 'sales_'

/** What a scraper reads of a document that was collected just now. */
function scraped(vars: object) {
  const ledger = new Ledger(1000)
  const parsed = parseVars(JSON.stringify(vars))
  ledger.enter({ kind: 'read', vars: parsed, durationMs: 2.5 }, 0)
  return parsePrometheusText(prometheusText(ledger.report(500), PREFIX))
}

describe('a value', () => {
  it('has the prefix and its path for a name, its place for a help, and no type', () => {
    expect(scraped({ memstats: { Alloc: 7 } }).get('sales_memstats_Alloc')).toEqual({
      help: 'memstats.Alloc in /debug/vars',
      type: 'untyped',
      series: new Map([['sales_memstats_Alloc', 7]]),
    })
  })

  it.each([0.1, 1e-9, 123456.789, -0.5, 1e21, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE])(
    'of %d keeps all its digits',
    value => {
      expect(valueOf(scraped({ value }), 'sales_value')).toBe(value)
    },
  )

  it.each([
    ['GET /v1/kv/{key}', 'sales_GET__v1_kv__key_'],
    ['p99.9', 'sales_p99_9'],
    ['9lives', 'sales_9lives'],
    ['größe', 'sales_gr__e'],
    ['a:b', 'sales_a_b'],
    ['', 'sales_'],
  ])('named %j becomes a valid name', (name, expected) => {
    expect(valueOf(scraped({ [name]: 1 }), expected)).toBe(1)
  })

  it('whose name would be that of another is told apart by its path, and so is the other', () => {
    const families = scraped({ 'a-b': 1, a: { b: 2 }, 'a.b': 3, c: 4 })
    expect(families.get('sales_a_b')?.series).toEqual(
      new Map([
        ['sales_a_b{path="a-b"}', 1],
        ['sales_a_b{path="a.b"}', 2],
        ['sales_a_b{path="a\\\\.b"}', 3],
      ]),
    )
    expect(valueOf(families, 'sales_c')).toBe(4)
  })

  it('cannot pass for the health of the collector', () => {
    const families = scraped({ collector: { up: 99 } })
    expect(valueOf(families, 'sales_collector_up')).toBe(99)
    expect(valueOf(families, 'collector_up')).toBe(1)
  })
})

it('any document at all becomes text that can be read, with every number in it', async () => {
  const name = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a', 'a.b', 'b', '"\\\n', '-'))
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
  const document = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value)))
  await checkProperty('app/services/metrics/publisher/prometheus.test.ts', document, 200, vars => {
    const { tree } = parseVars(JSON.stringify({ ...vars, always: 1 }))
    const values = [...scraped({ ...vars, always: 1 })]
      .filter(([family]) => family.startsWith(PREFIX))
      .flatMap(([, { series }]) => [...series.values()])
    const expected = readingsOf(tree).map(reading => reading.value)
    expect(values.sort()).toEqual(expected.sort())
  })
})

describe('the health of the collector', () => {
  it('is told with types, in seconds', () => {
    const families = scraped({ n: 1 })
    expect(valueOf(families, 'collector_up')).toBe(1)
    expect(valueOf(families, 'collector_stale')).toBe(0)
    expect(valueOf(families, 'collector_last_success_age_seconds')).toBe(0.5)
    expect(valueOf(families, 'collector_duration_seconds')).toBe(0.0025)
    expect(valueOf(families, 'collector_collections_total')).toBe(1)
    expect(families.get('collector_up')?.type).toBe('gauge')
    expect(families.get('collector_failures_total')?.type).toBe('counter')
    expect(families.get('collector_failures_total')?.series).toEqual(
      new Map(
        ['unreachable', 'timeout', 'status', 'too_large', 'malformed', 'unusable'].map(reason => [
          `collector_failures_total{reason="${reason}"}`,
          0,
        ]),
      ),
    )
  })

  it('leaves out what is not known before the first collection', () => {
    const families = parsePrometheusText(prometheusText(new Ledger(1000).report(0), PREFIX))
    expect(valueOf(families, 'collector_up')).toBe(0)
    expect([...families.keys()]).not.toContain('collector_last_success_age_seconds')
    expect([...families.keys()].filter(name => name.startsWith(PREFIX))).toEqual([])
  })
})

describe('the reader of these tests', () => {
  it.each([
    'x 1\n',
    '# HELP x y\nx 1\n',
    '# HELP x y\n# TYPE x untyped\nx 1',
    '# HELP x y\n# TYPE x untyped\nx 1\nx 1\n',
    '# HELP x y\n# TYPE x untyped\nx{a="1",a2="\\q"} 1\n',
    '# HELP x y\n# TYPE x untyped\nx-y 1\n',
    '# HELP x y\n# TYPE x untyped\nx NaNa\n',
    '# HELP x y\n# TYPE x wrong\nx 1\n',
  ])('refuses %j', text => {
    expect(() => parsePrometheusText(text)).toThrow(/: |no end/)
  })
})

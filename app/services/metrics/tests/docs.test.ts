import fs from 'node:fs'
import { expect, it } from 'vitest'
import { namedSettings } from '#foundation/conf/conf'
import {
  DEPTH_MAX,
  NAME_CHARACTERS_MAX,
  TEXT_CHARACTERS_MAX,
  VALUES_MAX,
} from '#foundation/expvar/expvar'
import { Registry } from 'prom-client'
import { program, settings } from '../config.ts'
import { Ledger } from '../ledger.ts'
import { registerOwn } from '../registry.ts'

const PAGE = new URL('../../../../docs/tour/metrics-service.md', import.meta.url)
const page = fs.readFileSync(PAGE, 'utf8')

/** Of all tables of the page. */
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| '))
  .map(line => line.slice(2, -2).split(' | '))

const codeOf = (cell = ''): string | undefined => /^`([^`]*)`$/.exec(cell)?.[1]

it('the page has every setting with its default and what it sets, and no others', () => {
  const documented = rows.filter(([cell = '']) => cell.startsWith('`METRICS_'))
  const existing = namedSettings(program, settings).map(({ env, setting }) => [
    `\`${env}\``,
    setting.fallback === '' ? 'empty' : `\`${setting.fallback}\``,
    setting.help,
  ])
  expect(documented).toEqual(existing)
})

it('the page has every metric of the collector and its publishers, and no others', () => {
  const registry = new Registry()
  registerOwn(registry, new Map(), () => new Ledger(1000).report(0).health)
  const existing = registry
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter(name => /^(collector|publisher)_/.test(name))
  const documented = rows
    .map(([cell]) => codeOf(cell))
    .filter(name => /^(collector|publisher)_/.test(name ?? ''))
  expect(documented).toEqual(existing)
})

it('the page has the limits of a document', () => {
  const limits = new Map(rows.map(([what = '', limit = '']) => [what, limit]))
  const shown = (count: number): string => count.toLocaleString('en')
  expect(limits.get('its numbers, texts and series')).toBe(shown(VALUES_MAX))
  expect(limits.get('its depth')).toBe(`${shown(DEPTH_MAX)} objects`)
  expect(limits.get('a name in it')).toBe(`${shown(NAME_CHARACTERS_MAX)} characters`)
  expect(limits.get('a text in it')).toBe(`${shown(TEXT_CHARACTERS_MAX)} characters`)
})

/** Alerts and dashboards: what they ask for exists, what they link to exists, and each alert is seen to fire and to stay quiet. */
import { execFileSync } from 'node:child_process'
import fs, { readFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { Page } from '#app/tooling/docs/page'
import type { Metrics } from './expressions.ts'
import { dashboards } from '../observe/dashboards.ts'
import { grafanaJson } from '../observe/panels.ts'
import { toldMetrics, unknownIn } from './expressions.ts'
import { hasCommand, ROOT } from './rendered.ts'

const OBSERVE = join(ROOT, 'zarf/observe')
const hasPromtool = hasCommand('promtool')
if (!hasPromtool) {
  console.warn(
    'skipped: unit tests of alerts, and the syntax of dashboards, because promtool (Debian: prometheus) is not here',
  )
}

type Rule = { readonly expr: string; readonly labels: Readonly<Record<string, string>> }
type Alert = Rule & {
  readonly alert: string
  readonly annotations: Readonly<Record<'summary' | 'dashboard' | 'runbook', string>>
}
type Rules = {
  readonly groups: readonly { readonly rules: readonly (Alert | (Rule & { record: string }))[] }[]
}
type Tests = {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string
      readonly exp_alerts: readonly unknown[]
    }[]
  }[]
}

const read = (path: string): unknown => parse(readFileSync(join(OBSERVE, path), 'utf8'))
const rules = (read('alerts.yaml') as Rules).groups.flatMap(group => group.rules)
const alerts = rules.filter(rule => 'alert' in rule)

const told: Metrics = new Map([
  ...toldMetrics(),
  ...rules.flatMap(rule =>
    'record' in rule ? [[rule.record, { isHistogram: false, labels: ['slo'] }] as const] : [],
  ),
])

describe('names and labels', () => {
  it.each([
    ['node_append_second', 'node_append_second'],
    ['rate(node_append_seconds[5m])', 'node_append_seconds'],
    ['store_revision{stream="a"}', 'store_revision{stream}'],
    ['sum by (server, le) (rate(node_append_seconds_bucket[5m]))', 'server'],
    [
      'sum(rate(http_requests_total{status=~"5..", path="x"}[5m])) > 0',
      'http_requests_total{path}',
    ],
    ['1 + 1', 'no metric in 1 + 1'],
  ])('of %s are not all told', (expression, unknown) => {
    expect(unknownIn(expression, told)).toEqual([unknown])
  })

  it.each(rules)('of rule %# are told by the services', ({ expr }) => {
    expect(unknownIn(expr, told)).toEqual([])
  })
})

describe.each(alerts)('alert $alert', ({ alert, labels, annotations }) => {
  it('says how urgent it is, what is wrong, and what to do, in a section that exists', () => {
    expect(labels.severity).toMatch(/^(page|ticket)$/)
    expect(annotations.summary).toContain('{{ $labels.')
    expect(dashboards.map(({ uid }) => uid)).toContain(annotations.dashboard)
    const [path = '', anchor = ''] = annotations.runbook.split('#')
    expect(path).toMatch(/^docs\/operating\//)
    expect(new Page(path).anchors).toContain(anchor)
  })

  it('is in the table of the docs, with its severity', () => {
    const page = readFileSync(join(ROOT, 'docs/operating/alerts.md'), 'utf8')
    expect(page).toContain(`| \`${alert}\` | ${String(labels.severity)} | `)
  })

  it('is tested to fire, and to stay quiet', () => {
    const { tests } = read('alerts.test.yaml') as Tests
    const cases = tests
      .flatMap(test => test.alert_rule_test)
      .filter(({ alertname }) => alertname === alert)
    expect(cases.map(({ exp_alerts: fired }) => fired.length > 0)).toEqual(
      expect.arrayContaining([true, false]),
    )
  })
})

it.skipIf(!hasPromtool)(
  'the tests of the alerts pass',
  () => {
    execFileSync('promtool', ['test', 'rules', join(OBSERVE, 'alerts.test.yaml')], {
      stdio: 'pipe',
    })
  },
  600_000,
)

const panels = dashboards.flatMap(dashboard => dashboard.panels)
/** As Grafana fills them in. */
const expressions = panels
  .flatMap(({ queries }) => queries)
  .map(([expression]) =>
    expression
      .replaceAll('$__rate_interval', '5m')
      .replaceAll('$__range_s', '3600')
      .replaceAll('$__range', '1h'),
  )

describe.each(dashboards)('dashboard $title', dashboard => {
  it('is the file of its uid', () => {
    const file = join(OBSERVE, 'dashboards', `${dashboard.uid}.json`)
    expect(readFileSync(file, 'utf8')).toBe(grafanaJson(dashboard))
  })

  it.each(dashboard.panels)('asks, and says what to conclude: $title', panel => {
    expect(panel.title).toMatch(/\?$/)
    expect(panel.description).toMatch(/\.$/)
    for (const [expression, legend] of panel.queries) {
      const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      const drawn = expression.replaceAll('$__range_s', '1')
      expect(unknownIn(`max by (${labels.join(', ')}) (${drawn})`, told)).toEqual([])
    }
  })

  it('has panels whose titles differ', () => {
    const titles = dashboard.panels.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })
})

it.skipIf(!hasPromtool)('the expressions of the dashboards are PromQL', () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'dashboards-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const file = join(directory, 'rules.yaml')
  const rules = expressions.map((expr, at) => ({ record: `of:panel:${String(at)}`, expr }))
  fs.writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }))
  execFileSync('promtool', ['check', 'rules', file], { stdio: 'pipe' })
})

/** The alerts on lines: a real vmalert evaluates them, with the flags of compose; what answers it stands in for VictoriaLogs. */
import fs, { readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { until } from '#foundation/program/program'
import { Page } from '#app/tooling/docs/page'
import { dashboards } from '../observe/dashboards.ts'
import { MetricsStack } from './metrics-stack.ts'
import { hasCommand, ROOT } from './rendered.ts'

type Rule = {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<'summary' | 'dashboard' | 'runbook', string>>
}
const file = join(ROOT, 'zarf/observe/log-alerts.yaml')
const { groups } = parse(readFileSync(file, 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap(group => group.rules)

it.each(rules)('alert $alert says what to do, in a section that exists', rule => {
  const [page = '', anchor = ''] = rule.annotations.runbook.split('#')
  expect(new Page(page).anchors).toContain(anchor)
  expect(dashboards.map(({ uid }) => uid)).toContain(rule.annotations.dashboard)
  const alerts = readFileSync(join(ROOT, 'docs/operating/alerts.md'), 'utf8')
  expect(alerts).toContain(`| \`${rule.alert}\` | ${rule.labels.severity} |`)
})

it.skipIf(!hasCommand('vmalert'))(
  'vmalert asks for the lines, tells of those that are too many, and when they are over',
  async () => {
    await using started = new AsyncDisposableStack()
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'log-alerts-'))
    started.defer(() => {
      fs.rmSync(directory, { recursive: true })
    })
    const queries: (string | null)[] = []
    let lines = 0
    const server = http.createServer((request, response) => {
      void text(request).then(body => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in')
        queries.push(searchParams.get('query') ?? new URLSearchParams(body).get('query'))
        // What the filter at the end of the query leaves of them.
        const metric = { __name__: 'lines', service: 'sales-api', component: 'expiry' }
        const result = lines > 5 ? [{ metric, value: [Date.now() / 1000, String(lines)] }] : []
        response.writeHead(pathname === '/select/logsql/stats_query' ? 200 : 404)
        response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    started.defer(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const stack = started.use(
      await MetricsStack.startLogAlerts(directory, `127.0.0.1:${String(port)}`),
    )
    const asked = async (): Promise<void> => {
      const before = queries.length
      await until(
        () => queries.length >= before + 2 || undefined,
        () => 'vmalert does not ask',
      )
    }
    await asked()
    expect([...new Set(queries)]).toEqual(rules.map(({ expr }) => expr))
    expect(stack.delivered).toEqual([])
    const told = async (isResolved: boolean) =>
      await until(
        () => stack.delivered.find(alert => alert.isResolved === isResolved),
        () => `not delivered: ${JSON.stringify(stack.delivered)}`,
      )
    lines = 7
    expect(await told(false)).toMatchObject({
      alertname: 'ComponentLogsErrors',
      severity: 'ticket',
      summary: 'expiry of sales-api has logged 7 errors within ten minutes',
    })
    lines = 0
    await told(true)
  },
)

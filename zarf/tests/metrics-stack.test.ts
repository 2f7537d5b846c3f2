/**
 * VictoriaMetrics, vmagent and vmalert, which scrape the real services and take what the sidecar sends by OTLP: what dashboards
 * ask for is there by both ways, and an alert reaches who is told.
 */
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '#foundation/program/free-ports'
import { Program, until } from '#foundation/program/program'
import { MAIN as PAYMENT } from '#app/services/payment-api/tests/payment-service'
import { startProfile } from '#app/services/profile-api/tests/profile-service'
import { TestService } from '#business/web/service/testing/test-service'
import { Service } from '#app/services/sales-api/tests/service'
import { dashboards } from '../observe/dashboards.ts'
import { MetricsStack } from './metrics-stack.ts'
import { Others } from './others.ts'
import { hasCommand, ROOT } from './rendered.ts'

const TOOLS = ['victoria-metrics', 'vmagent', 'vmalert']
const isHere = TOOLS.every(hasCommand)
if (!isHere) {
  console.warn(
    `skipped: tests that run ${TOOLS.join(', ')}, because they are not here: zarf/scripts/victoria-metrics says where they are`,
  )
}

/** Of one scrape of the test, there are about this many in the time that a rate looks at. */
const AS_GRAFANA_FILLS_IN = [
  ['$__rate_interval', '30s'],
  ['$__range_s', '300'],
  ['$__range', '5m'],
  ['$service', '.*'],
] as const

/** Metrics that a way does not have, each with the reason. What is neither here nor there makes the test fail. */
const EMPTY: Readonly<Record<'scrape' | 'otlp', readonly (readonly [RegExp, string])[]>> = {
  scrape: [
    [/postgres_lag_bytes/, 'no service has a replica here'],
    [/tls_valid/, 'no service has a certificate here'],
  ],
  otlp: [
    [/postgres_lag_bytes/, 'no service has a replica here'],
    [/tls_valid/, 'no service has a certificate here'],
    [/\bup\{/, 'only a scrape makes it'],
  ],
}

/** What a way must have at least, or the lists above leave too much out. */
const WANTED_MIN = 20
/** Between two rounds of requests. */
const ROUND_MS = 500

const METRICS = join(ROOT, 'app/services/metrics/main.ts')
const COB = { valor: { original: '37.00' }, chave: 'loja@example.org' }

let sales: Service
let profile: TestService
let payment: TestService
let sidecar: Program
let sidecarPorts: readonly number[]
let stack: MetricsStack
/** Rounds so far. */
let asked = 0

/** Of the services the one at this place. */
function startSidecar(at: number): Program {
  const { debugUrl } = [sales, profile, payment][at] ?? sales
  return new Program(METRICS, [
    `--web-debug-host=127.0.0.1:${String(sidecarPorts[at])}`,
    `--collect-from=${debugUrl}/debug/vars`,
    '--publish-to=otlp',
    `--otlp-endpoint=${stack.url}/opentelemetry`,
  ])
}

/** Of what each panel shows there is some. */
async function ask(): Promise<void> {
  const at = String(++asked)
  const json = { 'Content-Type': 'application/json' }
  const answers = await Promise.all([
    fetch(`${sales.url}/v1/kv/key-${at}`, { method: 'PUT', body: 'x' }),
    fetch(`${sales.url}/v1/kv/key-${at}`),
    fetch(`${sales.url}/v1/kv/none-${at}`),
    fetch(`${profile.url}/v1/profiles?limit=1`),
    fetch(`${payment.url}/v1/cob/charge${at.padStart(24, '0')}`, {
      method: 'PUT',
      headers: json,
      body: JSON.stringify(COB),
    }),
  ])
  for (const answer of answers) await answer.arrayBuffer()
  await commands([
    `SET resp-key ${at}`,
    'GET resp-key',
    'XLEN resp-key',
    `XADD resp-stream * n ${at}`,
    ...(asked === 1 ? ['XGROUP CREATE resp-stream group 0'] : []),
    'XREADGROUP GROUP group me COUNT 1 STREAMS resp-stream >',
  ])
}

/** Resolves when the last one is answered. */
async function commands(lines: readonly string[]): Promise<void> {
  const socket = net.connect(sales.respPort, '127.0.0.1')
  socket.end([...lines, 'ECHO last-of-them', ''].join('\r\n'))
  let replies = ''
  for await (const chunk of socket) replies += String(chunk)
  expect(replies).toContain('last-of-them')
}

/** In this order, and back. */
const started = new AsyncDisposableStack()

beforeAll(async () => {
  if (!isHere) return
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'metrics-stack-'))
  started.defer(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })
  sales = started.use(await Service.start())
  profile = started.use(await startProfile())
  const args = [`--events-sales-url=${sales.url}`]
  payment = started.use(await TestService.start(PAYMENT, () => ({ args })))
  sidecarPorts = await freePorts(3)
  const targets = {
    'sales-api': Number(new URL(sales.debugUrl).port),
    'profile-api': Number(new URL(profile.debugUrl).port),
    'payment-api': Number(new URL(payment.debugUrl).port),
    metrics: sidecarPorts[0] ?? 0,
    'fluent-bit': started.use(await Others.start()).port,
  }
  stack = started.use(await MetricsStack.start(directory, targets, 'TargetDown'))
  sidecar = startSidecar(0)
  started.defer(async () => {
    await sidecar.kill()
  })
  for (const other of [startSidecar(1), startSidecar(2)]) {
    started.defer(async () => {
      await other.kill()
    })
    await other.logged('ready')
  }
  await sidecar.logged('ready')
  let round = Promise.resolve()
  const clients = setInterval(() => {
    round = round.then(ask)
  }, ROUND_MS)
  started.defer(async () => {
    clearInterval(clients)
    await round
  })
})

afterAll(async () => {
  await started.disposeAsync()
})

const expressions = dashboards
  .flatMap(({ panels }) => panels)
  .flatMap(({ queries }) => queries.map(([expression]) => expression))

function filledIn(expression: string, instance: string): string {
  return AS_GRAFANA_FILLS_IN.reduce(
    (filled, [name, value]) => filled.replaceAll(name, value),
    expression.replaceAll('$instance', instance),
  )
}

describe.skipIf(!isHere)('the stack', () => {
  it.each([
    ['scrape', 'sales-api|metrics|profile-api|payment-api'],
    ['otlp', os.hostname()],
  ] as const)('has, by %s, what every dashboard asks for', async (way, instance) => {
    // What is asked of programs that are not ours comes by a scrape alone, and is there either way.
    const reasonOf = (expression: string): string | undefined =>
      expression.includes('$service')
        ? EMPTY[way].find(([pattern]) => pattern.test(expression))?.[1]
        : undefined
    const wanted = expressions.filter(expression => reasonOf(expression) === undefined)
    expect(wanted.length).toBeGreaterThan(WANTED_MIN)
    for (const expression of wanted) {
      await until(
        async () => ((await stack.count(filledIn(expression, instance))) > 0 ? true : undefined),
        () => `nothing has come by ${way} for ${expression}`,
      )
    }
    // A reason that no longer holds has to go. A burn rate does not say by which way it came: both have what it is made of.
    for (const expression of expressions.filter(expression => reasonOf(expression) !== undefined)) {
      expect([expression, await stack.count(filledIn(expression, instance))]).toEqual([
        expression,
        0,
      ])
    }
  })

  it('knows services and instances for the choices of a dashboard', async () => {
    const services = await stack.labelValues('service', '{__name__=~"up|collector_up"}')
    expect(services).toEqual(['fluent-bit', 'metrics', 'payment-api', 'profile-api', 'sales-api'])
    const instances = await stack.labelValues('instance', '{__name__=~"up|collector_up"}')
    expect(instances).toEqual([...services, os.hostname()].toSorted())
  })

  it('tells of a target that is down, and that it is up again', async () => {
    const told = async (isResolved: boolean) =>
      await until(
        () =>
          stack.delivered.find(
            alert => alert.alertname === 'TargetDown' && alert.isResolved === isResolved,
          ),
        () => `not delivered: ${JSON.stringify(stack.delivered)}`,
      )
    await sidecar.kill()
    expect(await told(false)).toMatchObject({
      severity: 'page',
      service: 'metrics',
      summary: 'metrics metrics does not answer the scrape of its metrics',
      runbook: 'docs/operating/alerts.md#metrics-are-missing',
    })
    sidecar = startSidecar(0)
    await told(true)
    const others = stack.delivered.filter(({ alertname }) => alertname !== 'TargetDown')
    expect(others).toEqual([])
  })
})

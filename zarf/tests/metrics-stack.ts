/** VictoriaMetrics, vmagent and vmalert as processes, with the flags and files of compose, on free ports. Only for tests. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { freePorts } from '#foundation/program/free-ports'
import { environment, tied, until } from '#foundation/program/program'
import { ROOT } from './rendered.ts'

const OBSERVE = join(ROOT, 'zarf/observe')
/** Of compose, by part. What they tell from another part's port comes here by `addresses`. */
const compose = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        command: z.array(z.string()).default([]),
        ports: z.array(z.string()).default([]),
      }),
    ),
  })
  .parse(parse(fs.readFileSync(join(ROOT, 'zarf/compose/observe.yaml'), 'utf8'), { merge: true }))

const QUICK: Readonly<Record<string, readonly string[]>> = {
  // Seen at once, and on a small disk too.
  'victoria-metrics': [
    '-search.latencyOffset=0s',
    '-storage.minFreeDiskSpaceBytes=1MB',
    '-memory.allowedBytes=64MB',
  ],
  vmagent: ['-remoteWrite.flushInterval=200ms', '-memory.allowedBytes=64MB'],
  vmalert: ['-evaluationInterval=1s', '-rule.evalDelay=0s', '-remoteWrite.flushInterval=200ms'],
  'vmalert-logs': ['-evaluationInterval=1s', '-rule.evalDelay=0s'],
}

export type Delivered = {
  readonly alertname: string
  readonly service: string | undefined
  readonly severity: string
  readonly summary: string
  readonly runbook: string
  readonly isResolved: boolean
}

const delivery = z.array(
  z.object({
    endsAt: z.coerce.date(),
    labels: z.looseObject({
      alertname: z.string(),
      severity: z.string(),
      service: z.string().optional(),
    }),
    annotations: z.looseObject({ summary: z.string(), runbook: z.string() }),
  }),
)

/** What is scraped: its debug port, by the name of the service. */
export type Targets = Readonly<Record<string, number>>

const answer = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
})

export class MetricsStack implements AsyncDisposable {
  /** Since the start, in order. */
  readonly delivered: Delivered[] = []
  readonly #directory: string
  readonly #ends: (() => Promise<void>)[] = []
  /** `host:port` of this machine by the name that a part has in compose. */
  readonly #addresses = new Map<string, string>()

  /** Rules are those of the product, evaluated every second; an alert of `hasty` fires after a second of its trouble. */
  static async start(directory: string, targets: Targets, hasty: string): Promise<MetricsStack> {
    await using opening = new AsyncDisposableStack()
    const stack = opening.use(new MetricsStack(directory))
    const parts = ['victoria-metrics', 'vmagent', 'vmalert']
    const ports = await freePorts(parts.length)
    parts.forEach((part, at) => stack.#addresses.set(part, `127.0.0.1:${String(ports[at])}`))
    stack.#addresses.set('alertmanager', await stack.#receiveAlerts())
    fs.copyFileSync(join(OBSERVE, 'relabel.yaml'), join(directory, 'relabel.yaml'))
    fs.writeFileSync(join(directory, 'vmagent.yaml'), scrapeOf(targets))
    fs.writeFileSync(join(directory, 'alerts.yaml'), rulesOf('alerts.yaml', hasty))
    for (const part of parts) await stack.#startPart(part)
    opening.move()
    return stack
  }

  /** Only what evaluates the alerts on lines, every second. `logs` is the `host:port` of a VictoriaLogs. */
  static async startLogAlerts(directory: string, logs: string): Promise<MetricsStack> {
    await using opening = new AsyncDisposableStack()
    const stack = opening.use(new MetricsStack(directory))
    const [port] = await freePorts(1)
    stack.#addresses.set('vmalert-logs', `127.0.0.1:${String(port)}`)
    stack.#addresses.set('victoria-logs', logs)
    stack.#addresses.set('alertmanager', await stack.#receiveAlerts())
    fs.writeFileSync(join(directory, 'log-alerts.yaml'), rulesOf('log-alerts.yaml'))
    await stack.#startPart('vmalert-logs')
    opening.move()
    return stack
  }

  private constructor(directory: string) {
    this.#directory = directory
  }

  get url(): string {
    return `http://${this.#addresses.get('victoria-metrics') ?? ''}`
  }

  /** How many series an expression has now. */
  async count(expression: string): Promise<number> {
    const url = `${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`
    const response = await fetch(url)
    const body: unknown = await response.json()
    if (response.status !== 200) throw new Error(`${expression}: ${JSON.stringify(body)}`)
    return answer.parse(body).data.result.length
  }

  async labelValues(label: string, selector: string): Promise<readonly string[]> {
    const query = `match[]=${encodeURIComponent(selector)}`
    const response = await fetch(`${this.url}/api/v1/label/${label}/values?${query}`)
    return z.object({ data: z.array(z.string()) }).parse(await response.json()).data
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.toReversed()) await end()
  }

  /** With compose's flags, of which places become those of this machine. */
  async #startPart(part: string): Promise<void> {
    const address = this.#addresses.get(part) ?? ''
    const given = compose.services[part]?.command ?? []
    const flags = given.flatMap(flag =>
      flag.startsWith('-httpListenAddr')
        ? []
        : flag
            .replace('=/data', `=${join(this.#directory, part)}`)
            .replace('=/etc/', `=${this.#directory}/`)
            .replace(
              /http:\/\/([a-z-]+):\d+/,
              (_, name: string) => `http://${this.#addresses.get(name) ?? name}`,
            ),
    )
    const own = [`-httpListenAddr=${address}`, ...(QUICK[part] ?? [])]
    const [command = '', ...rest] = tied([
      part.replace('vmalert-logs', 'vmalert'),
      ...flags,
      ...own,
    ])
    const child = spawn(command, rest, {
      env: environment({}),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    const ended = new Promise<void>(resolve =>
      child.once('close', () => {
        resolve()
      }),
    )
    this.#ends.push(async () => {
      child.kill('SIGKILL')
      await ended
    })
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`${part} ended:\n${output}`)
        const response = await fetch(`http://${address}/health`).catch(() => undefined)
        return response?.ok ? true : undefined
      },
      () => `${part} does not answer:\n${output}`,
    )
  }

  /** As Alertmanager does. Resolves with the address. */
  async #receiveAlerts(): Promise<string> {
    const server: Server = createServer((request, response) => {
      void text(request).then(body => {
        if (request.url !== '/api/v2/alerts') {
          response.writeHead(404).end()
          return
        }
        const now = Date.now()
        for (const { endsAt, labels, annotations } of delivery.parse(JSON.parse(body))) {
          const { alertname, severity, service } = labels
          const { summary, runbook } = annotations
          const isResolved = endsAt.getTime() <= now
          this.delivered.push({ alertname, severity, service, summary, runbook, isResolved })
        }
        response.end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    this.#ends.push(async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    })
    return `127.0.0.1:${String((server.address() as AddressInfo).port)}`
  }
}

const scrapeConfig = z.looseObject({
  global: z.object({ scrape_interval: z.string() }),
  scrape_configs: z.array(z.looseObject({ job_name: z.string() })),
})

/** Compose's of these targets, every second. Names are not asked for in a DNS, but stand where it would put them. */
function scrapeOf(targets: Targets): string {
  const file = parse(fs.readFileSync(join(OBSERVE, 'vmagent.yaml'), 'utf8')) as unknown
  const { scrape_configs: jobs } = scrapeConfig.parse(file)
  return stringify({
    global: { scrape_interval: '1s' },
    scrape_configs: jobs
      .filter(({ job_name }) => job_name in targets)
      .map(({ job_name, relabel_configs }) => ({
        job_name,
        relabel_configs,
        static_configs: [
          {
            targets: [`127.0.0.1:${String(targets[job_name])}`],
            labels: { __meta_dns_name: job_name },
          },
        ],
      })),
  })
}

const rulesFile = z.object({
  groups: z.array(
    z.looseObject({
      interval: z.string().optional(),
      rules: z.array(z.looseObject({ alert: z.string().optional() })),
    }),
  ),
})

function rulesOf(file: string, hasty?: string): string {
  const { groups } = rulesFile.parse(parse(fs.readFileSync(join(OBSERVE, file), 'utf8')))
  return stringify({
    groups: groups.map(group => ({
      ...group,
      interval: undefined,
      rules: group.rules.map(rule =>
        hasty !== undefined && rule.alert === hasty ? { ...rule, for: '1s' } : rule,
      ),
    })),
  })
}

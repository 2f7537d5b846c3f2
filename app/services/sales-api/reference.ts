/** Pages of the docs that follow from the code: settings from their table, metrics from where they are registered. */
import { Registry } from 'prom-client'
import { namedSettings } from '#foundation/conf/conf'
import { App } from '#foundation/web/app'
import { KvNode } from '#business/core/kv/testing/kv-node'
import {
  registerAppMetrics,
  registerEventLoop,
  registerProcessMetrics,
  registerTraceMetrics,
} from '#business/web/metrics/app-metrics'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { program, settings } from './config.ts'
import {
  registerBackupMetrics,
  registerCertificateMetrics,
  registerStoreMetrics,
} from './metrics/metrics.ts'
import { noTotals } from './resp/command/context.ts'
import { createCommands } from './resp/commands.ts'
import { registerRespMetrics } from './resp/metrics.ts'
import { respParts } from './resp/page.ts'
import { registerStreamMetrics } from './metrics/stream-metrics.ts'

const NOTE = '<!-- Made by make gen from the code. -->'

/** Node tells these on Linux only. They have a sentence of their own, so that the page is the same on every system. */
const LINUX_ONLY = new Set([
  'process_heap_bytes',
  'process_max_fds',
  'process_open_fds',
  'process_virtual_memory_bytes',
])

export function settingsPage(): string {
  const rows = namedSettings(program, settings).map(({ env, flag, setting }) => {
    const shown = setting.shown(setting.fallback)
    const fallback = shown === '' ? 'empty' : `\`${shown}\``
    return [`\`${env}\``, `\`--${flag}\``, fallback, setting.help]
  })
  return page(
    'Settings',
    'Every setting of sales-api. A flag wins over its variable, the variable over the default. The configuration in effect is ' +
      'logged at the start, with where each value came from. A value that cannot be read, or a flag that does not exist, ends ' +
      'the start with exit code 2 and all mistakes at once; so does a port that is in use. In a URL, the user, the password ' +
      'and parameters of the query that are named like a secret are shown nowhere.',
    'Durations are written like `250ms`, `30s`, `5m`, `1h`, `7d`, sizes like `64KiB`, `128MiB`, `2GiB`, addresses like ' +
      '`0.0.0.0:3000`; port 0 takes a free one.',
    table(['Variable', 'Flag', 'Default', 'What it sets'], rows),
  )
}

/** Of a service that never served: what is registered does not depend on it. */
export async function metricsPage(): Promise<string> {
  const node = await KvNode.start()
  using app = new App(node.host.clock, NO_REQUESTS)
  const own = new Registry()
  new RequestMetrics(own)
  registerAppMetrics(own, app)
  registerStoreMetrics(own, node.node)
  registerBackupMetrics(own, { times: {} })
  registerStreamMetrics(own, () => Promise.resolve([]))
  registerRespMetrics(own, createCommands(), { clients: new Map(), totals: noTotals() })
  registerCertificateMetrics(own, {
    resp: NO_CERTIFICATE,
    peer: NO_CERTIFICATE,
    etcd: NO_CERTIFICATE,
  })
  const process = new Registry()
  registerProcessMetrics(process, new Map())
  registerEventLoop(process, () => ({ p50: 0, p99: 0, max: 0 }))
  registerTraceMetrics(process, { sent: 0, lost: 0 })
  return page(
    'Metrics',
    'What `/metrics` on the debug port tells, in the text format of Prometheus, or as OpenMetrics where `Accept` asks for that.',
    '## Requests and store',
    metricsTable(own),
    '## Process',
    metricsTable(process),
    `On Linux also ${[...LINUX_ONLY].map(name => `\`${name}\``).join(', ')}.`,
  )
}

export function respPage(): string {
  return page("Redis's protocol", ...respParts(createCommands()))
}

const NO_CERTIFICATE = (): undefined => undefined

const NO_REQUESTS = {
  onFault: () => undefined,
  middleware: [],
  silentMiddleware: [],
  bodyBytesMax: { bytes: 0, json: 0 },
  bufferedBytesMax: 0,
  inFlightMax: 0,
  streamsMax: 0,
  deadlineMs: 0,
}

function metricsTable(registry: Registry): string {
  const rows = registry
    .getMetricsAsArray()
    .filter(({ name }) => !LINUX_ONLY.has(name))
    .map(metric => {
      const labels = labelsOf(metric).map(label => `\`${label}\``)
      // A word, whatever prom-client's types say.
      const type = String(metric.type)
      return [`\`${metric.name}\``, type, labels.join(', '), metric.help.replace(/\.$/, '')]
    })
  return table(['Name', 'Type', 'Labels', 'What it tells'], rows)
}

/** prom-client has them on every metric and in none of its types. */
function labelsOf(metric: object): string[] {
  const names: unknown = 'labelNames' in metric ? metric.labelNames : []
  return Array.isArray(names) ? names.map(String) : []
}

function page(title: string, ...parts: readonly string[]): string {
  return [`# ${title}`, NOTE, ...parts].join('\n\n') + '\n'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

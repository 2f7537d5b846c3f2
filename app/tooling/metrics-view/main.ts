/**
 * Shows the metrics of a service in the terminal, as they move, or one of its requests. See --help.
 *
 * Exit codes: 0 when it was asked to end; 1 when `--once` or `--trace` had nothing to show, or writing failed; 2 for arguments that are
 * wrong.
 */
import { Command, InvalidArgumentError, Option } from 'commander'
import { duration } from '#foundation/conf/conf'
import { refuseFlagsAsValues } from '#foundation/conf/flag-values'
import { messageOf, VarsClient } from '#foundation/expvar/client'
import { systemHost } from '#foundation/host/system'
import { printable } from '#foundation/terminal/printable'
import { keptRequests, keptText, keptUrl, NONE_KEPT } from '#business/web/requests/kept'
import { History } from './history.ts'
import type { Reading } from './readings.ts'
import { readings } from './readings.ts'
import { snapshot, summary } from './words.ts'

const INTERVAL_MS_MIN = 100
/** A day. Timers of Node end at once when they are asked for more than 24. */
const INTERVAL_MS_MAX = 86_400_000
/** A reading may take this long, or as long as the interval if that is longer: a busy service is slow, not down. */
const TIMEOUT_MS_MIN = 5000
/** Of a document. */
const BYTES_MAX = 4 * 1024 * 1024

const command = new Command('metrics-view')
  .description(
    'Shows rates, latencies, memory and event-loop delay of a service as moving plots. Without a terminal it prints a line for every reading.',
  )
  .option(
    '--endpoint <url>',
    'what to read: the metrics service, or the /debug/vars of a service',
    parsedUrl,
    'http://localhost:3001/metrics',
  )
  .addOption(
    new Option('--interval <duration>', 'between two readings, from 100ms to 1d')
      .argParser(parsedInterval)
      .default(1000, '1s'),
  )
  .option('--once', 'print every number once as plain text, and end', false)
  .addOption(
    new Option(
      '--trace <id>',
      'print where the time of the request with this trace id went, and end',
    )
      .argParser(parsedTraceId)
      .conflicts('once'),
  )
  .option(
    '--debug-url <url>',
    'of the debug port of the service, which is asked for --trace',
    parsedUrl,
    'http://localhost:4000',
  )
  .addHelpText(
    'after',
    '\nExamples:\n' +
      '  metrics-view\n' +
      '  metrics-view --endpoint http://localhost:4000/debug/vars --interval 500ms\n' +
      '  metrics-view --once | grep requests\n' +
      '  metrics-view --trace 4bf92f3577b34da6a3ce929d0e0e4736\n',
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
refuseFlagsAsValues(command)
const options = command.parse().opts<{
  endpoint: string
  interval: number
  once: boolean
  trace?: string
  debugUrl: string
}>()

const { endpoint, interval: intervalMs } = options
const { clock } = systemHost()
const timeoutMs = Math.max(TIMEOUT_MS_MIN, intervalMs)
const client = new VarsClient(clock, { url: endpoint, timeoutMs, bytesMax: BYTES_MAX })
const history = new History()
const stop = new AbortController()
// SIGHUP: the terminal was closed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop.abort()
  })
}
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // The reader of the output ended: `metrics-view | head`.
  if (code === 'EPIPE') process.exit(0)
  process.stderr.write(`metrics-view: cannot write: ${message}\n`)
  process.exit(1)
})

if (options.trace !== undefined) process.exitCode = await printRequest(options.trace)
else if (options.once) process.exitCode = await printOnce()
else if (process.stdout.isTTY && process.stdin.isTTY) await showDashboard()
else await printLines()
process.exit()

async function printOnce(): Promise<number> {
  let count = 0
  for await (const { outcome, moment } of feed()) {
    history.enter(outcome, moment)
    // Rates take two.
    if (++count === 2 || history.status.kind === 'down') break
  }
  const text = snapshot(history, endpoint, clock.now())
  const isUp = history.status.kind === 'up' && history.series.some(({ last }) => last !== undefined)
  await written(isUp ? process.stdout : process.stderr, text)
  return isUp ? 0 : 1
}

/** As `admin requests` does. */
async function printRequest(trace: string): Promise<number> {
  const debugUrl = new URL(options.debugUrl).origin
  try {
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutMs)])
    const headers = { accept: 'application/json' }
    const response = await fetch(keptUrl(debugUrl, { trace }), { headers, signal })
    const parsed = keptRequests.safeParse(await response.json())
    if (!parsed.success) throw new Error('This is no debug port of a service')
    const { requests } = parsed.data
    if (requests.length === 0) throw new Error(NONE_KEPT)
    await written(process.stdout, requests.map(request => `${keptText(request)}\n`).join(''))
    return 0
  } catch (error) {
    await written(process.stderr, `metrics-view: ${debugUrl}: ${printable(messageOf(error))}\n`)
    return 1
  }
}

async function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise(resolve => stream.write(text, resolve))
}

async function printLines(): Promise<void> {
  for await (const { outcome, moment } of feed()) {
    history.enter(outcome, moment)
    process.stdout.write(summary(history, endpoint, moment.wallMs))
  }
}

async function showDashboard(): Promise<void> {
  // Not loaded for scripts, which need it quick and have no use for it.
  const { show } = await import('./dashboard.ts')
  const { stdin, stdout } = process
  const { NO_COLOR: noColor = '' } = process.env
  const hasColor = noColor === ''
  const surroundings = { clock, readings: feed(), stop, stdin, stdout, hasColor }
  await show({ history, endpoint, intervalMs, ...surroundings })
}

function feed(): AsyncGenerator<Reading> {
  return readings(client, clock, intervalMs, stop.signal)
}

function parsedUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new InvalidArgumentError('Expected a URL like http://localhost:4000/debug/vars.')
}

function parsedTraceId(text: string): string {
  if (/^[\da-f]{32}$/.test(text)) return text
  throw new InvalidArgumentError('Expected 32 hexadecimal digits, in lower case.')
}

function parsedInterval(text: string): number {
  const { data } = duration.safeParse(text)
  if (data !== undefined && data >= INTERVAL_MS_MIN && data <= INTERVAL_MS_MAX) return data
  throw new InvalidArgumentError('Expected a duration like 500ms or 2s, from 100ms to 1d.')
}

/**
 * The service's values in Prometheus's text format, version 0.0.4, and the collector's health as `collector_*`. Whether a
 * value is a counter or a gauge is not to be seen in /debug/vars: all are `untyped`, which `rate()` takes as well.
 *
 * Names are made of the path with everything that is not allowed turned into `_`. Where that makes one name of several
 * paths, each keeps its series by a label `path`.
 */
import type { Reading } from '#foundation/expvar/expvar'
import { readingsOf } from '#foundation/expvar/expvar'
import type { Report } from '../ledger.ts'
import { vitalsOf } from './vitals.ts'

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
/** Reserved: no prefix may begin with it. */
export const OWN_PREFIX = 'collector_'

export function prometheusText({ tree, health }: Report, prefix: string): string {
  const byName = Map.groupBy(readingsOf(tree), ({ path }) => prefix + sanitized(path))
  const values = [...byName].map(([name, readings]) => {
    const paths = readings.map(({ path }) => path).join(', ')
    return family(name, `${paths} in /debug/vars`, 'untyped', seriesOf(readings))
  })
  const vitals = vitalsOf(health).map(({ name, help, kind, points }) => {
    const isTotal = kind === 'total'
    return family(
      `${OWN_PREFIX}${name}${isTotal ? '_total' : ''}`,
      help,
      isTotal ? 'counter' : 'gauge',
      points.map(({ value, reason }) => ({
        labels: reason === undefined ? '' : label('reason', reason),
        value,
      })),
    )
  })
  return [...values, ...vitals].join('')
}

type Series = { readonly labels: string; readonly value: number }

function seriesOf(readings: readonly Reading[]): Series[] {
  const isAlone = readings.length === 1
  return readings.map(({ path, value }) => ({
    labels: isAlone ? '' : label('path', path),
    value,
  }))
}

function family(name: string, help: string, type: string, series: readonly Series[]): string {
  if (series.length === 0) return ''
  const lines = series.map(({ labels, value }) => `${name}${labels} ${String(value)}\n`)
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

/** Without `:`, which is for the names of recording rules. The prefix begins with a letter, so a digit may be first here. */
function sanitized(path: string): string {
  return path.replaceAll(/\\(.)/gs, '$1').replaceAll(/[^a-zA-Z0-9_]/g, '_')
}

function label(name: string, value: string): string {
  return `{${name}="${escaped(value).replaceAll('"', '\\"')}"}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

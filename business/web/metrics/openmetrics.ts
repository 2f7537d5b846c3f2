/**
 * Metrics in the format of OpenMetrics 1.0, with exemplars: for a bucket of a histogram, the trace of a request that fell into
 * it. prom-client writes this format too, but renames its counters while it does, and they stay renamed.
 */

export const OPENMETRICS_MEDIA_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

type Labels = Readonly<Record<string, string | number | undefined>>

export type Exemplar = { readonly traceId: string; readonly value: number }

/** The exemplar of a bucket, if there is one. */
export type ExemplarOf = (metric: string, labels: Labels) => Exemplar | undefined

/** As prom-client's `getMetricsAsJSON` gives it. */
export type MetricData = {
  readonly name: string
  readonly help: string
  readonly type: unknown
  readonly values: readonly {
    readonly labels: Labels
    readonly value: number
    readonly metricName?: string
  }[]
}

const TOTAL = '_total'

export function openMetricsText(metrics: readonly MetricData[], exemplarOf: ExemplarOf): string {
  const lines: string[] = []
  for (const { name, help, type, values } of metrics) {
    const isCounter = type === 'counter'
    const family = isCounter && name.endsWith(TOTAL) ? name.slice(0, -TOTAL.length) : name
    lines.push(`# TYPE ${family} ${String(type)}`, `# HELP ${family} ${escaped(help)}`)
    for (const { labels, value, metricName = name } of values) {
      const sample = isCounter ? family + TOTAL : metricName
      const exemplar = metricName.endsWith('_bucket') ? exemplarOf(name, labels) : undefined
      lines.push(`${sample}${labelText(labels)} ${numberText(value)}${exemplarText(exemplar)}`)
    }
  }
  return [...lines, '# EOF', ''].join('\n')
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${escaped(labelValue(name, value))}"`],
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Bounds of buckets are numbers, and have to look like them. */
function labelValue(name: string, value: string | number): string {
  return name === 'le' && typeof value === 'number' ? numberText(value) : String(value)
}

function exemplarText(exemplar: Exemplar | undefined): string {
  return exemplar ? ` # {trace_id="${exemplar.traceId}"} ${numberText(exemplar.value)}` : ''
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return Number.isInteger(value) ? value.toFixed(1) : String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}

/** What /metrics tells, as numbers and labels for `/debug/vars`: a histogram has a number for each bucket, where /metrics has a line. */
import type { Metric } from '#foundation/expvar/metrics'
import type { MetricData } from './openmetrics.ts'

type Distribution = Extract<Metric, { type: 'histogram' }>['series'][number]

export function labelledMetrics(metrics: readonly MetricData[]): Metric[] {
  return metrics.flatMap((metric): Metric[] => {
    const { name, help, type, values } = metric
    if (type === 'histogram') return [histogramOf(metric)]
    if (type !== 'counter' && type !== 'gauge') return []
    const series = values
      .filter(({ value }) => Number.isFinite(value))
      .map(({ labels, value }) => ({ labels: textsOf(labels), value }))
    return [{ type, name, help, series }]
  })
}

/** Of each series prom-client has the buckets in their order, each with those before it, then the sum, then the count. */
function histogramOf({ name, help, values }: MetricData): Metric {
  const bounds: number[] = []
  const series: Distribution[] = []
  let counts: number[] = []
  let below = 0
  let sum = 0
  for (const { labels, value, metricName } of values) {
    if (metricName === `${name}_bucket`) {
      const { le } = labels
      if (series.length === 0 && typeof le === 'number') bounds.push(le)
      counts.push(value - below)
      below = value
    } else if (metricName === `${name}_sum`) sum = value
    else {
      series.push({ labels: textsOf(labels), counts, sum })
      counts = []
      below = 0
    }
  }
  return { type: 'histogram', name, help, bounds, series }
}

function textsOf(labels: MetricData['values'][number]['labels']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
}

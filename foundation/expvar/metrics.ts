/**
 * Metrics with labels: what a document in expvar's format may have under `metrics`, beside its numbers, for readers who ask for it. Values of
 * counters and histograms count from the start of the process, as Prometheus has them. To readers that do not know them they are an array,
 * and left out.
 */
import { z } from 'zod'

const labels = z.record(z.string(), z.string())
const name = z.string().min(1).describe('As in /metrics')
const help = z.string()
const value = z.strictObject({ labels, value: z.number() })
const distribution = z.strictObject({
  labels,
  counts: z
    .array(z.int().nonnegative())
    .describe(
      'Of the values up to each bound and above the one before; the last of those above all bounds',
    ),
  sum: z.number().describe('Of all values'),
})

export const metricSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('counter'), name, help, series: z.array(value) }),
  z.strictObject({ type: z.literal('gauge'), name, help, series: z.array(value) }),
  z.strictObject({
    type: z.literal('histogram'),
    name,
    help,
    bounds: z.array(z.number()),
    series: z.array(distribution),
  }),
])

export type Metric = z.infer<typeof metricSchema>

/** The query that asks a service for them. */
export const METRICS_ASKED = { with: 'metrics' } as const

/** Those that can be read: of an array of anything else, none. */
export function metricsIn(value: unknown): Metric[] {
  if (!Array.isArray(value)) return []
  return value.flatMap(one => metricSchema.safeParse(one).data ?? []).filter(isWhole)
}

/** Whether a histogram has a count for each of its buckets. */
function isWhole(metric: Metric): boolean {
  if (metric.type !== 'histogram') return true
  return metric.series.every(({ counts }) => counts.length === metric.bounds.length + 1)
}

/** Expressions in PromQL that many panels ask. */
import type { Panel } from './panels.ts'
import { CHOSEN } from './panels.ts'

/** Without probes. */
export const REQUESTS = `${CHOSEN},route!~"/v1/(liveness|readiness)"`
export const EACH = '{{service}} {{instance}}'

/** Of a histogram, half of the times and the slowest hundredth. */
export function quantiles(
  histogram: string,
  by = 'service, instance',
  legend = EACH,
): Panel['queries'] {
  return [0.5, 0.99].map(part => [
    `histogram_quantile(${String(part)}, sum by (${by}, le) (rate(${histogram}_bucket{${CHOSEN}}[$__rate_interval])))`,
    `${legend} p${String(part * 100)}`,
  ])
}

export const rate = (metric: string, by = 'service, instance', where = CHOSEN): string =>
  `sum by (${by}) (rate(${metric}{${where}}[$__rate_interval]))`

export const gauge = (metric: string): string => `${metric}{${CHOSEN}}`

export const burn = (window: string): readonly [string, string] => [
  `slo:burn_rate:${window}{service=~"$service"}`,
  `{{service}} {{slo}} ${window}`,
]

/** This program's own metrics: of its process, of its collector, of what it sends. */
import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { LineCounts } from '#foundation/logger/logger'
import { registerProcessMetrics } from '#business/web/metrics/app-metrics'
import type { Health } from './ledger.ts'
import { OWN_PREFIX } from './publisher/prometheus.ts'
import type { Delivery } from './publisher/publisher.ts'
import type { Vital, VitalPoint } from './publisher/vitals.ts'
import { vitalsOf } from './publisher/vitals.ts'

/** Counts what became of reports. */
export type CountDelivery = (publisher: string, delivery: Delivery) => void

export function registerOwn(
  registry: Registry,
  lines: LineCounts,
  health: () => Health,
): CountDelivery {
  registerProcessMetrics(registry, lines)
  for (const vital of vitalsOf(health())) {
    registerVital(registry, vital, () => {
      return vitalsOf(health()).find(({ name }) => name === vital.name)?.points ?? []
    })
  }
  const reports = new Counter({
    name: 'publisher_reports_total',
    help: 'Reports by publisher and what became of them',
    labelNames: ['publisher', 'outcome'],
    registers: [registry],
  })
  return (publisher, outcome) => {
    reports.inc({ publisher, outcome })
  }
}

function registerVital(
  registry: Registry,
  { name, kind, help }: Vital,
  points: () => readonly VitalPoint[],
): void {
  const options = {
    name: `${OWN_PREFIX}${name}${kind === 'total' ? '_total' : ''}`,
    help,
    labelNames: ['reason'],
    registers: [registry],
    collect(this: Gauge | Counter): void {
      this.reset()
      for (const { value, reason } of points()) {
        this.inc(reason === undefined ? {} : { reason }, value)
      }
    },
  }
  if (kind === 'gauge') new Gauge(options)
  else new Counter(options)
}

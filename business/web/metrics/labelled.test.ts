import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client'
import { expect, it } from 'vitest'
import { metricsIn } from '#foundation/expvar/metrics'
import { labelledMetrics } from './labelled.ts'

it('every series is told with its labels, of a histogram each bucket by itself, and what a document can have is read back', async () => {
  const registry = new Registry()
  const options = { labelNames: ['l'], registers: [registry] }
  new Counter({ name: 'done_total', help: 'Things', ...options }).inc({ l: 'a"b' }, 2)
  const gauge = new Gauge({ name: 'g', help: 'A gauge', ...options })
  gauge.set({ l: 'x' }, 0.5)
  gauge.set({ l: 'none' }, Number.NaN)
  const took = new Histogram({ name: 'took', help: 'Times', buckets: [1, 2], ...options })
  for (const [l, value] of [
    ['p', 0.5],
    ['p', 1],
    ['p', 1.5],
    ['p', 9],
    ['q', 2],
  ] as const) {
    took.observe({ l }, value)
  }
  new Histogram({ name: 'never', help: 'None', buckets: [1], ...options })
  new Summary({ name: 'parts', help: 'No way to add them up', ...options }).observe({ l: 's' }, 1)
  const metrics = labelledMetrics(await registry.getMetricsAsJSON())
  expect(metrics).toEqual([
    {
      type: 'counter',
      name: 'done_total',
      help: 'Things',
      series: [{ labels: { l: 'a"b' }, value: 2 }],
    },
    { type: 'gauge', name: 'g', help: 'A gauge', series: [{ labels: { l: 'x' }, value: 0.5 }] },
    {
      type: 'histogram',
      name: 'took',
      help: 'Times',
      bounds: [1, 2],
      series: [
        { labels: { l: 'p' }, counts: [2, 1, 1], sum: 12 },
        { labels: { l: 'q' }, counts: [0, 1, 0], sum: 2 },
      ],
    },
    { type: 'histogram', name: 'never', help: 'None', bounds: [], series: [] },
  ])
  expect(metricsIn(JSON.parse(JSON.stringify(metrics)))).toEqual(metrics)
})

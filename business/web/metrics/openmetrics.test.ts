import { Counter, Gauge, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { Operation } from '#foundation/web/contract'
import { RequestMetrics } from './metrics.ts'
import { openMetricsText } from './openmetrics.ts'

const NONE = () => undefined
const operation: Operation = { method: 'get', path: '/a', summary: '', tag: '', responses: {} }
const LABELS = 'method="GET",route="/a",status="200"'

async function textOf(registry: Registry, exemplarOf: RequestMetrics['exemplarOf'] = NONE) {
  return openMetricsText(await registry.getMetricsAsJSON(), exemplarOf)
}

describe('OpenMetrics text', () => {
  it('names a counter without its suffix and its samples with it, and ends with EOF', async () => {
    const registry = new Registry()
    for (const name of ['done_total', 'begun']) {
      new Counter({ name, help: 'Things', registers: [registry] }).inc(2)
    }
    expect(await textOf(registry)).toBe(
      '# TYPE done counter\n# HELP done Things\ndone_total 2.0\n' +
        '# TYPE begun counter\n# HELP begun Things\nbegun_total 2.0\n# EOF\n',
    )
  })

  it('escapes labels, and writes numbers as the format has them', async () => {
    const registry = new Registry()
    const gauge = new Gauge({ name: 'g', help: 'A\nb', labelNames: ['l'], registers: [registry] })
    gauge.labels({ l: 'a"b\\c\nd' }).set(0.5)
    gauge.labels({ l: 'none' }).set(Number.NaN)
    expect(await textOf(registry)).toBe(
      '# TYPE g gauge\n# HELP g A\\nb\ng{l="a\\"b\\\\c\\nd"} 0.5\ng{l="none"} NaN\n# EOF\n',
    )
  })

  it('leaves the registry as it was: Prometheus text has the same names before and after', async () => {
    const registry = new Registry()
    new Counter({ name: 'done_total', help: 'Things', registers: [registry] }).inc()
    const before = await registry.metrics()
    await textOf(registry)
    expect(await registry.metrics()).toBe(before)
  })
})

describe('exemplars', () => {
  const observed = { operation, status: 200 }

  it('are the trace of a request that fell into the bucket, also into the last one', async () => {
    const registry = new Registry()
    const requests = new RequestMetrics(registry)
    requests.observe({ ...observed, seconds: 0.001, traceId: 'bound', atMs: 0 })
    requests.observe({ ...observed, seconds: 60, traceId: 'slow', atMs: 0 })
    const lines = (await textOf(registry, requests.exemplarOf)).split('\n')
    const bucket = (le: string): string | undefined =>
      lines.find(line => line.startsWith(`http_request_duration_seconds_bucket{le="${le}"`))
    expect(bucket('0.0005')).toBe(`http_request_duration_seconds_bucket{le="0.0005",${LABELS}} 0.0`)
    expect(bucket('0.001')).toBe(
      `http_request_duration_seconds_bucket{le="0.001",${LABELS}} 1.0 # {trace_id="bound"} 0.001`,
    )
    expect(bucket('0.0025')).toBe(`http_request_duration_seconds_bucket{le="0.0025",${LABELS}} 1.0`)
    expect(bucket('+Inf')).toBe(
      `http_request_duration_seconds_bucket{le="+Inf",${LABELS}} 2.0 # {trace_id="slow"} 60.0`,
    )
  })

  it('stay for a second and make room for newer ones then', async () => {
    const registry = new Registry()
    const requests = new RequestMetrics(registry)
    const seen = async (): Promise<string | undefined> =>
      /trace_id="(\w+)"/.exec(await textOf(registry, requests.exemplarOf))?.[1]
    requests.observe({ ...observed, seconds: 1, traceId: 'first', atMs: 0 })
    requests.observe({ ...observed, seconds: 1, traceId: 'second', atMs: 999 })
    expect(await seen()).toBe('first')
    requests.observe({ ...observed, seconds: 1, traceId: 'third', atMs: 1000 })
    expect(await seen()).toBe('third')
  })
})

describe('figures of requests', () => {
  it('count all, errors from 500 on, and panics; percentiles are in seconds', () => {
    const requests = new RequestMetrics(new Registry())
    for (const status of [200, 404, 499, 500, 503]) {
      requests.observe({ operation, status, seconds: 0.02, traceId: '', atMs: 1 })
    }
    requests.countPanic()
    const { seconds, ...counts } = requests.figures(2)
    expect(counts).toEqual({ total: 5, errors: 2, panics: 1 })
    expect(seconds.p50).toBeCloseTo(0.02, 4)
    expect(seconds.p99).toBeCloseTo(0.02, 4)
  })
})

import { describe, expect, it } from 'vitest'
import { parseVars } from '#foundation/expvar/expvar'
import { systemHost } from '#foundation/host/system'
import { MisbehavingServer, silence, text } from '#foundation/testing/misbehaving'
import { Ledger } from '../ledger.ts'
import { OtlpReceiver } from '../tests/otlp-receiver.ts'
import { OtlpPublisher } from './otlp.ts'

const { clock } = systemHost()
const TIMEOUT_MS = 500

/** Of a document that was collected half a second ago. */
function reportOf(vars: object) {
  const ledger = new Ledger(1000)
  const parsed = parseVars(JSON.stringify(vars))
  ledger.enter({ kind: 'read', vars: parsed, durationMs: 2.5 }, 0)
  return ledger.report(500)
}

async function publish(endpoint: string, report = reportOf({ n: 1 })): Promise<void> {
  await new OtlpPublisher(clock, { endpoint: new URL(endpoint), timeoutMs: TIMEOUT_MS }).publish(
    report,
  )
}

describe('a report', () => {
  it('arrives with the name of the service and every value as a gauge named by its path', async () => {
    await using receiver = await OtlpReceiver.start()
    const before = Date.now()
    await publish(
      receiver.url,
      reportOf({ cmdline: ['/opt/sales-api'], requests: 7, memstats: { Fraction: 0.25 } }),
    )
    const [request] = receiver.requests
    expect(request).toMatchObject({ path: '/v1/metrics', contentType: 'application/x-protobuf' })
    expect(request?.service).toBe('sales-api')
    const values = request?.metrics.filter(({ scope }) => scope === 'debug/vars')
    expect(values).toMatchObject([
      { name: 'requests', kind: 'gauge', points: [{ value: 7, attributes: {} }] },
      { name: 'memstats.Fraction', kind: 'gauge', points: [{ value: 0.25, attributes: {} }] },
    ])
    const ms = values?.[0]?.points[0]?.timeMs ?? 0
    expect(ms).toBeGreaterThanOrEqual(before - 1)
    expect(ms).toBeLessThanOrEqual(Date.now() + 1)
  })

  it('arrives with counters, gauges and histograms that have labels, and a figure of the same name once', async () => {
    await using receiver = await OtlpReceiver.start()
    const labels = { route: '/v1/kv/{key}' }
    await publish(
      receiver.url,
      reportOf({
        requests: 3,
        store: { revision: 8 },
        metrics: [
          {
            type: 'counter',
            name: 'http_requests_total',
            help: '',
            series: [{ labels, value: 3 }],
          },
          { type: 'gauge', name: 'store_revision', help: '', series: [{ labels: {}, value: 8 }] },
          {
            type: 'histogram',
            name: 'http_request_duration_seconds',
            help: '',
            bounds: [0.1, 1],
            series: [{ labels, counts: [2, 0, 1], sum: 7.5 }],
          },
          { type: 'histogram', name: 'never', help: '', bounds: [], series: [] },
          'of another service',
        ],
      }),
    )
    const told = receiver.requests[0]?.metrics.filter(({ scope }) => scope === 'debug/vars')
    expect(told).toMatchObject([
      {
        name: 'http_requests_total',
        kind: 'monotonic sum',
        points: [{ value: 3, attributes: labels }],
      },
      { name: 'store_revision', kind: 'gauge', points: [{ value: 8 }] },
      {
        name: 'http_request_duration_seconds',
        kind: 'histogram',
        points: [{ value: 7.5, counts: [2, 0, 1], bounds: [0.1, 1], attributes: labels }],
      },
      { name: 'requests', kind: 'gauge', points: [{ value: 3 }] },
    ])
  })

  it('tells the health of the collector in a scope of its own', async () => {
    await using receiver = await OtlpReceiver.start()
    await publish(receiver.url)
    const vitals = receiver.requests[0]?.metrics.filter(({ scope }) => scope !== 'debug/vars')
    expect(vitals?.map(({ name, kind }) => [name, kind])).toEqual([
      ['collector.up', 'gauge'],
      ['collector.stale', 'gauge'],
      ['collector.last_success_age_seconds', 'gauge'],
      ['collector.duration_seconds', 'gauge'],
      ['collector.collections', 'monotonic sum'],
      ['collector.failures', 'monotonic sum'],
    ])
    expect(vitals?.[2]?.points).toMatchObject([{ value: 0.5 }])
    expect(vitals?.[5]?.points[1]).toMatchObject({ value: 0, attributes: { reason: 'timeout' } })
  })

  it('tells nothing of a value that is not there any more', async () => {
    await using receiver = await OtlpReceiver.start()
    const options = { endpoint: new URL(receiver.url), timeoutMs: TIMEOUT_MS }
    const publisher = new OtlpPublisher(clock, options)
    await publisher.publish(reportOf({ a: 1, gone: 2 }))
    await publisher.publish(reportOf({ a: 3 }))
    const names = receiver.requests.map(({ metrics }) =>
      metrics.filter(({ scope }) => scope === 'debug/vars').map(({ name }) => name),
    )
    expect(names).toEqual([['a', 'gone'], ['a']])
  })

  it('of a service that never said its name arrives as that of an unknown one', async () => {
    await using receiver = await OtlpReceiver.start()
    await publish(receiver.url, new Ledger(1000).report(0))
    expect(receiver.requests[0]?.service).toBe('unknown_service')
  })
})

describe('a receiver that', () => {
  it('does not listen makes the report fail, in time', async () => {
    await using server = await MisbehavingServer.start(silence)
    await server.down()
    await expect(publish(server.url)).rejects.toThrow()
  })

  it('does not answer makes the report fail, in time', async () => {
    await using server = await MisbehavingServer.start(silence)
    const startedAt = performance.now()
    await expect(publish(server.url)).rejects.toThrow()
    // The SDK's own patience is ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(8000)
  })

  it('refuses it makes the report fail, with its answer', async () => {
    await using server = await MisbehavingServer.start(text('no', 400))
    await expect(publish(server.url)).rejects.toThrow('400 Bad Request')
  })
})

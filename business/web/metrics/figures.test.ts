import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { registerFigures } from './figures.ts'

it.each([
  ['as text', (registry: Registry) => registry.metrics()],
  ['as JSON', async (registry: Registry) => JSON.stringify(await registry.getMetricsAsJSON())],
])('figures of a group are read once for all gauges that are collected %s', async (_, collect) => {
  const registry = new Registry()
  let reads = 0
  registerFigures(registry, 'http', () => {
    reads++
    return { requests_in_flight: reads, event_streams: reads + 100, buffered_bytes: reads + 200 }
  })
  for (const at of [1, 2]) {
    const told = await collect(registry)
    expect(reads).toBe(at)
    for (const value of [at, at + 100, at + 200]) {
      expect(told).toMatch(new RegExp(`http_\\w+ ${String(value)}\\n|"value":${String(value)}\\b`))
    }
  }
})

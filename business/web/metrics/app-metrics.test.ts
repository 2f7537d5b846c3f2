import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Vitals } from '#foundation/vitals/vitals'
import { registerEventLoop, registerProcessMetrics } from './app-metrics.ts'

it('the event loop is told alike to all who read it', async () => {
  using vitals = new Vitals(new SimulatedHost(1).clock)
  const registry = new Registry()
  registerProcessMetrics(registry, new Map())
  registerEventLoop(registry, () => vitals.read().delayMs)
  // The delay is that of a timer, which has to run before and after.
  const ticks = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 60))
  await ticks()
  const end = performance.now() + 300
  while (performance.now() < end) continue
  await ticks()
  for (const reader of ['a scrape', 'a sidecar']) {
    const text = await registry.metrics()
    const told = [...text.matchAll(/^nodejs_eventloop_lag_(\w*)seconds (\S+)/gm)]
    expect(
      told.map(([, name]) => name),
      reader,
    ).toEqual(['p50_', 'p99_', 'max_'])
    expect(Number(told.at(-1)?.[2]), reader).toBeGreaterThan(0.2)
  }
})

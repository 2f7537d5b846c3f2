import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import { Recent, WINDOW_MS } from './recent.ts'
import { Vitals } from './vitals.ts'

describe('percentiles of the recent past', () => {
  it('are of what was recorded, 0 of nothing', () => {
    const recent = new Recent()
    expect(recent.percentiles([50, 99], 0)).toEqual([0, 0])
    for (let value = 1; value <= 100; value++) recent.record(value, 1)
    expect(recent.percentiles([50, 99], 2)).toEqual([50, 99])
  })

  it('cover at least one window and at most two', () => {
    const recent = new Recent()
    recent.record(7, WINDOW_MS)
    expect(recent.percentiles([99], 3 * WINDOW_MS - 1)).toEqual([7])
    expect(recent.percentiles([99], 4 * WINDOW_MS)).toEqual([0])
  })

  it('forget everything when nothing was recorded for long, whichever is asked first', () => {
    const recent = new Recent()
    recent.record(7, 0)
    recent.record(9, 5 * WINDOW_MS)
    expect(recent.percentiles([1, 99], 5 * WINDOW_MS)).toEqual([9, 9])
  })
})

describe('vital signs', () => {
  it('count garbage collections and their time, which never fall', async () => {
    using vitals = new Vitals(systemHost().clock)
    const before = vitals.read()
    const after = await until(
      () => {
        for (let round = 0; round < 1000; round++) new Array<object>(1000).fill({ round })
        const now = vitals.read()
        return now.collections > before.collections + 1 ? now : undefined
      },
      () => 'nothing was collected',
    )
    expect(after.collectionPausesNs).toBeGreaterThan(before.collectionPausesNs)
    expect(Number.isInteger(after.collectionPausesNs)).toBe(true)
    expect(after.cpuSeconds).toBeGreaterThan(before.cpuSeconds)
  })

  it('show an event loop that was blocked, and forget it two windows later', async () => {
    const { clock } = new SimulatedHost(1)
    using vitals = new Vitals(clock)
    // The delay is that of a timer, which has to run before and after.
    const ticks = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 60))
    await ticks()
    const end = performance.now() + 300
    while (performance.now() < end) continue
    await ticks()
    const blocked = vitals.read()
    expect(blocked.delayMs.max).toBeGreaterThan(200)
    expect(blocked.utilization).toBeGreaterThan(0.2)
    // Other programs may keep the loop waiting too, but not each time.
    await until(
      async () => {
        clock.advance(2 * WINDOW_MS)
        await ticks()
        return vitals.read().delayMs.max < 200 || undefined
      },
      () => 'it is not forgotten',
    )
  })

  it('have limits and sizes of memory as whole bytes', () => {
    using vitals = new Vitals(new SimulatedHost(1).clock)
    const { heapUsedBytes, heapTotalBytes, heapLimitBytes, residentBytes } = vitals.read()
    expect(heapUsedBytes).toBeLessThan(heapLimitBytes)
    for (const bytes of [heapUsedBytes, heapTotalBytes, heapLimitBytes, residentBytes]) {
      expect(bytes).toBeGreaterThan(1024 ** 2)
      expect(Number.isInteger(bytes)).toBe(true)
    }
  })
})

/** How the process itself fares: garbage collection, event loop, memory, processor time. */
import type { EventLoopUtilization } from 'node:perf_hooks'
import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'
import v8 from 'node:v8'
import type { Clock, Timer } from '#foundation/host/host'
import { WINDOW_MS } from './recent.ts'

/** The delay is sampled this often; what is measured without any delay is subtracted. */
const DELAY_SAMPLE_MS = 20
const NS_PER_MS = 1e6

export type VitalSigns = {
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  readonly heapLimitBytes: number
  /** Outside of V8's heap: buffers, the memtable. */
  readonly externalBytes: number
  readonly residentBytes: number
  readonly collections: number
  /** Never falls. */
  readonly collectionPausesNs: number
  /** User and system, of all threads. */
  readonly cpuSeconds: number
  /** How much later than it should the event loop got round to a timer, in the last one or two windows. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Which part of the time the event loop was busy in the last one or two windows. */
  readonly utilization: number
  /** What keeps the event loop alive: sockets, timers, requests to the thread pool. */
  readonly activeResources: number
}

type Window = {
  readonly delay: ReturnType<typeof monitorEventLoopDelay>
  readonly elu: EventLoopUtilization
}

export class Vitals implements Disposable {
  readonly #clock: Clock
  readonly #observer: PerformanceObserver
  #collections = 0
  #pausesMs = 0
  /** Two, so that there is always a full one to tell of. */
  #previous: Window
  #current: Window
  #timer: Timer

  constructor(clock: Clock) {
    this.#clock = clock
    this.#observer = new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) {
        this.#collections++
        this.#pausesMs += duration
      }
    })
    this.#observer.observe({ entryTypes: ['gc'] })
    this.#current = openWindow()
    this.#previous = this.#current
    this.#timer = this.#arm()
  }

  read(): VitalSigns {
    const { heapUsed, heapTotal, external, rss } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    // The older of the two covers the newer one too.
    const { delay, elu } = this.#previous
    const delayMs = (ns: number): number => Math.max(0, ns / NS_PER_MS - DELAY_SAMPLE_MS)
    return {
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      heapLimitBytes: v8.getHeapStatistics().heap_size_limit,
      externalBytes: external,
      residentBytes: rss,
      collections: this.#collections,
      collectionPausesNs: Math.round(this.#pausesMs * NS_PER_MS),
      cpuSeconds: (user + system) / 1e6,
      delayMs:
        delay.count === 0
          ? { p50: 0, p99: 0, max: 0 }
          : {
              p50: delayMs(delay.percentile(50)),
              p99: delayMs(delay.percentile(99)),
              max: delayMs(delay.max),
            },
      utilization: performance.eventLoopUtilization(elu).utilization,
      activeResources: process.getActiveResourcesInfo().length,
    }
  }

  [Symbol.dispose](): void {
    this.#timer.cancel()
    this.#observer.disconnect()
    this.#previous.delay.disable()
    this.#current.delay.disable()
  }

  #arm(): Timer {
    return this.#clock.after(WINDOW_MS, () => {
      if (this.#previous !== this.#current) this.#previous.delay.disable()
      this.#previous = this.#current
      this.#current = openWindow()
      this.#timer = this.#arm()
    })
  }
}

function openWindow(): Window {
  const delay = monitorEventLoopDelay({ resolution: DELAY_SAMPLE_MS })
  delay.enable()
  return { delay, elu: performance.eventLoopUtilization() }
}

/**
 * What /debug/vars says, in the format of Go's expvar, so that expvarmon reads it: everything that is worth a look every few
 * seconds, as plain numbers. The metrics service reads these and publishes all of them. A reader that asks for them also
 * gets the labels and histograms of /metrics.
 *
 * Totals count from the start of the process and never fall. Percentiles are of the last 10 to 20 seconds.
 */
import { z } from 'zod'
import { metricSchema } from '#foundation/expvar/metrics'
import type { VitalSigns } from '#foundation/vitals/vitals'
import type { Figures } from '#business/web/metrics/figures'
import { figureGroups } from '#business/web/metrics/figures'
import type { RequestFigures } from '#business/web/metrics/metrics'

/** Go's names, of which expvarmon wants whole numbers, and of the pauses that they never fall. */
const memstats = z.strictObject({
  Alloc: z.int().describe('Bytes of objects in the heap'),
  HeapAlloc: z.int().describe('The same'),
  HeapInuse: z.int().describe('The same'),
  HeapSys: z.int().describe('Bytes of the heap'),
  HeapLimit: z.int().describe('Bytes the heap may grow to'),
  External: z.int().describe('Bytes outside of the heap that objects in it hold'),
  Sys: z.int().describe('Bytes of the process in memory'),
  NumGC: z.int().describe('Garbage collections'),
  PauseTotalNs: z.int().describe('Time they took, in nanoseconds'),
})

const respVars = figureGroups.resp.extend({
  connections: z.int().describe('Connections served'),
  refused: z.int().describe('Connections refused as they came'),
  cut: z.int().describe('Clients cut because they did not read their replies'),
  commands: z.int().describe('Commands executed'),
  failed: z.int().describe('Those answered with an error'),
})

export type RespVars = z.infer<typeof respVars>

export const varsSchema = z
  .strictObject({
    cmdline: z.array(z.string()).describe('The name of the service'),
    build: z.string(),
    buildDate: z.string(),
    memstats,
    requests: z.int().describe('Requests answered, probes left out'),
    errors: z.int().describe('Those answered with a status from 500 on'),
    panics: z.int().describe('Those that failed in an unexpected way'),
    goroutines: z.int().describe('Sockets, timers and calls that the event loop waits for'),
    uptime_seconds: z.number(),
    cpu_seconds: z.number().describe('User and system time of all threads'),
    cpus: z.int().describe('Processors it may use'),
    request_seconds_p50: z.number(),
    request_seconds_p90: z.number(),
    request_seconds_p99: z.number(),
    event_loop_delay_seconds_p50: z.number(),
    event_loop_delay_seconds_p99: z.number(),
    event_loop_delay_seconds_max: z.number(),
    event_loop_utilization: z.number().describe('Part of the time that it was busy, up to 1'),
    ...figureGroups,
    resp: respVars.optional().describe('Only where Redis clients are served'),
    store: figureGroups.store.optional().describe('Not yet there while the service starts'),
    node: figureGroups.node.optional().describe('Not yet there while the service starts'),
    metrics: z.array(metricSchema).optional().describe('Only where they are asked for'),
  })
  .meta({ id: 'Vars' })

export type VarsSource = {
  readonly service: string
  readonly build: string
  readonly buildDate: string
  readonly cpus: number
  readonly uptimeSeconds: () => number
  readonly vitals: () => VitalSigns
  readonly requests: () => RequestFigures
  readonly http: () => Figures<'http'>
  /** Undefined where no Redis clients are served. */
  readonly resp: () => RespVars | undefined
  /** Undefined as long as there is no store. */
  readonly store: () => Figures<'store'> | undefined
  readonly node: () => Figures<'node'> | undefined
}

export function readVars(source: VarsSource): z.infer<typeof varsSchema> {
  const vitals = source.vitals()
  const { total, errors, panics, seconds } = source.requests()
  const { delayMs } = vitals
  return {
    cmdline: [source.service],
    build: source.build,
    buildDate: source.buildDate,
    memstats: {
      Alloc: vitals.heapUsedBytes,
      HeapAlloc: vitals.heapUsedBytes,
      HeapInuse: vitals.heapUsedBytes,
      HeapSys: vitals.heapTotalBytes,
      HeapLimit: vitals.heapLimitBytes,
      External: vitals.externalBytes,
      Sys: vitals.residentBytes,
      NumGC: vitals.collections,
      PauseTotalNs: vitals.collectionPausesNs,
    },
    requests: total,
    errors,
    panics,
    goroutines: vitals.activeResources,
    uptime_seconds: source.uptimeSeconds(),
    cpu_seconds: vitals.cpuSeconds,
    cpus: source.cpus,
    request_seconds_p50: seconds.p50,
    request_seconds_p90: seconds.p90,
    request_seconds_p99: seconds.p99,
    event_loop_delay_seconds_p50: delayMs.p50 / 1000,
    event_loop_delay_seconds_p99: delayMs.p99 / 1000,
    event_loop_delay_seconds_max: delayMs.max / 1000,
    event_loop_utilization: vitals.utilization,
    http: source.http(),
    resp: source.resp(),
    store: source.store(),
    node: source.node(),
  }
}

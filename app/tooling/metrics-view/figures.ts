/**
 * How a number of /debug/vars is shown. Those that are worth a look first are in a table; every other one is shown too, as
 * its name tells: totals as rates, times and sizes in their units.
 */

import { printable } from '#foundation/terminal/printable'

export type Unit = 'count' | 'bytes' | 'seconds' | 'part'

export type Figure = {
  readonly label: string
  /** `rate`: how much it grows in a second. `value`: as it is. */
  readonly kind: 'rate' | 'value'
  readonly unit: Unit
  /** What makes the unit of the number. */
  readonly factor: number
  /** Place among all figures: those of the table by their row, the others behind. */
  readonly rank: number
}

type Row = readonly [path: string, label: string, kind: Figure['kind'], unit: Unit, factor?: number]

export const TABLE: readonly Row[] = [
  ['requests', 'requests', 'rate', 'count'],
  ['errors', 'errors', 'rate', 'count'],
  ['panics', 'panics', 'rate', 'count'],
  ['request_seconds_p50', 'latency p50', 'value', 'seconds'],
  ['request_seconds_p90', 'latency p90', 'value', 'seconds'],
  ['request_seconds_p99', 'latency p99', 'value', 'seconds'],
  ['http.requests_in_flight', 'in flight', 'value', 'count'],
  ['event_loop_delay_seconds_p99', 'loop delay p99', 'value', 'seconds'],
  ['event_loop_delay_seconds_max', 'loop delay max', 'value', 'seconds'],
  ['event_loop_utilization', 'loop busy', 'value', 'part'],
  ['cpu_seconds', 'processors', 'rate', 'part'],
  ['memstats.Alloc', 'heap', 'value', 'bytes'],
  ['memstats.Sys', 'resident', 'value', 'bytes'],
  ['memstats.PauseTotalNs', 'GC pauses', 'rate', 'part', 1e-9],
  ['store.revision', 'writes', 'rate', 'count'],
  ['store.memory_bytes', 'memtable', 'value', 'bytes'],
  ['node.queued_bytes', 'write queue', 'value', 'bytes'],
  ['resp.connected_clients', 'Redis clients', 'value', 'count'],
  ['resp.commands', 'Redis commands', 'rate', 'count'],
  ['resp.failed', 'Redis failed', 'rate', 'count'],
  ['resp.connections', 'Redis connects', 'rate', 'count'],
  ['resp.refused', 'Redis refused', 'rate', 'count'],
  ['resp.cut', 'Redis cut', 'rate', 'count'],
]

const BY_PATH = new Map(TABLE.map((row, rank) => [row[0], { row, rank }]))

/** Not shown: what expvar wants to have a second name, and the collector, which is told of in the status. */
const HIDDEN = /^(memstats\.Heap(Alloc|Inuse)$|collector\.)/

/** Undefined for what is not shown. */
export function figureOf(path: string): Figure | undefined {
  if (HIDDEN.test(path)) return undefined
  const known = BY_PATH.get(path)
  if (known) {
    const [, label, kind, unit, factor = 1] = known.row
    return { label, kind, unit, factor, rank: known.rank }
  }
  const kind = /_(total|count)$|^memstats\.Num/.test(path) ? 'rate' : 'value'
  return { label: printable(path), kind, unit: unitOf(path), factor: 1, rank: TABLE.length }
}

export function isKnown({ rank }: Figure): boolean {
  return rank < TABLE.length
}

function unitOf(path: string): Unit {
  if (/_seconds(_|$)/.test(path)) return 'seconds'
  return /_bytes(_|$)|^memstats\.(?!Num)/.test(path) ? 'bytes' : 'count'
}

const KIB = 1024
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const COUNT_UNITS = ['', 'k', 'M', 'G', 'T', 'P']
const TIME_UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
]

/** In nine characters at most. */
export function shown(value: number, { unit, kind }: Pick<Figure, 'unit' | 'kind'>): string {
  const perSecond = kind === 'rate' && unit !== 'part' ? '/s' : ''
  switch (unit) {
    case 'part':
      return `${digits(value * 100)} %`
    case 'seconds':
      return duration(value) + perSecond
    case 'bytes':
      return scaled(value, KIB, BYTE_UNITS, ' ') + perSecond
    case 'count':
      return scaled(value, 1000, COUNT_UNITS, '') + perSecond
  }
}

export function duration(seconds: number): string {
  if (seconds === 0) return '0 s'
  // What rounds up to a thousand is one of the next unit.
  const fits = TIME_UNITS.find(([size]) => Math.abs(seconds) >= size * 0.9995) ?? [1e-6, 'µs']
  return `${digits(seconds / fits[0])} ${fits[1]}`
}

function scaled(value: number, step: number, units: readonly string[], space: string): string {
  let rest = value
  let unit = 0
  while (Math.abs(rest) >= Math.min(step, 999.5) && unit < units.length - 1) {
    rest /= step
    unit++
  }
  return `${digits(rest)}${units[unit] === '' ? '' : space}${units[unit] ?? ''}`
}

/** Three of them, as far as they say something. */
function digits(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95 || Number.isInteger(value)) return value.toFixed(0)
  return String(Number(value.toFixed(size >= 9.995 ? 1 : 2)))
}

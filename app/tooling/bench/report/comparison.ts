/** What a comparison found, for people and for programs: of each server, and of the others to the first one. */
import type { Comparison, Side } from '../comparison.ts'
import { latenciesOf, worstRound } from '../comparison.ts'
import type { Percentiles } from '../load/latencies.ts'
import { median, ratio, rounded } from '../line/line.ts'
import type { Origin } from './origin.ts'
import { machine } from './origin.ts'

/** The figures of one server over all rounds. Rates are per second, latencies in milliseconds. */
export type Figures = {
  readonly name: string
  readonly rate: { readonly median: number; readonly worst: number }
  readonly latency: Percentiles
  readonly worstRound: Percentiles
  readonly refused: number
  /** Of an open loop: operations that were due and not answered when their round ended. */
  readonly unanswered: number
}

export function figuresOf(side: Side): Figures {
  const rates = side.rounds.map(({ perSecond }) => perSecond)
  return {
    name: side.name,
    rate: { median: median(rates), worst: Math.min(...rates) },
    latency: latenciesOf(side).percentiles(),
    worstRound: worstRound(side).percentiles(),
    refused: median(side.rounds.map(({ refusedPerSecond }) => refusedPerSecond)),
    unanswered: side.rounds.reduce((sum, { unanswered }) => sum + unanswered.count, 0),
  }
}

/** Whether each server did something in each round. */
export function hasMeasured(sides: readonly Side[]): boolean {
  return sides.every(({ rounds }) => rounds.every(({ perSecond }) => perSecond > 0))
}

export function subjectOf({ workload }: Comparison): string {
  return `${workload.name}: ${workload.what}`
}

export function conditionsOf({ keys, load, rounds }: Comparison): string {
  const { connections, rate, seconds } = load
  const loop = rate === undefined ? 'closed loop' : `open loop at ${rounded(rate)}/s`
  return (
    `${rounded(keys)} keys or entries, ${String(connections)} connections, ${loop}, ` +
    `rounds: ${String(rounds)} of ${String(seconds)} s`
  )
}

export function comparisonTable(comparison: Comparison, sides: readonly Side[]): string {
  const header = [
    ['', `${comparison.workload.unit}/s`, 'worst', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms'],
    ['max ms', 'worst p99', 'refused/s', 'unanswered'],
  ].flat()
  const figures = sides.map(figuresOf)
  const [first] = figures
  const rows = figures.map(one => [one.name, ...numbersOf(one).map(rounded)])
  const ratios = figures
    .slice(1)
    .map(other => [
      `${first?.name ?? ''} : ${other.name}`,
      ...(first ? ratiosOf(first, other).map(ratioText) : []),
    ])
  return `${subjectOf(comparison)}\n${conditionsOf(comparison)}\n\n${aligned([header, ...rows, ...ratios])}`
}

function ratioText(value: number): string {
  return Number.isNaN(value) ? '-' : `${value.toFixed(2)} ×`
}

/** The worst of the rates is compared with the worst, not round by round. */
function ratiosOf(first: Figures, other: Figures): number[] {
  const others = comparedOf(other)
  return comparedOf(first).map((value, at) => ratio(value, others[at] ?? 0))
}

function comparedOf({ rate, latency, worstRound }: Figures): number[] {
  const { p50, p90, p99, p999, max } = latency
  return [rate.median, rate.worst, p50, p90, p99, p999, max, worstRound.p99]
}

function numbersOf(figures: Figures): number[] {
  return [...comparedOf(figures), figures.refused, figures.unanswered]
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => row[column]?.length ?? 0)),
  )
  return rows
    .map(row =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 0 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  '),
    )
    .join('\n')
}

export function comparisonJson(
  comparison: Comparison,
  sides: readonly Side[],
  origin: Origin,
): string {
  const { workload, keys, load, rounds } = comparison
  const report = {
    ...origin,
    machine: machine(),
    workload: workload.name,
    unit: workload.unit,
    keys,
    load,
    rounds,
    sides: sides.map(side => ({
      ...figuresOf(side),
      rounds: side.rounds.map(({ perSecond, answered, unanswered }) => ({
        perSecond,
        answered: answered.count,
        latency: answered.percentiles(),
        unanswered: unanswered.count,
      })),
    })),
  }
  return JSON.stringify(report, undefined, 2) + '\n'
}

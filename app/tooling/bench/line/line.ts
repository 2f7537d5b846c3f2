/** What is measured: one line of the table each, with the bound it is held to. */
import type { Percentiles } from '../load/latencies.ts'

/** A number that must be at least, or at most, so much: the median of the rounds, or the worst of them. */
export type Bound = {
  readonly kind: 'at least' | 'at most'
  readonly value: number
  readonly of: 'median' | 'worst'
}

export type Measured = {
  /** The value of each round. Not a number if there was nothing to measure: then no bound holds. */
  readonly rounds: readonly number[]
  /** What the values were made from, in words and figures. */
  readonly details: string
  /** Where both sides are driven by the bench itself: how long their requests took. */
  readonly latencies?: readonly SideLatencies[]
}

/** In milliseconds. */
export type SideLatencies = {
  readonly name: string
  readonly all: Percentiles
  /** Of the round whose 99th percentile is the highest. */
  readonly worst: Percentiles
}

/** How much is measured. */
export type Effort = {
  /** How often each side of a ratio is measured, and for how long each time. */
  readonly rounds: number
  readonly seconds: number
  /** Keys of the large store, and for how long they are read in a round: full, the memtable is flushed a few times in each. */
  readonly largeKeys: number
  readonly largeSeconds: number
  /** Keys that RESP requests ask for. */
  readonly respKeys: number
  /** Entries of the stream that a group reads. */
  readonly groupEntries: number
  /** Keys that are written before a list. */
  readonly burstKeys: number
  /** Of the values that a fresh node has to get. */
  readonly freshBytes: number
}

export type Line = {
  /** Names it on the command line. */
  readonly id: string
  readonly title: string
  readonly bound: Bound
  readonly unit: '×' | 'MB' | 's' | 'ms'
  /** How often `step` is called: for the progress bar. */
  readonly steps: number
  readonly measure: (step: (what: string) => void) => Promise<Measured | Skipped>
}

/** This machine lacks what it takes. */
export type Skipped = { readonly skipped: string }

/** Measuring it ended with an error: the other lines are measured all the same. */
export type Failed = { readonly failed: string }

export type Outcome = { readonly line: Line; readonly measured: Measured | Skipped | Failed }

export function holds(bound: Bound, rounds: readonly number[]): boolean {
  const value = judged(bound, rounds)
  return bound.kind === 'at least' ? value >= bound.value : value <= bound.value
}

/** What of the rounds is compared with the bound. */
export function judged(bound: Bound, rounds: readonly number[]): number {
  return bound.of === 'median' ? median(rounds) : worst(bound, rounds)
}

/** The round that is farthest on the bound's bad side. Not a number if there are none, or one of them is none. */
export function worst({ kind }: Bound, rounds: readonly number[]): number {
  if (rounds.length === 0) return Number.NaN
  return kind === 'at least' ? Math.min(...rounds) : Math.max(...rounds)
}

/**
 * Whether a run shows what it is made for: that all bounds `hold`, or that the bench `works`. One that measured nothing at
 * all shows neither, and so does one with a line that failed.
 */
export function isPassed(outcomes: readonly Outcome[], claim: 'holds' | 'works'): boolean {
  if (outcomes.some(({ measured }) => 'failed' in measured)) return false
  const measured = outcomes.flatMap(({ line, measured }) =>
    'rounds' in measured ? [{ bound: line.bound, rounds: measured.rounds }] : [],
  )
  return claim === 'works'
    ? measured.some(({ rounds }) => !Number.isNaN(median(rounds)))
    : measured.length > 0 && measured.every(({ bound, rounds }) => holds(bound, rounds))
}

/** Not a number where one side did nothing. */
export function ratio(ours: number, yardstick: number): number {
  return ours > 0 && yardstick > 0 ? ours / yardstick : Number.NaN
}

/** The ratio of each round. */
export function ratioOf(
  ours: readonly number[],
  yardstick: readonly number[],
  unit: string,
  against: string,
): Measured {
  return {
    rounds: ours.map((value, round) => ratio(value, yardstick[round] ?? 0)),
    details: `${rounded(median(ours))} ${unit} against ${rounded(median(yardstick))} of ${against}`,
  }
}

/** Not a number if there are none, or one of them is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

/** With three significant digits or more; `-` of what is not a number. */
export function rounded(value: number): string {
  if (Number.isNaN(value)) return '-'
  return (value >= 100 ? Math.round(value) : Number(value.toPrecision(3))).toLocaleString('en-US')
}

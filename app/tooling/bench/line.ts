/** What is measured: one line of the table each, with the bound it is held to. */

/** A number that must be at least, or at most, so much. */
export type Bound = { readonly kind: 'at least' | 'at most'; readonly value: number }

/** The same work done in two ways, one after the other and then again, so that both meet the same noise. */
export type Rounds = {
  readonly ours: readonly number[]
  readonly yardstick: readonly number[]
}

export type Measured = {
  /** Not a number if there was nothing to measure: then no bound holds. */
  readonly value: number
  /** What the value was made from, in words and figures. */
  readonly details: string
  /** The ratio of each round, where there were rounds. */
  readonly ratios: readonly number[]
}

export type Line = {
  /** Names it on the command line. */
  readonly id: string
  readonly title: string
  readonly bound: Bound
  readonly unit: '×' | 'MB' | 's'
  /** How often `step` is called: for the progress bar. */
  readonly steps: number
  readonly measure: (step: (what: string) => void) => Promise<Measured | Skipped>
}

/** This machine lacks what it takes. */
export type Skipped = { readonly skipped: string }

export type Outcome = { readonly line: Line; readonly measured: Measured | Skipped }

export function holds({ kind, value: bound }: Bound, value: number): boolean {
  return kind === 'at least' ? value >= bound : value <= bound
}

/**
 * Whether a run shows what it is made for: that all bounds `hold`, or that the bench `works`. One that measured nothing at
 * all shows neither.
 */
export function isPassed(outcomes: readonly Outcome[], claim: 'holds' | 'works'): boolean {
  const measured = outcomes.flatMap(({ line, measured }) =>
    'skipped' in measured ? [] : [{ bound: line.bound, value: measured.value }],
  )
  return claim === 'works'
    ? measured.some(({ value }) => !Number.isNaN(value))
    : measured.length > 0 && measured.every(({ bound, value }) => holds(bound, value))
}

/** Runs both in turn, `rounds` times, the one that begins changing from round to round. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  yardstick: () => Promise<number>,
): Promise<Rounds> {
  const result = { ours: [] as number[], yardstick: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const isOursFirst = round % 2 === 0
    if (isOursFirst) result.ours.push(await ours())
    result.yardstick.push(await yardstick())
    if (!isOursFirst) result.ours.push(await ours())
  }
  return result
}

/** Not a number where one side did nothing. */
export function ratio(ours: number, yardstick: number): number {
  return ours > 0 && yardstick > 0 ? ours / yardstick : Number.NaN
}

/** The median of the rounds' ratios. */
export function ratioOf({ ours, yardstick }: Rounds, unit: string, against: string): Measured {
  const ratios = ours.map((value, round) => ratio(value, yardstick[round] ?? 0))
  return {
    value: median(ratios),
    details:
      `${rounded(median(ours))} ${unit} against ${rounded(median(yardstick))} of ${against}; ` +
      `rounds ${ratios.map(ratio => ratio.toFixed(2)).join(' ')}`,
    ratios,
  }
}

/** Not a number if there are none, or one of them is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

/** With three significant digits or more. */
export function rounded(value: number): string {
  return (value >= 100 ? Math.round(value) : Number(value.toPrecision(3))).toLocaleString('en-US')
}

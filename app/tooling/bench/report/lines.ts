/** What the lines found, for people and for programs. */
import { holds, judged, median, rounded, worst } from '../line/line.ts'
import type { Bound, Line, Outcome, SideLatencies } from '../line/line.ts'
import type { Origin } from './origin.ts'
import { machine } from './origin.ts'
import { escaped } from './svg.ts'

/** Rows of text, aligned. */
export function table(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({ line }) => line.title.length))
  return outcomes.map(outcome => row(outcome, width)).join('\n')
}

/** One of them, with so much room for the title. */
export function row({ line, measured }: Outcome, width: number): string {
  const title = line.title.padEnd(width)
  if ('skipped' in measured) return `-  ${title}  skipped: ${measured.skipped}`
  if ('failed' in measured) return `NO ${title}  failed: ${measured.failed}`
  const { rounds, details } = measured
  const { bound, unit } = line
  const mark = holds(bound, rounds) ? 'ok' : 'NO'
  const wanted = `(${boundText(bound, unit)})`
  const ends = rounds.length > 1 ? `worst ${valueText(worst(bound, rounds), unit)}; ` : ''
  return `${mark} ${title}  ${valueText(median(rounds), unit).padStart(9)} ${wanted.padEnd(26)}  ${ends}${details}`
}

export function json(outcomes: readonly Outcome[], origin: Origin): string {
  const report = {
    ...origin,
    machine: machine(),
    lines: outcomes.map(({ line: { id, title, unit, bound }, measured }) => {
      const common = { id, title, unit, bound }
      if (!('rounds' in measured)) return { ...common, ...measured }
      const { rounds } = measured
      const figures = { median: median(rounds), worst: worst(bound, rounds) }
      return { ...common, ...figures, ...measured, holds: holds(bound, rounds) }
    }),
  }
  return JSON.stringify(report, undefined, 2) + '\n'
}

const WIDTH = 900
const MARGIN = 20
const HEAD = 64
const ROW = 76
const BAR = 18
/** Where the bound lies, as a part of the width. */
const BOUND_AT = 0.5

/**
 * A bar a line, all bounds on one vertical rule: a bar that ends on the bound's good side is green. For "at least" that is
 * right of the rule, for "at most" left of it, as the label at each bar's row says. Each round is a dot; the worst of them and
 * the latencies, where they are known, stand below.
 */
export function svg(outcomes: readonly Outcome[], origin: Origin): string {
  const measured = outcomes.flatMap(({ line, measured }) =>
    'rounds' in measured ? [{ line, measured }] : [],
  )
  const height = HEAD + measured.length * ROW + MARGIN
  const span = WIDTH - 2 * MARGIN
  const rule = MARGIN + span * BOUND_AT
  const place = (value: number, { value: bound }: Bound): number =>
    MARGIN + Math.min(1, (value / bound) * BOUND_AT) * span
  const rows = measured.map(({ line, measured: { rounds, latencies = [] } }, index) => {
    const { bound, unit, title } = line
    const value = judged(bound, rounds)
    const top = HEAD + index * ROW
    const colour = holds(bound, rounds) ? '#3d8b5f' : '#c2553f'
    const width = Number.isNaN(value) ? 0 : place(value, bound) - MARGIN
    const middle = top + 24 + BAR / 2
    const below = [
      ...(rounds.length > 1 ? [`worst round ${valueText(worst(bound, rounds), unit)}`] : []),
      ...latencies.map(latencyText),
    ]
    const dots = rounds
      .filter(round => !Number.isNaN(round))
      .map(
        round => `<circle cx="${place(round, bound).toFixed(1)}" cy="${String(middle)}" r="2.5"/>`,
      )
    return [
      `<text x="${String(MARGIN)}" y="${String(top + 16)}">${escaped(title)}</text>`,
      `<rect x="${String(MARGIN)}" y="${String(top + 24)}" width="${width.toFixed(1)}" ` +
        `height="${String(BAR)}" fill="${colour}"/>`,
      `<g fill="#222" fill-opacity="0.6">${dots.join('')}</g>`,
      `<text x="${String(MARGIN)}" y="${String(top + 24 + BAR + 15)}" font-size="11" fill="#666">` +
        `${escaped(below.join('; '))}</text>`,
      `<text x="${String(WIDTH - MARGIN)}" y="${String(top + 16)}" text-anchor="end">` +
        `<tspan font-weight="bold">${valueText(value, unit)}</tspan> ` +
        `(${boundText(bound, unit)})</text>`,
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" \
font-family="system-ui, sans-serif" font-size="13" fill="#222">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${String(MARGIN)}" y="26" font-size="16" font-weight="bold">Measured against bounds</text>
<text x="${String(MARGIN)}" y="46" fill="#666">commit ${escaped(origin.commit)}, \
${escaped(origin.date.slice(0, 10))}; the vertical rule is each line's bound</text>
${rows.join('\n')}
<line x1="${String(rule)}" x2="${String(rule)}" y1="${String(HEAD)}" y2="${String(height - MARGIN)}" \
stroke="#222" stroke-dasharray="3 3"/>
</svg>
`
}

function latencyText({ name, all, worst }: SideLatencies): string {
  const [p50, p99, p999, worstP99] = [all.p50, all.p99, all.p999, worst.p99].map(rounded)
  return `${name} p50 ${p50 ?? ''}, p99 ${p99 ?? ''} (worst round ${worstP99 ?? ''}), p99.9 ${p999 ?? ''} ms`
}

function boundText({ kind, value, of }: Bound, unit: Line['unit']): string {
  const rounds = of === 'worst' ? ' in every round' : ''
  return `${kind === 'at least' ? '≥' : '≤'} ${String(value)} ${unit}${rounds}`
}

function valueText(value: number, unit: Line['unit']): string {
  if (Number.isNaN(value)) return 'nothing'
  return `${unit === 'MB' ? String(Math.round(value)) : value.toFixed(2)} ${unit}`
}

/** Latencies as a plot: how long so many percent of the requests of each server took, in all rounds and in the worst one. */
import type { Comparison, Side } from '../comparison.ts'
import { latenciesOf, worstRound } from '../comparison.ts'
import type { CurvePoint } from '../load/latencies.ts'
import { conditionsOf, subjectOf } from './comparison.ts'
import type { Origin } from './origin.ts'
import { escaped } from './svg.ts'

const WIDTH = 900
const HEIGHT = 480
const LEFT = 84
const RIGHT = 20
/** Room for the half of the last percentage. */
const PERCENT_WIDTH = 30
const TOP = 96
const BOTTOM = 50
const LEGEND = 76
const LEGEND_WIDTH = 380
const COLOURS = ['#2b6cb0', '#c2553f']
/** Each step to the right leaves a tenth as many requests above. */
const PERCENTS = [0, 90, 99, 99.9, 99.99]
const MS_MIN = 0.01

type Scale = {
  /** Powers of ten, in milliseconds. */
  readonly low: number
  readonly high: number
}

/** Both axes are logarithmic: the part of the requests that took longer, and the time. */
export function curves(comparison: Comparison, sides: readonly Side[], origin: Origin): string {
  const lines = sides.map(side => ({
    name: side.name,
    all: latenciesOf(side).curve(),
    worst: worstRound(side).curve(),
  }))
  const scale = scaleOf(lines.flatMap(({ all, worst }) => [...all, ...worst]))
  const drawn = lines.map(({ name, all, worst }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? ''
    const left = LEFT + index * LEGEND_WIDTH
    return [
      `<polyline points="${pointsOf(all, scale)}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
      `<polyline points="${pointsOf(worst, scale)}" fill="none" stroke="${colour}" stroke-dasharray="4 3"/>`,
      `<rect x="${String(left)}" y="${String(LEGEND - 11)}" width="12" height="12" fill="${colour}"/>`,
      `<text x="${String(left + 18)}" y="${String(LEGEND)}">${escaped(name)}; dashed: its worst round</text>`,
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" \
font-family="system-ui, sans-serif" font-size="13" fill="#222">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${String(LEFT)}" y="26" font-size="15" font-weight="bold">${escaped(subjectOf(comparison))}</text>
<text x="${String(LEFT)}" y="48" fill="#666">${escaped(conditionsOf(comparison))}; \
commit ${escaped(origin.commit)}, ${escaped(origin.date.slice(0, 10))}</text>
${grid(scale)}
${drawn.join('\n')}
</svg>
`
}

function scaleOf(points: readonly CurvePoint[]): Scale {
  const times = points.map(({ ms }) => Math.max(MS_MIN, ms))
  const low = Math.floor(Math.log10(Math.min(...times, 1)))
  const high = Math.ceil(Math.log10(Math.max(...times, 1)))
  return { low: 10 ** low, high: 10 ** Math.max(high, low + 1) }
}

function pointsOf(curve: readonly CurvePoint[], scale: Scale): string {
  return curve.map(({ percent, ms }) => `${x(percent)},${y(ms, scale)}`).join(' ')
}

function grid(scale: Scale): string {
  const bottom = String(HEIGHT - BOTTOM)
  const across = PERCENTS.map(
    percent =>
      `<line x1="${x(percent)}" x2="${x(percent)}" y1="${String(TOP)}" y2="${bottom}"/>` +
      `<text x="${x(percent)}" y="${String(HEIGHT - BOTTOM + 20)}" text-anchor="middle">${String(percent)} %</text>`,
  )
  const decades = Math.round(Math.log10(scale.high / scale.low))
  const up = Array.from({ length: decades + 1 }, (_, decade) => scale.low * 10 ** decade).map(
    ms =>
      `<line x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${y(ms, scale)}" y2="${y(ms, scale)}"/>` +
      `<text x="${String(LEFT - 8)}" y="${y(ms, scale)}" text-anchor="end" dominant-baseline="middle">${String(Number(ms.toPrecision(1)))} ms</text>`,
  )
  return `<g stroke="#ccc" stroke-width="1">${[...across, ...up].join('\n')}</g>`.replaceAll(
    '<text',
    '<text stroke="none" fill="#666"',
  )
}

/** Rounds of fewer requests end before the last step. */
function x(percent: number): string {
  const steps = PERCENTS.length - 1
  const decades = Math.min(steps, -Math.log10(1 - percent / 100))
  return (LEFT + (decades / steps) * (WIDTH - LEFT - RIGHT - PERCENT_WIDTH)).toFixed(1)
}

function y(ms: number, { low, high }: Scale): string {
  const part = Math.log10(Math.max(low, ms) / low) / Math.log10(high / low)
  return (HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)).toFixed(1)
}

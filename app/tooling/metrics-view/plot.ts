/** Plots of blocks: a column of text for every point, an eighth of a line as the smallest step. */

const EIGHTHS = ' ▁▂▃▄▅▆▇█'
const STEPS = 8
/** At the foot of a column that is zero, to tell it from one whose point is missing. */
const ZERO = '_'

/** A point that is not there: nothing was read at that time. */
export type Point = number | undefined

/**
 * Lines from the top down, each of `width` characters; the newest point is the last column, and what does not fit is left
 * out. Zero is the bottom and `max` the top; a value that is not zero shows at least the smallest step.
 */
export function plot(
  points: readonly Point[],
  width: number,
  height: number,
  max: number,
): string[] {
  const visible = points.slice(Math.max(0, points.length - width))
  const missing = ' '.repeat(width - visible.length)
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * STEPS
    const isFoot = below === 0
    const columns = visible.map(point => {
      if (point === undefined) return ' '
      const level = levelOf(point, max, height * STEPS)
      if (level === 0 && isFoot) return ZERO
      return EIGHTHS[Math.min(STEPS, Math.max(0, level - below))] ?? ' '
    })
    return missing + columns.join('')
  })
}

/** The largest of the points that are visible; zero if there are none. */
export function maxOf(points: readonly Point[], width: number): number {
  let max = 0
  for (const point of points.slice(Math.max(0, points.length - width))) {
    if (point !== undefined && point > max) max = point
  }
  return max
}

function levelOf(value: number, max: number, levels: number): number {
  if (!(value > 0) || !(max > 0)) return 0
  return Math.max(1, Math.min(levels, Math.round((value / max) * levels)))
}

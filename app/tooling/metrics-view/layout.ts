/** Which figures fit into a terminal, and how large. */
import type { Series } from './history.ts'
import { isKnown } from './figures.ts'
import type { Unit } from './figures.ts'
import { shown } from './figures.ts'
import { maxOf, plot } from './plot.ts'

export type Size = { readonly columns: number; readonly rows: number }

/** Two plots side by side from this width on. */
const WIDE_COLUMNS = 120
const PLOT_ROWS_MAX = 4
const LABEL_COLUMNS_MIN = 15
/** Of all there are. */
const LABEL_PART_MAX = 0.25
const VALUE_COLUMNS = 10
/** From this height on, a line is left free below each plot. */
const SPACED_ROWS_MIN = 3
/** Narrower plots say nothing and are left out. */
const PLOT_COLUMNS_MIN = 8
const BETWEEN_COLUMNS = 2

/** One figure, as lines of the same width. */
export type Cell = {
  readonly path: string
  /** With the lines that stay free. */
  readonly rows: number
  readonly label: string
  readonly value: string
  /** Empty if there is no room for it. */
  readonly plot: readonly string[]
  readonly max: string
}

export type Layout = {
  /** From left to right, each from the top down. */
  readonly cells: readonly (readonly Cell[])[]
  readonly labelColumns: number
  /** How many figures did not fit. */
  readonly hidden: number
}

export const widths = { value: VALUE_COLUMNS, between: BETWEEN_COLUMNS }

/** `size` is what there is for the figures alone. The figures of the table get the room first. */
export function layout(series: readonly Series[], { columns, rows }: Size): Layout {
  const sides = columns >= WIDE_COLUMNS ? 2 : 1
  const known = series.filter(({ figure }) => isKnown(figure))
  const others = series.filter(({ figure }) => !isKnown(figure))
  const perSide = Math.ceil(known.length / sides)
  const height = Math.max(1, Math.min(PLOT_ROWS_MAX, Math.floor(rows / Math.max(1, perSide))))
  const width = Math.floor((columns - BETWEEN_COLUMNS * (sides - 1)) / sides)
  const longest = Math.max(0, ...series.map(({ figure }) => figure.label.length)) + 1
  const labelColumns = Math.min(
    longest,
    Math.max(LABEL_COLUMNS_MIN, Math.floor(width * LABEL_PART_MAX)),
  )
  const cell = (one: Series, cellRows: number): Cell => cellOf(one, width, labelColumns, cellRows)

  const knownRows = Math.min(perSide, Math.floor(rows / height))
  const otherRows = Math.max(0, rows - knownRows * height)
  const cells = Array.from({ length: sides }, (_, side) => [
    ...known.slice(side * perSide, side * perSide + knownRows).map(one => cell(one, height)),
    ...others.slice(side * otherRows, (side + 1) * otherRows).map(one => cell(one, 1)),
  ])
  const placed = cells.reduce((sum, column) => sum + column.length, 0)
  return { cells, labelColumns, hidden: series.length - placed }
}

function cellOf(
  { path, figure, points, last }: Series,
  width: number,
  labelColumns: number,
  rows: number,
): Cell {
  const room = width - labelColumns - 2 * VALUE_COLUMNS - BETWEEN_COLUMNS
  const height = rows < SPACED_ROWS_MIN ? rows : rows - 1
  const hasPlot = room >= PLOT_COLUMNS_MIN
  const max = hasPlot ? maxOf(points, room) : 0
  return {
    path,
    rows,
    label: cut(figure.label, labelColumns - 1),
    value: last === undefined ? '-' : shown(last, figure),
    plot: hasPlot ? plot(points, room, height, topOf(max, figure.unit)) : [],
    max: hasPlot && max > 0 ? shown(max, figure) : '',
  }
}

/** Parts of a whole are drawn against the whole, unless they exceed it or are too small to be seen then. */
function topOf(max: number, unit: Unit): number {
  return unit === 'part' && max <= 1 && max > 0.1 ? 1 : max
}

/** The end says more than the beginning: `store.lmdb_used_bytes`. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `…${text.slice(text.length - length + 1)}`
}

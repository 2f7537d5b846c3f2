import { describe, expect, it } from 'vitest'
import { figureOf } from './figures.ts'
import type { Series } from './history.ts'
import type { Cell } from './layout.ts'
import { layout } from './layout.ts'

function series(path: string, points: readonly number[] = [1, 2]): Series {
  const figure = figureOf(path)
  if (!figure) throw new Error(`${path} is not shown`)
  return { path, figure, points, last: points.at(-1) }
}

const KNOWN = ['requests', 'errors', 'request_seconds_p50', 'memstats.Alloc'].map(path =>
  series(path),
)
const OTHERS = Array.from({ length: 6 }, (_, index) => series(`other_${String(index)}`))
const ALL = [...KNOWN, ...OTHERS]

const paths = (cells: readonly (readonly Cell[])[]) =>
  cells.map(column => column.map(({ path }) => path))
const rowsOf = (column: readonly Cell[]) => column.reduce((sum, { rows }) => sum + rows, 0)

describe('a terminal', () => {
  it('that is narrow has one column, one that is wide two', () => {
    expect(layout(ALL, { columns: 119, rows: 20 }).cells).toHaveLength(1)
    expect(layout(ALL, { columns: 120, rows: 20 }).cells).toHaveLength(2)
  })

  it('that is high gets high plots of what is worth a look, and all the rest', () => {
    const { cells, hidden } = layout(ALL, { columns: 80, rows: 40 })
    expect(hidden).toBe(0)
    expect(cells[0]?.map(({ plot }) => plot.length)).toEqual([3, 3, 3, 3, 1, 1, 1, 1, 1, 1])
  })

  it('that is low shows what is worth a look first, and says how many are missing', () => {
    const { cells, hidden } = layout(ALL, { columns: 80, rows: 3 })
    expect(paths(cells)).toEqual([['requests', 'errors', 'request_seconds_p50']])
    expect(hidden).toBe(7)
  })

  it('of any size is never exceeded, and no figure is counted twice or lost', () => {
    for (let columns = 1; columns <= 260; columns += 7) {
      for (let rows = 1; rows <= 60; rows++) {
        const { cells, labelColumns, hidden } = layout(ALL, { columns, rows })
        expect(new Set(paths(cells).flat()).size + hidden).toBe(ALL.length)
        const width = Math.floor((columns - 2 * (cells.length - 1)) / cells.length)
        for (const column of cells) {
          expect(rowsOf(column)).toBeLessThanOrEqual(rows)
          for (const { label, plot } of column) {
            expect(label.length).toBeLessThan(labelColumns)
            const [line = ''] = plot
            if (plot.length > 0) expect(labelColumns + 20 + line.length).toBeLessThan(width)
          }
        }
      }
    }
  })

  it('that is too narrow for plots still shows the numbers', () => {
    const { cells } = layout(KNOWN, { columns: 40, rows: 10 })
    expect(cells[0]?.[0]).toMatchObject({ label: 'requests', value: '2/s', plot: [], max: '' })
  })
})

it('a label that is too long loses its beginning', () => {
  const { cells } = layout([series('store.lmdb_used_bytes')], { columns: 60, rows: 5 })
  expect(cells[0]?.[0]?.label).toBe('…db_used_bytes')
})

it('the top of a plot is the largest value that is seen', () => {
  const { cells } = layout([series('requests', [4, 8])], { columns: 80, rows: 1 })
  const [cell] = cells[0] ?? []
  expect(cell?.max).toBe('8/s')
  expect(cell?.plot[0]?.endsWith('▄█')).toBe(true)
})

it('parts of a whole are drawn against the whole', () => {
  const { cells } = layout([series('event_loop_utilization', [0.25, 0.5])], {
    columns: 80,
    rows: 1,
  })
  expect(cells[0]?.[0]?.plot[0]?.endsWith('▂▄')).toBe(true)
})

it('nothing to show is a layout without cells', () => {
  expect(layout([], { columns: 80, rows: 20 })).toMatchObject({ cells: [[]], hidden: 0 })
})

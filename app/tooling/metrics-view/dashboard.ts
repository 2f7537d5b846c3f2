/** The dashboard in a terminal: as large as that is, on a screen of its own, until it is ended. */
import { Box, render, Text, useApp, useInput, useWindowSize } from 'ink'
import type { ReactElement } from 'react'
import { createElement } from 'react'
import type { Clock } from '#foundation/host/host'
import { duration } from './figures.ts'
import type { History, Status } from './history.ts'
import type { Cell } from './layout.ts'
import { layout, widths } from './layout.ts'
import type { Reading } from './readings.ts'
import { statusText, timeOfDay } from './words.ts'

type DashboardProps = {
  readonly history: History
  readonly endpoint: string
  readonly intervalMs: number
  readonly hasColor: boolean
  /** Of the last reading, in milliseconds since 1970. */
  readonly nowMs: number
}

/** The head, its empty line, and the foot. */
const OTHER_ROWS = 4

const COLORS: Readonly<Record<Status['kind'], string>> = {
  waiting: 'yellow',
  up: 'green',
  stale: 'yellow',
  down: 'red',
}

export type ShowOptions = {
  readonly history: History
  readonly endpoint: string
  readonly intervalMs: number
  readonly clock: Clock
  readonly readings: AsyncIterable<Reading>
  /** Aborts when the dashboard is to end; the dashboard aborts it when the user presses q or Ctrl-C. */
  readonly stop: AbortController
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  /** Without it what matters is told by words and weight alone. */
  readonly hasColor: boolean
}

/** Resolves when it has ended and the terminal is as it was before. */
export async function show(options: ShowOptions): Promise<void> {
  const { history, endpoint, intervalMs, clock, readings, stop, stdin, stdout, hasColor } = options
  const frame = (nowMs: number): ReactElement =>
    createElement(Dashboard, { history, endpoint, intervalMs, hasColor, nowMs })
  const app = render(frame(clock.now()), {
    stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
  })
  const ended = app.waitUntilExit().then(() => {
    stop.abort()
  })
  stop.signal.addEventListener('abort', () => {
    app.unmount()
  })
  for await (const { outcome, moment } of readings) {
    history.enter(outcome, moment)
    app.rerender(frame(moment.wallMs))
  }
  await ended
}

function Dashboard({
  history,
  endpoint,
  intervalMs,
  hasColor,
  nowMs,
}: DashboardProps): ReactElement {
  const { exit } = useApp()
  const { columns, rows } = useWindowSize()
  useInput(input => {
    if (input === 'q') exit()
  })
  const { status } = history
  const size = { columns, rows: Math.max(1, rows - OTHER_ROWS) }
  const { cells, labelColumns, hidden } = layout(history.series, size)
  const more = hidden === 0 ? '' : `, ${String(hidden)} more need a larger terminal`
  return createElement(
    Box,
    { flexDirection: 'column', width: columns, height: rows },
    createElement(
      Text,
      { wrap: 'truncate', bold: true },
      title(history),
      createElement(Text, { bold: false, dimColor: true }, `  ${timeOfDay(nowMs)}`),
    ),
    createElement(
      Text,
      { wrap: 'truncate', ...colored(hasColor, COLORS[status.kind]), bold: status.kind !== 'up' },
      statusText(status, endpoint, nowMs),
    ),
    createElement(
      Box,
      { flexGrow: 1, columnGap: widths.between, marginTop: 1 },
      ...cells.map((column, index) =>
        createElement(
          Box,
          { key: index, flexDirection: 'column', flexGrow: 1, flexBasis: 0 },
          ...column.map(cell =>
            figure(cell, { labelColumns, isFresh: status.kind === 'up', hasColor }),
          ),
        ),
      ),
    ),
    createElement(
      Text,
      { dimColor: true, wrap: 'truncate' },
      `q ends. A column is ${duration(intervalMs / 1000)}; the last number is the top of the plot${more}`,
    ),
  )
}

function title({ program, uptimeSeconds }: History): string {
  const name = program === '' ? 'metrics' : program
  return uptimeSeconds === undefined ? name : `${name}, up for ${duration(uptimeSeconds)}`
}

type FigureStyle = {
  readonly labelColumns: number
  readonly isFresh: boolean
  readonly hasColor: boolean
}

function figure(
  { path, rows, label, value, plot, max }: Cell,
  { labelColumns, isFresh, hasColor }: FigureStyle,
): ReactElement {
  const isAlarm = /errors|panics/.test(path) && value !== '0/s' && value !== '-'
  return createElement(
    Box,
    { key: path, columnGap: 1, height: rows },
    createElement(Box, { width: labelColumns - 1, flexShrink: 0 }, createElement(Text, {}, label)),
    createElement(
      Box,
      { width: widths.value - 1, flexShrink: 0, justifyContent: 'flex-end' },
      createElement(Text, { bold: isFresh, dimColor: !isFresh }, value),
    ),
    createElement(
      Box,
      { flexDirection: 'column' },
      ...plot.map((line, index) =>
        createElement(Text, { key: index, ...colored(hasColor, isAlarm ? 'red' : 'cyan') }, line),
      ),
    ),
    createElement(Text, { dimColor: true }, max),
  )
}

function colored(hasColor: boolean, color: string): { readonly color?: string } {
  return hasColor ? { color } : {}
}

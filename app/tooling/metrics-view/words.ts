/** What is said in words: the state of the endpoint, and whole snapshots as plain text. */
import { duration, isKnown, shown } from './figures.ts'
import type { History, Status } from './history.ts'

/** Like 14:05:09, in the time zone of the terminal. */
export function timeOfDay(wallMs: number): string {
  return new Date(wallMs).toLocaleTimeString('en-GB')
}

/** One line, with what matters most first: a narrow terminal shows no more. */
export function statusText(status: Status, endpoint: string, nowMs: number): string {
  const since = (ms: number): string => {
    const seconds = Math.max(0, Math.round((nowMs - ms) / 1000))
    return `since ${timeOfDay(ms)} (${duration(seconds)})`
  }
  switch (status.kind) {
    case 'waiting':
      return `WAITING for ${endpoint}`
    case 'up':
      return endpoint
    case 'stale': {
      const { sinceMs, complaint } = status
      const when = sinceMs === undefined ? 'so far' : since(sinceMs)
      return `NOTHING NEW ${when}: ${endpoint} says ${complaint}`
    }
    case 'down':
      return `DOWN ${since(status.sinceMs)}: ${endpoint} is ${status.complaint}`
  }
}

/** Every number there is, one on a line. */
export function snapshot(history: History, endpoint: string, nowMs: number): string {
  const { program, status, uptimeSeconds } = history
  const upFor = uptimeSeconds === undefined ? '' : `, up for ${duration(uptimeSeconds)}`
  const head = `${program}${upFor}: ${statusText(status, endpoint, nowMs)}\n`
  const { series } = history
  const width = Math.max(...series.map(({ figure }) => figure.label.length), 0)
  const lines = series.map(({ figure, last }) => {
    const value = last === undefined ? '-' : shown(last, figure)
    return `${figure.label.padEnd(width)}  ${value}\n`
  })
  return head + (lines.join('') || 'There is not a single number in what it answers.\n')
}

/** The figures that matter most, on one line. */
export function summary(history: History, endpoint: string, nowMs: number): string {
  const { status, series } = history
  if (status.kind !== 'up') return `${timeOfDay(nowMs)}  ${statusText(status, endpoint, nowMs)}\n`
  const figures = series
    .filter(({ figure, last }) => isKnown(figure) && last !== undefined)
    .map(({ figure, last }) => `${figure.label} ${shown(last ?? 0, figure)}`)
  return `${timeOfDay(nowMs)}  ${figures.join('  ')}\n`
}

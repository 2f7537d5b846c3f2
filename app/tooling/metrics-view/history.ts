/**
 * What was read from an endpoint so far: a series of points for each number it offers, one point for each reading, and what
 * can be said of the endpoint itself. Reads the service's own /debug/vars as well as the fleet view of the metrics service,
 * which says how old its numbers are. All text that comes out of it can be printed as it is.
 */
import type { Outcome } from '#foundation/expvar/client'
import type { Tree } from '#foundation/expvar/expvar'
import { readingsOf } from '#foundation/expvar/expvar'
import { printable } from '#foundation/terminal/printable'
import type { Figure } from './figures.ts'
import { figureOf } from './figures.ts'
import type { Point } from './plot.ts'

/** More than the widest terminal has columns. */
export const POINTS_MAX = 600
/** Two readings closer to each other than this do not make a rate. */
const RATE_MS_MIN = 20

export type Series = {
  readonly path: string
  readonly figure: Figure
  /** Oldest first; undefined where there was nothing new to read. */
  readonly points: readonly Point[]
  /** The newest that there was, also when the newest reading brought none. */
  readonly last: Point
}

/** Times are milliseconds since 1970. */
export type Status =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'up' }
  /** The endpoint answers, but has had nothing new from the service since then; undefined if never. */
  | { readonly kind: 'stale'; readonly sinceMs: number | undefined; readonly complaint: string }
  /** The endpoint has not answered since then. */
  | { readonly kind: 'down'; readonly sinceMs: number; readonly complaint: string }

/** When a reading was made. */
export type Moment = {
  /** Since 1970. */
  readonly wallMs: number
  /** By a clock that never goes back. */
  readonly steadyMs: number
}

type Growing = { points: Point[]; last: Point; raw: Sample | undefined; readonly figure: Figure }
type Sample = { readonly value: number; readonly atMs: number }

export class History {
  readonly #series = new Map<string, Growing>()
  #status: Status = { kind: 'waiting' }
  #program = ''
  #uptimeSeconds: number | undefined
  #collections: number | undefined

  get status(): Status {
    return this.#status
  }

  /** Of the service; empty if it never said. */
  get program(): string {
    return this.#program
  }

  /** Of the service, at the last reading; undefined if it does not say. */
  get uptimeSeconds(): number | undefined {
    return this.#uptimeSeconds
  }

  /** In the order in which to show them. */
  get series(): Series[] {
    return [...this.#series]
      .map(([path, { figure, points, last }]) => ({ path, figure, points, last }))
      .sort((a, b) => a.figure.rank - b.figure.rank)
  }

  enter(outcome: Outcome, { wallMs, steadyMs }: Moment): void {
    if (outcome.kind === 'failed') {
      const sinceMs = this.#status.kind === 'down' ? this.#status.sinceMs : wallMs
      const complaint = printable(`${outcome.reason}: ${outcome.detail}`)
      this.#status = { kind: 'down', sinceMs, complaint }
      this.#skip()
      return
    }
    const { cmdline, tree } = outcome.vars
    this.#program = printable(cmdline[0]?.split('/').at(-1) ?? '')
    const { isUp, ageMs, complaint, collections } = collectorOf(tree)
    if (!isUp) {
      const sinceMs = ageMs === undefined ? undefined : wallMs - ageMs
      this.#status = { kind: 'stale', sinceMs, complaint }
      this.#skip()
      return
    }
    this.#status = { kind: 'up' }
    const isNew = collections === undefined || collections !== this.#collections
    this.#collections = collections
    if (isNew) this.#grow(tree, steadyMs - (ageMs ?? 0))
    else this.#repeat()
  }

  /** Nothing was read: a gap in every series. */
  #skip(): void {
    for (const series of this.#series.values()) push(series.points, undefined)
  }

  /** Read once more what was collected before: no news, and no gap either. */
  #repeat(): void {
    for (const series of this.#series.values()) push(series.points, series.points.at(-1))
  }

  #grow(tree: Tree, atMs: number): void {
    const { uptime_seconds: uptime } = tree
    this.#uptimeSeconds = typeof uptime === 'number' ? uptime : undefined
    const gone = new Set(this.#series.keys())
    for (const { path, value } of readingsOf(tree)) {
      gone.delete(path)
      const figure = figureOf(path)
      if (!figure) continue
      const series = this.#series.get(path) ?? {
        points: [],
        last: undefined,
        raw: undefined,
        figure,
      }
      this.#series.set(path, series)
      const sample = { value: value * figure.factor, atMs }
      const point = figure.kind === 'rate' ? rate(series.raw, sample) : sample.value
      series.raw = sample
      series.last = point ?? series.last
      push(series.points, point)
    }
    for (const path of gone) this.#series.delete(path)
  }
}

/** Undefined for the first of two, and across a restart, when totals begin again at zero. */
function rate(before: Sample | undefined, now: Sample): Point {
  if (!before || now.atMs - before.atMs < RATE_MS_MIN || now.value < before.value) return undefined
  return ((now.value - before.value) / (now.atMs - before.atMs)) * 1000
}

function push(points: Point[], point: Point): void {
  points.push(point)
  if (points.length > POINTS_MAX) points.shift()
}

/** What the metrics service says of its collector. The service itself has none: it is up, and its numbers are of now. */
function collectorOf({ collector }: Tree) {
  if (typeof collector !== 'object' || typeof collector.up !== 'number') {
    return { isUp: true, ageMs: undefined, complaint: '', collections: undefined }
  }
  const { up, lastSuccessAgeSeconds: age, complaint, collections } = collector
  return {
    isUp: up === 1,
    ageMs: typeof age === 'number' ? age * 1000 : undefined,
    complaint: typeof complaint === 'string' ? printable(complaint) : 'nothing was collected yet',
    collections: typeof collections === 'number' ? collections : undefined,
  }
}

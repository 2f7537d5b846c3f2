/** The statements that a request has a database execute: of many the longest ones, and figures of all. */
import type { Exchange, Phase, Timing } from '#foundation/web/exchange'

/** Of one request. */
export const STATEMENTS_MAX = 32
/** Of a text. */
const TEXT_CHARS_MAX = 512

/** As the database tells it: while it is under way it has no end. */
type Statement = {
  readonly text: string
  readonly from: number
  readonly to: number | undefined
  readonly rows: number | undefined
  readonly isFailed: boolean
}

/**
 * For what the request asks a database. Its statements are told where its other time is, and the answer to a change says which
 * position of the database a later read has to see.
 */
export function callOf(exchange: Exchange) {
  const { operation, signal, deadline, timing } = exchange
  const statements = timing instanceof Statements ? timing : new Statements()
  exchange.timing = statements
  const committed = (position: string): void => {
    exchange.headers = { ...exchange.headers, 'Database-Position': position }
  }
  return {
    ...{ signal, deadline, observe: statements.observe },
    committed: operation.method === 'get' ? undefined : committed,
  }
}

class Statements implements Timing {
  readonly #kept: Statement[] = []
  #count = 0
  /** Of those that were dropped. */
  #droppedMs = 0

  readonly observe = (statement: Statement): void => {
    this.#count++
    if (this.#kept.length === STATEMENTS_MAX) this.#dropShortest(statement.from)
    this.#kept.push(statement)
  }

  phases(endedAt: number): readonly Phase[] {
    return this.#kept.map(statement => phaseOf(statement, endedAt))
  }

  figures(endedAt: number): Readonly<Record<string, number>> {
    const sqlMs = this.#kept.reduce((sum, one) => sum + msOf(one, endedAt), this.#droppedMs)
    return { sqlMs, sqlCount: this.#count }
  }

  #dropShortest(now: number): void {
    const all = this.#kept.map(statement => msOf(statement, now))
    const shortest = Math.min(...all)
    this.#kept.splice(all.indexOf(shortest), 1)
    this.#droppedMs += shortest
  }
}

function msOf({ from, to }: Statement, now: number): number {
  return (to ?? now) - from
}

function phaseOf({ text, from, to, rows, isFailed }: Statement, endedAt: number): Phase {
  const line = text.replaceAll(/\s+/g, ' ')
  const shown = line.length > TEXT_CHARS_MAX ? `${line.slice(0, TEXT_CHARS_MAX)}…` : line
  const name = /^\w+/.exec(text)?.[0] ?? 'query'
  const notes = [
    ...(isFailed ? ['failed'] : []),
    ...(to === undefined ? ['had not ended'] : []),
    ...(rows === undefined ? [] : [rows === 1 ? '1 row' : `${String(rows)} rows`]),
    ...(shown === name ? [] : [shown]),
  ]
  return {
    name,
    from,
    to: to ?? endedAt,
    ...(notes.length > 0 && { note: notes.join(' · ') }),
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.text': shown,
      ...(rows !== undefined && { 'db.response.returned_rows': rows }),
    },
    isCall: true,
    isFailed,
  }
}

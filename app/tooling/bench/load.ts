/**
 * Two kinds of load. In a closed loop each connection sends its next request when it has its answer: as much as the server
 * takes. In an open loop requests are due at a rate, whatever the server does: as in an overload.
 */
import type { RecordableHistogram } from 'node:perf_hooks'
import { createHistogram } from 'node:perf_hooks'
import { Connection } from './connection.ts'

/** An open loop sends the requests that its rate asks for this often. */
const PACE_MS = 1
const SHED = 503
/** Before what was refused, and is not counted, is asked again: a machine that others use too may be too busy for a moment. */
const SHED_PAUSE_MS = 10

export type LoadOptions = {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** The bytes of the next request, headers and all. */
  readonly request: () => Buffer
  /** Statuses that count; any other one but 503 ends the run. */
  readonly statuses: readonly number[]
  /** Told of every answer: when it was asked for and how long it took, in milliseconds of `performance.now`. */
  readonly onAnswer?: (sentAt: number, ms: number) => void
}

export type LoadResult = {
  readonly perSecond: number
  /** In milliseconds; not numbers if nothing was answered. */
  readonly p50: number
  readonly p99: number
}

/** Of an open loop: what was answered well, from the moment each request was due, and what was refused. */
export type OverloadResult = LoadResult & {
  readonly shedPerSecond: number
  /** Requests that were due and could not be sent, because all connections were waiting for answers. */
  readonly unsentPerSecond: number
}

/** Rejects when a connection fails or an answer is neither expected nor a refusal. Refusals are no throughput. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, request, statuses, onAnswer } = options
  const latencies = new Latencies()
  const { perSecond } = await during(options, fail =>
    Array.from({ length: options.connections }, () => {
      let sentAt = 0
      const next = (): void => {
        sentAt = performance.now()
        connection.send(request())
      }
      const connection = new Connection(url, {
        onBroken: fail,
        onAnswer: (status, shown) => {
          if (status === SHED) {
            setTimeout(next, SHED_PAUSE_MS)
            return
          }
          if (!statuses.includes(status)) {
            fail(new Error(shown()))
            return
          }
          const ms = latencies.add(sentAt)
          onAnswer?.(sentAt, ms)
          next()
        },
      })
      next()
      return connection
    }),
  )
  return latencies.result(perSecond)
}

/** Rejects when a connection fails or an answer is neither expected nor a refusal. */
export async function overload(options: LoadOptions, rate: number): Promise<OverloadResult> {
  const { url, request, statuses, connections } = options
  const latencies = new Latencies()
  let shed = 0
  let due = 0
  let sent = 0
  let pacer: NodeJS.Timeout | undefined
  const { perSecond } = await during(options, fail => {
    const idle: { send: (dueAt: number) => void }[] = []
    const all = Array.from({ length: connections }, () => {
      let dueAt = 0
      const place = {
        send: (at: number): void => {
          dueAt = at
          connection.send(request())
        },
      }
      const connection = new Connection(url, {
        onBroken: fail,
        onAnswer: (status, shown) => {
          if (statuses.includes(status)) latencies.add(dueAt)
          else if (status === SHED) shed++
          else fail(new Error(shown()))
          idle.push(place)
        },
      })
      idle.push(place)
      return connection
    })
    const startedAt = performance.now()
    pacer = setInterval(() => {
      due = Math.floor(((performance.now() - startedAt) * rate) / 1000)
      while (sent < due) {
        const place = idle.pop()
        if (!place) break
        place.send(startedAt + (sent * 1000) / rate)
        sent++
      }
    }, PACE_MS)
    return all
  }).finally(() => {
    clearInterval(pacer)
  })
  return {
    ...latencies.result(perSecond),
    shedPerSecond: perSecond(shed),
    unsentPerSecond: perSecond(due - sent),
  }
}

/** Opens the connections, waits until the time is over, and closes them. Rejects when `fail` is called before. */
async function during(
  { url, seconds }: LoadOptions,
  open: (fail: (error: Error) => void) => Connection[],
): Promise<{ perSecond: (count: number) => number }> {
  let connections: Connection[] = []
  const startedAt = performance.now()
  try {
    await new Promise<void>((resolve, reject) => {
      setTimeout(resolve, seconds * 1000)
      connections = open(error => {
        reject(new Error(`the load on ${url} failed: ${error.message}`))
      })
    })
  } finally {
    for (const connection of connections) connection.close()
  }
  const elapsed = (performance.now() - startedAt) / 1000
  return { perSecond: count => count / elapsed }
}

class Latencies {
  readonly #microseconds: RecordableHistogram = createHistogram()

  /** Counts what began then and is over now; returns how long it took, in milliseconds. */
  add(startedAt: number): number {
    const ms = performance.now() - startedAt
    this.#microseconds.record(Math.max(1, Math.round(ms * 1000)))
    return ms
  }

  result(perSecond: (count: number) => number): LoadResult {
    const ms = (percent: number): number => this.#microseconds.percentile(percent) / 1000
    const { count } = this.#microseconds
    if (count === 0) return { perSecond: 0, p50: Number.NaN, p99: Number.NaN }
    return { perSecond: perSecond(count), p50: ms(50), p99: ms(99) }
  }
}

/**
 * Two kinds of load. In a closed loop each client begins its next operation when the one before is done: as much as the server
 * takes. In an open loop operations are due at a rate, whatever the server does, and each is as late as its answer is behind
 * the time it was due, also where it had to wait for a connection.
 */
import type { Client } from './exchange.ts'
import { Latencies } from './latencies.ts'

/** Before what was refused, and is not counted, is asked again: a machine that others use too may be too busy for a moment. */
const REFUSED_PAUSE_MS = 10

/** How much longer a closed loop goes on where nothing was done in its time, so that a slow machine finds something. */
const FIRST_MS_MAX = 30_000

export type Load = {
  readonly connections: number
  readonly seconds: number
  /** Operations per second that are due in an open loop; without it the loop is closed. */
  readonly rate?: number
  /** Told of every answer that is no refusal: when it was asked for and how long it took, in milliseconds of `performance.now`. */
  readonly onAnswer?: (sentAt: number, ms: number) => void
}

export type LoadResult = {
  /** What was done: as the operations count it. Refusals are none. */
  readonly perSecond: number
  readonly refusedPerSecond: number
  /** Of the operations that were done: in an open loop from the moment that they were due. */
  readonly answered: Latencies
  /** Of an open loop: how long those had waited at its end that were due and not answered. */
  readonly unanswered: Latencies
}

/** Makes the client of this number, counted from 0. */
export type Connect = (number: number, failed: (error: Error) => void) => Promise<Client>

/** Begins when all connections are there. Rejects when one fails, or an answer is neither expected nor a refusal. */
export async function drive(connect: Connect, load: Load): Promise<LoadResult> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  // Before `promise` is awaited, a connection may have failed already.
  promise.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const numbers = Array.from({ length: load.connections }, (_, number) => number)
  const connecting = await Promise.allSettled(numbers.map(number => connect(number, reject)))
  const clients = connecting.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    for (const one of connecting) if (one.status === 'rejected') throw one.reason
    const run = new Run(load)
    const { rate } = load
    if (rate === undefined) for (const client of clients) run.keepBusy(client)
    else run.pace(clients, rate)
    const latest = performance.now() + load.seconds * 1000 + FIRST_MS_MAX
    const end = (): void => {
      if (rate === undefined && !run.hasDone && performance.now() < latest)
        timer = setTimeout(end, 1)
      else resolve(undefined)
    }
    timer = setTimeout(end, load.seconds * 1000)
    await promise.finally(() => {
      run.end()
    })
    return run.result()
  } finally {
    clearTimeout(timer)
    for (const client of clients) client.close()
  }
}

/** A connection of an open loop: since when what it does was due. */
type Place = { readonly client: Client; dueAt: number | undefined }

class Run {
  readonly #load: Load
  readonly #startedAt = performance.now()
  readonly #answered = new Latencies()
  readonly #unanswered = new Latencies()
  #endedAt: number | undefined
  #done = 0
  #refused = 0
  /** At the end of an open loop, counts the operations that have no answer. */
  #leave: ((endedAt: number) => void) | undefined

  constructor(load: Load) {
    this.#load = load
  }

  get hasDone(): boolean {
    return this.#done > 0
  }

  keepBusy(client: Client): void {
    let sentAt = 0
    const ask = (): void => {
      if (this.#endedAt !== undefined) return
      sentAt = performance.now()
      client.ask(done)
    }
    const done = (amount: number): void => {
      if (this.#count(amount, sentAt)) ask()
      else setTimeout(ask, REFUSED_PAUSE_MS)
    }
    ask()
  }

  /** Sends each operation when it is due and a connection is free. It looks in every turn of the event loop: a timer would be late. */
  pace(clients: readonly Client[], rate: number): void {
    const places = clients.map((client): Place => ({ client, dueAt: undefined }))
    const idle = [...places]
    let sent = 0
    const dueAtOf = (number: number): number => this.#startedAt + (number * 1000) / rate
    const turn = (): void => {
      if (this.#endedAt !== undefined) return
      const now = performance.now()
      for (let place = idle.at(-1); place && dueAtOf(sent) <= now; place = idle.at(-1)) {
        idle.pop()
        const { client } = place
        const dueAt = dueAtOf(sent++)
        place.dueAt = dueAt
        const taken = place
        client.ask(amount => {
          taken.dueAt = undefined
          this.#count(amount, dueAt)
          idle.push(taken)
        })
      }
      setImmediate(turn)
    }
    this.#leave = endedAt => {
      for (const { dueAt } of places) {
        if (dueAt !== undefined) this.#unanswered.add(endedAt - dueAt)
      }
      for (let dueAt = dueAtOf(sent); dueAt < endedAt; dueAt = dueAtOf(++sent)) {
        this.#unanswered.add(endedAt - dueAt)
      }
    }
    turn()
  }

  end(): void {
    this.#endedAt = performance.now()
    this.#leave?.(this.#endedAt)
  }

  result(): LoadResult {
    const seconds = ((this.#endedAt ?? performance.now()) - this.#startedAt) / 1000
    return {
      perSecond: this.#done / seconds,
      refusedPerSecond: this.#refused / seconds,
      answered: this.#answered,
      unanswered: this.#unanswered,
    }
  }

  /** Whether it was done, not refused. */
  #count(amount: number, since: number): boolean {
    if (this.#endedAt !== undefined) return false
    if (amount === 0) {
      this.#refused++
      return false
    }
    const ms = performance.now() - since
    this.#done += amount
    this.#answered.add(ms)
    this.#load.onAnswer?.(since, ms)
    return true
  }
}

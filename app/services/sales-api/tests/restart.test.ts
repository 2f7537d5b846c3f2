import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Balancer } from './balancer.ts'
import { Service, until } from './service.ts'
import { OpenWatch } from './watch.ts'

const RESTARTS = 2
const CLIENTS = 12
/** Clients at the end of the list wait so long between requests: their connections are idle when the service stops. */
const THINK_MS = [0, 0, 0, 0, 0, 0, 0, 0, 5, 10, 20, 30]
/** Far longer than a probe of the balancer and a request after the longest think time take, also on a machine that is busy. */
const DRAIN_DELAY_MS = 5000
/** How long the service runs between two restarts. */
const LIFE_MS = 300
const BUSY_MS = 100

test('restarts under load behind a balancer fail no request and lose no event', async () => {
  await using balancer = await Balancer.listen()
  const args = [`--web-drain-delay=${String(DRAIN_DELAY_MS)}ms`]
  await using service = await Service.start({ args })
  balancer.use(service.url)
  await using watcher = new Watcher(balancer.url)
  await using load = new Load(balancer.url)

  for (let restart = 0; restart < RESTARTS; restart++) {
    await pause(LIFE_MS)
    const before = load.requests
    expect(await service.stop()).toBe(0)
    await service.restart()
    balancer.use(service.url)
    const goesOn = (): true | undefined => (load.requests > before + CLIENTS ? true : undefined)
    await until(goesOn, () => 'no request was answered after the restart')
  }
  await load.end()
  const last = Math.max(...load.acknowledged)
  const sawAll = (): true | undefined =>
    (watcher.revisions.at(-1) ?? 0) >= last ? true : undefined
  await until(sawAll, () => `the watch has not come to revision ${String(last)}`)

  console.log(
    `${String(load.requests)} requests, ${String(RESTARTS)} restarts; nothing was ready for ` +
      `${balancer.gapsMs.map(ms => ms.toFixed(0)).join(', ')} ms each, ` +
      `${String(DRAIN_DELAY_MS)} ms of which are the drain delay`,
  )
  expect(load.failures).toEqual([])
  expect(watcher.unannounced).toBe(0)
  expect(watcher.revisions).toEqual(load.acknowledged.toSorted((a, b) => a - b))
  expect(balancer.gapsMs).toHaveLength(RESTARTS)
})

/**
 * Clients that write and read over one connection each until it ends. None tries a request again, but for one that a machine
 * that is too busy refused to execute.
 */
class Load implements AsyncDisposable {
  requests = 0
  readonly failures: string[] = []
  /** Revisions that were acknowledged. */
  readonly acknowledged: number[] = []
  readonly #url: string
  readonly #agents: http.Agent[] = []
  readonly #clients: readonly Promise<void>[]
  #isOver = false

  constructor(url: string) {
    this.#url = url
    this.#clients = Array.from({ length: CLIENTS }, (_, id) => this.#client(id))
  }

  /** Resolves when what is under way is answered. */
  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#clients)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    for (const agent of this.#agents) agent.destroy()
    await this.end()
  }

  async #client(id: number): Promise<void> {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    this.#agents.push(agent)
    const path = `/v1/kv/restart%2F${String(id)}`
    for (let version = 1; !this.#isOver; version++) {
      try {
        const written = await this.#send(agent, 'PUT', path, String(version))
        const { modRevision } = JSON.parse(written) as { modRevision: number }
        this.acknowledged.push(modRevision)
        const read = await this.#send(agent, 'GET', path)
        if (read !== String(version)) throw new Error(`read ${read}, wrote ${String(version)}`)
        this.requests += 2
      } catch (error) {
        this.failures.push(`client ${String(id)}, version ${String(version)}: ${String(error)}`)
      }
      await pause(THINK_MS[id])
    }
    agent.destroy()
  }

  async #send(agent: http.Agent, method: string, path: string, body?: string): Promise<string> {
    for (;;) {
      const { status, text } = await send(agent, this.#url, method, path, body)
      if (status === 200 || status === 201) return text
      if (!text.includes('"SERVER_BUSY"')) {
        throw new Error(`${method} ${path}: ${String(status)} ${text}`)
      }
      await pause(BUSY_MS)
    }
  }
}

function send(
  agent: http.Agent,
  url: string,
  method: string,
  path: string,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'text/plain' }
    const request = http.request(url + path, { agent, method, headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Watches from the first revision on, and goes on where the service says whenever the stream ends, until it is closed. */
class Watcher implements AsyncDisposable {
  readonly revisions: number[] = []
  /** Ends of the stream without a word before. */
  unannounced = 0
  readonly #url: string
  readonly #closing = new AbortController()
  readonly #watching: Promise<void>

  constructor(url: string) {
    this.#url = url
    this.#watching = this.#watch()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#watching
  }

  async #watch(): Promise<void> {
    const isOver = (): boolean => this.#closing.signal.aborted
    let from: number | undefined = 1
    while (!isOver()) {
      from ??= (this.revisions.at(-1) ?? 0) + 1
      from = await this.#follow(from).catch(() => undefined)
      if (from === undefined && !isOver()) this.unannounced++
    }
  }

  /** Until the end of the stream; where to go on, if it said so. */
  async #follow(from: number): Promise<number | undefined> {
    const query = { prefix: 'restart/', from: String(from) }
    const watch = await OpenWatch.open(this.#url, query, {}, this.#closing.signal)
    for (;;) {
      const event = await watch.next()
      if (!event) return undefined
      if (event.event === 'closing') return Number(event.data.resume)
      if (event.event === 'put') this.revisions.push(Number(event.data.modRevision))
    }
  }
}

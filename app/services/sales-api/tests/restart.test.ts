import fs from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { Balancer } from './balancer.ts'
import { Service, until } from './service.ts'
import { OpenWatch } from './watch.ts'

const RESTARTS = 4
const CLIENTS = 12
/** Clients at the end of the list wait so long between requests: their connections are idle when the service stops. */
const THINK_MS = [0, 0, 0, 0, 0, 0, 0, 0, 5, 10, 20, 30]
/** Longer than two probes of the balancer and the longest think time. */
const DRAIN_DELAY_MS = 100
/** How long the service runs between two restarts. */
const LIFE_MS = 300

type Load = {
  isOver: boolean
  requests: number
  readonly failures: string[]
  /** Revisions that were acknowledged. */
  readonly acknowledged: number[]
}

test(
  'restarts under load behind a balancer fail no request and lose no event',
  { timeout: 60_000 },
  async () => {
    await using balancer = await Balancer.listen()
    const args = [`--web-drain-delay=${String(DRAIN_DELAY_MS)}ms`]
    // As in the image: what was compiled once is not compiled again.
    const compiled = fs.mkdtempSync(join(tmpdir(), 'compiled-'))
    onTestFinished(() => {
      fs.rmSync(compiled, { recursive: true })
    })
    const env = { NODE_COMPILE_CACHE: compiled }
    await using service = await Service.start({ args, env })
    balancer.use(service.url)
    const load: Load = { isOver: false, requests: 0, failures: [], acknowledged: [] }
    const watcher = new Watcher(balancer.url)
    const watching = watcher.run()
    const clients = Array.from({ length: CLIENTS }, (_, id) => client(balancer.url, id, load))

    for (let restart = 0; restart < RESTARTS; restart++) {
      await pause(LIFE_MS)
      const before = load.requests
      expect(await service.stop()).toBe(0)
      await service.restart()
      balancer.use(service.url)
      const goesOn = (): true | undefined => (load.requests > before + CLIENTS ? true : undefined)
      await until(goesOn, 10_000, () => 'no request was answered after the restart')
    }
    load.isOver = true
    await Promise.all(clients)
    const last = Math.max(...load.acknowledged)
    const sawAll = (): true | undefined =>
      (watcher.revisions.at(-1) ?? 0) >= last ? true : undefined
    await until(sawAll, 10_000, () => `the watch has not come as far as revision ${String(last)}`)
    watcher.close()
    await watching

    console.log(
      `${String(load.requests)} requests, ${String(RESTARTS)} restarts; nothing was ready for ` +
        `${balancer.gapsMs.map(ms => ms.toFixed(0)).join(', ')} ms each, ` +
        `${String(DRAIN_DELAY_MS)} ms of which are the drain delay`,
    )
    expect(load.failures).toEqual([])
    expect(watcher.unannounced).toBe(0)
    expect(watcher.revisions).toEqual(load.acknowledged.toSorted((a, b) => a - b))
    expect(balancer.gapsMs).toHaveLength(RESTARTS)
  },
)

/** Writes and reads over one connection at a time, never trying a request again. */
async function client(url: string, id: number, load: Load): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const path = `/v1/kv/restart%2F${String(id)}`
  for (let version = 1; !load.isOver; version++) {
    try {
      const written = await send(agent, url, 'PUT', path, String(version))
      const { modRevision } = JSON.parse(written) as { modRevision: number }
      load.acknowledged.push(modRevision)
      const read = await send(agent, url, 'GET', path)
      if (read !== String(version)) throw new Error(`read ${read}, wrote ${String(version)}`)
      load.requests += 2
    } catch (error) {
      load.failures.push(`client ${String(id)}, version ${String(version)}: ${String(error)}`)
    }
    await pause(THINK_MS[id])
  }
  agent.destroy()
}

function send(
  agent: http.Agent,
  url: string,
  method: string,
  path: string,
  body?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'text/plain' }
    const request = http.request(url + path, { agent, method, headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode = 0 } = response
        if (statusCode === 200 || statusCode === 201) resolve(text)
        else reject(new Error(`${method} ${path}: ${String(statusCode)} ${text}`))
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Watches from the first revision on, and goes on where the service says whenever it closes. */
class Watcher {
  readonly revisions: number[] = []
  /** Ends of the stream without a word before. */
  unannounced = 0
  readonly #url: string
  #watch: OpenWatch | undefined
  #isClosed = false

  constructor(url: string) {
    this.#url = url
  }

  async run(): Promise<void> {
    let from: number | undefined = 1
    for (;;) {
      from ??= (this.revisions.at(-1) ?? 0) + 1
      this.#watch = await OpenWatch.open(this.#url, { prefix: 'restart/', from: String(from) })
      from = await this.#follow(this.#watch)
      if (this.#isClosed) return
      if (from === undefined) this.unannounced++
    }
  }

  close(): void {
    this.#isClosed = true
    this.#watch?.close()
  }

  /** Until the end of the stream; where to go on, if it said so. */
  async #follow(watch: OpenWatch): Promise<number | undefined> {
    for (;;) {
      const event = await watch.next().catch(() => undefined)
      if (!event) return undefined
      if (event.event === 'closing') return Number(event.data.resume)
      if (event.event === 'put') this.revisions.push(Number(event.data.modRevision))
    }
  }
}

/** The servers of this program: one application and one port for each thing it serves. */
import type { Address } from '#foundation/conf/conf'
import { listening } from '#foundation/conf/unusable'
import type { Host } from '#foundation/host/host'
import type { Logging } from '#foundation/logger/logger'
import type { AppOptions } from '#foundation/web/app'
import { App, noSuchRoute } from '#foundation/web/app'
import { HttpServer } from '#foundation/web/server'
import type { Figures } from '#business/web/metrics/figures'
import type { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'

/** Of each server. Only a few scrapers, probes and people with a terminal send requests here, and none has a body. */
const SERVER_LIMITS = { readTimeoutMs: 5_000, idleTimeoutMs: 75_000, connectionsMax: 256 }
/** Of each server. The servers log no documents and no probes; they log mistakes, and what people ask for. */
const LOGGED_PER_SECOND = 50
const APP_LIMITS = {
  bodyBytesMax: { bytes: 0, json: 0 },
  /** The documents on their way to readers who take their time. */
  bufferedBytesMax: 16 * 1024 * 1024,
  inFlightMax: 64,
  streamsMax: 0,
  deadlineMs: 10_000,
}

export class Servers implements AsyncDisposable {
  readonly #host: Host
  readonly #options: AppOptions
  readonly #running = new Map<string, { readonly app: App; readonly server: HttpServer }>()

  constructor(host: Host, logging: Logging, requests: RequestMetrics) {
    this.#host = host
    this.#options = {
      ...onion(host, {
        logging,
        component: 'requests',
        metrics: requests,
        isMeasured: true,
        traceProbability: undefined,
        loggedPerSecond: LOGGED_PER_SECOND,
      }),
      ...APP_LIMITS,
    }
  }

  /** By name. */
  get ports(): Record<string, number> {
    return Object.fromEntries([...this.#running].map(([name, { server }]) => [name, server.port]))
  }

  /** Of all applications together. */
  get figures(): Figures<'http'> {
    const apps = [...this.#running.values()].map(({ app }) => app)
    const sum = (read: (app: App) => number): number =>
      apps.reduce((total, app) => total + read(app), 0)
    return {
      requests_in_flight: sum(app => app.inFlight),
      event_streams: sum(app => app.streams),
      buffered_bytes: sum(app => app.bufferedBytes),
    }
  }

  /**
   * Serves what `mount` puts into the application, at the address that a setting names. Rejects when it cannot. `hint` tells
   * those who ask for something else what there is.
   */
  async listen(
    name: string,
    setting: string,
    address: Address,
    hint: string,
    mount: (app: App) => void,
  ): Promise<void> {
    const app = new App(this.#host.clock, this.#options)
    mount(app)
    const options = { ...address, ...SERVER_LIMITS }
    const listened = HttpServer.listen(app, options, noSuchRoute(hint))
    const server = await listening(setting, address, listened)
    this.#running.set(name, { app, server })
  }

  /** Every answer asks for a new connection from now on. */
  drain(): void {
    for (const { server } of this.#running.values()) server.drain()
  }

  /** True when the last requests were answered, false when the time was over and they were cut off. */
  async close(timeoutMs: number): Promise<boolean> {
    const running = [...this.#running.values()]
    this.#running.clear()
    const areClean = await Promise.all(
      running.map(async ({ app, server }) => {
        const isClean = await server.close(timeoutMs)
        app[Symbol.dispose]()
        return isClean
      }),
    )
    return areClean.every(Boolean)
  }

  /** Only matters if the start fails: a running program closes its servers itself, with time for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close(0)
  }
}

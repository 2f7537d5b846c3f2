/**
 * Events on their way to webhooks. A receiver that hangs occupies a few of the deliveries under way, and each of them for a time:
 * others wait for it that long at most.
 */
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Clock, Random } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import type { Answer, Message } from '#foundation/webhook/post'
import { PostFailed, poster } from '#foundation/webhook/post'
import { webhookHeaders } from '#foundation/webhook/webhook'
import { Workers } from '#foundation/worker/worker'
import type { PaymentTables } from '#business/core/payment/tables'
import type { Delivery } from '#business/core/payment/webhooks'
import { COUNTED_MAX, Deliveries } from '#business/core/payment/webhooks'
import type { Postgres } from '#business/data/postgres/postgres'
import type { PaymentConfig } from '../config.ts'

/** Deliveries under way at once, and those of one key among them. */
const AT_ONCE_MAX = 16
const OF_KEY_MAX = 4
const CLAIM_EVERY_MS = 200
const LOOK_EVERY_MS = 10_000
/** An event is claimed for so many times what its delivery may take. */
const CLAIM_TIMES = 2
/** How long the end waits for what is under way, which is given up, and delivered again later. */
const STOP_MS = 5_000
/** The receiver says that it is gone for good. */
const GONE = 410

/** Within the time that a receiver may take. */
export type Send = (url: URL, message: Omit<Message, 'timeoutMs'>) => Promise<Answer>

/** Throws `SettingUnusable` for a setting that is for development alone. */
export function webhookSend(
  { timeout, allowLoopback }: PaymentConfig['webhooks'],
  isProduction: boolean,
  clock: Clock,
): Send {
  if (isProduction && allowLoopback) {
    const why = 'expected off: webhooks to this machine are for development alone'
    throw new SettingUnusable('webhooks.allowLoopback', why)
  }
  const post = poster({ clock, isDevelopment: !isProduction, allowLoopback })
  return (url, message) => post(url, { ...message, timeoutMs: timeout })
}

export type DeliverOptions = {
  readonly database: Postgres<PaymentTables>
  readonly host: { readonly clock: Clock; readonly random: Random }
  readonly send: Send
  readonly timeoutMs: number
  readonly log: Logger
  readonly registry: Registry
  /** Deliveries stop with it. */
  readonly stack: AsyncDisposableStack
}

/** Delivers, and counts what waits, from now on. */
export function startDeliveries(options: DeliverOptions): void {
  const { database, host, log, registry, stack } = options
  const undelivered = new Episode(log, host.clock, {
    begins: 'webhooks cannot be delivered',
    ends: 'webhooks are delivered again',
  })
  // Slots, those that are just ending too, what starts them, and what counts.
  const workers = new Workers(host.clock, 2 * AT_ONCE_MAX + 2, (_job, error) => {
    undelivered.shows({ error })
  })
  stack.defer(async () => {
    await workers.shutdown(STOP_MS)
  })
  const deliveries = new Deliveries(database, host)
  const slots = new Slots(deliveries, options)
  workers.every('webhooks', CLAIM_EVERY_MS, async signal => {
    while (slots.used < AT_ONCE_MAX) {
      const first = await slots.claimed(signal)
      if (!first) break
      workers.start('webhook', () => slots.work(first, signal))
    }
    undelivered.over()
  })
  count(deliveries, workers, host.clock, registry)
}

/** Invariant: no more than `AT_ONCE_MAX` deliveries are under way, and `OF_KEY_MAX` of one key. */
class Slots {
  readonly #deliveries: Deliveries
  readonly #options: DeliverOptions
  readonly #underWay: Delivery[] = []
  #used = 0
  #claiming: Promise<unknown> = Promise.resolve()

  constructor(deliveries: Deliveries, options: DeliverOptions) {
    this.#deliveries = deliveries
    this.#options = options
  }

  get used(): number {
    return this.#used
  }

  /** One claim after the other, so that each knows what is under way. */
  async claimed(signal: AbortSignal): Promise<Delivery | undefined> {
    const before = this.#claiming
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#claiming = promise
    await before
    try {
      const keys = Map.groupBy(this.#underWay, ({ key }) => key)
      const full = [...keys].flatMap(([key, some]) => (some.length >= OF_KEY_MAX ? [key] : []))
      const claimMs = CLAIM_TIMES * this.#options.timeoutMs
      const delivery = await this.#deliveries.claim(claimMs, full, { signal })
      if (delivery) this.#underWay.push(delivery)
      return delivery
    } finally {
      resolve(undefined)
    }
  }

  /** Until nothing is due. */
  async work(first: Delivery, signal: AbortSignal): Promise<void> {
    this.#used++
    try {
      let delivery: Delivery | undefined = first
      while (delivery) {
        try {
          await this.#deliver(delivery, signal)
        } finally {
          this.#underWay.splice(this.#underWay.indexOf(delivery), 1)
        }
        delivery = await this.claimed(signal)
      }
    } finally {
      this.#used--
    }
  }

  async #deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { log } = this.#options
    const outcome = await this.#sent(delivery, signal)
    if (outcome.why === undefined) {
      await this.#deliveries.delivered(delivery, { signal })
      return
    }
    const { why, isFinal } = outcome
    const failed = await this.#deliveries.failed(delivery, why, isFinal, { signal })
    const { eventId: event, txid, attempt } = delivery
    if (failed.kind === 'retried') {
      const fields = { event, txid, attempt, why, retryAt: failed.at.toISOString() }
      log.warn(fields, 'webhook not delivered: it is tried again')
    } else if (failed.kind === 'dead') {
      log.error({ event, txid, attempt, why }, 'webhook not delivered: it is a dead letter')
    }
  }

  async #sent({ eventId: id, url, secrets, body }: Delivery, signal: AbortSignal) {
    const { send, host } = this.#options
    const seconds = Math.floor(host.clock.now() / 1000)
    try {
      const headers = webhookHeaders({ id, seconds, body }, secrets)
      const { status } = await send(new URL(url), { headers, body, signal })
      if (status >= 200 && status <= 299) return { why: undefined }
      return { why: `it answered ${String(status)}`, isFinal: status === GONE }
    } catch (error) {
      if (error instanceof PostFailed) return { why: error.message, isFinal: false }
      throw error
    }
  }
}

function count(deliveries: Deliveries, workers: Workers, clock: Clock, registry: Registry): void {
  const registers = [registry]
  const events = new Gauge({
    name: 'webhook_events',
    help: `Events that are not delivered yet, counted up to ${String(COUNTED_MAX)}`,
    registers,
  })
  const age = new Gauge({
    name: 'webhook_age_seconds',
    help: 'How long the oldest event that is not delivered yet has waited, 0 if there is none',
    registers,
  })
  const dead = new Gauge({
    name: 'webhook_dead_letters',
    help: `Events that are not tried any more, counted up to ${String(COUNTED_MAX)}`,
    registers,
  })
  workers.every('webhook figures', LOOK_EVERY_MS, async signal => {
    const figures = await deliveries.figures({ signal })
    const { oldest } = figures
    events.set(figures.events)
    age.set(oldest ? Math.max(0, clock.now() - oldest.getTime()) / 1000 : 0)
    dead.set(figures.deadLetters)
  })
}

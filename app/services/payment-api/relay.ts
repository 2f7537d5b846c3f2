/** Events on their way into a stream of sales-api. The id of an event makes a second request for it have no effect. */
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import { Workers } from '#foundation/worker/worker'
import type { Publish, Refusal } from '#business/core/payment/relay'
import { EventRefused, relayEvents } from '#business/core/payment/relay'
import type { PaymentTables } from '#business/core/payment/tables'
import type { Postgres } from '#business/data/postgres/postgres'
import { salesClient } from '#business/web/client/client'

const STREAM = 'payments'
/** For one event. */
const PUBLISH_MS = 10_000
const RELAY_EVERY_MS = 200
/** More than the time between two attempts of an event that fails. */
const CALM_MS = 60_000
/** How long the end waits for what is under way, which is given up. */
const STOP_MS = 5_000
/** What is said of who asks, where or when, and not of the event: it is to be published when that is mended. */
const OF_THE_WAY: ReadonlySet<number> = new Set([401, 403, 404, 405, 408, 421, 425, 429])
/** sales-api has appended the event before. */
const APPENDED = 'IDEMPOTENT_RESULT_NOT_KEPT'

/** The event was not taken, or it is not known whether it was. */
class PublishFailed extends Error {
  override readonly name = 'PublishFailed'
  readonly code = 'PUBLISH_FAILED'
}

export type RelayOptions = {
  readonly salesUrl: URL | undefined
  readonly database: Postgres<PaymentTables>
  readonly clock: Clock
  readonly log: Logger
  /** The relay stops with it. */
  readonly stack: AsyncDisposableStack
}

/** Publishes events from now on. Without a sales-api they stay in the outbox, and the log says so. */
export function startRelay({ salesUrl, database, clock, log, stack }: RelayOptions): void {
  if (!salesUrl) {
    log.warn({}, 'events are not published: no sales-api is set. They stay in the outbox')
    return
  }
  const publish = publisher(salesUrl, clock)
  const unpublished = new Episode(log, clock, {
    begins: 'events cannot be published',
    ends: 'events are published again',
    calmMs: CALM_MS,
  })
  const workers = new Workers(clock, 1, (_job, error) => {
    unpublished.shows({ error })
  })
  stack.defer(async () => {
    await workers.shutdown(STOP_MS)
  })
  const tell = ({ event, attempts, why, retryAt }: Refusal): void => {
    const fields = { event: event.event_id, txid: event.txid, attempt: attempts, why }
    if (retryAt) log.warn({ ...fields, retryAt: retryAt.toISOString() }, 'event refused')
    else log.error(fields, 'event refused: it is a dead letter')
  }
  workers.every('relay', RELAY_EVERY_MS, async signal => {
    try {
      await relayEvents({ database, clock, publish, tell }, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  })
}

function publisher(salesUrl: URL, clock: Clock): Publish {
  const client = salesClient(salesUrl.href.replace(/\/$/, ''))
  return async ({ event_id, txid, kind, at, data }, signal) => {
    const fields = { event: event_id, kind, txid, at: at.toISOString(), data: JSON.stringify(data) }
    const late = new AbortController()
    const timer = clock.after(PUBLISH_MS, () => {
      late.abort(new PublishFailed(`sales-api did not answer within ${String(PUBLISH_MS)} ms`))
    })
    try {
      const { response, error } = await client.POST('/v1/streams/{stream}/entries', {
        params: { path: { stream: STREAM }, header: { 'idempotency-key': event_id } },
        body: {
          entries: [{ fields: Object.entries(fields).map(([name, value]) => ({ name, value })) }],
        },
        headers: { 'Accept-Encoding': 'identity' },
        redirect: 'error',
        signal: AbortSignal.any([signal, late.signal]),
      })
      if (error === undefined) return
      const { status } = response
      if (error.code === APPENDED) return
      const said = `sales-api answered ${String(status)}: ${JSON.stringify(error)}`
      const isRefused = status >= 400 && status <= 499 && !OF_THE_WAY.has(status)
      throw isRefused ? new EventRefused(said) : new PublishFailed(`${said}, to event ${event_id}`)
    } finally {
      timer.cancel()
    }
  }
}

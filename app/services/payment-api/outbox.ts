/**
 * What waits in the outbox, as metrics. Its limit is the disk of the database: a payment is not refused because events cannot be
 * published. When there is no room for an event, PostgreSQL refuses the whole change.
 */
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import { Workers } from '#foundation/worker/worker'
import { COUNTED_MAX, outboxFigures } from '#business/core/payment/relay'
import type { PaymentTables } from '#business/core/payment/tables'
import type { Postgres } from '#business/data/postgres/postgres'

const LOOK_EVERY_MS = 10_000
/** Events that are older should have been published. */
const LATE_SECONDS = 600
/** How long the end waits for a look that is under way; its statement is cancelled. */
const STOP_MS = 5_000

type OutboxOptions = {
  readonly database: Postgres<PaymentTables>
  readonly clock: Clock
  readonly log: Logger
  readonly registry: Registry
  /** The outbox is no longer looked at after it. */
  readonly stack: AsyncDisposableStack
}

/** Looks at the outbox from now on. */
export function observeOutbox({ database, clock, log, registry, stack }: OutboxOptions): void {
  const registers = [registry]
  const events = new Gauge({
    name: 'outbox_events',
    help: `Events that are not published yet, counted up to ${String(COUNTED_MAX)}`,
    registers,
  })
  const age = new Gauge({
    name: 'outbox_age_seconds',
    help: 'Age of the oldest event that is not published yet, 0 if there is none',
    registers,
  })
  const dead = new Gauge({
    name: 'outbox_dead_letters',
    help: 'Events that sales-api refuses, and that are not tried any more',
    registers,
  })
  const late = new Episode(log, clock, {
    begins: 'events stay in the outbox',
    ends: 'no event stays in the outbox any more',
  })
  // That the database fails is said by those who need it.
  const workers = new Workers(clock, 1, () => undefined)
  stack.defer(async () => {
    await workers.shutdown(STOP_MS)
  })
  workers.every('outbox', LOOK_EVERY_MS, async signal => {
    const figures = await outboxFigures(database, { signal })
    const seconds = figures.oldest ? Math.max(0, clock.now() - figures.oldest.getTime()) / 1000 : 0
    events.set(figures.events)
    age.set(seconds)
    dead.set(figures.deadLetters)
    if (seconds > LATE_SECONDS) late.shows({ events: figures.events, seconds: Math.round(seconds) })
    else late.over()
  })
}

/** `list` and `redeliver` of `webhooks` and `events`: what an operator does about dead letters. Tells it by the log. */
import type { Host } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import { deadEvents, outboxFigures, redeliverEvents } from '#business/core/payment/relay'
import type { PaymentTables } from '#business/core/payment/tables'
import { Deliveries } from '#business/core/payment/webhooks'
import { writerForCommand } from '#business/data/database/database'
import type { Postgres } from '#business/data/postgres/postgres'
import type { LettersAction, PaymentConfig } from './config.ts'

/** Dead letters that are listed; the log says how many there are. */
const LISTED_MAX = 1000
/** There is no dead letter of this id. */
const ABSENT = 1

type Letter = {
  readonly eventId: string
  readonly txid: string
  readonly kind: string
  readonly at: Date
  readonly deadAt: Date
  readonly failure: string
}

/** Those of one kind. */
type Letters = {
  list(): Promise<readonly Letter[]>
  /** Returns how many. */
  redeliver(eventId: string | undefined): Promise<number>
  figures(): Promise<{ readonly deadLetters: number; readonly events: number }>
}

/** Returns the exit code. Rejects with `SettingUnusable` if no database is named. */
export async function lettersCommand(
  action: LettersAction,
  db: PaymentConfig['db'],
  host: Host,
  log: Logger,
): Promise<number> {
  await using database = writerForCommand<PaymentTables>(db, host, log)
  const letters = action.of === 'events' ? ofStream(database) : ofWebhooks(database, host)
  if (action.kind === 'redeliver') {
    const events = await letters.redeliver(action.eventId)
    log.info({ events }, 'dead letters will be delivered')
    return action.eventId !== undefined && events === 0 ? ABSENT : 0
  }
  for (const { eventId: event, txid, kind, failure: why, ...times } of await letters.list()) {
    const [at, deadAt] = [times.at.toISOString(), times.deadAt.toISOString()]
    log.warn({ event, txid, kind, at, deadAt, why }, 'dead letter')
  }
  const { deadLetters, events } = await letters.figures()
  log.info({ deadLetters, waiting: events }, action.of)
  return 0
}

function ofWebhooks(database: Postgres<PaymentTables>, host: Host): Letters {
  const deliveries = new Deliveries(database, host)
  return {
    list: () => deliveries.deadLetters(LISTED_MAX, {}),
    redeliver: eventId => deliveries.redeliver(eventId, {}),
    figures: () => deliveries.figures({}),
  }
}

function ofStream(database: Postgres<PaymentTables>): Letters {
  return {
    list: async () => {
      const events = await deadEvents(database, LISTED_MAX, {})
      return events.map(({ event_id: eventId, txid, kind, at, dead_at, failure }) => {
        return { eventId, txid, kind, at, deadAt: dead_at ?? at, failure: failure ?? '' }
      })
    },
    redeliver: eventId => redeliverEvents(database, eventId, {}),
    figures: () => outboxFigures(database, {}),
  }
}

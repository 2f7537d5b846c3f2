/** `webhooks list` and `webhooks redeliver`: what an operator does about dead letters. Tells it by the log. */
import type { Host } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { PaymentTables } from '#business/core/payment/tables'
import { Deliveries } from '#business/core/payment/webhooks'
import { writerForCommand } from '#business/data/database/database'
import type { PaymentConfig, WebhooksAction } from '../config.ts'

/** Dead letters that are listed; the log says how many there are. */
const LISTED_MAX = 1000
/** There is no dead letter of this id. */
const ABSENT = 1

/** Returns the exit code. Rejects with `SettingUnusable` if no database is named. */
export async function webhooksCommand(
  action: WebhooksAction,
  db: PaymentConfig['db'],
  host: Host,
  log: Logger,
): Promise<number> {
  await using database = writerForCommand<PaymentTables>(db, host, log)
  const deliveries = new Deliveries(database, host)
  if (action.kind === 'redeliver') {
    const events = await deliveries.redeliver(action.eventId, {})
    log.info({ events }, 'dead letters will be delivered')
    return action.eventId !== undefined && events === 0 ? ABSENT : 0
  }
  for (const { eventId: event, ...letter } of await deliveries.deadLetters(LISTED_MAX, {})) {
    const { txid, kind, failure: why } = letter
    const [at, deadAt] = [letter.at.toISOString(), letter.deadAt.toISOString()]
    log.warn({ event, txid, kind, at, deadAt, why }, 'dead letter')
  }
  const { deadLetters, events } = await deliveries.figures({})
  log.info({ deadLetters, waiting: events }, 'webhooks')
  return 0
}

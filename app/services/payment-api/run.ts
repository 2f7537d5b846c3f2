/** The life of payment-api: what it serves, and what with. The rest is that of every service. */
import fs from 'node:fs'
import { fromSpec, withoutTag } from '#foundation/spec/spec'
import { Charges } from '#business/core/payment/charges'
import { paymentMigrations } from '#business/core/payment/migrations'
import { Nonces } from '#business/data/database/nonces'
import { Payments } from '#business/core/payment/payments'
import { Refunds } from '#business/core/payment/refunds'
import type { PaymentTables } from '#business/core/payment/tables'
import { Webhooks } from '#business/core/payment/webhooks'
import { openDatabase } from '#business/data/database/database'
import { migrateCommand } from '#business/data/database/migrate-command'
import type { MigrateAction } from '#business/data/database/settings'
import type { ServiceOptions } from '#business/web/service/service'
import { runService } from '#business/web/service/service'
import type { Identify } from '#business/web/v1/rate-limit'
import type { LettersAction, PaymentConfig } from './config.ts'
import { program } from './config.ts'
import { cobHandlers } from './handlers/cobgrp.ts'
import { cobvHandlers } from './handlers/cobvgrp.ts'
import { pixHandlers } from './handlers/pixgrp.ts'
import { simulatorHandlers } from './handlers/simulatorgrp.ts'
import { pixProblems } from './handlers/violations.ts'
import { webhookHandlers } from './handlers/webhookgrp.ts'
import type { operations } from './openapi/payment-api-types.gen.ts'
import { validators } from './openapi/payment-api-validators.gen.ts'
import { observeOutbox } from './outbox.ts'
import { lettersCommand } from './letters.ts'
import { startRelay } from './relay.ts'
import { signatureKeys, signedOnly } from './signatures.ts'
import { startDeliveries, webhookSend } from './webhooks/deliver.ts'

/** The largest body is a charge with 50 details, of which each character may be escaped. */
const BODY_BYTES_MAX = 256 * 1024
const BUFFERED_BYTES_MAX = 32 * 1024 * 1024

const DOCUMENT = new URL('openapi/payment-api.json', import.meta.url)

export type RunOptions = ServiceOptions & {
  readonly config: PaymentConfig
  /** Instead of serving. */
  readonly action: MigrateAction | LettersAction | undefined
}

/** Starts everything, serves until `stop`, and returns the exit code; see main.ts. Rejects when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const { action, config, host, isProduction, logging } = options
  if (typeof action === 'object') {
    return await lettersCommand(action, config.db, host, logging.logger('main'))
  }
  if (action !== undefined) {
    return await migrateCommand(action, config.db, paymentMigrations, logging.logger('main'))
  }
  const document = fs.readFileSync(DOCUMENT)
  const { liveness, readiness, simulatePix, simulateDevolucao, ...spec } = fromSpec<operations>(
    JSON.parse(document.toString()),
    validators,
  )
  const guard: { identify?: Identify } = {}
  return await runService(options, {
    name: program.name,
    document: isProduction ? withoutTag(document, 'simulador') : document,
    isSigned: true,
    bodyBytesMax: BODY_BYTES_MAX,
    bufferedBytesMax: BUFFERED_BYTES_MAX,
    middleware: [pixProblems],
    mountProbes: (app, probes) => {
      app.mountSpec<Pick<operations, 'liveness' | 'readiness'>>({ liveness, readiness }, probes)
    },
    identify: exchange => guard.identify?.(exchange),
    open: async opening => {
      const keys = signatureKeys(config.signature, isProduction, opening.log)
      const send = webhookSend(config.webhooks, isProduction, host.clock)
      const { database, health } = await openDatabase<PaymentTables>({
        ...opening,
        ...{ config, host, isProduction },
        name: 'payment',
        migrations: paymentMigrations,
      })
      if (keys.length > 0) {
        const operations = new Set(Object.keys({ ...spec, simulatePix, simulateDevolucao }))
        const nonces = new Nonces(database, host.clock)
        guard.identify = signedOnly({ ...opening, keys, operations, nonces, clock: host.clock })
      }
      const { app, log } = opening
      const [payments, refunds] = [new Payments(database, host), new Refunds(database, host)]
      const webhooks = new Webhooks(database, host)
      app.mountSpec(spec, {
        ...cobHandlers(Charges.immediate(database, host)),
        ...cobvHandlers(Charges.due(database, host)),
        ...pixHandlers(payments, refunds, log),
        ...webhookHandlers({ webhooks, send, host, isProduction, log }),
      })
      if (!isProduction) {
        const simulator = { simulatePix, simulateDevolucao }
        app.mountSpec(simulator, simulatorHandlers(payments, refunds, log))
      }
      startRelay({ ...opening, salesUrl: config.events.salesUrl, database, clock: host.clock })
      observeOutbox({ ...opening, database, clock: host.clock })
      startDeliveries({ ...opening, database, host, send, timeoutMs: config.webhooks.timeout })
      return health
    },
  })
}

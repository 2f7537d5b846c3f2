/** The database of profile-api: the one that the settings name, or one of its own. */
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Logger } from '#foundation/logger/logger'
import { profileMigrations } from '#business/core/profile/migrations'
import type { ProfileTables } from '#business/core/profile/profiles'
import { EmbeddedPostgres } from '#business/data/postgres/embedded'
import type { PostgresEvent } from '#business/data/postgres/events'
import { migrate, migrationStatus } from '#business/data/postgres/migrations'
import { Postgres } from '#business/data/postgres/postgres'
import type { RunOptions } from './run.ts'

/** What the embedded one is called in its server. */
const DATABASE = 'profile'
/** How long a read waits for a reader to catch up, before the writer is asked. */
const CATCH_UP_MS = 500

/** Of the schema that this program knows. `onLost` is called when the embedded server fails. Rejects with `SettingUnusable`. */
export async function openDatabase(
  { config, host, isProduction }: RunOptions,
  log: Logger,
  stack: AsyncDisposableStack,
  onLost: (error: Error) => void,
): Promise<Postgres<ProfileTables>> {
  const { db } = config
  const [given] = db.writerUrl
  if (given === undefined && isProduction) {
    const why = 'expected the URL of a PostgreSQL: the embedded one is not for production'
    throw new SettingUnusable('db.writerUrl', why)
  }
  const writerUrl = given ?? (await embeddedUrl(db.dir, host, log, stack, onLost))
  await bringUp(writerUrl, db.migrate, log)
  return stack.use(
    new Postgres<ProfileTables>(host, {
      writerUrl,
      readerUrls: db.readerUrls,
      connectionsMax: db.connectionsMax,
      connectMs: db.connectTimeout,
      statementMs: db.statementTimeout,
      lockMs: db.lockTimeout,
      slowMs: db.slow,
      lagMsMax: db.lagMax,
      catchUpMs: CATCH_UP_MS,
      tell: event => {
        tell(log, event)
      },
    }),
  )
}

export function registerDatabaseMetrics(
  registry: Registry,
  database: Pick<Postgres<ProfileTables>, 'figures'>,
): void {
  const gauge = (
    name: 'open' | 'idle' | 'waiting' | 'lagBytes',
    metric: string,
    help: string,
  ): void => {
    const instance: Gauge = new Gauge({
      name: metric,
      help,
      labelNames: ['server'],
      registers: [registry],
      collect: () => {
        instance.reset()
        for (const figures of database.figures()) {
          const value = figures[name]
          if (value !== undefined) instance.set({ server: figures.server }, value)
        }
      },
    })
  }
  gauge('open', 'postgres_connections', 'Open connections to the server')
  gauge('idle', 'postgres_idle_connections', 'Connections that no statement uses')
  gauge('waiting', 'postgres_waiting', 'Requests that wait for a connection')
  gauge('lagBytes', 'postgres_lag_bytes', 'Log of the writer that the reader has not replayed')
}

async function embeddedUrl(
  directory: string,
  { clock }: RunOptions['host'],
  log: Logger,
  stack: AsyncDisposableStack,
  onLost: (error: Error) => void,
): Promise<string> {
  const embedded = stack.use(await EmbeddedPostgres.start(directory, DATABASE, clock, onLost))
  log.warn({ url: embedded.url }, 'the embedded PostgreSQL serves: it is for development alone')
  return embedded.url
}

async function bringUp(url: string, mayMigrate: boolean, log: Logger): Promise<void> {
  if (mayMigrate) {
    for (const name of await migrate(url, profileMigrations)) {
      log.info({ name }, 'migration applied')
    }
    return
  }
  const { pending } = await migrationStatus(url, profileMigrations)
  if (pending.length > 0) log.warn({ pending }, 'migrations are pending')
}

function tell(log: Logger, event: PostgresEvent): void {
  switch (event.kind) {
    case 'slow statement': {
      const { server, text, ms } = event
      log.warn({ server, text, ms: Math.round(ms) }, 'slow statement')
      return
    }
    case 'connection lost':
      log.warn({ server: event.server, error: event.error }, 'a connection to PostgreSQL was lost')
      return
    case 'reader left out':
      log.warn({ server: event.server, reason: event.reason }, 'a reader is left out')
      return
    case 'reader taken in':
      log.info({ server: event.server }, 'a reader is taken in')
      return
    case 'retried':
      log.debug({ attempt: event.attempt }, 'a transaction is tried again')
  }
}

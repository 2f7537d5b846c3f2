/** The database of a service: the one that its settings name, or one of its own; migrated, and with its events in the log. */
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Clock, Random } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import { Workers } from '#foundation/worker/worker'
import { EmbeddedPostgres } from '#business/data/postgres/embedded'
import { DatabaseUnavailable } from '#business/data/postgres/errors'
import type { PostgresEvent } from '#business/data/postgres/events'
import { EXPIRE_EVERY_MS, expireRecords } from '#business/data/postgres/idempotency'
import type { Migration } from '#business/data/postgres/migrations'
import { migrate, migrationStatus } from '#business/data/postgres/migrations'
import { Postgres } from '#business/data/postgres/postgres'
import type { DatabaseConfig } from './settings.ts'
import { databaseUrls, explained, writerSetting } from './settings.ts'

/** Between two tries of the start to reach the database. */
const TRY_EVERY_MS = 1_000
/** How long a read waits for a reader to catch up, before the writer is asked. */
const CATCH_UP_MS = 500
/** How long the end waits for a removal of old records that is under way; its statement is cancelled. */
const EXPIRY_STOP_MS = 5_000

export type DatabaseOptions = {
  /** What the embedded one is called in its server. */
  readonly name: string
  /** The schema that the program knows, with a table of `IDEMPOTENCY_RECORDS`. */
  readonly migrations: readonly Migration[]
  readonly config: { readonly db: DatabaseConfig }
  readonly isProduction: boolean
  readonly host: { readonly clock: Clock; readonly random: Random }
  readonly log: Logger
  /** What is opened is closed with it. */
  readonly stack: AsyncDisposableStack
  /** Its metrics are registered there. */
  readonly registry: Registry
  /** Is called when the embedded server fails. */
  readonly onLost: (error: Error) => void
  /** Is called while the database cannot be used yet, with what is waited for, and without when that is over. */
  readonly onWait: (what: string | undefined) => void
  /** Nothing is waited for any more when it aborts. */
  readonly stop: AbortSignal
}

export type OpenDatabase<Tables> = {
  readonly database: Postgres<Tables>
  /** What readiness says of it. Rejects with the reason if writes would fail, or the schema is not the program's. */
  readonly health: () => Promise<DatabaseHealth>
}

export type DatabaseHealth = {
  /** One that is for development alone, or one that the settings name. */
  readonly database: 'embedded' | 'external'
  /** With the reason for those that are not asked: the writer stands in for them. */
  readonly readers: readonly { readonly server: string; readonly leftOut?: string }[]
}

/**
 * Waits for a database that cannot be reached, or cannot be used for now. Rejects with `SettingUnusable` if no database is named
 * where one has to be, or it refuses such a user, password or database, and with the reason of `stop`.
 */
export async function openDatabase<Tables>(
  options: DatabaseOptions,
): Promise<OpenDatabase<Tables>> {
  const { config, isProduction, host, log, stack, registry } = options
  const { db } = config
  const { writer: given, readers } = databaseUrls(db)
  if (given === undefined && isProduction) {
    const why = 'expected the URL of a PostgreSQL: the embedded one is not for production'
    throw new SettingUnusable('db.writerUrl', why)
  }
  const writerUrl = given ?? (await embeddedUrl(options))
  await reached(() => bringUp(writerUrl, options), options)
  const urls = { writerUrl, readerUrls: readers }
  const database = stack.use(postgresOf<Tables>(db, urls, host, log))
  expireInBackground(database, options)
  registerMetrics(registry, database)
  const kind = given === undefined ? 'embedded' : 'external'
  return { database, health: healthOf(database, kind, writerUrl, options) }
}

/** Limits as the settings say; what happens to its servers is told to the log. */
function postgresOf<Tables>(
  db: DatabaseConfig,
  urls: { readonly writerUrl: string; readonly readerUrls: readonly string[] },
  host: DatabaseOptions['host'],
  log: Logger,
): Postgres<Tables> {
  return new Postgres<Tables>(host, {
    ...urls,
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
  })
}

/**
 * The writer that the settings name, for a command of an operator, as it is. Throws `SettingUnusable` if none is named: an
 * embedded one belongs to its service.
 */
export function writerForCommand<Tables>(
  db: DatabaseConfig,
  host: DatabaseOptions['host'],
  log: Logger,
): Postgres<Tables> {
  const { writer } = databaseUrls(db)
  if (writer !== undefined) {
    return postgresOf<Tables>(db, { writerUrl: writer, readerUrls: [] }, host, log)
  }
  const why = 'expected the URL of a PostgreSQL: an embedded one belongs to its service'
  throw new SettingUnusable('db.writerUrl', why)
}

function healthOf(
  database: Pick<Postgres<unknown>, 'figures' | 'health'>,
  kind: DatabaseHealth['database'],
  writerUrl: string,
  { config, migrations }: DatabaseOptions,
): OpenDatabase<unknown>['health'] {
  let isMigrated = config.db.migrate
  return async () => {
    await database.health()
    if (!isMigrated) {
      const { pending } = await migrationStatus(writerUrl, migrations)
      if (pending.length > 0) throw new Error(`Migrations are pending: ${pending.join(', ')}`)
      isMigrated = true
    }
    const [, ...readers] = database.figures().map(({ server, leftOut }) => {
      return { server, ...(leftOut !== undefined && { leftOut }) }
    })
    return { database: kind, readers }
  }
}

function expireInBackground(
  database: Parameters<typeof expireRecords>[0],
  { host: { clock }, log, stack }: DatabaseOptions,
): void {
  const workers = new Workers(clock, 1, (_job, error) => {
    log.warn({ error }, 'old idempotency records could not be removed; it is tried again')
  })
  stack.defer(async () => {
    await workers.shutdown(EXPIRY_STOP_MS)
  })
  workers.every('expiry', EXPIRE_EVERY_MS, signal => expireRecords(database, clock, signal))
}

async function embeddedUrl({ name, config, host, log, stack, onLost }: DatabaseOptions) {
  const { dir } = config.db
  const embedded = stack.use(await EmbeddedPostgres.start(dir, name, host.clock, onLost))
  log.warn({ url: embedded.url }, 'the embedded PostgreSQL serves: it is for development alone')
  return embedded.url
}

/** Tries until the database can be used. */
async function reached(
  bringUp: () => Promise<void>,
  { config, host: { clock }, log, onWait, stop }: DatabaseOptions,
): Promise<void> {
  const absent = new Episode(log, clock, {
    begins: 'the start waits for PostgreSQL',
    ends: 'PostgreSQL can be used: the start goes on',
  })
  for (;;) {
    stop.throwIfAborted()
    try {
      await bringUp()
      break
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw explained(config.db, error)
      const advice = `start it, or correct ${writerSetting(config.db)}`
      absent.shows({ error, advice })
      onWait(`its database: ${error.why}; ${advice}`)
    }
    await elapsed(clock, TRY_EVERY_MS)
  }
  absent.over()
  onWait(undefined)
}

async function bringUp(url: string, { config, migrations, log }: DatabaseOptions): Promise<void> {
  if (config.db.migrate) {
    for (const name of await migrate(url, migrations)) log.info({ name }, 'migration applied')
    return
  }
  const { pending } = await migrationStatus(url, migrations)
  if (pending.length > 0) log.warn({ pending }, 'migrations are pending')
}

function registerMetrics(
  registry: Registry,
  database: { readonly figures: Postgres<unknown>['figures'] },
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

/** `migrate status` and `migrate up`: what a job does before a new version of a service is rolled out. Tells it by the log. */
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Logger } from '#foundation/logger/logger'
import type { Migration } from '#business/data/postgres/migrations'
import { migrate, migrationStatus } from '#business/data/postgres/migrations'
import type { DatabaseConfig, MigrateAction } from './settings.ts'
import { databaseUrls, explained } from './settings.ts'

/** Of `status`: some are pending. */
const PENDING = 5

/**
 * Returns the exit code: 0 if nothing is pending, or no longer. Rejects with `SettingUnusable` if no database is named: an
 * embedded one is migrated by its service, which has it to itself, or if that database cannot be used as its URL says.
 */
export async function migrateCommand(
  action: MigrateAction,
  db: DatabaseConfig,
  migrations: readonly Migration[],
  log: Logger,
): Promise<number> {
  const { writer } = databaseUrls(db)
  if (writer === undefined) {
    const why =
      'expected the URL of a PostgreSQL: an embedded one is migrated as its service starts'
    throw new SettingUnusable('db.writerUrl', why)
  }
  try {
    return await execute(action, writer, migrations, log)
  } catch (error) {
    throw explained(db, error)
  }
}

async function execute(
  action: MigrateAction,
  url: string,
  migrations: readonly Migration[],
  log: Logger,
): Promise<number> {
  if (action === 'up') {
    for (const name of await migrate(url, migrations)) log.info({ name }, 'migration applied')
  }
  const { applied, pending } = await migrationStatus(url, migrations)
  if (action === 'status') {
    for (const { name, at } of applied) log.info({ name, at }, 'migration was applied')
  }
  for (const name of pending) log.warn({ name }, 'migration is pending')
  log.info({ applied: applied.length, pending: pending.length }, 'migrations')
  return pending.length > 0 ? PENDING : 0
}

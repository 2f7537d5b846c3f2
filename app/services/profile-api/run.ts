/** The life of profile-api: what it serves, and what with. The rest is that of every service. */
import fs from 'node:fs'
import { fromSpec } from '#foundation/spec/spec'
import { profileMigrations } from '#business/core/profile/migrations'
import type { ProfileTables } from '#business/core/profile/profile-rows'
import { Profiles } from '#business/core/profile/profiles'
import { openDatabase } from '#business/data/database/database'
import { migrateCommand } from '#business/data/database/migrate-command'
import type { MigrateAction } from '#business/data/database/settings'
import { openFlags } from '#business/web/service/flags'
import type { ServiceOptions } from '#business/web/service/service'
import { runService } from '#business/web/service/service'
import type { ProfileConfig } from './config.ts'
import { flagDefaults, program } from './config.ts'
import { profileHandlers } from './handlers/profilegrp.ts'
import type { operations } from './openapi/profile-api-types.gen.ts'
import { validators } from './openapi/profile-api-validators.gen.ts'

/** The largest body is a name and an address. */
const BODY_BYTES_MAX = 64 * 1024
const BUFFERED_BYTES_MAX = 16 * 1024 * 1024

const DOCUMENT = new URL('openapi/profile-api.json', import.meta.url)

export type RunOptions = ServiceOptions & {
  readonly config: ProfileConfig
  /** Instead of serving. */
  readonly action: MigrateAction | undefined
}

/** Starts everything, serves until `stop`, and returns the exit code; see main.ts. Rejects when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const { action, config, host, isProduction, logging } = options
  if (action) {
    return await migrateCommand(action, config.db, profileMigrations, logging.logger('main'))
  }
  const document = fs.readFileSync(DOCUMENT)
  const { liveness, readiness, ...profileSpec } = fromSpec<operations>(
    JSON.parse(document.toString()),
    validators,
  )
  return await runService(options, {
    name: program.name,
    document,
    isSigned: false,
    bodyBytesMax: BODY_BYTES_MAX,
    bufferedBytesMax: BUFFERED_BYTES_MAX,
    middleware: [],
    identify: () => undefined,
    mountProbes: (app, probes) => {
      app.mountSpec<Pick<operations, 'liveness' | 'readiness'>>({ liveness, readiness }, probes)
    },
    open: async opening => {
      const isOn = await openFlags({
        ...{ ...opening, name: program.name, clock: host.clock },
        ...{ defaults: flagDefaults, file: config.flags.file },
      })
      const { database, health } = await openDatabase<ProfileTables>({
        ...opening,
        ...{ config, host, isProduction },
        name: 'profile',
        migrations: profileMigrations,
      })
      opening.app.mountSpec(profileSpec, profileHandlers(new Profiles(database, host), isOn))
      return health
    },
  })
}

/** Every setting of profile-api. Names of variables and flags follow from the places here, see conf.ts. */
import type { Config } from '#foundation/conf/conf'
import { databaseSettings } from '#business/data/database/settings'
import { flagSettings } from '#business/web/service/flags'
import { serviceSettings } from '#business/web/service/settings'

const { web, ...rest } = serviceSettings('0.0.0.0:3100', '0.0.0.0:4100')

export const settings = {
  web,
  flags: flagSettings,
  db: databaseSettings('profile', 'data/postgres'),
  ...rest,
}

/** Flags, each with its default. */
export const flagDefaults = {
  /** Listings may pass over profiles, each of which costs the database a row. */
  'offset-listing': true,
}

export type Flag = keyof typeof flagDefaults

export type ProfileConfig = Config<typeof settings>

export const program = {
  name: 'profile-api',
  description:
    'Profiles of people over HTTP, on PostgreSQL. With "migrate status" or "migrate up" before the flags it shows or applies migrations, and ends.',
  prefix: 'PROFILE',
}

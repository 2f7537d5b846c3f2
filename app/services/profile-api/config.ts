/** Every setting of profile-api. Names of variables and flags follow from the places here, see conf.ts. */
import type { Config } from '#foundation/conf/conf'
import { databaseSettings } from '#business/data/database/settings'
import { serviceSettings } from '#business/web/service/settings'

const { web, ...rest } = serviceSettings('0.0.0.0:3100', '0.0.0.0:4100')

export const settings = { web, db: databaseSettings('profile', 'data/postgres'), ...rest }

export type ProfileConfig = Config<typeof settings>

export const program = {
  name: 'profile-api',
  description:
    'Profiles of people over HTTP, on PostgreSQL. With "migrate status" or "migrate up" before the flags it shows or applies migrations, and ends.',
  prefix: 'PROFILE',
}

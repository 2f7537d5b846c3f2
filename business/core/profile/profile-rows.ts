/** The tables of profiles: one row for a profile, and one for each of its addresses. */
import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { z } from 'zod'
import type { Querier, Reader } from '#business/data/postgres/querier'
import type { Address, PersonalData, Profile, Stored } from './model.ts'

export type ProfileTables = { profiles: ProfileRow; addresses: AddressRow }

type ProfileRow = {
  id: string
  email: string
  name: string
  version: number
  created_at: Date
  updated_at: Date
}

type AddressRow = {
  profile_id: string
  /** From 0. */
  position: number
  street: string
  city: string
  postal_code: string
  country: string
}

type Db = Querier<ProfileTables>

/** The constraint that keeps the addresses of e-mail apart. */
export const EMAIL_KEY = 'profiles_email_key'

/** Of an idempotency record; the index `idempotency_records_profile` finds it by the id. */
export const keptResult: z.ZodType<Stored> = z.strictObject({
  kind: z.literal('stored'),
  profile: z.strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    addresses: z
      .array(
        z.strictObject({
          street: z.string(),
          city: z.string(),
          postalCode: z.string(),
          country: z.string(),
        }),
      )
      // Records of before there were any.
      .default([]),
    version: z.int(),
    createdAt: z.coerce.date(),
    updatedAt: z.coerce.date(),
  }),
})

/** Profiles with their addresses, both of one moment, as far as no lock is waited for. */
export function selectProfiles(db: Reader<ProfileTables>) {
  return db
    .selectFrom('profiles')
    .selectAll('profiles')
    .select(inner =>
      jsonArrayFrom(
        inner
          .selectFrom('addresses')
          .select(['street', 'city', 'postal_code as postalCode', 'country'])
          .whereRef('profile_id', '=', 'profiles.id')
          .orderBy('position'),
      ).as('addresses'),
    )
}

export function profileOf(row: ProfileRow & { readonly addresses: readonly Address[] }): Profile {
  const { id, email, name, addresses, version, created_at, updated_at } = row
  return { id, email, name, addresses, version, createdAt: created_at, updatedAt: updated_at }
}

export async function insertProfile(db: Db, profile: Profile): Promise<void> {
  const { id, email, name, version, createdAt, updatedAt } = profile
  const row = { id, email, name, version, created_at: createdAt, updated_at: updatedAt }
  await db.insertInto('profiles').values(row).execute()
  await insertAddresses(db, profile)
}

/** Changes one that is locked. */
export async function updateProfile(db: Db, profile: Profile): Promise<void> {
  const { id, email, name, version, updatedAt } = profile
  const row = { email, name, version, updated_at: updatedAt }
  await db.updateTable('profiles').set(row).where('id', '=', id).execute()
  await db.deleteFrom('addresses').where('profile_id', '=', id).execute()
  await insertAddresses(db, profile)
}

/** Others who change it wait until the transaction ends. Undefined if there is none. */
export async function lockProfile(db: Db, id: string): Promise<Profile | undefined> {
  const row = await db
    .selectFrom('profiles')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  // A statement of its own: that which waited for the lock would show the addresses of before.
  const addresses = await db
    .selectFrom('addresses')
    .select(['street', 'city', 'postal_code as postalCode', 'country'])
    .where('profile_id', '=', id)
    .orderBy('position')
    .execute()
  return profileOf({ ...row, addresses })
}

export async function keptAnswers(db: Db, id: string): Promise<PersonalData['answers']> {
  const { rows } = await sql<{ recorded_at: Date; result: unknown }>`select recorded_at, result
    from idempotency_records where result #>> '{profile,id}' = ${id}`.execute(db)
  return rows.map(row => {
    return { recordedAt: row.recorded_at, profile: keptResult.parse(row.result).profile }
  })
}

/** The keys stay: a request that comes again must not bring back what was erased. */
export async function eraseAnswers(db: Db, id: string): Promise<void> {
  await sql`update idempotency_records set fingerprint = null, result = null
    where result #>> '{profile,id}' = ${id}`.execute(db)
}

async function insertAddresses(db: Db, { id, addresses }: Profile): Promise<void> {
  if (addresses.length === 0) return
  const rows = addresses.map(({ postalCode, ...rest }, position) => {
    return { profile_id: id, position, postal_code: postalCode, ...rest }
  })
  await db.insertInto('addresses').values(rows).execute()
}

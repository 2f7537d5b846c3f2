/** Profiles: a person's name, e-mail address, which no two profiles share, however it is written, and postal addresses. */
import { sql } from 'kysely'
import type { Clock, Random } from '#foundation/host/host'
import { ConstraintViolated } from '#business/data/postgres/errors'
import type { Call } from '#business/data/postgres/events'
import type { Once } from '#business/data/postgres/idempotency'
import { executeOnce } from '#business/data/postgres/idempotency'
import type { Postgres, ReadCall } from '#business/data/postgres/postgres'
import type { Querier } from '#business/data/postgres/querier'
import type {
  EmailTaken,
  NotThatVersion,
  Page,
  PersonalData,
  Place,
  Profile,
  ProfileFields,
  ProfilePatch,
  Stored,
  Versions,
} from './model.ts'
import { patched } from './model.ts'
import type { ProfileTables } from './profile-rows.ts'
import {
  EMAIL_KEY,
  eraseAnswers,
  insertProfile,
  keptAnswers,
  keptResult,
  lockProfile,
  profileOf,
  selectProfiles,
  updateProfile,
} from './profile-rows.ts'

/**
 * What is read may be as old as the readers of the database may lag, unless the call says what it is to see. Personal data is
 * never old.
 */
export class Profiles {
  readonly #database: Postgres<ProfileTables>
  readonly #clock: Clock
  readonly #random: Random

  constructor(
    database: Postgres<ProfileTables>,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
  ) {
    this.#database = database
    this.#clock = clock
    this.#random = random
  }

  /** The same request again gets the profile as it was created. */
  async create(
    fields: ProfileFields,
    once: Once | undefined,
    call: Call,
  ): Promise<Stored | EmailTaken> {
    const now = new Date(this.#clock.now())
    const id = uuid(this.#random.bytes(16))
    const profile = { ...fields, id, version: 1, createdAt: now, updatedAt: now }
    return await unlessTaken(() =>
      this.#database.withTx(
        db =>
          executeOnce(db, once, this.#clock, keptResult, async () => {
            await insertProfile(db, profile)
            return { kind: 'stored', profile }
          }),
        call,
      ),
    )
  }

  /** Undefined if there is none. */
  async read(id: string, call: ReadCall): Promise<Profile | undefined> {
    const row = await this.#database.read(
      reader => selectProfiles(reader).where('profiles.id', '=', id).executeTakeFirst(),
      call,
    )
    return row && profileOf(row)
  }

  /** The first `limit` profiles behind a place, or of all, after so many that are passed over. */
  async page(
    after: Place | undefined,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    call: ReadCall,
  ): Promise<Page> {
    const behind = after
      ? sql<boolean>`(profiles.created_at, profiles.id) > (${after.createdAt}, ${after.id})`
      : sql<boolean>`true`
    const rows = await this.#database.read(
      reader =>
        selectProfiles(reader)
          .where(behind)
          .orderBy('profiles.created_at')
          .orderBy('profiles.id')
          .offset(offset)
          .limit(limit + 1)
          .execute(),
      call,
    )
    const profiles = rows.slice(0, limit).map(profileOf)
    return { profiles, last: rows.length > limit ? profiles.at(-1) : undefined }
  }

  /** However the address is written. Undefined if there is none. */
  async findByEmail(email: string, call: ReadCall): Promise<Profile | undefined> {
    // As its index has it: an address is of ASCII.
    const isIts = sql<boolean>`lower(profiles.email collate "C") = lower(${email} collate "C")`
    const row = await this.#database.read(
      reader => selectProfiles(reader).where(isIts).executeTakeFirst(),
      call,
    )
    return row && profileOf(row)
  }

  async replace(
    id: string,
    versions: Versions,
    fields: ProfileFields,
    call: Call,
  ): Promise<Stored | NotThatVersion | EmailTaken> {
    return await this.#change(id, versions, () => fields, call)
  }

  async patch(
    id: string,
    versions: Versions,
    patch: ProfilePatch,
    call: Call,
  ): Promise<Stored | NotThatVersion | EmailTaken> {
    return await this.#change(id, versions, profile => patched(profile, patch), call)
  }

  /** Returns the profile as it was. Answers that are kept for idempotency keys stay; see `erase`. */
  async remove(id: string, versions: Versions, call: Call): Promise<Stored | NotThatVersion> {
    return await this.#database.withTx(async db => {
      const found = await lockedVersion(db, id, versions)
      if (found.kind === 'stored') await db.deleteFrom('profiles').where('id', '=', id).execute()
      return found
    }, call)
  }

  async personalData(id: string, call: Call): Promise<PersonalData> {
    return await this.#database.withTx(async db => {
      const row = await selectProfiles(db).where('profiles.id', '=', id).executeTakeFirst()
      return { profile: row && profileOf(row), answers: await keptAnswers(db, id.toLowerCase()) }
    }, call)
  }

  /** The profile, its addresses, and what idempotency records say of them; also of one that was removed before. */
  async erase(id: string, call: Call): Promise<void> {
    await this.#database.withTx(async db => {
      await db.deleteFrom('profiles').where('id', '=', id).execute()
      await eraseAnswers(db, id.toLowerCase())
    }, call)
  }

  async #change(
    id: string,
    versions: Versions,
    fieldsOf: (profile: Profile) => ProfileFields,
    call: Call,
  ): Promise<Stored | NotThatVersion | EmailTaken> {
    const updatedAt = new Date(this.#clock.now())
    return await unlessTaken(() =>
      this.#database.withTx(async db => {
        const found = await lockedVersion(db, id, versions)
        if (found.kind !== 'stored') return found
        const before = found.profile
        const version = before.version + 1
        const profile = { ...before, ...fieldsOf(before), version, updatedAt }
        await updateProfile(db, profile)
        return { kind: 'stored', profile }
      }, call),
    )
  }
}

async function lockedVersion(
  db: Querier<ProfileTables>,
  id: string,
  versions: Versions,
): Promise<Stored | NotThatVersion> {
  const profile = await lockProfile(db, id)
  if (!profile) return { kind: 'absent' }
  const { version } = profile
  const isMeant = versions === 'any' || versions.includes(version)
  return isMeant ? { kind: 'stored', profile } : { kind: 'stale', version }
}

/** An index keeps addresses apart. To read before the write would not: two at once would both find nothing. */
async function unlessTaken<T>(write: () => Promise<T>): Promise<T | EmailTaken> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof ConstraintViolated && error.constraint === EMAIL_KEY)) throw error
    return { kind: 'email taken' }
  }
}

/** RFC 9562, version 4, of 16 random bytes. */
function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`]
  return [...parts, variant + hex.slice(17, 20), hex.slice(20)].join('-')
}

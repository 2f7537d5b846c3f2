/** Profiles: a person's name and e-mail address, which no two profiles share, however it is written. */
import type { Clock, Random } from '#foundation/host/host'
import { ConstraintViolated } from '#business/data/postgres/errors'
import type { Postgres, ReadCall } from '#business/data/postgres/postgres'
import type { Querier } from '#business/data/postgres/querier'

export type ProfileTables = { profiles: ProfileRow }

type ProfileRow = {
  id: string
  email: string
  name: string
  version: number
  created_at: Date
  updated_at: Date
}

export type Profile = {
  readonly id: string
  readonly email: string
  readonly name: string
  /** From 1; grows by one with every change. */
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type ProfileFields = { readonly email: string; readonly name: string }

/** Which versions a change may be of. */
export type Versions = 'any' | readonly number[]

export type Refused =
  | { readonly kind: 'absent' }
  /** Another profile has the address. */
  | { readonly kind: 'email taken' }
  /** The profile has another version. */
  | { readonly kind: 'stale'; readonly version: number }

type Stored = { readonly kind: 'stored'; readonly profile: Profile }

type Call = Omit<ReadCall, 'after'>

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

  async create(fields: ProfileFields, call: Call): Promise<Stored | Refused> {
    const now = new Date(this.#clock.now())
    const id = uuid(this.#random.bytes(16))
    const row = { id, ...fields, version: 1, created_at: now, updated_at: now }
    return await unlessTaken(async () => {
      await this.#database.withTx(async db => {
        await db.insertInto('profiles').values(row).execute()
      }, call)
      return { kind: 'stored', profile: profileOf(row) }
    })
  }

  /** Undefined if there is none. May be as old as the readers of the database may lag. */
  async read(id: string, call: Call): Promise<Profile | undefined> {
    const row = await this.#database.read(
      reader => reader.selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst(),
      call,
    )
    return row && profileOf(row)
  }

  async replace(
    id: string,
    versions: Versions,
    fields: ProfileFields,
    call: Call,
  ): Promise<Stored | Refused> {
    const updated_at = new Date(this.#clock.now())
    return await unlessTaken(() =>
      this.#database.withTx(async db => {
        const found = await this.#locked(db, id, versions)
        if (found.kind !== 'stored') return found
        const version = found.profile.version + 1
        const row = await db
          .updateTable('profiles')
          .set({ ...fields, version, updated_at })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        return { kind: 'stored', profile: profileOf(row) }
      }, call),
    )
  }

  /** Returns the profile as it was. */
  async remove(id: string, versions: Versions, call: Call): Promise<Stored | Refused> {
    return await this.#database.withTx(async db => {
      const found = await this.#locked(db, id, versions)
      if (found.kind === 'stored') await db.deleteFrom('profiles').where('id', '=', id).execute()
      return found
    }, call)
  }

  /** Whoever else changes it waits until the transaction ends. */
  async #locked(
    db: Querier<ProfileTables>,
    id: string,
    versions: Versions,
  ): Promise<Stored | Refused> {
    const row = await db
      .selectFrom('profiles')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return { kind: 'absent' }
    const { version } = row
    const isMeant = versions === 'any' || versions.includes(version)
    return isMeant ? { kind: 'stored', profile: profileOf(row) } : { kind: 'stale', version }
  }
}

/** The index that keeps addresses apart. To read before the write would not: two at once would both find nothing. */
async function unlessTaken<T>(write: () => Promise<T>): Promise<T | { kind: 'email taken' }> {
  try {
    return await write()
  } catch (error) {
    const isTaken = error instanceof ConstraintViolated && error.constraint === 'profiles_email_key'
    if (!isTaken) throw error
    return { kind: 'email taken' }
  }
}

function profileOf({ id, email, name, version, ...times }: ProfileRow): Profile {
  return { id, email, name, version, createdAt: times.created_at, updatedAt: times.updated_at }
}

/** RFC 9562, version 4, of 16 random bytes. */
function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`]
  return [...parts, variant + hex.slice(17, 20), hex.slice(20)].join('-')
}

/** The version of a service before its newest migrations, as its database sees it: what it writes, and what it reads back. */
import pg from 'pg'
import { expect } from 'vitest'
import { until } from '#foundation/program/program'
import { paymentMigrations } from '#business/core/payment/migrations'
import { profileMigrations } from '#business/core/profile/migrations'
import type { Migration } from '#business/data/postgres/migrations'
import { migrate } from '#business/data/postgres/migrations'

const CLIENTS = 4
/** Rows of each phase: before the migration, and after it. */
const ROWS = 20

type Query = readonly [text: string, values: readonly unknown[]]

export type PreviousVersion = {
  readonly migrations: readonly Migration[]
  /** The last one that it knows. */
  readonly newest: string
  readonly writes: (number: number) => readonly Query[]
  readonly read: (number: number) => Query
  readonly row: (number: number) => object
}

const AT = new Date(Date.UTC(2026, 0, 1))

export const PREVIOUS_VERSIONS: Readonly<Record<'profile' | 'payment', PreviousVersion>> = {
  profile: {
    migrations: profileMigrations,
    newest: '0003_listing',
    writes: number => [
      [
        `insert into profiles (id, email, name, version, created_at, updated_at)
          values ($1, $2, 'Ada', 1, $3, $3)`,
        [uuidOf(number), `${String(number)}@example.org`, AT],
      ],
      ['select * from profiles where id = $1 for update', [uuidOf(number)]],
      [`update profiles set name = 'Grace', version = 2 where id = $1`, [uuidOf(number)]],
    ],
    read: number => [
      `select email, name, version, created_at as at from profiles where id = $1`,
      [uuidOf(number)],
    ],
    row: number => ({ email: `${String(number)}@example.org`, name: 'Grace', version: 2, at: AT }),
  },
  payment: {
    migrations: paymentMigrations,
    newest: '0003_nonces',
    writes: number => [
      [
        `insert into charges (txid, revision, status, created_at, changed_at, expiration_seconds, amount_cents, key, details)
          values ($1, 0, 'ATIVA', $2, $2, 60, $3, 'loja', '[]')`,
        [txidOf(number), AT, number],
      ],
      ['insert into charge_revisions select * from charges where txid = $1', [txidOf(number)]],
      ['update charges set revision = 1, amount_cents = 7 where txid = $1', [txidOf(number)]],
    ],
    read: number => [
      `select charges.revision, charges.amount_cents as amount, old.amount_cents as before
        from charges join charge_revisions old using (txid) where txid = $1`,
      [txidOf(number)],
    ],
    row: number => ({ revision: 1, amount: '7', before: String(number) }),
  },
}

/** Migrates to the newest schema while the version before serves. It sees no error, and nothing that it wrote changes. */
export async function servesThroughMigration(url: string, version: PreviousVersion): Promise<void> {
  const { migrations, newest } = version
  const known = migrations.findIndex(({ name }) => name === newest) + 1
  expect(known).toBeGreaterThan(0)
  await migrate(url, migrations.slice(0, known))
  const pool = new pg.Pool({ connectionString: url, max: CLIENTS })
  const read = async (number: number): Promise<unknown> => {
    const [text, values] = version.read(number)
    return (await pool.query<object>(text, [...values])).rows
  }
  const written: number[] = []
  let count = 0
  let isOver = false
  const client = async (): Promise<void> => {
    while (!isOver) {
      const number = ++count
      for (const [text, values] of version.writes(number)) await pool.query(text, [...values])
      expect(await read(number)).toEqual([version.row(number)])
      written.push(number)
    }
  }
  const load = Promise.all(Array.from({ length: CLIENTS }, client))
  const goesOn = async (): Promise<void> => {
    const wanted = written.length + ROWS
    const more = until(
      () => (written.length >= wanted ? true : undefined),
      () => 'the version before does not go on',
    )
    await Promise.race([more, load])
  }
  try {
    await goesOn()
    const applied = await migrate(url, migrations)
    expect(applied).toEqual(migrations.slice(known).map(({ name }) => name))
    expect(applied).not.toEqual([])
    await goesOn()
    isOver = true
    await load
    for (const number of written) expect(await read(number)).toEqual([version.row(number)])
  } finally {
    isOver = true
    await pool.end()
  }
}

function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

function txidOf(number: number): string {
  return String(number).padStart(26, '0')
}

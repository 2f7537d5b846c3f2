/** What is promised of migrations, on the server of other tests. */
import pg from 'pg'
import { expect, it } from 'vitest'
import type { Migration } from '../migrations.ts'
import { migrate, MigrationsDiffer, migrationStatus } from '../migrations.ts'

/** `migrations` are 0001_accounts and 0002_limit. */
export function migrationsSuite(writerUrl: () => string, migrations: readonly Migration[]): void {
  it('are applied once, in their order, also when several processes begin', async () => {
    const url = await freshDatabase('raced')
    const before = await migrationStatus(url, migrations)
    expect(before).toEqual({ applied: [], pending: ['0001_accounts', '0002_limit'] })
    const applied = await Promise.all([1, 2, 3].map(() => migrate(url, migrations)))
    expect(applied.flat()).toEqual(['0001_accounts', '0002_limit'])
    const after = await migrationStatus(url, migrations)
    expect(after.pending).toEqual([])
    expect(after.applied.map(({ name }) => name)).toEqual(['0001_accounts', '0002_limit'])
  })

  it('that fail leave nothing of themselves, and those before them stay', async () => {
    const url = await freshDatabase('failed')
    const broken = { name: '0003_broken', sql: 'create table half (id int); select 1 / 0' }
    await expect(migrate(url, [...migrations, broken])).rejects.toThrow('division by zero')
    expect((await migrationStatus(url, migrations)).pending).toEqual([])
    const mended = { name: '0003_mended', sql: 'create table half (id int)' }
    expect(await migrate(url, [...migrations, mended])).toEqual(['0003_mended'])
  })

  it('that a newer program made are left alone, those of another one are refused', async () => {
    const url = await freshDatabase('newer')
    await migrate(url, migrations)
    expect(await migrate(url, migrations.slice(0, 1))).toEqual([])
    const other = [{ name: '0001_other', sql: 'select 1' }]
    await expect(migrate(url, other)).rejects.toThrow(MigrationsDiffer)
  })

  it('do not wait long for a lock that others hold', async () => {
    const url = await freshDatabase('locked')
    await migrate(url, migrations)
    await asking(async client => {
      await client.query('begin; lock table locked.accounts')
      const blocked = { name: '0003_blocked', sql: 'alter table accounts drop column note' }
      await expect(migrate(url, [...migrations, blocked])).rejects.toThrow('lock timeout')
    })
  })

  /** As far as migrations can see: a schema of its own. */
  async function freshDatabase(name: string): Promise<string> {
    await asking(client => client.query(`create schema ${name}`))
    const url = new URL(writerUrl())
    url.searchParams.set('options', `-c search_path=${name}`)
    return url.href
  }

  async function asking(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: writerUrl() })
    await client.connect()
    try {
      await work(client)
    } finally {
      await client.end()
    }
  }
}

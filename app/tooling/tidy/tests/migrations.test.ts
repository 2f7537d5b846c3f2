import { expect, it } from 'vitest'
import { readMigrations, unsafeMigrations } from '../migrations.ts'

const root = new URL('../../../..', import.meta.url).pathname

/** Each planted as a migration of its own; the files of the repository stay. */
const planted: readonly (readonly [what: string, sql: string, place: string])[] = [
  ['a column that the version before does not fill', 'alter table a\nadd b text not null', ':2'],
  ['a column that the version before reads', 'alter table a\ndrop column b', ':2'],
  ['an index that holds up writes', 'create index b on a (c)', ':1'],
  ['an index that no transaction can make', 'create index concurrently b on a (c)', ':1'],
  ['an id that runs out', 'create table a (\nid int primary key\n)', ':2'],
  ['statements that are none', 'create tabel a (id text)', ':1'],
]

it('the migrations of every domain with a database are looked at, and are safe', async () => {
  const files = await readMigrations(root)
  const domains = ['business/core/payment/migrations.ts', 'business/core/profile/migrations.ts']
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(domains))
  expect(files.every(({ migrations }) => migrations.length > 0)).toBe(true)
  expect(unsafeMigrations(root, files)).toEqual([])
})

it('a migration that is not safe is found, with its line', () => {
  const files = planted.map(([what, sql]) => {
    return { path: what, migrations: [{ name: '0001_planted', sql }] }
  })
  const found = unsafeMigrations(root, files)
  for (const [what, , place] of planted) {
    expect(found.map(({ path, line }) => `${path}:${String(line)}`)).toContain(what + place)
  }
  const index = found.find(({ path }) => path === 'an index that holds up writes')
  expect(index?.advice).toMatch(/^0001_planted require-concurrent-index-creation: /)
})

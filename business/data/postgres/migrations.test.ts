/** Migrations on a server that falls silent, as one does whose machine hangs. */
import { expect, it } from 'vitest'
import { migrate } from './migrations.ts'
import { PgProxy } from './testing/pg-proxy.ts'
import { TestPostgres } from './testing/test-postgres.ts'

it('migrations end when the server says nothing any more, and not when one of them takes long', async () => {
  await using servers = await TestPostgres.start()
  await using proxy = await PgProxy.start(servers.writerUrl)
  const url = proxy.url('postgres', 'postgres')
  // Longer than the server may be silent.
  const slow = { name: '0001_slow', sql: 'select pg_sleep(11)' }
  expect(await migrate(url, [slow])).toEqual(['0001_slow'])
  // Of both connections, as the next one is asked for.
  proxy.loses = { loss: 'silence', of: 'pg_' }
  await expect(migrate(url, [slow])).rejects.toThrow('it has said nothing for 10000 ms')
})

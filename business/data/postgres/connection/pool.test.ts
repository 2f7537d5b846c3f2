import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { TestPostgres } from '../testing/test-postgres.ts'
import { Pool, TIMER_MS_MAX } from './pool.ts'

/** Of the queue of promises: more than it takes until a request has its connection. */
const TURNS_MAX = 10

it('the pool takes a connection back that came as its request was aborted, and gives it to one request only', async () => {
  await using servers = await TestPostgres.start()
  await using stack = new AsyncDisposableStack()
  const options = {
    ...{ name: 'writer', url: servers.writerUrl, connectionsMax: 1, isReadOnly: false },
    ...{ connectMs: 60_000, statementMs: 60_000, lockMs: 60_000, slowMs: 60_000 },
  }
  const pool = new Pool(options, systemHost().clock, () => undefined)
  stack.defer(() => pool.close())
  for (let turns = 0; turns < TURNS_MAX; turns++) {
    const first = await pool.lease({})
    const abort = new AbortController()
    const second = pool.lease({ signal: abort.signal }).catch(() => undefined)
    // Hands the connection over. The abort comes before that, while the request does not know of it yet, or after it.
    void first.release()
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    abort.abort(new Error('the client has gone'))
    const had = await second
    expect(pool.figures).toEqual({ open: 1, idle: had ? 0 : 1, waiting: 0 })
    await had?.release()
  }
})

it('statements may take as long as a timer can measure', async () => {
  await using servers = await TestPostgres.start()
  await using stack = new AsyncDisposableStack()
  const options = {
    ...{ name: 'writer', url: servers.writerUrl, connectionsMax: 1, isReadOnly: false },
    ...{ connectMs: 60_000, statementMs: TIMER_MS_MAX, lockMs: TIMER_MS_MAX, slowMs: 60_000 },
  }
  const pool = new Pool(options, systemHost().clock, () => undefined)
  stack.defer(() => pool.close())
  const lease = await pool.lease({})
  expect((await lease.run('select 1 as one', [])).rows).toEqual([{ one: 1 }])
  await lease.release()
})

/** What is promised of requests that come again, on the server of other tests. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { KeyReused, ResultNotKept } from '../errors.ts'
import type { Once } from '../idempotency.ts'
import {
  executeOnce,
  expireRecords,
  IDEMPOTENCY_RECORDS,
  KEEP_MS,
  RESULT_BYTES_MAX,
} from '../idempotency.ts'
import { migrate } from '../migrations.ts'
import { Postgres } from '../postgres.ts'

const migrations = [
  { name: '0001_records', sql: `${IDEMPOTENCY_RECORDS}; create table effects (of text not null)` },
]
const result = z.strictObject({ number: z.coerce.bigint(), at: z.coerce.date(), text: z.string() })
/** As many as there are at once. */
const TWINS = 50
const LONG_MS = 600_000

export function idempotencySuite(writerUrl: () => string): void {
  let database: Postgres<unknown>
  let now = Date.UTC(2026, 0, 1)
  const clock = { now: () => now }

  beforeAll(async () => {
    const url = new URL(writerUrl())
    url.searchParams.set('options', '-c search_path=idempotency')
    database = new Postgres<unknown>(systemHost(), {
      ...{ writerUrl: url.href, readerUrls: [], connectionsMax: 8 },
      ...{ connectMs: LONG_MS, statementMs: LONG_MS, lockMs: LONG_MS, slowMs: LONG_MS },
      ...{ lagMsMax: LONG_MS, catchUpMs: LONG_MS },
      tell: () => undefined,
    })
    await sql`create schema if not exists idempotency`.execute(database.writer())
    await migrate(url.href, migrations)
  })

  afterAll(async () => {
    await database[Symbol.asyncDispose]()
  })

  /** Leaves an effect, and returns what it is known by. */
  async function ask(key: string, what: string, text = 'done') {
    return await database.withTx(db =>
      executeOnce(db, onceOf(key, what), clock, result, async () => {
        await sql`insert into effects (of) values (${key})`.execute(db)
        return { number: 9_007_199_254_740_993n, at: new Date(now), text }
      }),
    )
  }

  async function effects(key: string): Promise<number> {
    const { rows } = await sql`select 1 from effects where of = ${key}`.execute(database.writer())
    return rows.length
  }

  it('gives a request that comes again the same result, and no second effect', async () => {
    const first = await ask('again', 'a')
    now += 1000
    expect(await ask('again', 'a')).toEqual(first)
    expect(await effects('again')).toBe(1)
  })

  it('gives each of many at once the result of one', async () => {
    const asked = Array.from({ length: TWINS }, (_, at) => ask('raced', 'a', String(at)))
    const results = await Promise.all(asked)
    expect(new Set(results.map(({ text }) => text)).size).toBe(1)
    expect(await effects('raced')).toBe(1)
  })

  it('refuses the key with another request', async () => {
    await ask('reused', 'a')
    await expect(ask('reused', 'b')).rejects.toThrow(KeyReused)
    expect(await effects('reused')).toBe(1)
  })

  it('is not left by a request that fails, which can come again', async () => {
    const failed = database.withTx(db =>
      executeOnce(db, onceOf('failed', 'a'), clock, result, async () => {
        await sql`insert into effects (of) values ('failed')`.execute(db)
        throw new Error('refused')
      }),
    )
    await expect(failed).rejects.toThrow('refused')
    expect(await effects('failed')).toBe(0)
    await ask('failed', 'b')
    expect(await effects('failed')).toBe(1)
  })

  it('keeps a result up to a limit; beyond it, a retry learns that there was one', async () => {
    const overhead = JSON.stringify({
      ...{ number: '9007199254740993', at: new Date(now), text: '' },
    }).length
    const longest = 'x'.repeat(RESULT_BYTES_MAX - overhead)
    await ask('longest', 'a', longest)
    expect(await ask('longest', 'a', longest)).toMatchObject({ text: longest })
    await ask('longer', 'a', `${longest}x`)
    await expect(ask('longer', 'a', `${longest}x`)).rejects.toThrow(ResultNotKept)
    expect(await effects('longer')).toBe(1)
  })

  it('is kept for a time: then its key is new, and it is removed', async () => {
    await ask('old', 'a')
    now += KEEP_MS - 1
    await ask('old', 'a')
    expect(await effects('old')).toBe(1)
    now += 1
    await ask('old', 'b')
    expect(await effects('old')).toBe(2)

    await sql`insert into idempotency_records (id, fingerprint, recorded_at)
      select int4send(n), '', ${new Date(now - KEEP_MS)} from generate_series(1, 2500) n`.execute(
      database.writer(),
    )
    await expireRecords(database, clock, new AbortController().signal)
    const { rows } = await sql`select id from idempotency_records`.execute(database.writer())
    expect(rows).toEqual([{ id: Buffer.from(onceOf('old', 'b').id) }])
  })
}

function onceOf(key: string, what: string): Once {
  return { id: Buffer.from(key), fingerprint: Buffer.from(what) }
}

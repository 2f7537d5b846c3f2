import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { until } from '#foundation/program/program'
import { parseCents } from '../money.ts'
import { contentOf, TestPayments } from '../testing/test-payments.ts'
import { due, isBehind } from './webhook-rows.ts'

const CLAIM_MS = 20_000

it('an event is due when the one before it is done, also where another process puts it off just then', async () => {
  await using test = await TestPayments.start()
  const key = 'webhook@example.org'
  const txid = 'txid'.padEnd(30, '0')
  await test.webhooks.put(key, 'https://example.org/webhook', {})
  await test.charges.put(txid, contentOf('1.00', { key }), {})
  await test.charges.patch(txid, { amount: parseCents('2.00') }, {})
  const claim = () => test.deliveries.claim(CLAIM_MS, [], {})
  const first = await claim()
  if (!first) throw new Error('nothing is due')
  let isDone = false
  const delivered = await test.database.withTx(async db => {
    const now = new Date(test.now)
    const second = await due(db, now, [])
    expect(second && (await isBehind(db, second, now))).toBe(true)
    const delivering = test.deliveries.delivered(first, {}).then(() => {
      isDone = true
    })
    await until(
      async () => isDone || (await isSomebodyLocked(test)) || undefined,
      () => 'it neither ends nor waits',
    )
    return { delivering }
  }, {})
  await delivered.delivering
  expect(await claim()).toMatchObject({ txid, attempt: 1 })
})

async function isSomebodyLocked({ database }: TestPayments): Promise<boolean> {
  const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock'`
  const { rows } = await waiting.execute(database.writer({}))
  return rows.length > 0
}

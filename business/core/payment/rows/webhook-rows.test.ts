import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import { parseCents } from '../money.ts'
import { contentOf, TestPayments } from '../testing/test-payments.ts'
import { Deliveries } from '../webhooks.ts'
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

it('a dead letter that is taken up again waits for the delivery of its charge that is under way', async () => {
  await using test = await TestPayments.start()
  const key = 'webhook@example.org'
  const txid = 'txid'.padEnd(30, '0')
  await test.webhooks.put(key, 'https://example.org/webhook', {})
  await test.charges.put(txid, contentOf('1.00', { key }), {})
  await test.charges.patch(txid, { amount: parseCents('2.00') }, {})
  const { deliveries } = test
  const claim = () => deliveries.claim(CLAIM_MS, [], {})
  const first = await claim()
  if (!first) throw new Error('nothing is due')
  await deliveries.failed(first, 'it answered 410', true, {})
  const tried = await claim()
  if (!tried) throw new Error('nothing is due')
  const failed = await deliveries.failed(tried, 'it answered 500', false, {})
  if (failed.kind !== 'retried') throw new Error('it is not tried again')
  test.now = failed.at.getTime()
  const second = await claim()
  if (!second) throw new Error('nothing is due')
  expect(await deliveries.redeliver(first.eventId, {})).toBe(1)
  expect(await claim()).toBeUndefined()
  await deliveries.delivered(second, {})
  expect(await claim()).toMatchObject({ eventId: first.eventId, attempt: 1 })
  expect(await claim()).toBeUndefined()
})

it('a claim lasts its time from when it is made, however long that takes', async () => {
  await using test = await TestPayments.start()
  const key = 'webhook@example.org'
  await test.webhooks.put(key, 'https://example.org/webhook', {})
  await test.charges.put('txid'.padEnd(30, '0'), contentOf('1.00', { key }), {})
  const begun = test.now
  const slow = { now: () => (test.now += CLAIM_MS) }
  const deliveries = new Deliveries(test.database, { clock: slow, random: systemHost().random })
  expect(await deliveries.claim(CLAIM_MS, [], {})).toMatchObject({ attempt: 1 })
  test.now = begun + 2 * CLAIM_MS
  expect(await test.deliveries.claim(CLAIM_MS, [], {})).toBeUndefined()
})

async function isSomebodyLocked({ database }: TestPayments): Promise<boolean> {
  const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock'`
  const { rows } = await waiting.execute(database.writer({}))
  return rows.length > 0
}

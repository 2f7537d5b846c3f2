/** Events that are refused, and those behind and beside them. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutboxEvent, Publish } from './relay.ts'
import {
  ATTEMPTS_MAX,
  COUNTED_MAX,
  deadEvents,
  EventRefused,
  outboxFigures,
  redeliverEvents,
} from './relay.ts'
import { contentOf, TestPayments } from './testing/test-payments.ts'

/** More than the relay reads at once. */
const REFUSED = 210
const DAY_MS = 86_400_000

let test: TestPayments
let count = 0
const taken: string[] = []
/** Charges whose first event is refused. */
const refused = new Set<string>()

beforeAll(async () => {
  test = await TestPayments.start()
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
})

const take: Publish = ({ txid, kind }: OutboxEvent) => {
  if (kind === 'charge.created' && refused.has(txid))
    return Promise.reject(new EventRefused('sales-api answered 413'))
  taken.push(`${txid} ${kind}`)
  return Promise.resolve()
}

async function charge(): Promise<string> {
  const txid = String(++count).padStart(26, '0')
  await test.charges.put(txid, contentOf('1.00'), {})
  return txid
}

/** Attempts until one is a dead letter, each when it is due. */
async function untilDead(txid: string): Promise<number[]> {
  const pauses: number[] = []
  for (;;) {
    const refusals = await test.relay(take)
    const refusal = refusals.find(({ event }) => event.txid === txid)
    if (!refusal?.retryAt) return pauses
    pauses.push(refusal.retryAt.getTime() - test.now)
    expect(await test.relay(take)).toEqual([])
    test.now = refusal.retryAt.getTime()
  }
}

/** The charge whose event is the last of those that are tried again. */
async function lastInTurn(): Promise<string> {
  const { txid } = await test.database
    .writer({})
    .selectFrom('outbox')
    .select('txid')
    .orderBy('next_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return txid
}

it('an event that is refused again and again is a dead letter, and those behind it go on', async () => {
  const txid = await charge()
  await test.charges.remove(txid, {})
  const other = await charge()
  refused.add(txid)
  const pauses = await untilDead(txid)
  expect(pauses).toEqual(Array.from({ length: ATTEMPTS_MAX - 1 }, (_, at) => 1000 * 2 ** at))
  refused.delete(txid)
  expect(taken).toEqual([`${other} charge.created`, `${txid} charge.removed`])
  const figures = { events: 0, deadLetters: 1, oldest: undefined }
  expect(await outboxFigures(test.database, {})).toEqual(figures)

  const [dead] = await deadEvents(test.database, 10, {})
  expect(dead).toMatchObject({ txid, kind: 'charge.created', failure: 'sales-api answered 413' })
  expect(await redeliverEvents(test.database, '0'.repeat(32), {})).toBe(0)
  expect(await redeliverEvents(test.database, dead?.event_id, {})).toBe(1)
  await test.relay(take)
  expect(taken.at(-1)).toBe(`${txid} charge.created`)
  expect(await deadEvents(test.database, 10, {})).toEqual([])
})

it('many that are refused do not hold up the others, and are taken when they can be', async () => {
  const txids = await Promise.all(Array.from({ length: REFUSED }, charge))
  for (const txid of txids) refused.add(txid)
  const other = await charge()
  expect(await test.relay(take)).toHaveLength(REFUSED)
  expect(taken.at(-1)).toBe(`${other} charge.created`)
  // Two relays that have one refused count one attempt.
  test.now += DAY_MS
  const both = await Promise.all([test.relay(take), test.relay(take)])
  expect(both.flat()).toHaveLength(REFUSED)
  refused.clear()
  test.now += DAY_MS
  taken.length = 0
  await test.relay(take)
  expect(taken.toSorted()).toEqual(txids.toSorted().map(txid => `${txid} charge.created`))
})

it('what fails for another reason waits for ever, and is no refusal', async () => {
  await charge()
  const away: Publish = () => Promise.reject(new Error('sales-api answered 503'))
  for (let at = 0; at <= ATTEMPTS_MAX; at++) {
    test.now += DAY_MS
    await expect(test.relay(away)).rejects.toThrow('503')
  }
  expect(await outboxFigures(test.database, {})).toMatchObject({ events: 1, deadLetters: 0 })
  test.now += DAY_MS
  expect(await test.relay(take)).toEqual([])
  expect(await outboxFigures(test.database, {})).toMatchObject({ events: 0, deadLetters: 0 })
})

it('an event that sales-api always fails at delays those of its charge alone', async () => {
  const [stuck, first] = [await charge(), await charge()]
  await test.charges.remove(stuck, {})
  const others = [first, ...(await Promise.all(Array.from({ length: REFUSED }, charge)))]
  const asked: string[] = []
  taken.length = 0
  const publish: Publish = async (event, signal) => {
    asked.push(event.txid)
    if (event.txid === stuck) throw new Error('sales-api answered 500')
    await take(event, signal)
  }
  await expect(test.relay(publish)).rejects.toThrow('500')
  expect(await test.relay(publish)).toEqual([])
  expect(taken.toSorted()).toEqual(others.toSorted().map(txid => `${txid} charge.created`))
  expect(asked.filter(txid => txid === stuck)).toEqual([stuck])
  // Older than the longest pause: it is tried as often for ever.
  for (let at = 0; at <= ATTEMPTS_MAX; at++) {
    test.now += 10_000
    await expect(test.relay(publish)).rejects.toThrow('500')
    expect(await test.relay(publish)).toEqual([])
  }
  test.now += 10_000
  taken.length = 0
  expect(await test.relay(take)).toEqual([])
  expect(taken).toEqual([`${stuck} charge.created`, `${stuck} charge.removed`])
})

it('events that always fail, however many, leave their turn to others', async () => {
  const stuck = new Set(await Promise.all(Array.from({ length: REFUSED }, charge)))
  const [mended = '', ...failing] = stuck
  const last = await charge()
  taken.length = 0
  const publish: Publish = async (event, signal) => {
    if (stuck.has(event.txid)) throw new Error('sales-api answered 500')
    await take(event, signal)
  }
  /** Whether it is taken in so many seconds, in each of which a few events are asked for. */
  const isTaken = async (txid: string, seconds: number): Promise<boolean> => {
    for (let at = 0; at < seconds && !taken.includes(`${txid} charge.created`); at++) {
      test.now += 1_000
      await test.relay(publish).catch(() => undefined)
    }
    return taken.includes(`${txid} charge.created`)
  }
  expect(await isTaken(last, stuck.size)).toBe(true)
  expect(await isTaken(await charge(), 1)).toBe(true)
  stuck.delete(mended)
  expect(await isTaken(mended, 20)).toBe(true)
  expect(await outboxFigures(test.database, {})).toMatchObject({ events: failing.length })
  // Behind one whose turn comes late, the only new one.
  const late = await lastInTurn()
  await test.charges.remove(late, {})
  test.now += 10_000
  taken.length = 0
  expect(await test.relay(take)).toEqual([])
  expect(taken.filter(each => each.startsWith(late))).toEqual([
    `${late} charge.created`,
    `${late} charge.removed`,
  ])
})

it('a dead letter that is taken up again goes before what is tried again behind it', async () => {
  const txid = await charge()
  refused.add(txid)
  await untilDead(txid)
  await test.charges.remove(txid, {})
  const away: Publish = () => Promise.reject(new Error('fetch failed'))
  await expect(test.relay(away)).rejects.toThrow('fetch failed')
  refused.clear()
  expect(await redeliverEvents(test.database, undefined, {})).toBe(1)
  test.now += 10_000
  taken.length = 0
  await test.relay(take)
  expect(taken).toEqual([`${txid} charge.created`, `${txid} charge.removed`])
})

it('a sales-api that is away is asked for a few events, and gets all of them when it is back', async () => {
  const txids = await Promise.all(Array.from({ length: REFUSED }, charge))
  let count = 0
  const away: Publish = () => {
    count++
    return Promise.reject(new Error('fetch failed'))
  }
  await expect(test.relay(away)).rejects.toThrow('fetch failed')
  expect(count).toBeLessThan(txids.length / 5)
  taken.length = 0
  await test.relay(take)
  expect(taken).toHaveLength(txids.length - count)
  test.now += 10_000
  await test.relay(take)
  expect(taken.toSorted()).toEqual(txids.toSorted().map(txid => `${txid} charge.created`))
})

it('dead letters, however many, hide no event that waits', async () => {
  const db = test.database.writer({})
  await sql`insert into outbox (event_id, txid, kind, data, at, attempts, dead_at)
    select n::text, n::text, 'charge.created', '{}', now(), 10, now()
    from generate_series(0, ${COUNTED_MAX}) as n`.execute(db)
  const txid = await charge()
  const oldest = new Date(test.now)
  const figures = { events: 1, deadLetters: COUNTED_MAX, oldest }
  expect(await outboxFigures(test.database, {})).toEqual(figures)
  // Nor is any of them looked at on the way to it.
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, costs off)
    select id from outbox where dead_at is null order by id limit 1`.execute(db)
  expect(rows.map(row => row['QUERY PLAN']).join(' ')).not.toContain('Rows Removed')
  taken.length = 0
  await test.relay(take)
  expect(taken).toEqual([`${txid} charge.created`])
})

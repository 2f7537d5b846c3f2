/** On a real server: races, and every state against a plain model. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { formatCents, parseCents } from './money.ts'
import { REFUND_DAYS, REFUNDS_MAX } from './refunds.ts'
import type { OutboxEvent, Publish } from './relay.ts'
import { outboxFigures, relayEvents } from './relay.ts'
import type { Charge, ChargeContent, Payment } from './tables.ts'
import { PaymentModel, stepOf } from './testing/payment-model.ts'
import { contentOf, TestPayments } from './testing/test-payments.ts'

const FILE = 'business/core/payment/payment.test.ts'
/** As many as there are at once. */
const AT_ONCE = 50
const DAY_MS = 86_400_000

let test: TestPayments
let count = 0

beforeAll(async () => {
  test = await TestPayments.start()
})

afterAll(async () => {
  await test[Symbol.asyncDispose]()
})

const newTxid = () => `txid${String(++count).padStart(30, '0')}`

function atOnce<T>(work: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, at) => work(at)))
}

function counted(results: readonly { readonly kind: string }[]): Record<string, number> {
  const groups = Map.groupBy(results, ({ kind }) => kind)
  return Object.fromEntries([...groups].map(([kind, members]) => [kind, members.length]))
}

async function paid(amount: string): Promise<Payment> {
  const { txid } = await test.charges.create(contentOf(amount), undefined, {})
  const result = await test.payments.pay(txid, undefined, {})
  if (result.kind !== 'paid') throw new Error(result.kind)
  return result.payment
}

describe('a charge', () => {
  it('that many make at once under one txid is made once, and not revised', async () => {
    const txid = newTxid()
    const results = await atOnce(() => test.charges.put(txid, contentOf('10.00'), {}))
    expect(counted(results)).toEqual({ created: 1, same: AT_ONCE - 1 })
    expect(await test.charges.read(txid, undefined, {})).toMatchObject({ revision: 0 })
    expect(await test.charges.read(txid, 1, {})).toBeUndefined()
  })

  it('that many make at once, each with an amount of its own, has every one as a revision', async () => {
    const txid = newTxid()
    const amountOf = (at: number) => `${String(at + 1)}.00`
    const results = await atOnce(at => test.charges.put(txid, contentOf(amountOf(at)), {}))
    expect(counted(results)).toEqual({ created: 1, revised: AT_ONCE - 1 })
    const revisions = await atOnce(revision => test.charges.read(txid, revision, {}))
    expect(revisions.map(charge => charge?.revision)).toEqual(revisions.map((_, at) => at))
    const amounts = revisions.map(charge => charge && formatCents(charge.content.amount))
    expect(new Set(amounts)).toEqual(new Set(revisions.map((_, at) => amountOf(at))))
  })

  it('that is asked for again with its key is made once, and told as it was made', async () => {
    const once = { id: Buffer.from('key'), fingerprint: Buffer.from('request') }
    const charges = await atOnce(() => test.charges.create(contentOf('1.00'), once, {}))
    expect(new Set(charges.map(({ txid }) => txid)).size).toBe(1)
    const [made] = charges
    await test.charges.patch(made?.txid ?? '', { amount: parseCents('2.00') }, {})
    expect(await test.charges.create(contentOf('1.00'), once, {})).toEqual(made)
  })

  it('that is paid, removed and revised at once ends in one way, and is paid only if it says so', async () => {
    const txid = newTxid()
    await test.charges.put(txid, contentOf('10.00'), {})
    const results = await atOnce(async at => {
      if (at % 3 === 0) return await test.payments.pay(txid, undefined, {})
      if (at % 3 === 1) return await test.charges.remove(txid, {})
      return await test.charges.patch(txid, { amount: parseCents(`${String(at)}.00`) }, {})
    })
    const charge = await test.charges.read(txid, undefined, {})
    const ends = results.filter(
      result => result.kind === 'paid' || ('charge' in result && result.charge.status !== 'ATIVA'),
    )
    expect(ends).toHaveLength(1)
    const isPaid = ends[0]?.kind === 'paid'
    expect(charge?.status).toBe(isPaid ? 'CONCLUIDA' : 'REMOVIDA_PELO_USUARIO_RECEBEDOR')
    const range = { from: new Date(0), to: new Date(test.now), txid }
    const { payments } = await test.payments.list(range, { index: 0, size: 10 }, {})
    expect(payments.map(({ amount }) => amount)).toEqual(isPaid ? [charge?.content.amount] : [])
  })

  it('is listed by when it was made, whose it is and how it stands, page by page', async () => {
    test.now += DAY_MS
    const from = new Date(test.now)
    const debtor = { kind: 'cpf', number: '12345678909', name: 'Francisco da Silva' } as const
    const made: Charge[] = []
    for (let at = 0; at < 5; at++) {
      const change: Partial<ChargeContent> = at % 2 === 0 ? { debtor } : {}
      made.push(await test.charges.create(contentOf('1.00', change), undefined, {}))
      test.now += 1000
    }
    await test.charges.remove(made[2]?.txid ?? '', {})
    const all = { from, to: new Date(test.now), cpf: undefined, cnpj: undefined, status: undefined }
    const listed = async (filter: object, index: number, size: number) => {
      const { total, charges } = await test.charges.list({ ...all, ...filter }, { index, size }, {})
      return [total, charges.map(({ txid }) => made.findIndex(charge => charge.txid === txid))]
    }
    expect(await listed({}, 0, 3)).toEqual([5, [0, 1, 2]])
    expect(await listed({}, 1, 3)).toEqual([5, [3, 4]])
    expect(await listed({}, 2, 3)).toEqual([5, []])
    expect(await listed({ cpf: debtor.number }, 0, 9)).toEqual([3, [0, 2, 4]])
    expect(await listed({ cpf: debtor.number, status: 'ATIVA' }, 0, 9)).toEqual([2, [0, 4]])
    expect(await listed({ cnpj: '12345678000199' }, 0, 9)).toEqual([0, []])
    const second = { from: made[1]?.createdAt, to: made[1]?.createdAt }
    expect(await listed(second, 0, 9)).toEqual([1, [1]])
  })
})

describe('refunds', () => {
  const request = (e2eid: string, id: string, amount: string) =>
    test.refunds.request(e2eid, id, { amount: parseCents(amount), note: undefined }, {})

  it('that are asked for at once are together never more than the payment', async () => {
    const { e2eid } = await paid('100.00')
    const results = await atOnce(at => request(e2eid, `r${String(at)}`, '7.00'))
    expect(counted(results)).toEqual({ requested: 14, 'too much': AT_ONCE - 14 })
    expect(await request(e2eid, 'rest', '2.01')).toEqual({ kind: 'too much', left: 200n })
    expect(await request(e2eid, 'rest', '2.00')).toMatchObject({ kind: 'requested' })
  })

  it('that many ask for under one id are one', async () => {
    const { e2eid } = await paid('100.00')
    const results = await atOnce(() => request(e2eid, 'same', '1.00'))
    expect(counted(results)).toEqual({ requested: 1, 'id taken': AT_ONCE - 1 })
  })

  it('have a limit in time, and in number', async () => {
    const { e2eid } = await paid('100.00')
    for (let at = 0; at < REFUNDS_MAX; at++) await request(e2eid, `r${String(at)}`, '0.01')
    expect(await request(e2eid, 'more', '0.01')).toEqual({ kind: 'too many' })
    const late = await paid('100.00')
    test.now += REFUND_DAYS * DAY_MS
    expect(await request(late.e2eid, 'last', '0.01')).toMatchObject({ kind: 'requested' })
    test.now += 1
    expect(await request(late.e2eid, 'late', '0.01')).toEqual({ kind: 'too late' })
  })
})

describe('events', () => {
  const quiet = new AbortController().signal
  /** As a stream that takes an event once takes them. */
  const taken = new Map<string, OutboxEvent>()
  const take: Publish = event => {
    if (!taken.has(event.event_id)) taken.set(event.event_id, event)
    return Promise.resolve()
  }
  const kindsOf = (txid: string) =>
    [...taken.values()].filter(event => event.txid === txid).map(({ kind }) => kind)
  const EVERYTHING = [
    ...['charge.created', 'charge.revised', 'payment.received'],
    ...['refund.requested', 'refund.settled'],
  ]

  async function live(): Promise<string> {
    const txid = newTxid()
    const amount = parseCents('2.00')
    await test.charges.put(txid, contentOf('1.00'), {})
    await test.charges.put(txid, contentOf('1.00'), {})
    await test.charges.patch(txid, { amount }, {})
    const result = await test.payments.pay(txid, undefined, {})
    const { e2eid } = result.kind === 'paid' ? result.payment : { e2eid: '' }
    await test.refunds.request(e2eid, 'r', { amount, note: undefined }, {})
    await test.refunds.settle(e2eid, 'r', { status: 'DEVOLVIDO' }, {})
    await test.refunds.settle(e2eid, 'r', { status: 'DEVOLVIDO' }, {})
    return txid
  }

  it('are written with each change, and published in their order, also by several relays', async () => {
    const txids = await atOnce(live)
    await Promise.all([1, 2, 3].map(() => relayEvents(test.database, take, quiet)))
    for (const txid of txids) expect(kindsOf(txid)).toEqual(EVERYTHING)
    const removed = newTxid()
    await test.charges.put(removed, contentOf('1.00'), {})
    await test.charges.remove(removed, {})
    await relayEvents(test.database, take, quiet)
    expect(kindsOf(removed)).toEqual(['charge.created', 'charge.removed'])
  })

  it('are counted while they wait, and the oldest has its time', async () => {
    await relayEvents(test.database, take, quiet)
    expect(await outboxFigures(test.database, quiet)).toEqual({ events: 0, oldest: undefined })
    const oldest = new Date(test.now)
    await test.charges.put(newTxid(), contentOf('1.00'), {})
    test.now += 1000
    await test.charges.put(newTxid(), contentOf('1.00'), {})
    expect(await outboxFigures(test.database, quiet)).toEqual({ events: 2, oldest })
    await relayEvents(test.database, take, quiet)
  })

  it('of a charge wait for the one that could not be published, those of others do not', async () => {
    const [stuck, other] = [await live(), await live()]
    const refuse: Publish = async (event, signal) => {
      if (event.txid === stuck && event.kind === 'charge.revised') throw new Error('refused')
      await take(event, signal)
    }
    await expect(relayEvents(test.database, refuse, quiet)).rejects.toThrow('refused')
    expect(kindsOf(stuck)).toEqual(['charge.created'])
    expect(kindsOf(other)).toEqual(EVERYTHING)
    await relayEvents(test.database, take, quiet)
    expect(kindsOf(stuck)).toEqual(EVERYTHING)
  })

  it('say what changed, and nothing of the debtor', async () => {
    const debtor = { kind: 'cpf', number: '12345678909', name: 'Francisco da Silva' } as const
    const { txid } = await test.charges.create(contentOf('37.00', { debtor }), undefined, {})
    await relayEvents(test.database, take, quiet)
    const [event] = [...taken.values()].filter(found => found.txid === txid)
    expect(event).toMatchObject({
      kind: 'charge.created',
      data: { revision: 0, status: 'ATIVA', amount: '37.00' },
    })
    const shown = JSON.stringify(event, (_name, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(shown).not.toMatch(/Francisco|12345678909/)
  })

  it('of a change that was rolled back are none', async () => {
    const txid = newTxid()
    const abort = new AbortController()
    abort.abort(new Error('the client has gone'))
    const gone = test.charges.put(txid, contentOf('1.00'), { signal: abort.signal })
    await expect(gone).rejects.toThrow('the client has gone')
    await relayEvents(test.database, take, quiet)
    expect(kindsOf(txid)).toEqual([])
  })
})

it('a nonce is good once, until it is forgotten', async () => {
  const uses = await atOnce(() => test.nonces.use('key', 'nonce', {}))
  expect(uses.filter(isNew => isNew)).toHaveLength(1)
  expect(await test.nonces.use('other key', 'nonce', {})).toBe(true)
  test.now += 1000
  const signal = new AbortController().signal
  await test.nonces.forget(1000, signal)
  expect(await test.nonces.use('key', 'nonce', {})).toBe(false)
  await test.nonces.forget(999, signal)
  expect(await test.nonces.use('key', 'nonce', {})).toBe(true)
})

it('charges, payments and refunds are always what a plain model of them is', async () => {
  await checkProperty(FILE, fc.array(stepOf, { minLength: 10, maxLength: 30 }), 25, async steps => {
    const model = new PaymentModel([newTxid(), newTxid()], () => test.now)
    for (const step of steps) {
      if (step.kind === 'pass') test.now += step.seconds * 1000
      else expect(await model.real(test, step)).toEqual(model.step(step))
    }
    expect(await model.realState(test)).toEqual(model.state())
  })
})

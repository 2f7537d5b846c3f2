/** On a real server: races, and every state against a plain model. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { secretText } from '#foundation/webhook/webhook'
import { installedServers } from '#business/data/postgres/testing/installed'
import { formatCents, parseCents } from './money.ts'
import { REFUND_DAYS, REFUNDS_MAX } from './refunds.ts'
import type { OutboxEvent, Publish } from './relay.ts'
import { outboxFigures, PAUSE_MS_MAX } from './relay.ts'
import type { Charge, Payment } from './tables.ts'
import { PaymentModel, stepOf } from './testing/payment-model.ts'
import { contentOf, DUE_NOW, TestPayments } from './testing/test-payments.ts'
import type { Delivery } from './webhooks.ts'
import { ATTEMPTS_MAX, RETRY_DAYS_MAX, ROTATION_HOURS } from './webhooks.ts'

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
  const result = await test.payments.pay(txid, DUE_NOW, {})
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
      if (at % 3 === 0) return await test.payments.pay(txid, DUE_NOW, {})
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
      const change = at % 2 === 0 ? { debtor } : {}
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
  const relay = (publish: Publish) => test.relay(publish)
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
    const result = await test.payments.pay(txid, DUE_NOW, {})
    const { e2eid } = result.kind === 'paid' ? result.payment : { e2eid: '' }
    await test.refunds.request(e2eid, 'r', { amount, note: undefined }, {})
    await test.refunds.settle(e2eid, 'r', { status: 'DEVOLVIDO' }, {})
    await test.refunds.settle(e2eid, 'r', { status: 'DEVOLVIDO' }, {})
    return txid
  }

  it('are written with each change, and published in their order, also by several relays', async () => {
    const txids = await atOnce(live)
    await Promise.all([1, 2, 3].map(() => relay(take)))
    for (const txid of txids) expect(kindsOf(txid)).toEqual(EVERYTHING)
    const removed = newTxid()
    await test.charges.put(removed, contentOf('1.00'), {})
    await test.charges.remove(removed, {})
    await relay(take)
    expect(kindsOf(removed)).toEqual(['charge.created', 'charge.removed'])
  })

  it('are counted while they wait, and the oldest has its time', async () => {
    await relay(take)
    expect(await outboxFigures(test.database, {})).toMatchObject({ events: 0, oldest: undefined })
    const oldest = new Date(test.now)
    await test.charges.put(newTxid(), contentOf('1.00'), {})
    test.now += 1000
    await test.charges.put(newTxid(), contentOf('1.00'), {})
    expect(await outboxFigures(test.database, {})).toMatchObject({ events: 2, oldest })
    await relay(take)
  })

  it('of a charge wait for the one that could not be published, those of others do not', async () => {
    const [stuck, other] = [await live(), await live()]
    const refuse: Publish = async (event, signal) => {
      if (event.txid === stuck && event.kind === 'charge.revised') throw new Error('refused')
      await take(event, signal)
    }
    await expect(relay(refuse)).rejects.toThrow('refused')
    expect(kindsOf(stuck)).toEqual(['charge.created'])
    expect(kindsOf(other)).toEqual(EVERYTHING)
    // It pauses.
    await relay(take)
    expect(kindsOf(stuck)).toEqual(['charge.created'])
    test.now += PAUSE_MS_MAX
    await relay(take)
    expect(kindsOf(stuck)).toEqual(EVERYTHING)
  })

  it('say what changed, and nothing of the debtor', async () => {
    const debtor = { kind: 'cpf', number: '12345678909', name: 'Francisco da Silva' } as const
    const { txid } = await test.charges.create(contentOf('37.00', { debtor }), undefined, {})
    await relay(take)
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

  it('of a charge with a due date have its amount, and what was paid', async () => {
    const txid = newTxid()
    const dueDate = new Date(test.now - 2 * DAY_MS).toISOString().slice(0, 10)
    const adjustments = { fine: { of: 'reais', hundredths: 25 } } as const
    const terms = { kind: 'due', dueDate, daysAfter: 9, adjustments } as const
    await test.dues.put(txid, { ...contentOf('1.00'), terms }, {})
    await test.payments.pay(txid, DUE_NOW, {})
    await relay(take)
    const events = [...taken.values()].filter(event => event.txid === txid)
    expect(events).toMatchObject([
      { kind: 'charge.created', data: { amount: '1.00' } },
      { kind: 'payment.received', data: { amount: '1.25' } },
    ])
  })

  it('of a change that was rolled back are none', async () => {
    const txid = newTxid()
    const abort = new AbortController()
    abort.abort(new Error('the client has gone'))
    const gone = test.charges.put(txid, contentOf('1.00'), { signal: abort.signal })
    await expect(gone).rejects.toThrow('the client has gone')
    await relay(take)
    expect(kindsOf(txid)).toEqual([])
  })
})

describe('webhooks', () => {
  const CLAIM_MS = 1000
  const TARGET = 'https://loja.example.org/pix'
  let keys = 0

  async function registered(): Promise<string> {
    const key = `webhook${String(++keys)}@example.org`
    expect(await test.webhooks.put(key, TARGET, {})).toMatchObject({ kind: 'created' })
    return key
  }

  /** Made, revised, and paid: three events. */
  async function paidFor(key: string): Promise<string> {
    const txid = newTxid()
    await test.charges.put(txid, contentOf('1.00', { key }), {})
    await test.charges.patch(txid, { amount: parseCents('2.00') }, {})
    await test.payments.pay(txid, DUE_NOW, {})
    return txid
  }
  const KINDS = ['charge.created', 'charge.revised', 'payment.received']

  const claim = () => test.deliveries.claim(CLAIM_MS, [], {})
  async function claimed(): Promise<Delivery> {
    const delivery = await claim()
    if (!delivery) throw new Error('nothing is due')
    return delivery
  }
  type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
  const told = ({ body }: Delivery) => JSON.parse(body) as Told
  const fail = (delivery: Delivery, isFinal = false) =>
    test.deliveries.failed(delivery, 'it answered 500', isFinal, {})

  async function everything(): Promise<Delivery[]> {
    const found: Delivery[] = []
    for (;;) {
      const delivery = await claim()
      if (!delivery) return found
      found.push(delivery)
      await test.deliveries.delivered(delivery, {})
    }
  }

  it('get the events of their key since they were made, which say what changed, and whose it is', async () => {
    const key = await registered()
    const [txid] = [await paidFor(key), await paidFor('other@example.org')]
    const found = await everything()
    expect(found.map(delivery => told(delivery).type)).toEqual(KINDS)
    expect(found.map(told)).toMatchObject(
      KINDS.map((type, revision) => ({ type, data: { chave: key, txid, revision } })),
    )
    expect(found).toMatchObject(KINDS.map(() => ({ url: TARGET, key, attempt: 1 })))
    expect(new Set(found.map(({ eventId }) => eventId)).size).toBe(KINDS.length)
    expect(await claim()).toBeUndefined()
  })

  it('get each event once, and those of a charge in their order, from many that deliver at once', async () => {
    const key = await registered()
    const txids = await Promise.all(Array.from({ length: 10 }, () => paidFor(key)))
    const found: Delivery[] = []
    const underWay = new Set<string>()
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        for (;;) {
          const { events } = await test.deliveries.figures({})
          if (events === 0) return
          const delivery = await claim()
          if (!delivery) {
            // What waits behind one that was just claimed is due a moment later.
            test.now += 1
            continue
          }
          expect(underWay).not.toContain(delivery.txid)
          underWay.add(delivery.txid)
          found.push(delivery)
          await new Promise(resolve => setImmediate(resolve))
          underWay.delete(delivery.txid)
          await test.deliveries.delivered(delivery, {})
        }
      }),
    )
    expect(found).toHaveLength(txids.length * KINDS.length)
    for (const txid of txids) {
      const types = found.filter(one => one.txid === txid).map(one => told(one).type)
      expect(types).toEqual(KINDS)
    }
  })

  it('get an event again under the same id when its delivery did not end', async () => {
    const key = await registered()
    await paidFor(key)
    const first = await claimed()
    test.now += CLAIM_MS - 1
    expect(await claim()).toBeUndefined()
    test.now += 1
    const second = await claimed()
    expect(second).toEqual({ ...first, attempt: 2 })
    // The first one comes too late to say that it failed.
    expect(await fail(first)).toEqual({ kind: 'superseded' })
    await test.deliveries.delivered(second, {})
    expect(await everything()).toHaveLength(2)
  })

  it('are tried later and later, a limited number of times; what follows waits until then', async () => {
    const key = await registered()
    const begun = test.now
    const txid = await paidFor(key)
    const other = await paidFor(key)
    const pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const delivery = await claimed()
      expect(delivery).toMatchObject({ txid, attempt })
      const failed = await fail(delivery)
      if (attempt === 1) {
        const others = await everything()
        expect(others.map(one => one.txid)).toEqual(KINDS.map(() => other))
      }
      if (failed.kind !== 'retried') {
        expect([failed.kind, attempt]).toEqual(['dead', ATTEMPTS_MAX])
        break
      }
      expect(await claim()).toBeUndefined()
      const seconds = (failed.at.getTime() - test.now) / 1000
      expect(Math.abs(seconds / (pauses[attempt - 1] ?? 0) - 1)).toBeLessThan(0.2)
      test.now = failed.at.getTime()
    }
    expect(test.now - begun).toBeLessThan(RETRY_DAYS_MAX * DAY_MS)
  })

  it('leave a dead letter, after which the next event of the charge is tried; an operator has it delivered', async () => {
    const left = await everything()
    expect(left.map(delivery => told(delivery).type)).toEqual(KINDS.slice(1))
    const [letter, ...others] = await test.deliveries.deadLetters(10, {})
    expect(others).toEqual([])
    expect(letter).toMatchObject({ kind: 'charge.created', failure: 'it answered 500' })
    expect(await test.deliveries.figures({})).toEqual({
      ...{ events: 0, deadLetters: 1, oldest: undefined },
    })
    expect(await test.deliveries.redeliver('0'.repeat(32), {})).toBe(0)
    expect(await test.deliveries.redeliver(letter?.eventId, {})).toBe(1)
    expect(await test.deliveries.figures({})).toEqual({
      ...{ events: 1, deadLetters: 0, oldest: new Date(test.now) },
    })
    expect(await everything()).toMatchObject([{ eventId: letter?.eventId, attempt: 1 }])
  })

  it('are not tried again when that would be too late, or the receiver says never', async () => {
    const key = await registered()
    await paidFor(key)
    expect(await fail(await claimed(), true)).toEqual({ kind: 'dead' })
    test.now += RETRY_DAYS_MAX * DAY_MS
    expect(await fail(await claimed())).toEqual({ kind: 'dead' })
    expect(await everything()).toHaveLength(1)
    expect(await test.deliveries.redeliver(undefined, {})).toBe(2)
    expect(await everything()).toHaveLength(2)
  })

  it('have a secret of their own, and two while it is rotated', async () => {
    const key = await registered()
    await paidFor(key)
    const secretsOf = async () => (await claimed()).secrets.map(secretText)
    const old = await secretsOf()
    expect(old).toHaveLength(1)
    const secret = secretText((await test.webhooks.rotate(key, {})) ?? new Uint8Array())
    test.now += CLAIM_MS
    expect(await secretsOf()).toEqual([secret, ...old])
    test.now += ROTATION_HOURS * 3_600_000
    expect(await secretsOf()).toEqual([secret])
    expect(await test.webhooks.rotate('none@example.org', {})).toBeUndefined()
    test.now += CLAIM_MS
    await everything()
  })

  it('that many make at once is one, with one secret; what was not delivered goes where it leads then', async () => {
    const key = `webhook${String(++keys)}@example.org`
    const made = await atOnce(at => test.webhooks.put(key, `${TARGET}/${String(at)}`, {}))
    expect(counted(made)).toEqual({ created: 1, changed: AT_ONCE - 1 })
    await paidFor(key)
    await test.webhooks.put(key, `${TARGET}/new`, {})
    const secrets = made.flatMap(one => (one.kind === 'created' ? [secretText(one.secret)] : []))
    const found = await everything()
    for (const one of found) {
      expect([one.url, one.secrets.map(secretText)]).toEqual([`${TARGET}/new`, secrets])
    }
    expect(found).toHaveLength(KINDS.length)
  })

  it('that are removed get nothing more, not even what happens meanwhile', async () => {
    const key = await registered()
    await paidFor(key)
    const [removed] = await Promise.all([test.webhooks.remove(key, {}), atOnce(() => paidFor(key))])
    expect(removed).toBe(true)
    expect(await everything()).toEqual([])
    expect(await test.deliveries.figures({})).toMatchObject({ events: 0 })
    expect(await test.webhooks.remove(key, {})).toBe(false)
    expect(await test.webhooks.read(key, {})).toBeUndefined()
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
  await expectModel(test)
})

it.each(installedServers())('so they are on PostgreSQL $version', async ({ programs }) => {
  await using payments = await TestPayments.start(programs)
  await expectModel(payments)
})

async function expectModel(payments: TestPayments): Promise<void> {
  await checkProperty(FILE, fc.array(stepOf, { minLength: 10, maxLength: 30 }), 25, async steps => {
    const model = new PaymentModel([newTxid(), newTxid()], () => payments.now)
    for (const step of steps) {
      if (step.kind === 'pass') payments.now += step.seconds * 1000
      else expect(await model.real(payments, step)).toEqual(model.step(step))
    }
    expect(await model.realState(payments)).toEqual(model.state())
  })
}

/** Charges, payments and refunds as plain objects, and the steps that are done with both them and the real ones. Only for tests. */
import fc from 'fast-check'
import { formatCents, parseCents } from '../money.ts'
import { REFUND_DAYS } from '../refunds.ts'
import { contentOf, DUE_NOW } from './test-payments.ts'
import type { TestPayments } from './test-payments.ts'

type Step =
  | { readonly kind: 'put'; readonly at: number; readonly cents: bigint; readonly seconds: number }
  | { readonly kind: 'patch'; readonly at: number; readonly cents: bigint }
  | { readonly kind: 'remove' | 'pay'; readonly at: number }
  | { readonly kind: 'refund'; readonly at: number; readonly id: string; readonly cents: bigint }
  | { readonly kind: 'settle'; readonly at: number; readonly id: string; readonly isDone: boolean }
  | { readonly kind: 'pass'; readonly seconds: number }

const at = fc.integer({ min: 0, max: 1 })
const cents = fc.bigInt({ min: 1n, max: 6n })
const id = fc.constantFrom('a', 'b', 'c', 'd')
const seconds = fc.constantFrom(10, 20)

export const stepOf: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), at, cents, seconds }),
  fc.record({ kind: fc.constant('patch' as const), at, cents }),
  fc.record({ kind: fc.constant('remove' as const), at }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pay' as const), at }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund' as const), at, id, cents }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), at, id, isDone: fc.boolean() }),
  },
  fc.record({
    kind: fc.constant('pass' as const),
    seconds: fc.constantFrom(1, 10, 15, REFUND_DAYS * 86_400),
  }),
)

type Said = { readonly cents: bigint; readonly seconds: number; readonly status: string }
type ModelRefund = { readonly cents: bigint; status: string }
type ModelCharge = {
  readonly createdAt: number
  readonly said: Said[]
  payment:
    | {
        readonly cents: bigint
        readonly paidAt: number
        readonly refunds: Map<string, ModelRefund>
      }
    | undefined
}

/** What became of a step, in the real one and in the model. */
type Result = { readonly kind: string } & Readonly<Record<string, unknown>>

const ABSENT = { kind: 'absent' }

export class PaymentModel {
  readonly #txids: readonly string[]
  readonly #now: () => number
  readonly #charges = new Map<number, ModelCharge>()
  readonly #e2eids = new Map<number, string>()

  constructor(txids: readonly string[], now: () => number) {
    this.#txids = txids
    this.#now = now
  }

  step(step: Exclude<Step, { kind: 'pass' }>): Result {
    const charge = this.#charges.get(step.at)
    if (!charge) return step.kind === 'put' ? this.#make(step) : ABSENT
    const newest = charge.said.at(-1)
    if (!newest) throw new Error('A charge says something')
    switch (step.kind) {
      case 'put':
        return revise(charge, { ...newest, cents: step.cents, seconds: step.seconds })
      case 'patch':
        return revise(charge, { ...newest, cents: step.cents })
      case 'remove':
        return revise(charge, { ...newest, status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' })
      case 'pay':
        return this.#pay(charge, newest)
      case 'refund':
        return this.#refund(charge, step.id, step.cents)
      case 'settle': {
        const refund = charge.payment?.refunds.get(step.id)
        if (!refund) return ABSENT
        const { status } = refund
        if (status !== 'EM_PROCESSAMENTO') return { kind: 'settled before', status }
        refund.status = step.isDone ? 'DEVOLVIDO' : 'NAO_REALIZADO'
        return { kind: 'settled', status: refund.status }
      }
    }
  }

  #make({ at: index, cents, seconds }: { at: number; cents: bigint; seconds: number }): Result {
    const said = [{ cents, seconds, status: 'ATIVA' }]
    this.#charges.set(index, { createdAt: this.#now(), said, payment: undefined })
    return { kind: 'created', revision: 0 }
  }

  #pay(charge: ModelCharge, { cents, seconds, status }: Said): Result {
    if (status !== 'ATIVA') return { kind: 'not active', status }
    if (this.#now() >= charge.createdAt + seconds * 1000) return { kind: 'expired' }
    charge.said.push({ cents, seconds, status: 'CONCLUIDA' })
    charge.payment = { cents, paidAt: this.#now(), refunds: new Map() }
    return { kind: 'paid', cents }
  }

  #refund({ payment }: ModelCharge, name: string, cents: bigint): Result {
    if (!payment) return ABSENT
    if (payment.refunds.has(name)) return { kind: 'id taken' }
    if (this.#now() > payment.paidAt + REFUND_DAYS * 86_400_000) return { kind: 'too late' }
    const given = [...payment.refunds.values()]
      .filter(({ status }) => status !== 'NAO_REALIZADO')
      .reduce((sum, refund) => sum + refund.cents, 0n)
    if (given + cents > payment.cents) return { kind: 'too much', left: payment.cents - given }
    payment.refunds.set(name, { cents, status: 'EM_PROCESSAMENTO' })
    return { kind: 'requested', cents }
  }

  /** The same with the real ones. */
  async real(test: TestPayments, step: Exclude<Step, { kind: 'pass' }>): Promise<Result> {
    const { charges, payments, refunds } = test
    const txid = this.#txids[step.at] ?? ''
    const e2eid = this.#e2eids.get(step.at) ?? ''
    switch (step.kind) {
      case 'put': {
        const terms = { kind: 'immediate' as const, expirationSeconds: step.seconds }
        return shown(await charges.put(txid, contentOf(formatCents(step.cents), { terms }), {}))
      }
      case 'patch': {
        const amount = parseCents(formatCents(step.cents))
        return shown(await charges.patch(txid, { amount }, {}))
      }
      case 'remove':
        return shown(await charges.remove(txid, {}))
      case 'pay': {
        const result = await payments.pay(txid, DUE_NOW, {})
        if (result.kind === 'expired') return { kind: 'expired' }
        if (result.kind !== 'paid') return result
        this.#e2eids.set(step.at, result.payment.e2eid)
        return { kind: 'paid', cents: result.payment.amount }
      }
      case 'refund': {
        const fields = { amount: parseCents(formatCents(step.cents)), note: undefined }
        const result = await refunds.request(e2eid, step.id, fields, {})
        return result.kind === 'requested'
          ? { kind: 'requested', cents: result.refund.amount }
          : result
      }
      case 'settle': {
        const outcome = step.isDone
          ? { status: 'DEVOLVIDO' as const }
          : { status: 'NAO_REALIZADO' as const, reason: 'the account is closed' }
        const result = await refunds.settle(e2eid, step.id, outcome, {})
        return result.kind === 'settled'
          ? { kind: 'settled', status: result.refund.status }
          : result
      }
    }
  }

  /** All revisions, and the refunds of what was paid, by their ids. */
  state(): unknown {
    return [0, 1].map(index => {
      const charge = this.#charges.get(index)
      const refunds = [...(charge?.payment?.refunds ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
      return {
        said: charge?.said ?? [],
        refunds: refunds.map(([name, refund]) => ({ id: name, ...refund })),
      }
    })
  }

  async realState({ charges, payments }: TestPayments): Promise<unknown> {
    return await Promise.all(
      [0, 1].map(async index => {
        const said: Said[] = []
        for (;;) {
          const charge = await charges.read(this.#txids[index] ?? '', said.length, {})
          if (!charge) break
          const { amount, terms } = charge.content
          said.push({ cents: amount, seconds: terms.expirationSeconds, status: charge.status })
        }
        const payment = await payments.read(this.#e2eids.get(index) ?? '', {})
        const refunds = (payment?.refunds ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))
        return {
          said,
          refunds: refunds.map(refund => ({
            id: refund.id,
            cents: refund.amount,
            status: refund.status,
          })),
        }
      }),
    )
  }
}

function revise({ said }: ModelCharge, next: Said): Result {
  const newest = said.at(-1)
  if (newest?.status !== 'ATIVA') return { kind: 'not active', status: newest?.status }
  const isSame =
    newest.cents === next.cents && newest.seconds === next.seconds && newest.status === next.status
  if (!isSame) said.push(next)
  return { kind: isSame ? 'same' : 'revised', revision: said.length - 1 }
}

function shown(
  result: { readonly kind: string } & { readonly charge?: { readonly revision: number } },
): Result {
  const { charge, ...rest } = result
  return charge ? { kind: rest.kind, revision: charge.revision } : rest
}

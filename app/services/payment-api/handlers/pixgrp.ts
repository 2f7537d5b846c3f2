/** Payments and refunds over HTTP. */
import type { Logger } from '#foundation/logger/logger'
import type { SpecHandlers } from '#foundation/web/app'
import { formatCents, parseCents } from '#business/core/payment/money'
import type { Payments } from '#business/core/payment/payments'
import type { Refunds, Requested } from '#business/core/payment/refunds'
import { REFUND_DAYS, REFUNDS_MAX } from '#business/core/payment/refunds'
import type { Payment, Refund } from '#business/core/payment/tables'
import { parsePosition } from '#business/data/postgres/position'
import { callOf } from '#business/web/v1/statements'
import type { components, operations } from '../openapi/payment-api-types.gen.ts'
import { pageOf, shownParameters, timeOf } from './listing.ts'
import type { Violation } from './violations.ts'
import { invalid } from './violations.ts'

type PixOperations = Pick<operations, 'listPix' | 'readPix' | 'putDevolucao' | 'readDevolucao'>
type Schemas = components['schemas']

export function pixHandlers(
  payments: Payments,
  refunds: Refunds,
  log: Logger,
): SpecHandlers<PixOperations> {
  return {
    listPix: async ({ query, headers }, exchange) => {
      const { inicio, fim, txid } = query
      const time = timeOf(inicio, fim)
      if ('violations' in time) {
        return { status: 400, problem: invalid('listPix', ...time.violations) }
      }
      const page = pageOf(query)
      const call = { ...callOf(exchange), after: parsePosition(headers['database-position']) }
      const { total, payments: found } = await payments.list({ ...time, txid }, page, call)
      const parametros = shownParameters(time, page, total)
      return { status: 200, data: { parametros, pix: found.map(shownPayment) } }
    },

    readPix: async ({ params: { e2eid } }, exchange) => {
      const payment = await payments.read(e2eid, callOf(exchange))
      if (!payment) return { status: 404, problem: PIX_NOT_FOUND }
      return { status: 200, data: shownPayment(payment) }
    },

    putDevolucao: async ({ params: { e2eid, id }, body }, exchange) => {
      const fields = { amount: parseCents(body.valor), note: body.descricao }
      const result = await refunds.request(e2eid, id, fields, callOf(exchange))
      if (result.kind === 'requested') return { status: 201, data: shownRefund(result.refund) }
      log.warn({ e2eid, refund: id, why: result.kind }, 'refund refused')
      if (result.kind === 'absent') return { status: 404, problem: PIX_NOT_FOUND }
      return { status: 400, problem: invalid('putDevolucao', refusalOf(result, id)) }
    },

    readDevolucao: async ({ params: { e2eid, id } }, exchange) => {
      const refund = await refunds.read(e2eid, id, callOf(exchange))
      if (!refund) return { status: 404, problem: DEVOLUCAO_NOT_FOUND }
      return { status: 200, data: shownRefund(refund) }
    },
  }
}

const PIX_NOT_FOUND = { code: 'PIX_NAO_ENCONTRADO', detail: 'There is no such payment' }
export const DEVOLUCAO_NOT_FOUND = {
  code: 'PIX_DEVOLUCAO_NAO_ENCONTRADA',
  detail: 'There is no such payment, or no such refund of it',
}

function refusalOf(
  result: Exclude<Requested, { kind: 'requested' | 'absent' }>,
  id: string,
): Violation {
  switch (result.kind) {
    case 'id taken':
      return {
        razao: 'the payment has a refund of this id: read it, and take another id for another one',
        propriedade: 'path.id',
        valor: id,
      }
    case 'too much':
      return {
        razao: `of the payment, ${formatCents(result.left)} is left to be given back`,
        propriedade: 'body.valor',
      }
    case 'too late':
      return {
        razao: `a payment can be given back for ${String(REFUND_DAYS)} days`,
        propriedade: 'pix.horario',
      }
    case 'too many':
      return {
        razao: `a payment has at most ${String(REFUNDS_MAX)} refunds`,
        propriedade: 'pix.devolucoes',
      }
  }
}

export function shownPayment(payment: Payment): Schemas['Pix'] {
  const { note, refunds } = payment
  return {
    endToEndId: payment.e2eid,
    txid: payment.txid,
    valor: formatCents(payment.amount),
    chave: payment.key,
    horario: payment.paidAt.toISOString(),
    ...(note !== undefined && { infoPagador: note }),
    ...(refunds.length > 0 && { devolucoes: refunds.map(shownRefund) }),
  }
}

export function shownRefund(refund: Refund): Schemas['Devolucao'] {
  const { note, settledAt, reason } = refund
  return {
    id: refund.id,
    rtrId: refund.rtrid,
    valor: formatCents(refund.amount),
    ...(note !== undefined && { descricao: note }),
    horario: {
      solicitacao: refund.requestedAt.toISOString(),
      ...(settledAt && { liquidacao: settledAt.toISOString() }),
    },
    status: refund.status,
    ...(reason !== undefined && { motivo: reason }),
  }
}

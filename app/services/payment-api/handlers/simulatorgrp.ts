/** The payer and the payer's bank, for development: they pay charges, and take refunds or not. */
import type { Logger } from '#foundation/logger/logger'
import type { SpecHandlers } from '#foundation/web/app'
import { formatCents, parseCents } from '#business/core/payment/money'
import type { Payments } from '#business/core/payment/payments'
import type { Outcome, Refunds } from '#business/core/payment/refunds'
import { callOf } from '#business/web/v1/statements'
import type { components, operations } from '../openapi/payment-api-types.gen.ts'
import { COB_NOT_FOUND, notActive } from './cobgrp.ts'
import { DEVOLUCAO_NOT_FOUND, shownPayment, shownRefund } from './pixgrp.ts'
import { invalid } from './violations.ts'

type SimulatorOperations = Pick<operations, 'simulatePix' | 'simulateDevolucao'>

export function simulatorHandlers(
  payments: Payments,
  refunds: Refunds,
  log: Logger,
): SpecHandlers<SimulatorOperations> {
  return {
    simulatePix: async ({ body: { txid, valor, infoPagador } }, exchange) => {
      const amount = valor === undefined ? undefined : parseCents(valor)
      const fields = { amount, note: infoPagador }
      const result = await payments.pay(txid, fields, callOf(exchange))
      switch (result.kind) {
        case 'paid': {
          const { payment } = result
          const { e2eid } = payment
          log.info({ txid, e2eid }, 'payment confirmed')
          const headers = { Location: `/v1/pix/${e2eid}` }
          return { status: 201, headers, data: shownPayment(payment) }
        }
        case 'absent':
          return { status: 404, problem: COB_NOT_FOUND }
        case 'not active':
          return { status: 400, problem: invalid('simulatePix', notActive(result.status)) }
        case 'expired': {
          const valor = result.at.toISOString()
          const over = {
            razao: 'the time of the charge is over',
            propriedade: 'cob.calendario',
            valor,
          }
          return { status: 400, problem: invalid('simulatePix', over) }
        }
        case 'wrong amount': {
          const wrong = {
            razao: `${formatCents(result.due)} is due, and ${formatCents(result.given)} is given`,
            propriedade: 'body.valor',
            valor: formatCents(result.given),
          }
          return { status: 400, problem: invalid('simulatePix', wrong) }
        }
      }
    },

    simulateDevolucao: async ({ params: { e2eid, id }, body }, exchange) => {
      const result = await refunds.settle(e2eid, id, outcomeOf(body), callOf(exchange))
      switch (result.kind) {
        case 'settled':
          return { status: 200, data: shownRefund(result.refund) }
        case 'absent':
          return { status: 404, problem: DEVOLUCAO_NOT_FOUND }
        case 'settled before': {
          const { status: valor } = result
          const ended = { razao: 'the refund has ended', propriedade: 'devolucao.status', valor }
          return { status: 400, problem: invalid('simulateDevolucao', ended) }
        }
      }
    },
  }
}

function outcomeOf(body: components['schemas']['DevolucaoSimulada']): Outcome {
  return body.status === 'DEVOLVIDO'
    ? { status: 'DEVOLVIDO' }
    : { status: 'NAO_REALIZADO', reason: body.motivo }
}

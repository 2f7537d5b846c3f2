/** Charges with a due date over HTTP. */
import type { SpecHandlers } from '#foundation/web/app'
import type { ChargeChange, Charges } from '#business/core/payment/charges'
import { refusedAdjustments } from '#business/core/payment/charges'
import { formatCents, parseCents } from '#business/core/payment/money'
import type { Adjustments, Charge, DueTerms, Portion } from '#business/core/payment/tables'
import { parsePosition } from '#business/data/postgres/position'
import { callOf } from '#business/web/v1/statements'
import type { components, operations } from '../openapi/payment-api-types.gen.ts'
import {
  BESIDE_STATUS,
  commonChangeOf,
  commonOf,
  notActive,
  shownCommon,
  shownDebtor,
  TAKEN,
} from './cobgrp.ts'
import { pageOf, shownParameters, timeOf } from './listing.ts'
import type { Violation } from './violations.ts'
import { invalid } from './violations.ts'

type CobvOperations = Pick<operations, 'putCobv' | 'patchCobv' | 'readCobv' | 'listCobvs'>
type Schemas = components['schemas']

/** Days after the due date, where the request names none. */
const DAYS_AFTER = 30

export function cobvHandlers(charges: Charges<DueTerms>): SpecHandlers<CobvOperations> {
  return {
    putCobv: async ({ params: { txid }, body }, exchange) => {
      const refused = refusalOf(body.valor)
      if (refused) return { status: 400, problem: invalid('putCobv', refused) }
      const { dataDeVencimento: dueDate, validadeAposVencimento: daysAfter = DAYS_AFTER } =
        body.calendario
      const adjustments = adjustmentsOf(body.valor)
      const terms = { kind: 'due', dueDate, daysAfter, adjustments } as const
      const result = await charges.put(txid, { terms, ...commonOf(body) }, callOf(exchange))
      if (result.kind === 'taken') return { status: 400, problem: invalid('putCobv', TAKEN) }
      if (result.kind === 'not active') {
        return { status: 400, problem: invalid('putCobv', notActive(result.status)) }
      }
      const data = shownCharge(result.charge)
      return result.kind === 'created' ? { status: 201, data } : { status: 200, data }
    },

    patchCobv: async ({ params: { txid }, body }, exchange) => {
      const { status, ...change } = body
      if (status !== undefined && Object.keys(change).length > 0) {
        return { status: 400, problem: invalid('patchCobv', BESIDE_STATUS) }
      }
      const refused = change.valor && refusalOf(change.valor)
      if (refused) return { status: 400, problem: invalid('patchCobv', refused) }
      const result =
        status === undefined
          ? await charges.patch(txid, changeOf(change), callOf(exchange))
          : await charges.remove(txid, callOf(exchange))
      if (result.kind === 'absent') return { status: 404, problem: COBV_NOT_FOUND }
      if (result.kind === 'not active') {
        return { status: 400, problem: invalid('patchCobv', notActive(result.status)) }
      }
      return { status: 200, data: shownCharge(result.charge) }
    },

    readCobv: async ({ params: { txid }, query: { revisao } }, exchange) => {
      const charge = await charges.read(txid, revisao, callOf(exchange))
      if (!charge) return { status: 404, problem: COBV_NOT_FOUND }
      return { status: 200, data: shownCharge(charge) }
    },

    listCobvs: async ({ query, headers }, exchange) => {
      const { inicio, fim, cpf, cnpj, status } = query
      const time = timeOf(inicio, fim)
      if ('violations' in time) {
        return { status: 400, problem: invalid('listCobvs', ...time.violations) }
      }
      const page = pageOf(query)
      const filter = { ...time, cpf, cnpj, status }
      const call = { ...callOf(exchange), after: parsePosition(headers['database-position']) }
      const { total, charges: found } = await charges.list(filter, page, call)
      const parametros = shownParameters(time, page, total)
      return { status: 200, data: { parametros, cobs: found.map(shownCharge) } }
    },
  }
}

const COBV_NOT_FOUND = {
  code: 'COBV_NAO_ENCONTRADO',
  detail: 'There is no such charge with a due date, or no such revision of it',
}

function refusalOf(valor: Schemas['CobvValor']): Violation | undefined {
  switch (refusedAdjustments(parseCents(valor.original), adjustmentsOf(valor))) {
    case 'nothing left':
      return {
        razao: 'abatimento and desconto leave nothing of the original amount',
        propriedade: 'body.valor',
      }
    case 'not in order':
      return {
        razao: 'each discount is until a later day than the one before',
        propriedade: 'body.valor.desconto.descontoDataFixa',
      }
    case undefined:
      return undefined
  }
}

function changeOf(change: Omit<Schemas['CobvRevisada'], 'status'>): ChargeChange<DueTerms> {
  const { dataDeVencimento: dueDate, validadeAposVencimento: daysAfter } = change.calendario ?? {}
  return {
    terms: {
      ...(dueDate !== undefined && { dueDate }),
      ...(daysAfter !== undefined && { daysAfter }),
      ...(change.valor && { adjustments: adjustmentsOf(change.valor) }),
    },
    ...commonChangeOf(change),
  }
}

function adjustmentsOf({ multa, juros, abatimento, desconto }: Schemas['CobvValor']): Adjustments {
  return {
    ...(multa && { fine: portionOf(multa) }),
    ...(juros && { interest: { ...portionOf(juros), days: juros.modalidade === 3 ? 30 : 1 } }),
    ...(abatimento && { rebate: portionOf(abatimento) }),
    ...(desconto && {
      discounts: desconto.descontoDataFixa.map(({ data, valorPerc }) => ({
        ...portionOf({ modalidade: desconto.modalidade, valorPerc }),
        until: data,
      })),
    }),
  }
}

function portionOf({ modalidade, valorPerc }: Schemas['Ajuste'] | Schemas['Juros']): Portion {
  const hundredths = Number(parseCents(valorPerc))
  return { of: modalidade === 1 ? 'reais' : 'percent', hundredths }
}

function shownCharge(charge: Charge<DueTerms>): Schemas['Cobv'] {
  const { txid, createdAt, content } = charge
  const { debtor, amount, terms } = content
  if (!debtor) throw new Error(`The charge ${txid} has no debtor`)
  return {
    calendario: {
      criacao: createdAt.toISOString(),
      dataDeVencimento: terms.dueDate,
      validadeAposVencimento: terms.daysAfter,
    },
    ...shownCommon(charge),
    devedor: shownDebtor(debtor),
    valor: { original: formatCents(amount), ...shownAdjustments(terms.adjustments) },
  }
}

function shownAdjustments({
  fine,
  interest,
  rebate,
  discounts,
}: Adjustments): Omit<Schemas['CobvValor'], 'original'> {
  const [first] = discounts ?? []
  return {
    ...(fine && { multa: shownPortion(fine) }),
    ...(interest && {
      juros: {
        modalidade: interest.days === 30 ? 3 : modeOf(interest),
        valorPerc: valueOf(interest),
      },
    }),
    ...(rebate && { abatimento: shownPortion(rebate) }),
    ...(discounts &&
      first && {
        desconto: {
          modalidade: modeOf(first),
          descontoDataFixa: discounts.map(discount => ({
            data: discount.until,
            valorPerc: valueOf(discount),
          })),
        },
      }),
  }
}

function shownPortion(portion: Portion): Schemas['Ajuste'] {
  return { modalidade: modeOf(portion), valorPerc: valueOf(portion) }
}

function modeOf({ of }: Portion): 1 | 2 {
  return of === 'reais' ? 1 : 2
}

function valueOf({ hundredths }: Portion): string {
  return formatCents(BigInt(hundredths))
}

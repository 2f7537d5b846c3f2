/** Charges over HTTP. */
import type { SpecHandlers } from '#foundation/web/app'
import type { ChargeChange, Charges } from '#business/core/payment/charges'
import { formatCents, parseCents } from '#business/core/payment/money'
import type { Charge, ChargeContent, Debtor, ImmediateTerms } from '#business/core/payment/tables'
import { parsePosition } from '#business/data/postgres/position'
import { onceOf } from '#business/web/v1/once'
import { callOf } from '#business/web/v1/statements'
import type { components, operations } from '../openapi/payment-api-types.gen.ts'
import { pageOf, shownParameters, timeOf } from './listing.ts'
import type { Violation } from './violations.ts'
import { invalid } from './violations.ts'

type CobOperations = Pick<operations, 'createCob' | 'putCob' | 'patchCob' | 'readCob' | 'listCobs'>
type Schemas = components['schemas']

const EXPIRATION_SECONDS = 86_400

export function cobHandlers(charges: Charges<ImmediateTerms>): SpecHandlers<CobOperations> {
  return {
    createCob: async ({ headers: { 'idempotency-key': key }, body }, exchange) => {
      const once = onceOf(exchange, key)
      const charge = await charges.create(contentOf(body), once, callOf(exchange))
      const headers = { Location: `/v1/cob/${charge.txid}` }
      return { status: 201, headers, data: shownCharge(charge) }
    },

    putCob: async ({ params: { txid }, body }, exchange) => {
      const result = await charges.put(txid, contentOf(body), callOf(exchange))
      if (result.kind === 'taken') return { status: 400, problem: invalid('putCob', TAKEN) }
      if (result.kind === 'not active') {
        return { status: 400, problem: invalid('putCob', notActive(result.status)) }
      }
      const data = shownCharge(result.charge)
      return result.kind === 'created' ? { status: 201, data } : { status: 200, data }
    },

    patchCob: async ({ params: { txid }, body }, exchange) => {
      const { status, ...change } = body
      if (status !== undefined && Object.keys(change).length > 0) {
        return { status: 400, problem: invalid('patchCob', BESIDE_STATUS) }
      }
      const result =
        status === undefined
          ? await charges.patch(txid, changeOf(change), callOf(exchange))
          : await charges.remove(txid, callOf(exchange))
      if (result.kind === 'absent') return { status: 404, problem: COB_NOT_FOUND }
      if (result.kind === 'not active') {
        return { status: 400, problem: invalid('patchCob', notActive(result.status)) }
      }
      return { status: 200, data: shownCharge(result.charge) }
    },

    readCob: async ({ params: { txid }, query: { revisao } }, exchange) => {
      const charge = await charges.read(txid, revisao, callOf(exchange))
      if (!charge) return { status: 404, problem: COB_NOT_FOUND }
      return { status: 200, data: shownCharge(charge) }
    },

    listCobs: async ({ query, headers }, exchange) => {
      const { inicio, fim, cpf, cnpj, status } = query
      const time = timeOf(inicio, fim)
      if ('violations' in time) {
        return { status: 400, problem: invalid('listCobs', ...time.violations) }
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

export const COB_NOT_FOUND = {
  code: 'COB_NAO_ENCONTRADO',
  detail: 'There is no such charge, or no such revision of it',
}
export const TAKEN: Violation = {
  razao: 'the txid is that of a charge of the other kind: cob has no due date, cobv has one',
  propriedade: 'path.txid',
}
export const BESIDE_STATUS: Violation = {
  razao: 'a charge is removed by its status alone: nothing may stand beside it',
  propriedade: 'body.status',
}

export function notActive(status: string): Violation {
  return { razao: 'the charge is not ATIVA any more', propriedade: 'cob.status', valor: status }
}

function shownCharge(charge: Charge<ImmediateTerms>): Schemas['Cob'] {
  const { createdAt, content } = charge
  const { debtor, terms } = content
  return {
    calendario: { criacao: createdAt.toISOString(), expiracao: terms.expirationSeconds },
    ...shownCommon(charge),
    ...(debtor && { devedor: shownDebtor(debtor) }),
    valor: { original: formatCents(content.amount) },
  }
}

/** What a charge of any kind says. */
export function shownCommon({
  txid,
  revision,
  status,
  content: { key, request, details },
}: Charge) {
  return {
    txid,
    revisao: revision,
    status,
    chave: key,
    ...(request !== undefined && { solicitacaoPagador: request }),
    ...(details.length > 0 && {
      infoAdicionais: details.map(({ name, value }) => ({ nome: name, valor: value })),
    }),
  }
}

export function shownDebtor({ kind, number, name: nome }: Debtor): Schemas['Devedor'] {
  return kind === 'cpf' ? { cpf: number, nome } : { cnpj: number, nome }
}

function contentOf(body: Schemas['CobSolicitada']): ChargeContent<ImmediateTerms> {
  const expirationSeconds = body.calendario?.expiracao ?? EXPIRATION_SECONDS
  return { terms: { kind: 'immediate', expirationSeconds }, ...commonOf(body) }
}

/** What is wanted of a charge of any kind. */
export function commonOf(
  body: Schemas['CobSolicitada'] | Schemas['CobvSolicitada'],
): Omit<ChargeContent, 'terms'> {
  return {
    debtor: body.devedor && debtorOf(body.devedor),
    amount: parseCents(body.valor.original),
    key: body.chave,
    request: body.solicitacaoPagador,
    details: detailsOf(body.infoAdicionais ?? []),
  }
}

type Change<Body> = Omit<Body, 'status'>

function changeOf({
  calendario,
  ...change
}: Change<Schemas['CobRevisada']>): ChargeChange<ImmediateTerms> {
  return {
    ...(calendario && { terms: { expirationSeconds: calendario.expiracao } }),
    ...commonChangeOf(change),
  }
}

/** What is changed of a charge of any kind. */
export function commonChangeOf(
  change: Change<Schemas['CobRevisada'] | Schemas['CobvRevisada']>,
): Partial<Omit<ChargeContent, 'terms'>> {
  const { devedor, valor, chave, solicitacaoPagador, infoAdicionais } = change
  return {
    ...(devedor && { debtor: debtorOf(devedor) }),
    ...(valor && { amount: parseCents(valor.original) }),
    ...(chave !== undefined && { key: chave }),
    ...(solicitacaoPagador !== undefined && { request: solicitacaoPagador }),
    ...(infoAdicionais && { details: detailsOf(infoAdicionais) }),
  }
}

function detailsOf(given: readonly Schemas['InfoAdicional'][]): ChargeContent['details'] {
  return given.map(({ nome, valor }) => ({ name: nome, value: valor }))
}

function debtorOf(devedor: Schemas['Devedor']): Debtor {
  const { nome: name } = devedor
  return 'cpf' in devedor
    ? { kind: 'cpf', number: devedor.cpf, name }
    : { kind: 'cnpj', number: devedor.cnpj, name }
}

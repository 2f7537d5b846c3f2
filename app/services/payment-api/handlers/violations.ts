/** What is wrong with a request, told as Pix does: 400, a code for what was asked, and every violation with its place. */
import type { Middleware } from '#foundation/web/exchange'
import type { ProblemFields } from '#foundation/web/problem'
import { HttpProblem } from '#foundation/web/problem'
import { locationsOf } from '#business/web/v1/event'
import type { operations } from '../openapi/payment-api-types.gen.ts'

export type Violation = {
  /** Why. */
  readonly razao: string
  /** Where: `body.valor.original`, `query.fim`. */
  readonly propriedade: string
  /** What was found. */
  readonly valor?: string
}

type Asked = Exclude<keyof operations, 'liveness' | 'readiness'>

/** By what was asked. */
const CODES: Readonly<Record<Asked, string>> = {
  createCob: 'COB_OPERACAO_INVALIDA',
  putCob: 'COB_OPERACAO_INVALIDA',
  patchCob: 'COB_OPERACAO_INVALIDA',
  readCob: 'COB_CONSULTA_INVALIDA',
  listCobs: 'COB_CONSULTA_INVALIDA',
  putCobv: 'COBV_OPERACAO_INVALIDA',
  patchCobv: 'COBV_OPERACAO_INVALIDA',
  readCobv: 'COBV_CONSULTA_INVALIDA',
  listCobvs: 'COBV_CONSULTA_INVALIDA',
  listPix: 'PIX_CONSULTA_INVALIDA',
  readPix: 'PIX_CONSULTA_INVALIDA',
  putDevolucao: 'PIX_DEVOLUCAO_INVALIDA',
  readDevolucao: 'PIX_CONSULTA_INVALIDA',
  listWebhooks: 'WEBHOOK_CONSULTA_INVALIDA',
  putWebhook: 'WEBHOOK_OPERACAO_INVALIDA',
  readWebhook: 'WEBHOOK_CONSULTA_INVALIDA',
  deleteWebhook: 'WEBHOOK_OPERACAO_INVALIDA',
  rotateWebhookSecret: 'WEBHOOK_OPERACAO_INVALIDA',
  simulatePix: 'PIX_OPERACAO_INVALIDA',
  simulateDevolucao: 'PIX_DEVOLUCAO_INVALIDA',
}

/** The problem of a request that breaks a rule. Nothing was executed. */
export function invalid(asked: Asked, ...violacoes: readonly Violation[]): ProblemFields {
  const reasons = violacoes.map(({ razao }) => razao).join('; ')
  return { code: CODES[asked], detail: `${reasons}. Nothing was executed`, more: { violacoes } }
}

/** Innermost of the onion: what breaks the document is told in the same way. */
export const pixProblems: Middleware = {
  fail: ({ id, fields }, error) => {
    const errors = error instanceof HttpProblem ? error.fields.errors : undefined
    if (!(error instanceof HttpProblem) || !errors || !isAsked(id)) throw error
    fields.invalid = locationsOf(errors)
    const violacoes = errors.map(({ location, message }) => ({
      razao: message,
      propriedade: location,
    }))
    const detail = `${error.fields.detail.replace('errors', 'violacoes')}. Nothing was executed`
    throw new HttpProblem(400, { code: CODES[id], detail, more: { violacoes } })
  },
}

function isAsked(id: string): id is Asked {
  return Object.hasOwn(CODES, id)
}

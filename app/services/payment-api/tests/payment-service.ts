/** The service as a process, with a PostgreSQL of its own, and its typed client. Every answer is checked against the document. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import type { Client, Middleware } from 'openapi-fetch'
import type { SignatureKey } from '#foundation/signature/signature'
import { sign, SIGNATURE_HEADER } from '#foundation/signature/signature'
import { declaredAnswers } from '#foundation/spec/testing/declared-answers'
import type { RequestDocument } from '#foundation/testing/from-document'
import { asked, checkedClient } from '#business/web/service/testing/test-service'
import type { components, operations, paths } from '../openapi/payment-api-types.gen.ts'

export const MAIN = new URL('../main.ts', import.meta.url).pathname
const DOCUMENT = new URL('../openapi/payment-api.json', import.meta.url)

export const document = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as RequestDocument
export const expectDeclared = declaredAnswers(document)

export type Schemas = components['schemas']
export type ListQuery = operations['listCobs']['parameters']['query']

export function paymentClient(
  url: string,
  send: (request: Request) => Promise<Response> = asked,
  ...layers: readonly Middleware[]
): Client<paths> {
  return checkedClient<paths>(url, expectDeclared, send, ...layers)
}

/** Signs each request, with a nonce of its own if none is given. */
export function signing(key: SignatureKey, { offSeconds = 0, nonce = '' } = {}): Middleware {
  return {
    onRequest: async ({ request }) => {
      const { pathname, search } = new URL(request.url)
      const signed = {
        ...{ method: request.method, target: pathname + search },
        body: Buffer.from(await request.clone().arrayBuffer()),
        idempotencyKey: request.headers.get('idempotency-key') ?? '',
      }
      const seconds = Math.floor(Date.now() / 1000) + offSeconds
      const stamp = { seconds, nonce: nonce === '' ? randomBytes(16).toString('hex') : nonce }
      request.headers.set(SIGNATURE_HEADER, sign(key, signed, stamp))
      return request
    },
  }
}

type Answered<Data> = {
  readonly response: Response
  readonly data?: Data
  readonly error?: unknown
}

/** `data` of an answer that is no problem. The client's own types make objects of arrays that are read-only. */
async function told<Data>(asking: Promise<Answered<Data>>) {
  const { response, data, error } = await asking
  const problem = error as Schemas['Problema'] | undefined
  const location = response.headers.get('location') ?? ''
  return { status: response.status, location, data, problem }
}

/** Where the problem says that the request is wrong. */
export function places(problem: Schemas['Problema'] | undefined): readonly string[] | undefined {
  return problem?.violacoes?.map(({ propriedade }) => propriedade)
}

export type PaymentCalls = ReturnType<typeof callsOf>

/** An operation each, under its name. */
export function callsOf(client: Client<paths>) {
  const charge = (txid: string) => ({ params: { path: { txid } } })
  const revision = (txid: string, revisao?: number) => ({
    params: { path: { txid }, query: { ...(revisao !== undefined && { revisao }) } },
  })
  const refund = (e2eid: string, id: string) => ({ params: { path: { e2eid, id } } })
  const key = (chave: string) => ({ params: { path: { chave } } })
  return {
    createCob: (body: Schemas['CobSolicitada']) => told(client.POST('/v1/cob', { body })),
    putCob: (txid: string, body: Schemas['CobSolicitada']) =>
      told(client.PUT('/v1/cob/{txid}', { ...charge(txid), body })),
    patchCob: (txid: string, body: Schemas['CobRevisada']) =>
      told(client.PATCH('/v1/cob/{txid}', { ...charge(txid), body })),
    readCob: (txid: string, revisao?: number) =>
      told(client.GET('/v1/cob/{txid}', revision(txid, revisao))),
    listCobs: (query: ListQuery) => told(client.GET('/v1/cob', { params: { query } })),
    putCobv: (txid: string, body: Schemas['CobvSolicitada']) =>
      told(client.PUT('/v1/cobv/{txid}', { ...charge(txid), body })),
    patchCobv: (txid: string, body: Schemas['CobvRevisada']) =>
      told(client.PATCH('/v1/cobv/{txid}', { ...charge(txid), body })),
    readCobv: (txid: string, revisao?: number) =>
      told(client.GET('/v1/cobv/{txid}', revision(txid, revisao))),
    listCobvs: (query: ListQuery) => told(client.GET('/v1/cobv', { params: { query } })),
    readPix: (e2eid: string) =>
      told(client.GET('/v1/pix/{e2eid}', { params: { path: { e2eid } } })),
    listPix: (query: operations['listPix']['parameters']['query']) =>
      told(client.GET('/v1/pix', { params: { query } })),
    putDevolucao: (e2eid: string, id: string, body: Schemas['DevolucaoSolicitada']) =>
      told(client.PUT('/v1/pix/{e2eid}/devolucao/{id}', { ...refund(e2eid, id), body })),
    readDevolucao: (e2eid: string, id: string) =>
      told(client.GET('/v1/pix/{e2eid}/devolucao/{id}', refund(e2eid, id))),
    simulatePix: (body: Schemas['PixSimulado']) => told(client.POST('/v1/simulador/pix', { body })),
    simulateDevolucao: (e2eid: string, id: string, body: Schemas['DevolucaoSimulada']) =>
      told(client.PUT('/v1/simulador/pix/{e2eid}/devolucao/{id}', { ...refund(e2eid, id), body })),
    putWebhook: (chave: string, webhookUrl: string) =>
      told(client.PUT('/v1/webhook/{chave}', { ...key(chave), body: { webhookUrl } })),
    readWebhook: (chave: string) => told(client.GET('/v1/webhook/{chave}', key(chave))),
    listWebhooks: (query: operations['listWebhooks']['parameters']['query']) =>
      told(client.GET('/v1/webhook', { params: { query } })),
    rotateWebhookSecret: (chave: string) =>
      told(client.POST('/v1/webhook/{chave}/segredo', key(chave))),
    deleteWebhook: (chave: string) => told(client.DELETE('/v1/webhook/{chave}', key(chave))),
  }
}

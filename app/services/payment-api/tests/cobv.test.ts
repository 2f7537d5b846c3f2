/** Charges with a due date, over HTTP. Every answer is checked against the document. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Program } from '#foundation/program/program'
import type { Body } from './checked.ts'
import { askedFor } from './checked.ts'
import { startPayment } from './payment-service.ts'

const COB = {
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  valor: { original: '37.00' },
  chave: 'loja@example.org',
}
const COBV = {
  ...COB,
  calendario: { dataDeVencimento: '2999-12-24' },
  valor: {
    original: '100.00',
    multa: { modalidade: 2, valorPerc: '2.00' },
    juros: { modalidade: 3, valorPerc: '1.00' },
    abatimento: { modalidade: 1, valorPerc: '5.00' },
    desconto: {
      modalidade: 2,
      descontoDataFixa: [
        { data: '2999-12-01', valorPerc: '10.00' },
        { data: '2999-12-20', valorPerc: '5.00' },
      ],
    },
  },
}
const REMOVED = { status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' }

let directory: string
let program: Program
let url: string
let count = 0

beforeAll(async () => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'cobv-'))
  fs.chmodSync(directory, 0o755)
  ;({ program, url } = await startPayment(directory))
})

afterAll(async () => {
  await program.kill()
  fs.rmSync(directory, { recursive: true, force: true })
})

const newTxid = () => `txid${String(++count).padStart(26, '0')}`

async function ask(schema: string, method: string, path: string, body?: unknown) {
  return await askedFor(schema, url + path, method, body)
}

const places = (data: Body) => data.violacoes?.map(({ propriedade }) => propriedade)

const made = async () => {
  const path = `/v1/cobv/${newTxid()}`
  return { path, ...(await ask('Cobv', 'PUT', path, COBV)) }
}

it('a charge with a due date is made, made again, revised, read as it was, and listed', async () => {
  const { path, status, data } = await made()
  const calendario = { dataDeVencimento: '2999-12-24', validadeAposVencimento: 30 }
  expect(status).toBe(201)
  expect(data).toMatchObject({ ...COBV, calendario, status: 'ATIVA', revisao: 0 })
  expect(await ask('Cobv', 'PUT', path, COBV)).toMatchObject({ status: 200, data })
  const longer = { calendario: { validadeAposVencimento: 60 } }
  expect(await ask('Cobv', 'PATCH', path, longer)).toMatchObject({
    status: 200,
    data: { ...COBV, revisao: 1, calendario: { ...calendario, ...longer.calendario } },
  })
  const valor = { original: '7.00' }
  const cheaper = await ask('Cobv', 'PATCH', path, { valor })
  expect(cheaper.data.valor).toEqual(valor)
  expect(await ask('Cobv', 'GET', `${path}?revisao=0`)).toMatchObject({ data })
  const { criacao } = cheaper.data.calendario as { criacao: string }
  const listed = await ask('CobvsConsultadas', 'GET', `/v1/cobv?inicio=${criacao}&fim=${criacao}`)
  expect(listed.data.cobs).toEqual([cheaper.data])
  expect(await ask('Cobv', 'PATCH', path, REMOVED)).toMatchObject({ status: 200, data: REMOVED })
  const late = await ask('Cobv', 'PUT', path, COBV)
  expect(late).toMatchObject({ status: 400, data: { code: 'COBV_OPERACAO_INVALIDA' } })
  expect(places(late.data)).toEqual(['cob.status'])
})

it('a charge with a due date is no charge without one', async () => {
  const { data } = await made()
  const path = `/v1/cob/${data.txid}`
  expect(await ask('Cob', 'GET', path)).toMatchObject({ status: 404 })
  const refused = await ask('Cob', 'PUT', path, COB)
  expect([refused.status, places(refused.data)]).toEqual([400, ['path.txid']])
  const { txid } = (await ask('Cob', 'POST', '/v1/cob', COB)).data
  const other = await ask('Cobv', 'PUT', `/v1/cobv/${txid}`, COBV)
  expect([other.status, places(other.data)]).toEqual([400, ['path.txid']])
  for (const [method, body] of [['GET'], ['PATCH', REMOVED]] as const) {
    expect(await ask('Cobv', method, `/v1/cobv/${txid}`, body)).toMatchObject({
      ...{ status: 404, data: { code: 'COBV_NAO_ENCONTRADO' } },
    })
  }
})

it('it takes the amount that is due, and names both amounts when it refuses another one', async () => {
  const { txid } = (await made()).data
  const wrong = await ask('Pix', 'POST', '/v1/simulador/pix', { txid, valor: '100.00' })
  expect(wrong).toMatchObject({ status: 400, data: { code: 'PIX_OPERACAO_INVALIDA' } })
  expect(wrong.data.violacoes).toEqual([
    { razao: '85.00 is due, and 100.00 is given', propriedade: 'body.valor', valor: '100.00' },
  ])
  expect(await ask('Pix', 'POST', '/v1/simulador/pix', { txid, valor: '85.00' })).toMatchObject({
    ...{ status: 201, data: { txid, valor: '85.00' } },
  })
})

it('it costs its fine when it is late, and cannot be paid when its days are over', async () => {
  const late = { dataDeVencimento: '2024-02-29', validadeAposVencimento: 3650 }
  const valor = { original: '100.00', multa: { modalidade: 2, valorPerc: '2.00' } }
  const txid = newTxid()
  const path = `/v1/cobv/${txid}`
  await ask('Cobv', 'PUT', path, { ...COBV, calendario: late, valor })
  const pay = (amount: string) => ask('Pix', 'POST', '/v1/simulador/pix', { txid, valor: amount })
  expect((await pay('100.00')).data.violacoes).toMatchObject([
    { razao: '102.00 is due, and 100.00 is given' },
  ])
  const over = await ask('Cobv', 'PATCH', path, { calendario: { validadeAposVencimento: 1 } })
  expect(over).toMatchObject({ data: { status: 'ATIVA', revisao: 1 } })
  expect((await pay('102.00')).data.violacoes).toMatchObject([
    { propriedade: 'cob.calendario', valor: '2024-03-02T03:00:00.000Z' },
  ])
  await ask('Cobv', 'PATCH', path, { calendario: late })
  expect(await pay('102.00')).toMatchObject({ status: 201, data: { valor: '102.00' } })
  expect(await ask('Cobv', 'GET', path)).toMatchObject({
    ...{ data: { status: 'CONCLUIDA', revisao: 3, valor } },
  })
})

it('one that many make at once is made once, by those who mean its kind', async () => {
  const txid = newTxid()
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      at % 2 === 0
        ? ask('Cobv', 'PUT', `/v1/cobv/${txid}`, COBV)
        : ask('Cob', 'PUT', `/v1/cob/${txid}`, COB),
    ),
  )
  const groups = Map.groupBy(results, ({ status }) => status)
  const counts = [201, 200, 400].map(status => groups.get(status)?.length)
  expect(counts).toEqual([1, 24, 25])
})

const { desconto } = COBV.valor
it.each<[string, object, string[]]>([
  ['no debtor', { devedor: undefined }, ['body.devedor']],
  [
    'no such day',
    { calendario: { dataDeVencimento: '2027-02-29' } },
    ['body.calendario.dataDeVencimento'],
  ],
  ['interest of working days', ajuste('juros', 5), ['body.valor.juros.modalidade']],
  ['a discount a day', ajuste('desconto', 3), ['body.valor.desconto.modalidade']],
  ['a fine of another kind', ajuste('multa', 3), ['body.valor.multa.modalidade']],
  ['nothing left', { valor: { ...COBV.valor, original: '5.00' } }, ['body.valor']],
  [
    'discounts out of order',
    {
      valor: {
        ...COBV.valor,
        desconto: { ...desconto, descontoDataFixa: desconto.descontoDataFixa.toReversed() },
      },
    },
    ['body.valor.desconto.descontoDataFixa'],
  ],
])('one with %s is refused, with the place', async (_what, change, wrong) => {
  const path = `/v1/cobv/${newTxid()}`
  const refused = await ask('Cobv', 'PUT', path, { ...COBV, ...change })
  expect(refused).toMatchObject({ status: 400, data: { code: 'COBV_OPERACAO_INVALIDA' } })
  expect(places(refused.data)).toEqual(wrong)
  expect(await ask('Cobv', 'GET', path)).toMatchObject({ status: 404 })
})

function ajuste(name: 'multa' | 'juros' | 'desconto', modalidade: number) {
  return { valor: { ...COBV.valor, [name]: { ...COBV.valor[name], modalidade } } }
}

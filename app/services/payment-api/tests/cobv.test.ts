/** Charges with a due date, over HTTP, by the generated client. Every answer is checked against the document. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestService } from '#business/web/service/testing/test-service'
import type { PaymentCalls, Schemas } from './payment-service.ts'
import { callsOf, MAIN, paymentClient, places } from './payment-service.ts'

const COB: Schemas['CobSolicitada'] = {
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  valor: { original: '37.00' },
  chave: 'loja@example.org',
}
const DISCOUNTS = [
  { data: '2999-12-01', valorPerc: '10.00' },
  { data: '2999-12-20', valorPerc: '5.00' },
]
const VALOR: Schemas['CobvValor'] = {
  original: '100.00',
  multa: { modalidade: 2, valorPerc: '2.00' },
  juros: { modalidade: 3, valorPerc: '1.00' },
  abatimento: { modalidade: 1, valorPerc: '5.00' },
  desconto: { modalidade: 2, descontoDataFixa: DISCOUNTS },
}
const COBV: Schemas['CobvSolicitada'] = {
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  chave: 'loja@example.org',
  calendario: { dataDeVencimento: '2999-12-24' },
  valor: VALOR,
}
const REMOVED = { status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' } as const

let service: TestService
let calls: PaymentCalls
let count = 0

beforeAll(async () => {
  service = await TestService.start(MAIN)
  calls = callsOf(paymentClient(service.url))
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

const newTxid = () => `txid${String(++count).padStart(26, '0')}`

const made = async () => {
  const txid = newTxid()
  return { txid, ...(await calls.putCobv(txid, COBV)) }
}

it('a charge with a due date is made, made again, revised, read as it was, and listed', async () => {
  const { txid, status, data } = await made()
  const calendario = { dataDeVencimento: '2999-12-24', validadeAposVencimento: 30 }
  expect(status).toBe(201)
  expect(data).toMatchObject({ ...COBV, calendario, status: 'ATIVA', revisao: 0 })
  expect(await calls.putCobv(txid, COBV)).toMatchObject({ status: 200, data })
  const longer = { calendario: { validadeAposVencimento: 60 } }
  expect(await calls.patchCobv(txid, longer)).toMatchObject({
    status: 200,
    data: { ...COBV, revisao: 1, calendario: { ...calendario, ...longer.calendario } },
  })
  const valor = { original: '7.00' }
  const cheaper = await calls.patchCobv(txid, { valor })
  expect(cheaper.data?.valor).toEqual(valor)
  expect(await calls.readCobv(txid, 0)).toMatchObject({ data })
  const criacao = cheaper.data?.calendario.criacao ?? ''
  const listed = await calls.listCobvs({ inicio: criacao, fim: criacao })
  expect(listed.data?.cobs).toEqual([cheaper.data])
  expect(await calls.patchCobv(txid, REMOVED)).toMatchObject({ status: 200, data: REMOVED })
  const late = await calls.putCobv(txid, COBV)
  expect(late).toMatchObject({ status: 400, problem: { code: 'COBV_OPERACAO_INVALIDA' } })
  expect(places(late.problem)).toEqual(['cob.status'])
})

it('a charge with a due date is no charge without one', async () => {
  const { txid } = await made()
  expect(await calls.readCob(txid)).toMatchObject({ status: 404 })
  const refused = await calls.putCob(txid, COB)
  expect([refused.status, places(refused.problem)]).toEqual([400, ['path.txid']])
  const immediate = (await calls.createCob(COB)).data?.txid ?? ''
  const other = await calls.putCobv(immediate, COBV)
  expect([other.status, places(other.problem)]).toEqual([400, ['path.txid']])
  for (const absent of [await calls.readCobv(immediate), await calls.patchCobv(immediate, REMOVED)])
    expect(absent).toMatchObject({ status: 404, problem: { code: 'COBV_NAO_ENCONTRADO' } })
})

it('it takes the amount that is due, and names both amounts when it refuses another one', async () => {
  const { txid } = await made()
  const wrong = await calls.simulatePix({ txid, valor: '100.00' })
  expect(wrong).toMatchObject({ status: 400, problem: { code: 'PIX_OPERACAO_INVALIDA' } })
  expect(wrong.problem?.violacoes).toEqual([
    { razao: '85.00 is due, and 100.00 is given', propriedade: 'body.valor', valor: '100.00' },
  ])
  expect(await calls.simulatePix({ txid, valor: '85.00' })).toMatchObject({
    ...{ status: 201, data: { txid, valor: '85.00' } },
  })
})

it('it costs its fine when it is late, and cannot be paid when its days are over', async () => {
  const late = { dataDeVencimento: '2024-02-29', validadeAposVencimento: 3650 }
  const valor: Schemas['CobvValor'] = {
    original: '100.00',
    multa: { modalidade: 2, valorPerc: '2.00' },
  }
  const txid = newTxid()
  await calls.putCobv(txid, { ...COBV, calendario: late, valor })
  const pay = (amount: string) => calls.simulatePix({ txid, valor: amount })
  expect((await pay('100.00')).problem?.violacoes).toMatchObject([
    { razao: '102.00 is due, and 100.00 is given' },
  ])
  const over = await calls.patchCobv(txid, { calendario: { validadeAposVencimento: 1 } })
  expect(over).toMatchObject({ data: { status: 'ATIVA', revisao: 1 } })
  expect((await pay('102.00')).problem?.violacoes).toMatchObject([
    { propriedade: 'cob.calendario', valor: '2024-03-02T03:00:00.000Z' },
  ])
  await calls.patchCobv(txid, { calendario: late })
  expect(await pay('102.00')).toMatchObject({ status: 201, data: { valor: '102.00' } })
  expect(await calls.readCobv(txid)).toMatchObject({
    ...{ data: { status: 'CONCLUIDA', revisao: 3, valor } },
  })
})

it('one that many make at once is made once, by those who mean its kind', async () => {
  const txid = newTxid()
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      at % 2 === 0 ? calls.putCobv(txid, COBV) : calls.putCob(txid, COB),
    ),
  )
  const groups = Map.groupBy(results, ({ status }) => status)
  const counts = [201, 200, 400].map(status => groups.get(status)?.length)
  expect(counts).toEqual([1, 24, 25])
})

it.each<[string, object, string[]]>([
  ['no debtor', { devedor: undefined }, ['body.devedor']],
  [
    'no such day',
    { calendario: { dataDeVencimento: '2027-02-29' } },
    ['body.calendario.dataDeVencimento'],
  ],
  ['interest of working days', adjusted('juros', 5), ['body.valor.juros.modalidade']],
  ['a discount a day', adjusted('desconto', 3), ['body.valor.desconto.modalidade']],
  ['a fine of another kind', adjusted('multa', 3), ['body.valor.multa.modalidade']],
  ['nothing left', { valor: { ...VALOR, original: '5.00' } }, ['body.valor']],
  [
    'discounts out of order',
    {
      valor: {
        ...VALOR,
        desconto: { modalidade: 2, descontoDataFixa: DISCOUNTS.toReversed() },
      },
    },
    ['body.valor.desconto.descontoDataFixa'],
  ],
])('one with %s is refused, with the place', async (_what, change, wrong) => {
  const txid = newTxid()
  const refused = await calls.putCobv(txid, { ...COBV, ...change })
  expect(refused).toMatchObject({ status: 400, problem: { code: 'COBV_OPERACAO_INVALIDA' } })
  expect(places(refused.problem)).toEqual(wrong)
  expect(await calls.readCobv(txid)).toMatchObject({ status: 404 })
})

function adjusted(name: 'multa' | 'juros' | 'desconto', modalidade: number) {
  return { valor: { ...VALOR, [name]: { ...VALOR[name], modalidade } } }
}

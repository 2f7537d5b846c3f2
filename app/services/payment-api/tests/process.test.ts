/** The service as a process, with a PostgreSQL of its own, over HTTP. Every answer is checked against the document. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import type { RequestDocument } from '#foundation/testing/from-document'
import { requestOf, requestsOf } from '#foundation/testing/from-document'
import { checkProperty } from '#foundation/testing/property'
import { asked, MAIN, PLACES, startPayment } from './payment-service.ts'

const FILE = 'app/services/payment-api/tests/process.test.ts'
/** In the short form. */
const FUZZ_RUNS = 200
const DOCUMENT = new URL('../openapi/payment-api.json', import.meta.url)
const COB = {
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  valor: { original: '37.00' },
  chave: 'loja@example.org',
}
const REMOVED = { status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' }

type Body = Readonly<Record<string, unknown>> & {
  readonly txid: string
  readonly endToEndId: string
  readonly violacoes?: readonly { readonly propriedade: string; readonly razao: string }[]
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
const document = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as RequestDocument
ajv.addSchema(document, 'document')

let directory: string
let program: Program
let url: string
let count = 0

beforeAll(async () => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'payment-'))
  fs.chmodSync(directory, 0o755)
  await start()
})

afterAll(async () => {
  await program.kill()
  fs.rmSync(directory, { recursive: true, force: true })
})

async function start(): Promise<void> {
  ;({ program, url } = await startPayment(directory))
}

const newTxid = () => `txid${String(++count).padStart(26, '0')}`

/** `schema` is that of an answer that is no problem. */
async function ask(schema: string, method: string, path: string, body?: unknown) {
  const request = new Request(url + path, {
    method,
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const response = await asked(request)
  const { status, headers } = response
  const data = (await response.json()) as Body
  const validate = ajv.getSchema(
    `document#/components/schemas/${status >= 400 ? 'Problema' : schema}`,
  )
  const isValid = validate?.(data)
  expect(isValid, `${ajv.errorsText(validate?.errors)}: ${JSON.stringify(data)}`).toBe(true)
  return { status, data, location: headers.get('location') ?? '' }
}

const places = (data: Body) => data.violacoes?.map(({ propriedade }) => propriedade)

describe('a charge', () => {
  it('is made, made again, revised, and read as it was', async () => {
    const path = `/v1/cob/${newTxid()}`
    const made = await ask('Cob', 'PUT', path, COB)
    expect(made).toMatchObject({
      status: 201,
      data: { ...COB, status: 'ATIVA', revisao: 0, calendario: { expiracao: 86_400 } },
    })
    expect(await ask('Cob', 'PUT', path, COB)).toMatchObject({ status: 200, data: made.data })
    const dearer = { ...COB, valor: { original: '38.50' } }
    expect(await ask('Cob', 'PUT', path, dearer)).toMatchObject({
      ...{ status: 200, data: { ...dearer, revisao: 1 } },
    })
    const company = { devedor: { cnpj: '12ABC34501DE35', nome: 'Empresa' } }
    const told = { ...company, infoAdicionais: [{ nome: 'Pedido', valor: '7' }] }
    expect(await ask('Cob', 'PATCH', path, told)).toMatchObject({
      ...{ status: 200, data: { ...dearer, ...told, revisao: 2 } },
    })
    expect(await ask('Cob', 'GET', `${path}?revisao=0`)).toMatchObject({ data: made.data })
    expect(await ask('Cob', 'GET', path)).toMatchObject({ data: { revisao: 2 } })
    expect(await ask('Cob', 'GET', `${path}?revisao=3`)).toMatchObject({
      ...{ status: 404, data: { code: 'COB_NAO_ENCONTRADO' } },
    })
  })

  it('is removed by its status alone, and does not change any more', async () => {
    const made = await ask('Cob', 'POST', '/v1/cob', COB)
    expect(made).toMatchObject({ status: 201, location: `/v1/cob/${made.data.txid}` })
    const beside = { ...REMOVED, chave: 'other@example.org' }
    const refused = await ask('Cob', 'PATCH', made.location, beside)
    expect(refused).toMatchObject({ status: 400, data: { code: 'COB_OPERACAO_INVALIDA' } })
    expect(places(refused.data)).toEqual(['body.status'])
    expect(await ask('Cob', 'PATCH', made.location, REMOVED)).toMatchObject({
      ...{ status: 200, data: { ...REMOVED, revisao: 1 } },
    })
    for (const [method, body] of [
      ['PUT', COB],
      ['PATCH', REMOVED],
    ] as const) {
      const late = await ask('Cob', method, made.location, body)
      expect(late).toMatchObject({ status: 400, data: { code: 'COB_OPERACAO_INVALIDA' } })
      expect(late.data.violacoes).toMatchObject([
        { propriedade: 'cob.status', valor: REMOVED.status },
      ])
    }
    expect(await ask('Cob', 'PATCH', `/v1/cob/${newTxid()}`, REMOVED)).toMatchObject({
      ...{ status: 404, data: { code: 'COB_NAO_ENCONTRADO' } },
    })
  })

  it.each<[string, string, object, string[]]>([
    ['a txid that is too short', 'a'.repeat(25), COB, ['path.txid']],
    ['a txid that is too long', 'a'.repeat(36), COB, ['path.txid']],
    ['a txid with other signs', `${'a'.repeat(26)}_`, COB, ['path.txid']],
    ['nothing', 'a'.repeat(26), { ...COB, valor: { original: '0.00' } }, ['body.valor.original']],
    ['a fraction', 'a'.repeat(26), { ...COB, valor: { original: '1.5' } }, ['body.valor.original']],
    ['a number', 'a'.repeat(26), { ...COB, valor: { original: 1 } }, ['body.valor.original']],
    [
      'no time',
      'a'.repeat(26),
      { ...COB, calendario: { expiracao: 0 } },
      ['body.calendario.expiracao'],
    ],
    ['more', 'a'.repeat(26), { ...COB, status: 'ATIVA' }, ['body.status']],
    [
      'half of a character',
      'a'.repeat(26),
      { ...COB, solicitacaoPagador: '\ud800' },
      ['body.solicitacaoPagador'],
    ],
  ])('with %s is refused, with the place', async (_what, txid, body, wrong) => {
    const refused = await ask('Cob', 'PUT', `/v1/cob/${txid}`, body)
    expect(refused).toMatchObject({ status: 400, data: { code: 'COB_OPERACAO_INVALIDA' } })
    expect(places(refused.data)).toEqual(wrong)
  })

  it('of a debtor who is a person and a company is refused', async () => {
    const both = { devedor: { cpf: '12345678909', cnpj: '12ABC34501DE35', nome: 'Francisco' } }
    const refused = await ask('Cob', 'PUT', `/v1/cob/${newTxid()}`, { ...COB, ...both })
    expect(refused).toMatchObject({ status: 400 })
    expect(places(refused.data)).toContain('body.devedor')
  })

  it('is found in a list of its time', async () => {
    const made = await ask('Cob', 'POST', '/v1/cob', COB)
    const { criacao } = made.data.calendario as { criacao: string }
    const time = `inicio=${criacao}&fim=${criacao}`
    const listed = await ask(
      'CobsConsultadas',
      'GET',
      `/v1/cob?${time}&status=ATIVA&cpf=12345678909`,
    )
    expect(listed.data.cobs).toContainEqual(made.data)
    const paged = `/v1/cob?${time}&paginacao.itensPorPagina=1&paginacao.paginaAtual=1000`
    expect(await ask('CobsConsultadas', 'GET', paged)).toMatchObject({
      data: { cobs: [], parametros: { inicio: criacao, paginacao: { paginaAtual: 1000 } } },
    })
  })

  it.each<[string, string, string[]]>([
    ['without a time', '', ['query.inicio', 'query.fim']],
    ['of a time that is none', 'inicio=today&fim=2026-01-01T00:00:00Z', ['query.inicio']],
    ['of a second 60', 'inicio=2016-12-31T23:59:60Z&fim=2026-01-01T00:00:00Z', ['query.inicio']],
    [
      'that ends before it begins',
      'inicio=2026-01-02T00:00:00Z&fim=2026-01-01T00:00:00Z',
      ['query.fim'],
    ],
  ])('is in no list %s', async (_what, query, wrong) => {
    for (const [path, code] of [
      ['/v1/cob', 'COB_CONSULTA_INVALIDA'],
      ['/v1/pix', 'PIX_CONSULTA_INVALIDA'],
    ] as const) {
      const refused = await ask('CobsConsultadas', 'GET', `${path}?${query}`)
      expect(refused).toMatchObject({ status: 400, data: { code } })
      expect(places(refused.data)).toEqual(wrong)
    }
  })
})

describe('a payment', () => {
  async function paid() {
    const { txid } = (await ask('Cob', 'POST', '/v1/cob', COB)).data
    return await ask('Pix', 'POST', '/v1/simulador/pix', { txid, infoPagador: 'Obrigado' })
  }

  it('ends its charge, is logged, and is read and listed', async () => {
    const { status, data, location } = await paid()
    const { txid, endToEndId } = data
    expect(status).toBe(201)
    expect(data).toMatchObject({ valor: '37.00', chave: COB.chave, infoPagador: 'Obrigado' })
    expect(location).toBe(`/v1/pix/${endToEndId}`)
    expect(await program.logged('payment confirmed')).toMatchObject({ txid, e2eid: endToEndId })
    expect(await ask('Pix', 'GET', location)).toMatchObject({ status: 200, data })
    expect(await ask('Cob', 'GET', `/v1/cob/${txid}`)).toMatchObject({
      data: { status: 'CONCLUIDA', revisao: 1 },
    })
    const { horario } = data
    const list = `/v1/pix?inicio=${String(horario)}&fim=${String(horario)}&txid=${txid}`
    expect(await ask('PixConsultados', 'GET', list)).toMatchObject({
      data: { pix: [data], parametros: { paginacao: { quantidadeTotalDeItens: 1 } } },
    })
    const again = await ask('Pix', 'POST', '/v1/simulador/pix', { txid })
    expect(again).toMatchObject({ status: 400, data: { code: 'PIX_OPERACAO_INVALIDA' } })
    expect(await ask('Pix', 'GET', `/v1/pix/${'0'.repeat(32)}`)).toMatchObject({
      ...{ status: 404, data: { code: 'PIX_NAO_ENCONTRADO' } },
    })
  })

  it('is given back in parts, which are done or not', async () => {
    const { data, location } = await paid()
    const [first, second] = [`${location}/devolucao/1`, `${location}/devolucao/2`]
    const asked = await ask('Devolucao', 'PUT', first, { valor: '30.00', descricao: 'Troca' })
    expect(asked).toMatchObject({
      ...{ status: 201, data: { id: '1', valor: '30.00', status: 'EM_PROCESSAMENTO' } },
    })
    expect(await ask('Devolucao', 'GET', first)).toMatchObject({ status: 200, data: asked.data })
    const used = await ask('Devolucao', 'PUT', first, { valor: '30.00', descricao: 'Troca' })
    expect(used).toMatchObject({ status: 400, data: { code: 'PIX_DEVOLUCAO_INVALIDA' } })
    expect(places(used.data)).toEqual(['path.id'])
    const refused = await ask('Devolucao', 'PUT', second, { valor: '7.01' })
    expect(refused).toMatchObject({ status: 400, data: { code: 'PIX_DEVOLUCAO_INVALIDA' } })
    expect(refused.data.violacoes).toMatchObject([{ propriedade: 'body.valor' }])
    const line = await until(
      () => program.log.find(({ why }) => why === 'too much'),
      () => 'it was not logged',
    )
    expect(line).toMatchObject({ level: 'warn', msg: 'refund refused', refund: '2' })

    const simulated = `/v1/simulador${first.slice('/v1'.length)}`
    const failed = { status: 'NAO_REALIZADO', motivo: 'The account is closed' }
    const settled = await ask('Devolucao', 'PUT', simulated, failed)
    expect(settled).toMatchObject({ status: 200, data: failed })
    expect(await ask('Devolucao', 'PUT', simulated, { status: 'DEVOLVIDO' })).toMatchObject({
      ...{ status: 400, data: { code: 'PIX_DEVOLUCAO_INVALIDA' } },
    })
    const whole = await ask('Devolucao', 'PUT', second, { valor: '37.00' })
    expect(whole.status).toBe(201)
    expect(await ask('Pix', 'GET', location)).toMatchObject({
      data: { ...data, devolucoes: [settled.data, whole.data] },
    })
    expect(await ask('Devolucao', 'GET', `${location}/devolucao/3`)).toMatchObject({
      ...{ status: 404, data: { code: 'PIX_DEVOLUCAO_NAO_ENCONTRADA' } },
    })
  })
})

it('every request that can be made from the document gets an answer of it, and no fault', async () => {
  const txids: string[] = []
  const e2eids: string[] = []
  for (let at = 0; at < 3; at++) {
    const { txid } = (await ask('Cob', 'POST', '/v1/cob', COB)).data
    txids.push(txid)
    if (at > 0) continue
    e2eids.push((await ask('Pix', 'POST', '/v1/simulador/pix', { txid })).data.endToEndId)
  }
  /** Of ten, seven are of something that there is. */
  const known = (name: string, pick: number): string | undefined => {
    if (pick >= 70 || name === 'id') return undefined
    return name === 'txid' ? txids[pick % txids.length] : e2eids[pick % e2eids.length]
  }
  const seen = new Set<number>()
  await checkProperty(FILE, requestsOf(document), FUZZ_RUNS, async one => {
    const response = await asked(requestOf(one, url, known))
    const { status } = response
    const text = await response.text()
    const what = `${JSON.stringify(one)}: ${String(status)} ${text}`
    expect(status, what).toBeLessThan(500)
    const operation = `${one.path.replaceAll('/', '~1')}/${one.method.toLowerCase()}`
    const answer = `paths/${operation}/responses/${String(status)}/content/application~1json/schema`
    const place = status >= 400 ? 'components/schemas/Problema' : answer
    const validate = ajv.getSchema(`document#/${place}`)
    expect(validate?.(JSON.parse(text)), what).toBe(true)
    seen.add(status)
  })
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 404]))
})

it('in production, a key has to be named', async () => {
  const unsigned = new Program(MAIN, PLACES, { NODE_ENV: 'production' })
  expect(await unsigned.ended()).toBe(2)
  expect(unsigned.output).toContain('PAYMENT_SIGNATURE_KEYS')
})

it('probes, the document and its page are served', async () => {
  expect((await fetch(`${url}/v1/readiness?from=balancer`)).status).toBe(200)
  expect(await (await fetch(`${url}/docs`)).text()).toContain('<title>payment-api</title>')
  expect(await (await fetch(`${url}/v1/openapi.json`)).json()).toHaveProperty('openapi', '3.1.1')
})

it('a problem is told in XML to those who prefer it', async () => {
  const response = await fetch(`${url}/v1/cob`, { headers: { Accept: 'application/xml' } })
  expect(await response.text()).toContain('<propriedade>query.inicio</propriedade>')
})

it('without a sales-api, events wait in the outbox, which the metrics count', async () => {
  const { debug } = await program.logged('listening')
  await ask('Cob', 'POST', '/v1/cob', COB)
  const told = await until(
    async () => {
      const response = await fetch(`http://127.0.0.1:${String(debug)}/metrics`)
      const text = await response.text()
      if (!/^outbox_events [1-9]/m.test(text)) return undefined
      return [...text.matchAll(/^# TYPE ((?:postgres|outbox)_\w+)/gm)].map(([, name]) => name)
    },
    () => 'none is counted',
  )
  const pages = ['payment-api.md', 'postgres.md'].map(name =>
    fs.readFileSync(new URL(`../../../../docs/tour/${name}`, import.meta.url), 'utf8'),
  )
  const documented = [...pages.join('').matchAll(/^\| `((?:postgres|outbox)_\w+)`/gm)]
  expect(documented.map(([, name]) => name).toSorted()).toEqual(told.toSorted())
})

it('what was answered is there after a kill and a start', async () => {
  const { data } = await ask('Cob', 'POST', '/v1/cob', COB)
  await program.kill()
  await start()
  expect(await ask('Cob', 'GET', `/v1/cob/${data.txid}`)).toMatchObject({ status: 200, data })
})

/** The service as a process, by its generated client. Every answer is checked against the document. */
import fs from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import { requestOf, requestsOf } from '#foundation/testing/from-document'
import { checkProperty } from '#foundation/testing/property'
import { asked, PLACES, TestService } from '#business/web/service/testing/test-service'
import type { ListQuery, PaymentCalls, Schemas } from './payment-service.ts'
import {
  callsOf,
  document,
  expectDeclared,
  MAIN,
  paymentClient,
  places,
} from './payment-service.ts'
import { Receiver } from './receiver.ts'

const FILE = 'app/services/payment-api/tests/process.test.ts'
/** In the short form. */
const FUZZ_RUNS = 200
const COB: Schemas['CobSolicitada'] = {
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  valor: { original: '37.00' },
  chave: 'loja@example.org',
}
/** For a receiver of webhooks to answer, which then may get an event again. */
const ANSWER_MS = 2000
const REMOVED = { status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' } as const

let service: TestService
let calls: PaymentCalls
let receiver: Receiver
let count = 0

beforeAll(async () => {
  receiver = await Receiver.start()
  const args = ['--webhooks-allow-loopback=on', `--webhooks-timeout=${String(ANSWER_MS)}ms`]
  service = await TestService.start(MAIN, () => ({ args }))
  calls = callsOf(paymentClient(service.url))
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

async function crash(): Promise<void> {
  await service.crash()
  calls = callsOf(paymentClient(service.url))
}

const newTxid = () => `txid${String(++count).padStart(26, '0')}`

async function created(body = COB): Promise<string> {
  return (await calls.createCob(body)).data?.txid ?? ''
}

describe('a charge', () => {
  it('is made, made again, revised, and read as it was', async () => {
    const txid = newTxid()
    const made = await calls.putCob(txid, COB)
    expect(made).toMatchObject({
      status: 201,
      data: { ...COB, status: 'ATIVA', revisao: 0, calendario: { expiracao: 86_400 } },
    })
    expect(await calls.putCob(txid, COB)).toMatchObject({ status: 200, data: made.data })
    const dearer = { ...COB, valor: { original: '38.50' } }
    expect(await calls.putCob(txid, dearer)).toMatchObject({
      ...{ status: 200, data: { ...dearer, revisao: 1 } },
    })
    const company = { devedor: { cnpj: '12ABC34501DE35', nome: 'Empresa' } }
    const told = { ...company, infoAdicionais: [{ nome: 'Pedido', valor: '7' }] }
    expect(await calls.patchCob(txid, told)).toMatchObject({
      ...{ status: 200, data: { ...dearer, ...told, revisao: 2 } },
    })
    expect(await calls.readCob(txid, 0)).toMatchObject({ data: made.data })
    expect(await calls.readCob(txid)).toMatchObject({ data: { revisao: 2 } })
    expect(await calls.readCob(txid, 3)).toMatchObject({
      ...{ status: 404, problem: { code: 'COB_NAO_ENCONTRADO' } },
    })
  })

  it('is removed by its status alone, and does not change any more', async () => {
    const { status, data, location } = await calls.createCob(COB)
    const txid = data?.txid ?? ''
    expect([status, location]).toEqual([201, `/v1/cob/${txid}`])
    const refused = await calls.patchCob(txid, { ...REMOVED, chave: 'other@example.org' })
    expect(refused).toMatchObject({ status: 400, problem: { code: 'COB_OPERACAO_INVALIDA' } })
    expect(places(refused.problem)).toEqual(['body.status'])
    expect(await calls.patchCob(txid, REMOVED)).toMatchObject({
      ...{ status: 200, data: { ...REMOVED, revisao: 1 } },
    })
    for (const late of [await calls.putCob(txid, COB), await calls.patchCob(txid, REMOVED)]) {
      expect(late).toMatchObject({ status: 400, problem: { code: 'COB_OPERACAO_INVALIDA' } })
      expect(late.problem?.violacoes).toMatchObject([
        { propriedade: 'cob.status', valor: REMOVED.status },
      ])
    }
    expect(await calls.patchCob(newTxid(), REMOVED)).toMatchObject({
      ...{ status: 404, problem: { code: 'COB_NAO_ENCONTRADO' } },
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
    const refused = await calls.putCob(txid, body as Schemas['CobSolicitada'])
    expect(refused).toMatchObject({ status: 400, problem: { code: 'COB_OPERACAO_INVALIDA' } })
    expect(places(refused.problem)).toEqual(wrong)
  })

  it('of a debtor who is a person and a company is refused', async () => {
    const devedor = { cpf: '12345678909', cnpj: '12ABC34501DE35', nome: 'Francisco' }
    const refused = await calls.putCob(newTxid(), { ...COB, devedor })
    expect(refused).toMatchObject({ status: 400 })
    expect(places(refused.problem)).toContain('body.devedor')
  })

  it('is found in a list of its time', async () => {
    const { data } = await calls.createCob(COB)
    const criacao = data?.calendario.criacao ?? ''
    const time = { inicio: criacao, fim: criacao }
    const listed = await calls.listCobs({ ...time, status: 'ATIVA', cpf: '12345678909' })
    expect(listed.data?.cobs).toContainEqual(data)
    const paged = { 'paginacao.itensPorPagina': 1, 'paginacao.paginaAtual': 1000 }
    expect(await calls.listCobs({ ...time, ...paged })).toMatchObject({
      data: { cobs: [], parametros: { inicio: criacao, paginacao: { paginaAtual: 1000 } } },
    })
  })

  const YEAR = { inicio: '2026-01-01T00:00:00Z', fim: '2027-01-01T00:00:00Z' }
  it.each<[string, object, string[]]>([
    ['without a time', {}, ['query.inicio', 'query.fim']],
    ['of a time that is none', { ...YEAR, inicio: 'today' }, ['query.inicio']],
    ['of a second 60', { ...YEAR, inicio: '2016-12-31T23:59:60Z' }, ['query.inicio']],
    ['of a year 10000 in UTC', { ...YEAR, fim: '9999-12-31T23:59:59-14:00' }, ['query.fim']],
    ['of a year before 0', { ...YEAR, inicio: '0000-01-01T00:00:00+14:00' }, ['query.inicio']],
    ['that ends before it begins', { ...YEAR, fim: '2025-01-01T00:00:00Z' }, ['query.fim']],
  ])('is in no list %s', async (_what, time, wrong) => {
    const query = time as ListQuery
    for (const [refused, code] of [
      [await calls.listCobs(query), 'COB_CONSULTA_INVALIDA'],
      [await calls.listCobvs(query), 'COBV_CONSULTA_INVALIDA'],
      [await calls.listPix(query), 'PIX_CONSULTA_INVALIDA'],
      [await calls.listWebhooks(query), 'WEBHOOK_CONSULTA_INVALIDA'],
    ] as const) {
      expect(refused).toMatchObject({ status: 400, problem: { code } })
      expect(places(refused.problem)).toEqual(wrong)
    }
  })
})

describe('a payment', () => {
  async function paid() {
    const answer = await calls.simulatePix({ txid: await created(), infoPagador: 'Obrigado' })
    return { ...answer, e2eid: answer.data?.endToEndId ?? '' }
  }

  it('ends its charge, is logged, and is read and listed', async () => {
    const { status, data, location, e2eid } = await paid()
    const { txid = '', horario = '' } = data ?? {}
    expect(status).toBe(201)
    expect(data).toMatchObject({ valor: '37.00', chave: COB.chave, infoPagador: 'Obrigado' })
    expect(location).toBe(`/v1/pix/${e2eid}`)
    expect(await service.logged('payment confirmed')).toMatchObject({ txid, e2eid })
    expect(await calls.readPix(e2eid)).toMatchObject({ status: 200, data })
    expect(await calls.readCob(txid)).toMatchObject({
      data: { status: 'CONCLUIDA', revisao: 1 },
    })
    expect(await calls.listPix({ inicio: horario, fim: horario, txid })).toMatchObject({
      data: { pix: [data], parametros: { paginacao: { quantidadeTotalDeItens: 1 } } },
    })
    const again = await calls.simulatePix({ txid })
    expect(again).toMatchObject({ status: 400, problem: { code: 'PIX_OPERACAO_INVALIDA' } })
    expect(await calls.readPix('0'.repeat(32))).toMatchObject({
      ...{ status: 404, problem: { code: 'PIX_NAO_ENCONTRADO' } },
    })
  })

  it('is given back in parts, which are done or not', async () => {
    const { data, e2eid } = await paid()
    const part = { valor: '30.00', descricao: 'Troca' }
    const first = await calls.putDevolucao(e2eid, '1', part)
    expect(first).toMatchObject({
      ...{ status: 201, data: { id: '1', valor: '30.00', status: 'EM_PROCESSAMENTO' } },
    })
    expect(await calls.readDevolucao(e2eid, '1')).toMatchObject({ status: 200, data: first.data })
    const used = await calls.putDevolucao(e2eid, '1', part)
    expect(used).toMatchObject({ status: 400, problem: { code: 'PIX_DEVOLUCAO_INVALIDA' } })
    expect(places(used.problem)).toEqual(['path.id'])
    const refused = await calls.putDevolucao(e2eid, '2', { valor: '7.01' })
    expect(refused).toMatchObject({ status: 400, problem: { code: 'PIX_DEVOLUCAO_INVALIDA' } })
    expect(places(refused.problem)).toEqual(['body.valor'])
    const line = await until(
      () => service.log.find(({ why }) => why === 'too much'),
      () => 'it was not logged',
    )
    expect(line).toMatchObject({ level: 'warn', msg: 'refund refused', refund: '2' })

    const failed = { status: 'NAO_REALIZADO', motivo: 'The account is closed' } as const
    const settled = await calls.simulateDevolucao(e2eid, '1', failed)
    expect(settled).toMatchObject({ status: 200, data: failed })
    expect(await calls.simulateDevolucao(e2eid, '1', { status: 'DEVOLVIDO' })).toMatchObject({
      ...{ status: 400, problem: { code: 'PIX_DEVOLUCAO_INVALIDA' } },
    })
    const whole = await calls.putDevolucao(e2eid, '2', { valor: '37.00' })
    expect(whole.status).toBe(201)
    expect((await calls.readPix(e2eid)).data).toEqual({
      ...data,
      devolucoes: [settled.data, whole.data],
    })
    expect(await calls.readDevolucao(e2eid, '3')).toMatchObject({
      ...{ status: 404, problem: { code: 'PIX_DEVOLUCAO_NAO_ENCONTRADA' } },
    })
  })
})

/** A URL that is well formed leads to this machine instead of somewhere by chance. */
function withoutNames(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('webhookUrl' in body)) return body
  const { webhookUrl } = body
  const isUrl = typeof webhookUrl === 'string' && URL.canParse(webhookUrl)
  return isUrl ? { ...body, webhookUrl: `${receiver.url}/fuzz` } : body
}

describe('a webhook', () => {
  const KEY = 'webhook@example.org'

  /** A machine under load may let the receiver answer too late. */
  async function put(path: string) {
    return await until(
      async () => {
        const made = await calls.putWebhook(KEY, receiver.url + path)
        return made.data ? { ...made, data: made.data } : undefined
      },
      () => 'it is not made',
    )
  }

  async function putNew(path: string) {
    const { data } = await put(path)
    if (!('segredo' in data)) throw new Error('There was a webhook')
    return data
  }

  afterEach(async () => {
    await calls.deleteWebhook(KEY)
  })

  async function paid(): Promise<string> {
    const txid = await created({ ...COB, chave: KEY })
    await calls.simulatePix({ txid })
    return txid
  }

  it('is made when its URL sends the challenge back, and is read, listed, changed and removed', async () => {
    const { segredo, ...rest } = await putNew('/')
    expect(rest).toMatchObject({ webhookUrl: `${receiver.url}/`, chave: KEY })
    expect(receiver.challenges.at(-1)).toMatchObject({ data: { chave: KEY } })
    expect(segredo).toMatch(/^whsec_/)
    expect((await calls.readWebhook(KEY)).data).toEqual(rest)
    const { criacao } = rest
    const listed = await calls.listWebhooks({ inicio: criacao, fim: criacao })
    expect(listed.data?.webhooks).toEqual([rest])
    expect(await put('/other')).toMatchObject({
      ...{ status: 200, data: { webhookUrl: `${receiver.url}/other` } },
    })
    expect((await calls.deleteWebhook(KEY)).status).toBe(204)
    for (const absent of [
      await calls.deleteWebhook(KEY),
      await calls.readWebhook(KEY),
      await calls.rotateWebhookSecret(KEY),
    ]) {
      expect(absent).toMatchObject({ status: 404, problem: { code: 'WEBHOOK_NAO_ENCONTRADO' } })
    }
    expect(service.output).not.toContain(segredo.slice('whsec_'.length))
  })

  it.each<[string, () => string, RegExp]>([
    ['answers something else', () => `${receiver.url}/wrong`, /value of the challenge/],
    ['answers too much', () => `${receiver.url}/long`, /more than 32 bytes/],
    ['fails', () => `${receiver.url}/500`, /answered 500/],
    ['redirects', () => `${receiver.url}/302`, /answered 302/],
    ['hangs', () => `${receiver.url}/hangs`, /in time/],
    ['closes', () => `${receiver.url}/closes`, /connection/],
    ['is in a private network', () => 'http://10.0.0.1/', /public Internet/],
    ['is the metadata of a cloud', () => 'http://169.254.169.254/latest', /public Internet/],
    ['has a user', () => 'https://user@loja.example.org/', /expected a URL/],
    ['is no URL', () => 'https://[', /expected a URL/],
  ])('is not made for a URL that %s', async (_what, target, why) => {
    await until(
      async () => {
        const { status, problem } = await calls.putWebhook(KEY, target())
        expect([status, problem?.code]).toEqual([400, 'WEBHOOK_OPERACAO_INVALIDA'])
        expect(places(problem)).toEqual(['body.webhookUrl'])
        return why.test(problem?.violacoes?.[0]?.razao ?? '') ? true : undefined
      },
      () => `it is refused for another reason than ${why.source}`,
    )
    expect(await calls.readWebhook(KEY)).toMatchObject({ status: 404 })
  })

  it('gets signed events in their order, and a failure of it is logged and tried again', async () => {
    const { segredo } = await putNew('/failing')
    receiver.failures = 1
    const txid = await paid()
    const events = await receiver.events(txid, 2)
    expect(events.map(({ body }) => body.type)).toEqual(['charge.created', 'payment.received'])
    expect(events.at(-1)?.body.data).toMatchObject({ chave: KEY, txid, amount: '37.00' })
    for (const event of events) expect(event.isSignedBy(segredo)).toBe(true)
    const [first] = events
    const line = await service.logged('webhook not delivered: it is tried again')
    expect(line).toMatchObject({ level: 'warn', event: first?.id, txid })
    expect(line.why).toMatch(/answered 500|in time/)
    const rotated = (await calls.rotateWebhookSecret(KEY)).data?.segredo
    const [again] = await receiver.events(await paid(), 2)
    for (const secret of [segredo, rotated]) expect(again?.isSignedBy(String(secret))).toBe(true)
  })

  it('gets an event again, under the same id, when the service is killed before it is delivered', async () => {
    await put('/stuck')
    const txid = await paid()
    const before = await receiver.stuck(txid)
    await crash()
    const [first] = await receiver.events(txid, 2)
    expect(first?.id).toBe(before.id)
    expect(first?.text).toBe(before.text)
  })

  it('that is gone leaves a dead letter, which an operator lists and has delivered', async () => {
    await put('/gone')
    const txid = await paid()
    const why = 'it answered 410'
    // The next event is tried when the one before is a dead letter.
    const [dead = {}] = await until(
      () => {
        const lines = service.log.filter(line => line.txid === txid && line.why === why)
        return lines.length >= 2 ? lines : undefined
      },
      () => 'there are no dead letters',
    )
    const msg = 'webhook not delivered: it is a dead letter'
    expect(dead).toMatchObject({ level: 'error', msg })
    await put('/')
    const { url: writerUrl } = await service.logged(
      'the embedded PostgreSQL serves: it is for development alone',
    )
    const command = async (...args: string[]) => {
      const ran = new Program(MAIN, ['webhooks', ...args, `--db-writer-url=${String(writerUrl)}`])
      return { code: await ran.ended(), ran }
    }
    const listed = await command('list')
    expect(listed.ran.log.find(({ msg }) => msg === 'dead letter')).toMatchObject({
      ...{ event: dead.event, txid, kind: 'charge.created', why },
    })
    expect((await command('redeliver', '0'.repeat(32))).code).toBe(1)
    expect((await command('redeliver', String(dead.event))).code).toBe(0)
    expect((await command('redeliver')).code).toBe(0)
    const events = await receiver.events(txid, 2)
    expect(events[0]?.id).toBe(dead.event)
  })
})

it('every request that can be made from the document gets an answer of it, and no fault', async () => {
  const txids: string[] = []
  const e2eids: string[] = []
  for (let at = 0; at < 3; at++) {
    const txid = await created()
    txids.push(txid)
    if (at > 0) continue
    e2eids.push((await calls.simulatePix({ txid })).data?.endToEndId ?? '')
  }
  const due = newTxid()
  const devedor = { cpf: '12345678909', nome: 'Francisco da Silva' }
  const cobv = { ...COB, devedor, calendario: { dataDeVencimento: '2999-12-24' } }
  expect(await calls.putCobv(due, cobv)).toMatchObject({ status: 201 })
  txids.push(due)
  /** Of ten, seven are of something that there is. */
  const known = (name: string, pick: number): string | undefined => {
    if (pick >= 70 || name === 'id') return undefined
    if (name === 'chave') return pick % 2 === 0 ? COB.chave : undefined
    return name === 'txid' ? txids[pick % txids.length] : e2eids[pick % e2eids.length]
  }
  const seen = new Set<number>()
  await checkProperty(FILE, requestsOf(document), FUZZ_RUNS, async random => {
    const one = { ...random, body: withoutNames(random.body) }
    const response = await asked(requestOf(one, service.url, known))
    expect(response.status, JSON.stringify(one)).toBeLessThan(500)
    await expectDeclared(one.method, one.path, response)
    seen.add(response.status)
    await response.body?.cancel()
  })
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 404]))
})

it.each(['production', 'staging'])('in %s, a key has to be named', async NODE_ENV => {
  const unsigned = new Program(MAIN, PLACES, { NODE_ENV })
  expect(await unsigned.ended()).toBe(2)
  expect(unsigned.output).toContain('PAYMENT_SIGNATURE_KEYS')
})

it('in production, webhooks go to no receiver on this machine', async () => {
  const env = { NODE_ENV: 'production', PAYMENT_SIGNATURE_KEYS: `2026:${'k'.repeat(32)}` }
  const local = new Program(MAIN, [...PLACES, '--webhooks-allow-loopback=on'], env)
  expect(await local.ended()).toBe(2)
  expect(local.output).toContain('--webhooks-allow-loopback')
})

it('probes, the document and its page are served', async () => {
  expect((await fetch(`${service.url}/v1/readiness?from=balancer`)).status).toBe(200)
  expect(await (await fetch(`${service.url}/docs`)).text()).toContain('<title>payment-api</title>')
  expect(await (await fetch(`${service.url}/v1/openapi.json`)).json()).toHaveProperty(
    'openapi',
    '3.1.1',
  )
})

it('a problem is told in XML to those who prefer it', async () => {
  const response = await fetch(`${service.url}/v1/cob`, { headers: { Accept: 'application/xml' } })
  expect(await response.text()).toContain('<propriedade>query.inicio</propriedade>')
})

it('without a sales-api, events wait in the outbox, which the metrics count', async () => {
  await created()
  const told = await until(
    async () => {
      const response = await fetch(`${service.debugUrl}/metrics`)
      const text = await response.text()
      if (!/^outbox_events [1-9]/m.test(text) || !/^webhook_events \d/m.test(text)) return undefined
      return [...text.matchAll(/^# TYPE ((?:postgres|outbox|webhook)_\w+)/gm)].map(
        ([, name]) => name,
      )
    },
    () => 'none is counted',
  )
  const pages = ['payment-api.md', 'postgres.md'].map(name =>
    fs.readFileSync(new URL(`../../../../docs/tour/${name}`, import.meta.url), 'utf8'),
  )
  const documented = [...pages.join('').matchAll(/^\| `((?:postgres|outbox|webhook)_\w+)`/gm)]
  expect(documented.map(([, name]) => name).toSorted()).toEqual(told.toSorted())
})

it('what was answered is there after a kill and a start', async () => {
  const { data } = await calls.createCob(COB)
  await crash()
  expect(await calls.readCob(data?.txid ?? '')).toMatchObject({ status: 200, data })
})

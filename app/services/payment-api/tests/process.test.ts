/** The service as a process, with a PostgreSQL of its own, over HTTP. Every answer is checked against the document. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import { requestOf, requestsOf } from '#foundation/testing/from-document'
import { checkProperty } from '#foundation/testing/property'
import type { Body } from './checked.ts'
import { askedFor, document, expectDeclared } from './checked.ts'
import { asked, MAIN, PLACES, startPayment } from './payment-service.ts'
import { Receiver } from './receiver.ts'

const FILE = 'app/services/payment-api/tests/process.test.ts'
/** In the short form. */
const FUZZ_RUNS = 200
const COB = {
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  valor: { original: '37.00' },
  chave: 'loja@example.org',
}
/** For a receiver of webhooks to answer, which then may get an event again. */
const ANSWER_MS = 2000
const REMOVED = { status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' }

let directory: string
let program: Program
let receiver: Receiver
let url: string
let count = 0

beforeAll(async () => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'payment-'))
  fs.chmodSync(directory, 0o755)
  receiver = await Receiver.start()
  await start()
})

afterAll(async () => {
  await program.kill()
  await receiver[Symbol.asyncDispose]()
  fs.rmSync(directory, { recursive: true, force: true })
})

async function start(): Promise<void> {
  const webhooks = ['--webhooks-allow-loopback=on', `--webhooks-timeout=${String(ANSWER_MS)}ms`]
  ;({ program, url } = await startPayment(directory, webhooks))
}

const newTxid = () => `txid${String(++count).padStart(26, '0')}`

async function ask(schema: string, method: string, path: string, body?: unknown) {
  return await askedFor(schema, url + path, method, body)
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
      ['/v1/cobv', 'COBV_CONSULTA_INVALIDA'],
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

/** A URL that is well formed leads to this machine instead of somewhere by chance. */
function withoutNames(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('webhookUrl' in body)) return body
  const { webhookUrl } = body
  const isUrl = typeof webhookUrl === 'string' && URL.canParse(webhookUrl)
  return isUrl ? { ...body, webhookUrl: `${receiver.url}/fuzz` } : body
}

describe('a webhook', () => {
  const KEY = 'webhook@example.org'
  const PATH = `/v1/webhook/${encodeURIComponent(KEY)}`
  const CHARGE = { ...COB, chave: KEY }

  /** A machine under load may let the receiver answer too late. */
  async function put(path: string, schema = 'WebhookCriado') {
    return await until(
      async () => {
        const made = await ask(schema, 'PUT', PATH, { webhookUrl: receiver.url + path })
        return made.status < 300 ? made : undefined
      },
      () => 'it is not made',
    )
  }

  afterEach(async () => {
    await asked(new Request(url + PATH, { method: 'DELETE' }))
  })

  async function paid(): Promise<string> {
    const { txid } = (await ask('Cob', 'POST', '/v1/cob', CHARGE)).data
    await ask('Pix', 'POST', '/v1/simulador/pix', { txid })
    return txid
  }

  it('is made when its URL sends the challenge back, and is read, listed, changed and removed', async () => {
    const made = await put('/')
    const webhook = { webhookUrl: `${receiver.url}/`, chave: KEY }
    expect(made).toMatchObject({ status: 201, data: webhook })
    expect(receiver.challenges.at(-1)).toMatchObject({ data: { chave: KEY } })
    const { segredo, ...rest } = made.data
    expect(segredo).toMatch(/^whsec_/)
    expect(await ask('Webhook', 'GET', PATH)).toMatchObject({ status: 200, data: rest })
    expect((await ask('Webhook', 'GET', PATH)).data).not.toHaveProperty('segredo')
    const criacao = String(made.data.criacao)
    const listed = await ask(
      'WebhooksConsultados',
      'GET',
      `/v1/webhook?inicio=${criacao}&fim=${criacao}`,
    )
    expect(listed.data.webhooks).toEqual([rest])
    expect(await put('/other', 'Webhook')).toMatchObject({
      ...{ status: 200, data: { webhookUrl: `${receiver.url}/other` } },
    })
    expect((await ask('Webhook', 'DELETE', PATH)).status).toBe(204)
    for (const [method, path] of [
      ['DELETE', PATH],
      ['GET', PATH],
      ['POST', `${PATH}/segredo`],
    ] as const) {
      expect(await ask('Webhook', method, path)).toMatchObject({
        ...{ status: 404, data: { code: 'WEBHOOK_NAO_ENCONTRADO' } },
      })
    }
    expect(program.output).not.toContain(String(segredo).slice('whsec_'.length))
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
        const refused = await ask('Webhook', 'PUT', PATH, { webhookUrl: target() })
        expect(refused).toMatchObject({ status: 400, data: { code: 'WEBHOOK_OPERACAO_INVALIDA' } })
        expect(places(refused.data)).toEqual(['body.webhookUrl'])
        return why.test(refused.data.violacoes?.[0]?.razao ?? '') ? true : undefined
      },
      () => `it is refused for another reason than ${why.source}`,
    )
    expect(await ask('Webhook', 'GET', PATH)).toMatchObject({ status: 404 })
  })

  it('gets signed events in their order, and a failure of it is logged and tried again', async () => {
    const { segredo } = (await put('/failing')).data
    receiver.failures = 1
    const txid = await paid()
    const events = await receiver.events(txid, 2)
    expect(events.map(({ body }) => body.type)).toEqual(['charge.created', 'payment.received'])
    expect(events.at(-1)?.body.data).toMatchObject({ chave: KEY, txid, amount: '37.00' })
    for (const event of events) expect(event.isSignedBy(String(segredo))).toBe(true)
    const [first] = events
    const line = await program.logged('webhook not delivered: it is tried again')
    expect(line).toMatchObject({ level: 'warn', event: first?.id, txid })
    expect(line.why).toMatch(/answered 500|in time/)
    const rotated = (await ask('WebhookSegredo', 'POST', `${PATH}/segredo`)).data.segredo
    const [again] = await receiver.events(await paid(), 2)
    for (const secret of [segredo, rotated]) expect(again?.isSignedBy(String(secret))).toBe(true)
  })

  it('gets an event again, under the same id, when the service is killed before it is delivered', async () => {
    await put('/stuck')
    const txid = await paid()
    const before = await receiver.stuck(txid)
    await program.kill()
    await start()
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
        const lines = program.log.filter(line => line.txid === txid && line.why === why)
        return lines.length >= 2 ? lines : undefined
      },
      () => 'there are no dead letters',
    )
    const msg = 'webhook not delivered: it is a dead letter'
    expect(dead).toMatchObject({ level: 'error', msg })
    await put('/', 'Webhook')
    const { url: writerUrl } = await program.logged(
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
    const { txid } = (await ask('Cob', 'POST', '/v1/cob', COB)).data
    txids.push(txid)
    if (at > 0) continue
    e2eids.push((await ask('Pix', 'POST', '/v1/simulador/pix', { txid })).data.endToEndId)
  }
  const due = newTxid()
  const cobv = { ...COB, calendario: { dataDeVencimento: '2999-12-24' } }
  expect(await ask('Cobv', 'PUT', `/v1/cobv/${due}`, cobv)).toMatchObject({ status: 201 })
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
    const response = await asked(requestOf(one, url, known))
    expect(response.status, JSON.stringify(one)).toBeLessThan(500)
    await expectDeclared(one.method, one.path, response)
    seen.add(response.status)
    await response.body?.cancel()
  })
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 404]))
})

it('in production, a key has to be named', async () => {
  const unsigned = new Program(MAIN, PLACES, { NODE_ENV: 'production' })
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
  const { data } = await ask('Cob', 'POST', '/v1/cob', COB)
  await program.kill()
  await start()
  expect(await ask('Cob', 'GET', `/v1/cob/${data.txid}`)).toMatchObject({ status: 200, data })
})

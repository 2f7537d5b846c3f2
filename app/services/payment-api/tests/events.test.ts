/** Both services as processes that are killed: every change is in the stream once, and those of one charge in their order. */
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { asked, TestService } from '#business/web/service/testing/test-service'
import type { PaymentCalls } from './payment-service.ts'
import { callsOf, MAIN, paymentClient } from './payment-service.ts'

const SALES = new URL('../../sales-api/main.ts', import.meta.url).pathname
/** Kills, of payment-api and sales-api in turn. */
const ROUNDS = 2
const CLIENTS = 8
/** Changes that are answered between two kills, at least. */
const CHANGES = 20
/** A client whose request has no answer sends it again after so long: the service that starts needs the processor. */
const REFUSED_MS = 20
const COB = { valor: { original: '37.00' }, chave: 'loja@example.org' }

type Entry = { readonly fields: readonly { readonly name: string; readonly value: string }[] }

let directory: string
let sales: Program
let payment: TestService
/** Without a second try of what has no answer, or is shed. */
let calls: PaymentCalls
let salesPort = 0
const stop = new AbortController()
const isStopped = () => stop.signal.aborted
/** Answers to writes that were successful. */
let answered = 0
const txids: string[] = []

/** Where the relay finds sales-api, which has another port after each start. */
const door = net.createServer(client => {
  const server = net.connect({ host: '127.0.0.1', port: salesPort })
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.pipe(to)
    from.on('error', () => undefined)
    from.on('close', () => to.destroy())
  }
})

beforeAll(async () => {
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  directory = fs.mkdtempSync(join(os.tmpdir(), 'events-'))
  await startSales()
  const salesUrl = `http://127.0.0.1:${String((door.address() as AddressInfo).port)}`
  payment = await TestService.start(MAIN, () => ({ args: [`--events-sales-url=${salesUrl}`] }))
  calls = callsOf(paymentClient(payment.url, fetch))
})

afterAll(async () => {
  stop.abort()
  await payment[Symbol.asyncDispose]()
  await sales.kill()
  door.close()
  fs.rmSync(directory, { recursive: true, force: true })
})

async function startSales(): Promise<void> {
  sales = new Program(
    SALES,
    [
      ...['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0'],
      ...['--resp-host=127.0.0.1:0', `--store-dir=${join(directory, 'sales')}`],
    ],
    missingVariables(process.platform, {}),
  )
  await sales.logged('ready')
  salesPort = Number((await sales.logged('listening')).api)
}

/** False if there was no answer. */
async function isAnswered(asking: Promise<{ readonly status: number }>): Promise<boolean> {
  try {
    if ((await asking).status < 300) answered++
    return true
  } catch {
    await pause(REFUSED_MS)
    return false
  }
}

/** Makes charges, revises them and pays them, until it is stopped. */
async function client(name: number): Promise<void> {
  for (let at = 0; !isStopped(); at++) {
    const txid = `client${String(name)}charge${String(at).padStart(20, '0')}`
    txids.push(txid)
    while (!(await isAnswered(calls.putCob(txid, COB)))) if (isStopped()) return
    await isAnswered(calls.patchCob(txid, { valor: { original: `${String(at + 1)}.00` } }))
    await isAnswered(calls.simulatePix({ txid }))
  }
}

async function entries(): Promise<Record<string, string>[]> {
  const found: Record<string, string>[] = []
  let after = '0-0'
  for (;;) {
    const page = `http://127.0.0.1:${String(salesPort)}/v1/streams/payments/entries?limit=1000&after=${after}`
    const { entries: read, more } = (await (await asked(new Request(page))).json()) as {
      readonly entries: readonly (Entry & { readonly id: string })[]
      readonly more: boolean
    }
    for (const { id, fields } of read) {
      after = id
      found.push(Object.fromEntries(fields.map(({ name, value }) => [name, value])))
    }
    if (!more) return found
  }
}

it('every change is in the stream once, whichever side is killed when', async () => {
  const clients = Array.from({ length: CLIENTS }, (_, name) => client(name))
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = answered + CHANGES
    await until(
      () => (answered >= wanted ? true : undefined),
      () => 'nothing is answered',
    )
    if (round % 2 === 0) {
      await payment.crash()
      calls = callsOf(paymentClient(payment.url, fetch))
    } else {
      await sales.kill()
      await startSales()
    }
  }
  stop.abort()
  await Promise.all(clients)

  const { readCob } = callsOf(paymentClient(payment.url))
  const changes = new Map<string, number>()
  for (const txid of txids) {
    const { status, data } = await readCob(txid)
    expect(status).toBe(data ? 200 : 404)
    changes.set(txid, data ? data.revisao + 1 : 0)
  }
  const total = [...changes.values()].reduce((sum, count) => sum + count, 0)
  const published = await until(
    async () => {
      const found = await entries()
      return found.length >= total ? found : undefined
    },
    () => `not all changes are published:\n${payment.output}`,
  )
  const ofCharge = Map.groupBy(published, ({ txid = '' }) => txid)
  for (const [txid, count] of changes) {
    const revisions = (ofCharge.get(txid) ?? []).map(
      ({ data = '' }) => (JSON.parse(data) as { revision: number }).revision,
    )
    expect(revisions).toEqual(Array.from({ length: count }, (_, revision) => revision))
  }
  expect(new Set(published.map(({ event }) => event)).size).toBe(total)
  expect(published.length).toBeGreaterThanOrEqual(ROUNDS * CHANGES)
})

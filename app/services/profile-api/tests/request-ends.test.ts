/** Requests that end while their statements wait: their time is over, or their client goes. The lock that they wait for stays. */
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import { TestPostgres } from '#business/data/postgres/testing/test-postgres'
import { MAIN } from './profile-service.ts'

const CONNECTIONS_MAX = 4
/** More than there are connections for. */
const CLIENTS = 50
const PATIENT = ['db-connect', 'db-lock', 'db-statement'].map(name => `--${name}-timeout=300s`)
/** What is true of each code that such a write may get. */
const TRUTHS: Readonly<Record<string, RegExp>> = {
  DATABASE_TIMEOUT: /nothing was executed/,
  DEADLINE_EXCEEDED: /whether a write was executed is unknown/,
}

let servers: TestPostgres
let operator: pg.Client
/** Not in a transaction, in which it would see the activity of its beginning. */
let observer: pg.Client
let program: Program
let url: string
let debugUrl: string

beforeAll(async () => {
  servers = await TestPostgres.start()
  operator = new pg.Client({ connectionString: servers.writerUrl })
  observer = new pg.Client({ connectionString: servers.writerUrl })
  await Promise.all([operator.connect(), observer.connect()])
})

afterAll(async () => {
  await Promise.all([operator.end(), observer.end()])
  await servers[Symbol.asyncDispose]()
})

/** Starts a service, and locks a table against writes until the test is over. Each request of the service has this much time. */
async function whileLocked(writeTimeout: string, work: () => Promise<void>): Promise<void> {
  const places = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
  program = new Program(MAIN, [
    ...[...places, ...PATIENT, `--web-write-timeout=${writeTimeout}`],
    ...[`--db-writer-url=${servers.writerUrl}`],
    `--db-connections-max=${String(CONNECTIONS_MAX)}`,
  ])
  try {
    await program.logged('ready')
    const { api, debug } = await program.logged('listening')
    url = `http://127.0.0.1:${String(api)}`
    debugUrl = `http://127.0.0.1:${String(debug)}`
    await operator.query('begin; lock table profiles in share mode')
    await work()
  } finally {
    await operator.query('rollback')
    await program.kill()
  }
}

async function create(email: string, signal?: AbortSignal) {
  return await fetch(`${url}/v1/profiles`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, name: 'Ada' }),
    ...(signal && { signal }),
  })
}

async function becomeWaiting(count: number): Promise<void> {
  let waiting = -1
  await until(
    async () => {
      const { rows } = await observer.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock'`,
      )
      waiting = rows[0]?.waiting ?? -1
      return waiting === count ? true : undefined
    },
    () => `${String(waiting)} statements wait instead of ${String(count)}`,
  )
}

/** Those who read need a connection, and no lock. */
async function isReadAgain(): Promise<void> {
  await until(
    async () => ((await fetch(`${url}/v1/profiles`)).status === 200 ? true : undefined),
    () => 'nothing is read',
  )
}

async function written(): Promise<unknown> {
  return (await operator.query('select email from profiles')).rows
}

it('a write whose time is over says truly what became of it, and its statement is stopped', async () => {
  await whileLocked('2s', async () => {
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, at) => create(`late${String(at)}@example.org`)),
    )
    const codes = new Set<string>()
    for (const answer of answers) {
      const { code, detail } = (await answer.json()) as { code: string; detail: string }
      // A busy machine sheds some.
      if (code === 'SERVER_BUSY') continue
      codes.add(code)
      expect(detail).toMatch(TRUTHS[code] ?? `no ${code}`)
    }
    expect(codes.size).toBeGreaterThan(0)
    await becomeWaiting(0)
    await isReadAgain()
  })
  expect(await written()).toEqual([])
})

it('a client that goes leaves no statement behind, and its connection to others', async () => {
  await whileLocked('300s', async () => {
    const gone = new AbortController()
    const asked = Array.from({ length: CLIENTS }, (_, at) =>
      create(`gone${String(at)}@example.org`, gone.signal),
    )
    await becomeWaiting(CONNECTIONS_MAX)
    gone.abort()
    const ended = await Promise.allSettled(asked)
    const left = ended.filter(({ status }) => status === 'rejected')
    expect(left.length).toBeGreaterThanOrEqual(CONNECTIONS_MAX)
    await becomeWaiting(0)
    await isReadAgain()
    const metrics = await (await fetch(`${debugUrl}/metrics`)).text()
    expect(metrics).toContain('postgres_waiting{server="writer"} 0')
  })
  expect(await written()).toEqual([])
})

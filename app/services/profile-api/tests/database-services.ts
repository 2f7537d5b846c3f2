/** Both services on PostgreSQL as processes, whose answers are told apart by what they say of a write. Only for tests. */
import pg from 'pg'
import { expect } from 'vitest'
import { Program, until } from '#foundation/program/program'
import { INSPECTED, reachable } from '#foundation/program/reachable'
import type { PgProxy } from '#business/data/postgres/testing/pg-proxy'
import type { TestPostgres } from '#business/data/postgres/testing/test-postgres'
import type { Kind } from './database-kinds.ts'

export const CONNECTIONS_MAX = 4
export const IN_FLIGHT_MAX = 50
export const ARGUMENTS = [
  ...['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0', '--web-write-timeout=300s'],
  ...['--db-connect-timeout=1s', '--db-statement-timeout=1s', '--db-lock-timeout=500ms'],
  // No reader is left out because a test pauses its replay.
  '--db-lag-max=300s',
  `--db-connections-max=${String(CONNECTIONS_MAX)}`,
  `--web-in-flight-max=${String(IN_FLIGHT_MAX)}`,
]

/** How long it takes at most until what was refused is collected. */
const SETTLE_MS_MAX = 60_000

/** `code` is that of a problem. */
export type Answer = {
  readonly status: number
  readonly text: string
  readonly code?: string
  /** Of a change: what a read has to name to see it. */
  readonly position?: string
}

export class Service {
  readonly kind: Kind
  readonly program: Program
  readonly url: string
  readonly debugUrl: string
  /** Ids of the writes that were answered with success. */
  readonly written = new Set<string>()
  /** Ids of those whose answers say that nothing was executed. */
  readonly refused = new Set<string>()
  /** How often a read that named the position of a write has shown it. */
  seen = 0
  #count = 0

  /** It writes through the proxy, and reads from the standby. */
  static async start(kind: Kind, proxy: PgProxy, servers: TestPostgres): Promise<Service> {
    const main = new URL(`../../${kind.name}-api/main.ts`, import.meta.url).pathname
    const urls = [
      `--db-writer-url=${proxy.url('app', kind.name)}`,
      `--db-reader-urls=${urlOf(servers.standbyUrl, 'app', kind.name)}`,
    ]
    const program = new Program(main, [...ARGUMENTS, ...urls], INSPECTED)
    await program.logged('ready')
    const { api, debug } = await program.logged('listening')
    return new Service(kind, program, Number(api), Number(debug))
  }

  private constructor(kind: Kind, program: Program, api: number, debug: number) {
    this.kind = kind
    this.program = program
    this.url = `http://127.0.0.1:${String(api)}`
    this.debugUrl = `http://127.0.0.1:${String(debug)}`
  }

  newId(): string {
    return this.kind.idOf(++this.#count)
  }

  async write(id: string): Promise<Answer> {
    const { path, method, body } = this.kind.writeOf(id)
    const headers = {
      'Content-Type': 'application/json',
      // No socket is kept, of which each has its objects.
      Connection: 'close',
      ...(method === 'POST' && { 'Idempotency-Key': id }),
    }
    const answer = await this.#ask(path, { method, headers, body: JSON.stringify(body) })
    this.refused.delete(id)
    if (answer.code === undefined) this.written.add(id)
    else if (answer.code !== 'OUTCOME_UNKNOWN') this.refused.add(id)
    return answer
  }

  /** Writes, and reads what was written if that is answered, whichever server is read. */
  async writeAndRead(): Promise<void> {
    const [id, since] = [this.newId(), new Date()]
    const { position } = await this.write(id)
    if (position === undefined) return
    const { path, method, body } = this.kind.readOf(id, since)
    const headers = { 'Content-Type': 'application/json', 'Database-Position': position }
    const { code, text } = await this.#ask(path, {
      ...{ method, headers, body: body ? JSON.stringify(body) : null },
    })
    if (code !== undefined) return
    expect(text).toContain(id)
    this.seen++
  }

  /** Until a write gets this code; undefined is a success. What comes before is a refusal too. */
  async writesGet(code: string | undefined): Promise<void> {
    let last: Answer | undefined
    await until(
      async () => {
        last = await this.write(this.newId())
        return last.code === code ? true : undefined
      },
      () => `${this.kind.name}: ${JSON.stringify(last)} instead of ${String(code)}`,
    )
  }

  /** Until readiness answers with this status, and says this. */
  async readinessSays(status: number, text = ''): Promise<void> {
    let last = ''
    await until(
      async () => {
        const response = await fetch(`${this.url}/v1/readiness`)
        last = `${String(response.status)} ${await response.text()}`
        return response.status === status && last.includes(text) ? true : undefined
      },
      () => `${this.kind.name}: ${last} instead of ${String(status)} ${text}`,
    )
  }

  async read(path: string): Promise<Answer> {
    return await this.#ask(path, {})
  }

  /** A figure of its metrics, with its labels. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.debugUrl}/metrics`)).text()
    const line = text.split('\n').find(each => each.startsWith(`${name} `))
    if (line === undefined) throw new Error(`there is no ${name}`)
    return Number(line.slice(name.length))
  }

  /** How many more requests and sockets it holds than it has connections, of which each may keep its last request. */
  async held(): Promise<number> {
    const { output } = this.program
    const prototype = (module: string, name: string): string =>
      `process.getBuiltinModule('${module}').${name}.prototype`
    const requests = await reachable(output, prototype('http', 'IncomingMessage'))
    const sockets = await reachable(output, prototype('net', 'Socket'))
    const open = await this.figure('nodejs_active_resources{type="TCPSocketWrap"}')
    return Math.max(requests, sockets) - open
  }

  /** Of all classes, how many it holds. */
  async objects(): Promise<number> {
    return await reachable(this.program.output, 'Object.prototype')
  }

  /** Until it holds fewer objects more than before. Those for `/debug/requests` are few, and take each other's places. */
  async holdsFewerMore(than: number, before: number): Promise<void> {
    let more = 0
    await until(
      async () => ((more = (await this.objects()) - before) < than ? true : undefined),
      () => `${this.kind.name} holds ${String(more)} objects more`,
      SETTLE_MS_MAX,
    )
  }

  async #ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(this.url + path, init)
    const { status, headers } = response
    const text = await response.text()
    const position = headers.get('database-position') ?? undefined
    if (response.ok) return { status, text, ...(position !== undefined && { position }) }
    const { code } = JSON.parse(text) as { readonly code: string }
    if (code === 'OUTCOME_UNKNOWN') return { status, code, text }
    expect([503, 504], text).toContain(status)
    expect(headers.get('retry-after'), text).toMatch(/^[1-9]\d*$/)
    return { status, code, text }
  }
}

export function urlOf(server: string, user: string, database: string): string {
  const url = new URL(server)
  url.username = user
  url.pathname = `/${database}`
  return url.href
}

/** A connection of the operator, who may always write. */
export async function connected<T>(
  server: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: urlOf(server, 'postgres', database),
    options: '-c default_transaction_read_only=off',
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** How often each of these writes took place. */
export async function found(server: string, { name, table, column }: Kind, ids: readonly string[]) {
  return await connected(server, name, async client => {
    const text = `select ${column} as id from ${table} where ${column} = any($1)`
    const { rows } = await client.query<{ id: string }>(text, [ids])
    return rows.map(({ id }) => id).sort()
  })
}

type Write = { readonly service: Service; readonly id: string; readonly answer: Promise<Answer> }

/** A write of each service that the server commits, and of which the service hears nothing more. */
export class UnheardCommits {
  readonly #writes: readonly Write[]

  /** Resolves when they are committed. */
  static async make(
    services: readonly Service[],
    proxy: PgProxy,
    server: string,
  ): Promise<UnheardCommits> {
    proxy.loses = { loss: 'silence', of: 'commit\0' }
    const writes = await Promise.all(services.map(service => committed(service, server)))
    proxy.loses = undefined
    return new UnheardCommits(writes)
  }

  private constructor(writes: readonly Write[]) {
    this.#writes = writes
  }

  /** The services say that they do not know, and not that nothing was executed: the writes are there. */
  async areUnknown(server: string): Promise<void> {
    for (const { service, id, answer } of this.#writes) {
      expect(await answer).toMatchObject({ status: 500, code: 'OUTCOME_UNKNOWN' })
      expect(await found(server, service.kind, [id])).toEqual([id])
    }
  }
}

/** Another one is begun where one is refused, because others have all connections. */
async function committed(service: Service, server: string): Promise<Write> {
  for (;;) {
    const id = service.newId()
    const answer = service.write(id)
    let isAnswered = false
    const over = (): void => {
      isAnswered = true
    }
    answer.then(over, over)
    const isThere = async (): Promise<boolean | undefined> => {
      const wasAnswered = isAnswered
      const ids = await found(server, service.kind, [id])
      return ids.length > 0 || (wasAnswered ? false : undefined)
    }
    const isCommitted = await until(isThere, () => `${id} is neither committed nor refused`)
    if (isCommitted) return { service, id, answer }
  }
}

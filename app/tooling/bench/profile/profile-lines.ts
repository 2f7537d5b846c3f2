/** Reads and writes of profile-api over HTTP, against a bare handler that runs the same statements on the same database. */
import fs from 'node:fs'
import { join } from 'node:path'
import { systemHost } from '#foundation/host/system'
import { Program } from '#foundation/program/program'
import { EmbeddedPostgres } from '#business/data/postgres/embedded'
import { alternate } from '../comparison.ts'
import type { Effort, Line } from '../line/line.ts'
import { ratioOf } from '../line/line.ts'
import { drive } from '../load/driver.ts'
import type { Address } from '../load/exchange.ts'
import { connectHttp, requestBytes } from '../load/http.ts'
import { Directory } from '../target/directory.ts'
import { ask } from '../workload/over-http.ts'
import { traffic } from '../workload/workload.ts'

const CONNECTIONS = 50
const PROFILES = 100
/** Of a round, before the rounds, not counted. */
const WARM_UP = 0.2
const MIN = 0.5
const PATH = '/v1/profiles'
const JSON_TYPE = { 'Content-Type': 'application/json' }
const SERVICE = new URL('../../../services/profile-api/main.ts', import.meta.url).pathname
const BARE = new URL('bare-handler.ts', import.meta.url).pathname

/** Requests per second of each round. */
type Rates = { readonly service: readonly number[]; readonly bare: readonly number[] }
type Findings = { readonly reads: Rates; readonly writes: Rates }

/** Both are measured in one go, on one PostgreSQL. */
export function profileLines(effort: Effort): Line[] {
  let findings: Promise<Findings> | undefined
  const line = (id: string, what: string, rates: (found: Findings) => Rates): Line => ({
    id,
    title: `${what} over HTTP, against a bare node:http handler that runs the same statements`,
    bound: { kind: 'at least', value: MIN, of: 'median' },
    unit: '×',
    // Those of both, of which the first one measures.
    steps: 2 * (effort.rounds + 1),
    measure: async step => {
      findings ??= explore(effort, step)
      const { service, bare } = rates(await findings)
      return ratioOf(service, bare, 'requests/s', 'the bare handler')
    },
  })
  return [
    line('profile-read', 'GET of a profile', ({ reads }) => reads),
    line('profile-write', 'POST of a profile', ({ writes }) => writes),
  ]
}

async function explore(
  { rounds, seconds }: Effort,
  step: (what: string) => void,
): Promise<Findings> {
  using directory = new Directory()
  await using running = new AsyncDisposableStack()
  const { service, bare } = await started(directory.path, running)
  const rates = async (what: string, next: () => Buffer): Promise<Rates> => {
    const asking = traffic(connectHttp, () => () => ask(next()))
    const side = (name: string, address: Address) => async (part: number) => {
      step(`${what} of ${name}`)
      const load = { connections: CONNECTIONS, seconds: part * seconds }
      return (await drive(asking.connect(address), load)).perSecond
    }
    const sides = [side('profile-api', service), side('bare', bare)]
    for (const run of sides) await run(WARM_UP)
    const [ours = [], theirs = []] = await alternate(
      rounds,
      sides.map(run => () => run(1)),
    )
    return { service: ours, bare: theirs }
  }
  const ids = await profilesIn(service)
  const gets = ids.map(id => requestBytes('GET', `${PATH}/${id}`))
  let count = 0
  const get = (): Buffer => gets[count++ % gets.length] ?? Buffer.alloc(0)
  const post = (): Buffer => {
    const body = Buffer.from(profileOf(`new-${String(count++)}`))
    return requestBytes('POST', PATH, JSON_TYPE, body)
  }
  return { reads: await rates('reads', get), writes: await rates('writes', post) }
}

/** Both, on one PostgreSQL. In production, where answers are not held against the document. */
async function started(
  directory: string,
  running: AsyncDisposableStack,
): Promise<{ readonly service: Address; readonly bare: Address }> {
  // The user of PostgreSQL passes through it.
  fs.chmodSync(directory, 0o755)
  const lost = (error: Error): void => {
    throw error
  }
  const { clock } = systemHost()
  const { url } = running.use(
    await EmbeddedPostgres.start(join(directory, 'postgres'), 'profile', clock, lost),
  )
  const places = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
  const service = running.use(
    new Program(SERVICE, [...places, `--db-writer-url=${url}`], { NODE_ENV: 'production' }),
  )
  await service.logged('ready')
  const { api } = await service.logged('listening')
  const bare = running.use(new Program(BARE, [url]))
  const { port } = await bare.logged('listening')
  return { service: at(api), bare: at(port) }
}

/** Makes some, and returns their ids. */
async function profilesIn({ host, port }: Address): Promise<string[]> {
  const ids: string[] = []
  for (let count = 0; count < PROFILES; count++) {
    const response = await fetch(`http://${host}:${String(port)}${PATH}`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: profileOf(`read-${String(count)}`),
    })
    if (response.status !== 201) throw new Error(await response.text())
    ids.push(response.headers.get('location')?.split('/').at(-1) ?? '')
    await response.body?.cancel()
  }
  return ids
}

function profileOf(name: string): string {
  return JSON.stringify({ email: `${name}@bench.example`, name: 'Ada Lovelace' })
}

function at(port: unknown): Address {
  return { host: '127.0.0.1', port: Number(port) }
}

/** The service's RESP port, against Redis that syncs every write: both asked by redis-benchmark, in turn. */
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { promisify } from 'node:util'
import type { Effort } from './lines.ts'
import type { Line, Rounds } from './line.ts'
import { alternate, ratioOf } from './line.ts'
import { Directory, isInstalled, SalesApi, startRedis } from './servers.ts'

const CLIENTS = 50
/** Keeps a quick run short, which has few keys. */
const REQUESTS_PER_KEY_MAX = 5
const VALUE_BYTES = 100
const XADD = ['XADD', 'bench', '*', 'f', 'x'.repeat(VALUE_BYTES)]
/** Of one write of the client that fills a server. */
const FILL_KEYS = 500
const OK = '+OK\r\n'
const ASKED_MS_MAX = 120_000

type Load = {
  readonly id: string
  readonly command: 'set' | 'get' | 'xadd'
  readonly pipeline: number
  readonly min: number
  /** About as many as Redis answers in a second, so that a run takes about its seconds. */
  readonly perSecond: number
}

const LOADS: readonly Load[] = [
  { id: 'resp-set', command: 'set', pipeline: 1, min: 0.8, perSecond: 40_000 },
  { id: 'resp-set-16', command: 'set', pipeline: 16, min: 0.6, perSecond: 200_000 },
  { id: 'resp-get', command: 'get', pipeline: 1, min: 0.8, perSecond: 60_000 },
  { id: 'resp-get-16', command: 'get', pipeline: 16, min: 0.4, perSecond: 400_000 },
  { id: 'resp-xadd', command: 'xadd', pipeline: 1, min: 0.8, perSecond: 40_000 },
  { id: 'resp-xadd-16', command: 'xadd', pipeline: 16, min: 0.6, perSecond: 200_000 },
]

/** Lines of the same two servers, filled once, by the first line that is measured. */
export function respLines(effort: Effort): Line[] {
  let findings: Promise<ReadonlyMap<string, Rounds>> | undefined
  const found = (step: (what: string) => void): Promise<ReadonlyMap<string, Rounds>> =>
    (findings ??= explore(effort, step))
  return LOADS.map(({ id, command, pipeline, min }) => ({
    id,
    title: `RESP ${command.toUpperCase()} of ${String(VALUE_BYTES)} bytes${pipeline > 1 ? `, pipeline ${String(pipeline)}` : ''}, against Redis that syncs every write`,
    bound: { kind: 'at least', value: min, of: 'median' },
    unit: '×',
    steps: effort.rounds * 2,
    measure: async step => {
      if (!isInstalled('redis-server', 'redis-benchmark')) {
        const install = 'apt-get install redis-server redis-tools'
        return { skipped: `redis is not installed; on Debian: ${install}` }
      }
      const rounds = (await found(step)).get(id)
      assert(rounds, 'every load is measured')
      return ratioOf(rounds, 'requests/s', 'Redis')
    },
  }))
}

async function explore(
  { rounds, seconds, respKeys }: Effort,
  step: (what: string) => void,
): Promise<ReadonlyMap<string, Rounds>> {
  using directory = new Directory()
  await using service = await SalesApi.start(directory.path)
  await using redis = await startRedis(directory.path)
  for (const port of [service.respPort, redis.port]) {
    step('filling')
    await fill(port, respKeys)
  }
  const found = new Map<string, Rounds>()
  for (const load of LOADS) {
    const requests = Math.min(load.perSecond * seconds, REQUESTS_PER_KEY_MAX * respKeys)
    const run = (port: number, name: string) => (): Promise<number> => {
      step(`${load.id} ${name}`)
      return ask(port, load, requests, respKeys)
    }
    const ours = run(service.respPort, 'ours')
    found.set(load.id, await alternate(rounds, ours, run(redis.port, 'redis')))
  }
  return found
}

/** Requests per second, as redis-benchmark counts them. */
async function ask(port: number, load: Load, requests: number, keys: number): Promise<number> {
  const { command, pipeline } = load
  const args = Object.entries({
    '-h': '127.0.0.1',
    '-p': port,
    '-c': CLIENTS,
    '-d': VALUE_BYTES,
    '-r': keys,
    '-n': requests,
    '-P': pipeline,
  }).flatMap(([flag, value]) => [flag, String(value)])
  // It has no test of its own for streams.
  const test = command === 'xadd' ? XADD : ['-t', command]
  const options = { timeout: ASKED_MS_MAX }
  const { stdout, stderr } = await promisify(execFile)(
    'redis-benchmark',
    [...args, '--csv', ...test],
    options,
  )
  const perSecond = new RegExp(`^"${command}[^"]*","([\\d.]+)"`, 'im').exec(stdout)?.[1]
  if (perSecond === undefined) throw new Error(`redis-benchmark told no rate: ${stdout}${stderr}`)
  return Number(perSecond)
}

/** Sets every key that redis-benchmark may ask for. */
async function fill(port: number, keys: number): Promise<void> {
  const socket = net.connect(port, '127.0.0.1')
  const value = 'x'.repeat(VALUE_BYTES)
  let replies = ''
  socket.setEncoding('latin1').on('data', (text: string) => (replies += text))
  for (let from = 0; from < keys; from += FILL_KEYS) {
    const numbers = Array.from({ length: Math.min(FILL_KEYS, keys - from) }, (_, at) => from + at)
    const requests = numbers.map(number => {
      const key = `key:${String(number).padStart(12, '0')}`
      return `*3\r\n$3\r\nSET\r\n$${String(key.length)}\r\n${key}\r\n$${String(VALUE_BYTES)}\r\n${value}\r\n`
    })
    replies = ''
    socket.write(requests.join(''))
    const wanted = OK.repeat(numbers.length)
    while (replies.length < wanted.length) await once(socket, 'data')
    if (replies !== wanted) throw new Error(`a SET was answered with ${replies.slice(0, 100)}`)
  }
  socket.destroy()
}

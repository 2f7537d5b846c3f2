/** How sales-api answers in a control group: started there, warmed up, and asked for small durable writes and reads. */
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import { join } from 'node:path'
import { Program, until } from '#foundation/program/program'
import type { CpuGroup, Throttling } from './cgroup.ts'
import { throttlingSince } from './cgroup.ts'

const SERVICE = new URL('../../services/sales-api/main.ts', import.meta.url).pathname
const KEYS = 20_000
const VALUE = 'x'.repeat(1000)
const START_MS_MAX = 30_000
/** Code is compiled, files are made. */
const WARM_UP_SECONDS = 1

export type Load = {
  readonly seconds: number
  readonly connections: number
  /** Which part of the requests are writes. */
  readonly writes: number
}

export type Served = {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly throttling: Throttling
}

export async function served(
  group: CpuGroup,
  env: Readonly<Record<string, string>>,
  load: Load,
): Promise<Served> {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'quota-bench-'))
  const log = join(directory, 'log')
  const places = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
  const args = [...places, `--store-dir=${join(directory, 'data')}`, `--log-file=${log}`]
  const service = new Program(SERVICE, args, env)
  try {
    group.add(service.pid)
    const port = await portOf(service, log)
    const agent = new http.Agent({ keepAlive: true, maxSockets: load.connections })
    await answerTimes(agent, port, { ...load, seconds: WARM_UP_SECONDS })
    const before = group.throttling()
    const times = await answerTimes(agent, port, load)
    const throttling = throttlingSince(before, group.throttling())
    agent.destroy()
    const quantile = (part: number): number => times[Math.floor((times.length - 1) * part)] ?? 0
    const rate = times.length / load.seconds
    return { rate, p50: quantile(0.5), p99: quantile(0.99), max: quantile(1), throttling }
  } finally {
    await service.stop()
    fs.rmSync(directory, { recursive: true })
  }
}

/** Milliseconds that each answer took, sorted. */
async function answerTimes(
  agent: http.Agent,
  port: number,
  { seconds, connections, writes }: Load,
): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  let count = 0
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now()
      const number = ++count
      const isWrite = (number * writes) % 1 < writes
      const path = `/v1/kv/key-${String((number * 7919) % KEYS)}`
      const request = http.request({ port, agent, path, method: isWrite ? 'PUT' : 'GET' })
      request.on('error', reject).on('response', response => {
        response.resume().on('end', () => {
          times.push(performance.now() - startedAt)
          resolve()
        })
      })
      request.end(isWrite ? VALUE : undefined)
    })
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) await ask()
    }),
  )
  return times.sort((a, b) => a - b)
}

/** Of the API, when it is ready. Its log is in a file: reading it from a pipe would be part of what is measured. */
async function portOf(service: Program, log: string): Promise<number> {
  return await until(
    () => {
      const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : ''
      if (service.hasEnded) throw new Error(`sales-api ended:\n${service.output}${lines}`)
      const port = /"api":(\d+)/.exec(lines)?.[1]
      return port !== undefined && lines.includes('"msg":"ready"') ? Number(port) : undefined
    },
    START_MS_MAX,
    () => 'sales-api did not become ready',
  )
}

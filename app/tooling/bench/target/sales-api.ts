/** The service under measurement: the real process, on free ports of this machine. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { Program, until } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import type { Address } from '../load/exchange.ts'
import type { Running } from './target.ts'

const SALES_API = new URL('../../../services/sales-api/main.ts', import.meta.url).pathname
const READY_MS_MAX = 300_000

export class SalesApi implements Running {
  readonly program: Program
  readonly addresses: { readonly http: Address; readonly resp: Address; readonly debug: Address }
  /** From its start until it was ready, in milliseconds. */
  readonly startMs: number

  /** Its log goes to a file in the directory, as one that is busy would. */
  static async start(directory: string, args: readonly string[] = []): Promise<SalesApi> {
    const logFile = join(directory, 'sales-api.log')
    fs.rmSync(logFile, { force: true })
    const startedAt = performance.now()
    const places = [
      '--web-api-host=127.0.0.1:0',
      '--web-debug-host=127.0.0.1:0',
      '--resp-host=127.0.0.1:0',
      `--store-dir=${directory}`,
      `--log-file=${logFile}`,
    ]
    // As in the image: without these variables it would start a second time.
    const variables = missingVariables(process.platform, {})
    const program = new Program(SALES_API, [...places, ...args], variables)
    const ports = await until(
      () => {
        if (program.hasEnded) throw new Error(`sales-api ended: ${readIfThere(logFile)}`)
        const lines = readIfThere(logFile)
        if (!lines.includes('"msg":"ready"')) return undefined
        const [, api] = /"api":(\d+)/.exec(lines) ?? []
        const [, resp] = /"resp":(\d+)/.exec(lines) ?? []
        const [, debug] = /"debug":(\d+)/.exec(lines) ?? []
        return api && resp && debug ? { api, resp, debug } : undefined
      },
      () => `sales-api was not ready in time: ${readIfThere(logFile)}`,
      READY_MS_MAX,
    )
    return new SalesApi(program, ports, performance.now() - startedAt)
  }

  private constructor(
    program: Program,
    ports: { readonly api: string; readonly resp: string; readonly debug: string },
    startMs: number,
  ) {
    this.program = program
    this.addresses = {
      http: { host: '127.0.0.1', port: Number(ports.api) },
      resp: { host: '127.0.0.1', port: Number(ports.resp) },
      debug: { host: '127.0.0.1', port: Number(ports.debug) },
    }
    this.startMs = startMs
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.addresses.http.port)}`
  }

  /** Memory of the process that is resident, in bytes. Throws if the system does not tell. */
  residentBytes(): number {
    const { stdout, stderr } = spawnSync('ps', ['-o', 'rss=', '-p', String(this.program.pid)], {
      encoding: 'utf8',
    })
    const kib = Number.parseInt(stdout, 10)
    if (kib > 0) return kib * 1024
    throw new Error(`ps does not tell how much memory the service has: "${stdout}" ${stderr}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.kill()
  }
}

function readIfThere(path: string): string {
  return fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
}

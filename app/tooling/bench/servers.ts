/** The processes that are measured, each on free ports of this machine and with its data in a directory of its own. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { Program, tied, until } from '#foundation/program/program'

const SALES_API = new URL('../../services/sales-api/main.ts', import.meta.url).pathname
const READY_MS_MAX = 30_000

/** Removed with everything in it when disposed. */
export class Directory implements Disposable {
  readonly path = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}

export class SalesApi implements AsyncDisposable {
  readonly program: Program
  readonly url: string
  readonly respPort: number
  /** From its start until it was ready, in milliseconds. */
  readonly startMs: number

  /** Its log goes to a file in the directory, as one that is busy would. */
  static async start(directory: string, args: readonly string[] = []): Promise<SalesApi> {
    const logFile = join(directory, 'sales-api.log')
    fs.rmSync(logFile, { force: true })
    const startedAt = performance.now()
    const program = new Program(SALES_API, [
      '--web-api-host=127.0.0.1:0',
      '--web-debug-host=127.0.0.1:0',
      '--resp-host=127.0.0.1:0',
      `--store-dir=${directory}`,
      `--log-file=${logFile}`,
      ...args,
    ])
    const ports = await until(
      () => {
        if (program.hasEnded) throw new Error(`sales-api ended: ${readIfThere(logFile)}`)
        const lines = readIfThere(logFile)
        if (!lines.includes('"msg":"ready"')) return undefined
        const [, api] = /"api":(\d+)/.exec(lines) ?? []
        const [, resp] = /"resp":(\d+)/.exec(lines) ?? []
        return api && resp ? { api, resp } : undefined
      },
      () => `sales-api was not ready in time: ${readIfThere(logFile)}`,
      READY_MS_MAX,
    )
    return new SalesApi(program, ports, performance.now() - startedAt)
  }

  private constructor(
    program: Program,
    ports: { readonly api: string; readonly resp: string },
    startMs: number,
  ) {
    this.program = program
    this.url = `http://127.0.0.1:${ports.api}`
    this.respPort = Number(ports.resp)
    this.startMs = startMs
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

/** Answers at this port of this machine until it is disposed. */
export type Yardstick = AsyncDisposable & { readonly port: number; readonly url: string }

export function startBareServer(): Promise<Yardstick> {
  return startOwn('bare-server.ts')
}

async function startOwn(program: string, ...args: readonly string[]): Promise<Yardstick> {
  const running = new Program(new URL(program, import.meta.url).pathname, args)
  const { port } = await running.logged('listening')
  return { ...at(Number(port)), [Symbol.asyncDispose]: () => running.kill() }
}

export function isInstalled(...commands: readonly string[]): boolean {
  return commands.every(command => spawnSync(command, ['--version']).status === 0)
}

/** Every write is synced before it is answered; nothing but the log is written. */
export async function startRedis(directory: string): Promise<Yardstick> {
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory].concat(
    ['--appendonly', 'yes', '--appendfsync', 'always'],
    ['--save', '', '--auto-aof-rewrite-percentage', '0'],
  )
  return await startOther(['redis-server', ...options], port, () => canConnect(port))
}

/** One member, with etcd's own defaults. */
export async function startEtcd(directory: string): Promise<Yardstick> {
  const { port, url } = at(await freePort())
  const { url: peer } = at(await freePort())
  const options = {
    'data-dir': join(directory, 'etcd'),
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
  }
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  return await startOther(['etcd', ...flags], port, async () => {
    const response = await fetch(`${url}/health`).catch(() => undefined)
    return response?.ok === true ? true : undefined
  })
}

async function startOther(
  commandLine: readonly [string, ...string[]],
  port: number,
  isReady: () => Promise<true | undefined>,
): Promise<Yardstick> {
  const [command = '', ...args] = tied(commandLine)
  const child = spawn(command, args, { stdio: 'ignore' })
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`${commandLine[0]} ended before it was ready`)
      return isReady()
    },
    () => `${commandLine[0]} was not ready in time`,
    READY_MS_MAX,
  )
  return {
    ...at(port),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

function at(port: number): { readonly port: number; readonly url: string } {
  return { port, url: `http://127.0.0.1:${String(port)}` }
}

async function canConnect(port: number): Promise<true | undefined> {
  return await new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(undefined)
    })
  })
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

function readIfThere(path: string): string {
  return fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
}

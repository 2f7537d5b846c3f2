/** The processes that are measured, each on free ports of this machine and with its data in a directory of its own. */
import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { Program, tied, until } from '#foundation/program/program'

const SALES_API = new URL('../../services/sales-api/main.ts', import.meta.url).pathname
const BARE = new URL('bare-server.ts', import.meta.url).pathname
const RESP_FRONT = new URL('resp-front.ts', import.meta.url).pathname
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
      `--store-dir=${directory}`,
      `--log-file=${logFile}`,
      ...args,
    ])
    const port = await until(
      () => {
        if (program.hasEnded) throw new Error(`sales-api ended: ${readIfThere(logFile)}`)
        const lines = readIfThere(logFile)
        if (!lines.includes('"msg":"ready"')) return undefined
        return /"api":(\d+)/.exec(lines)?.[1]
      },
      () => `sales-api was not ready in time: ${readIfThere(logFile)}`,
      READY_MS_MAX,
    )
    return new SalesApi(program, `http://127.0.0.1:${port}`, performance.now() - startedAt)
  }

  private constructor(program: Program, url: string, startMs: number) {
    this.program = program
    this.url = url
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

export class BareServer implements AsyncDisposable {
  readonly #program: Program
  readonly url: string

  static async start(): Promise<BareServer> {
    const program = new Program(BARE, [])
    const { port } = await program.logged('listening')
    return new BareServer(program, `http://127.0.0.1:${String(port)}`)
  }

  private constructor(program: Program, url: string) {
    this.#program = program
    this.url = url
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.kill()
  }
}

export class RespFront implements AsyncDisposable {
  readonly #program: Program
  readonly port: number

  static async start(directory: string): Promise<RespFront> {
    const program = new Program(RESP_FRONT, [directory])
    const { port } = await program.logged('listening')
    return new RespFront(program, Number(port))
  }

  private constructor(program: Program, port: number) {
    this.#program = program
    this.port = port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.kill()
  }
}

/** Every write is synced before it is answered; nothing but the log is written. */
export class Redis implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly port: number

  static get isInstalled(): boolean {
    return [['redis-server'], ['redis-benchmark']].every(
      ([command = '']) => spawnSync(command, ['--version']).status === 0,
    )
  }

  static async start(directory: string): Promise<Redis> {
    const port = await freePort()
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory].concat(
      ['--appendonly', 'yes', '--appendfsync', 'always'],
      ['--save', '', '--auto-aof-rewrite-percentage', '0'],
    )
    const child = start(['redis-server', ...options])
    const isListening = async (): Promise<true | undefined> => {
      if (child.exitCode !== null) throw new Error(`redis ended with ${String(child.exitCode)}`)
      return await canConnect(port)
    }
    await until(isListening, () => 'redis was not ready in time', READY_MS_MAX)
    return new Redis(child, port)
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killed(this.#child)
  }
}

/** One member, with etcd's own defaults. */
export class Etcd implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly url: string

  static get isInstalled(): boolean {
    return spawnSync('etcd', ['--version']).status === 0
  }

  static async start(directory: string): Promise<Etcd> {
    const [url = '', peer = ''] = [await freePort(), await freePort()].map(
      port => `http://127.0.0.1:${String(port)}`,
    )
    const options = [
      `--data-dir=${join(directory, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ]
    const child = start(['etcd', ...options])
    const isHealthy = async (): Promise<true | undefined> => {
      if (child.exitCode !== null) throw new Error(`etcd ended with ${String(child.exitCode)}`)
      const response = await fetch(`${url}/health`).catch(() => undefined)
      return response?.ok === true ? true : undefined
    }
    await until(isHealthy, () => 'etcd was not ready in time', READY_MS_MAX)
    return new Etcd(child, url)
  }

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killed(this.#child)
  }
}

function start(commandLine: readonly string[]): ChildProcess {
  const [command = '', ...args] = tied(commandLine)
  return spawn(command, args, { stdio: 'ignore' })
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
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

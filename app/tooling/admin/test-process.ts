/** The real admin and the real service, as processes. Only for tests. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { Program } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { run } from './run.ts'

const ADMIN = new URL('main.ts', import.meta.url).pathname
const SERVICE = new URL('../../services/sales-api/main.ts', import.meta.url).pathname

export type Ended = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command in this process, which is quicker. */
export async function adminHere(
  args: readonly string[],
  service: Pick<TestService, 'url' | 'debugUrl' | 'resp' | 'directory'>,
  input: string | Uint8Array = '',
  output: 'pipe' | 'terminal' = 'pipe',
): Promise<Ended> {
  const isTTY = output === 'terminal'
  const stdout = Object.assign(new PassThrough(), { isTTY })
  const stderr = Object.assign(new PassThrough(), { isTTY })
  const code = await run(args, {
    host: systemHost(),
    version: '0',
    stdin: Readable.from([Buffer.from(input)]),
    stdout,
    stderr,
    signal: new AbortController().signal,
    defaults: service,
  })
  const read = (stream: PassThrough): string => Buffer.from(stream.read() ?? '').toString()
  return { code, stdout: read(stdout), stderr: read(stderr) }
}

/** Runs a command to its end, without a terminal. */
export async function admin(
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [ADMIN, ...args])
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A command that reads nothing may end before it is given anything.
  child.stdin.on('error', () => undefined).end(input)
  await new Promise(resolve => child.once('close', resolve))
  return { code: child.exitCode, stdout, stderr }
}

/** What a command with --json printed, line by line. */
export function json(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)
}

/** A command that goes on until it is stopped. */
export function startAdmin(args: readonly string[]): Program {
  return new Program(ADMIN, args)
}

/** A place where nothing listens any more. */
export async function nowhere(): Promise<string> {
  const server = net.createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('it did not listen')
  return `http://127.0.0.1:${String(address.port)}`
}

/** A place that takes connections, until the test ends, where `serve` decides what becomes of each. */
export async function listening(serve: (socket: net.Socket, nth: number) => void): Promise<string> {
  let count = 0
  const sockets = new Set<net.Socket>()
  const server = net.createServer(socket => {
    sockets.add(socket.on('error', () => undefined))
    serve(socket, ++count)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return `http://127.0.0.1:${String(address.port)}`
}

export class TestService implements AsyncDisposable {
  readonly root = fs.mkdtempSync(join(os.tmpdir(), 'admin-'))
  readonly directory = join(this.root, 'data')
  #program: Program | undefined
  #apiPort = 0
  #debugPort = 0

  static async start(...args: string[]): Promise<TestService> {
    const service = new TestService()
    await service.start(service.directory, ...args)
    return service
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#apiPort)}`
  }

  /** Where `admin resp` says that it is. */
  readonly resp = '0.0.0.0:6380'

  get debugUrl(): string {
    return `http://127.0.0.1:${String(this.#debugPort)}`
  }

  /** On the ports it had before, if it had some. */
  async start(directory = this.directory, ...args: string[]): Promise<void> {
    const places = [
      `--web-api-host=127.0.0.1:${String(this.#apiPort)}`,
      `--web-debug-host=127.0.0.1:${String(this.#debugPort)}`,
      '--resp-host=127.0.0.1:0',
      `--store-dir=${directory}`,
    ]
    // As in the image: without these it would start a second time.
    const variables = missingVariables(process.platform, {})
    this.#program = new Program(SERVICE, [...places, ...args], variables)
    await this.#program.logged('ready')
    const { api, debug } = await this.#program.logged('listening')
    this.#apiPort = Number(api)
    this.#debugPort = Number(debug)
    // A line for every request would cost more than the request.
    await fetch(`${this.debugUrl}/debug/loglevel?level=error`, { method: 'PUT' })
  }

  async stop(): Promise<number | null> {
    return (await this.#program?.stop()) ?? null
  }

  async kill(): Promise<void> {
    await this.#program?.kill()
  }

  async put(key: string, value: string): Promise<void> {
    const target = `${this.url}/v1/kv/${encodeURIComponent(key)}`
    const response = await fetch(target, { method: 'PUT', body: value })
    if (!response.ok) throw new Error(`${key}: ${String(response.status)} ${await response.text()}`)
    await response.arrayBuffer()
  }

  /** Undefined if there is no such key. */
  async get(key: string): Promise<string | undefined> {
    const response = await fetch(`${this.url}/v1/kv/${encodeURIComponent(key)}`)
    const text = await response.text()
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`${key}: ${String(response.status)} ${text}`)
    return text
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    fs.rmSync(this.root, { recursive: true, force: true })
  }
}

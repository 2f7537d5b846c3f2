/** The real service as a process of its own, for tests: on free ports, with its data in a temporary directory. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const START_MS_MAX = 20_000

export type ServiceOptions = {
  readonly directory?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What it logged, parsed; lines that are no JSON are left out. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string }

export class Service {
  readonly directory: string
  readonly #options: ServiceOptions
  readonly #isTemporary: boolean
  #child: ChildProcess
  #output = ''
  #url = ''
  #debugUrl = ''

  /** Resolves when it is ready; rejects with its output when it ends before. */
  static async start(options: ServiceOptions = {}): Promise<Service> {
    const service = new Service(options)
    await service.#ready()
    return service
  }

  /** Starts it and does not wait. */
  constructor(options: ServiceOptions = {}) {
    this.#options = options
    this.#isTemporary = options.directory === undefined
    this.directory = options.directory ?? fs.mkdtempSync(join(os.tmpdir(), 'sales-api-'))
    this.#child = this.#spawn()
  }

  /** Of the API, without a slash at its end. */
  get url(): string {
    return this.#url
  }

  get debugUrl(): string {
    return this.#debugUrl
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get output(): string {
    return this.#output
  }

  get log(): LogLine[] {
    return this.#output.split('\n').flatMap(line => {
      try {
        return [JSON.parse(line) as LogLine]
      } catch {
        return []
      }
    })
  }

  /** Without warning, as the kernel does when memory runs out. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended()
  }

  /** Asks it to end; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return await this.ended()
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  async ended(): Promise<number | null> {
    const child = this.#child
    if (child.exitCode === null && child.signalCode === null) {
      await new Promise(resolve => child.once('close', resolve))
    }
    return child.exitCode
  }

  /** Starts it again on the same data, after it has ended. */
  async restart(): Promise<void> {
    this.#output = ''
    this.#child = this.#spawn()
    await this.#ready()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    if (this.#isTemporary) fs.rmSync(this.directory, { recursive: true, force: true })
  }

  /** Resolves with the first log line like this. */
  async logged(message: string): Promise<LogLine> {
    return await until(
      () => this.log.find(line => line.msg === message),
      START_MS_MAX,
      () => {
        return `"${message}" was not logged:\n${this.#output}`
      },
    )
  }

  #spawn(): ChildProcess {
    const { args = [], env = {} } = this.#options
    const child = spawn(
      process.execPath,
      [
        MAIN,
        '--web-api-host=127.0.0.1:0',
        '--web-debug-host=127.0.0.1:0',
        `--store-dir=${this.directory}`,
        ...args,
      ],
      { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    }
    return child
  }

  async #ready(): Promise<void> {
    const child = this.#child
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`it ended:\n${this.#output}`)
        return this.log.find(({ msg }) => msg === 'ready')
      },
      START_MS_MAX,
      () => `it did not become ready:\n${this.#output}`,
    )
    this.#findPorts()
  }

  #findPorts(): void {
    const listening = this.log.find(({ msg }) => msg === 'listening')
    this.#url = `http://127.0.0.1:${String(listening?.api)}`
    this.#debugUrl = `http://127.0.0.1:${String(listening?.debug)}`
  }
}

/** Asks again and again until there is an answer, or fails with `message` after `msMax`. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  msMax: number,
  message: () => string,
): Promise<T> {
  const deadline = performance.now() + msMax
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(message())
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

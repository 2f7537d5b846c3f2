/** The real service as a process of its own, for tests: on free ports, with its data in a temporary directory. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { MemoryGroup } from '#foundation/program/memory-group'
import type { LogLine } from '#foundation/program/program'
import { Program } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'

export { until } from '#foundation/program/program'

const MAIN = new URL('../main.ts', import.meta.url).pathname

export type ServiceOptions = {
  readonly directory?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What limits its memory. */
  readonly group?: MemoryGroup
}

export class Service {
  readonly directory: string
  readonly #options: ServiceOptions
  readonly #isTemporary: boolean
  #program: Program
  #url = ''
  #debugUrl = ''
  #respPort = 0

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
    this.#program = this.#run()
  }

  /** Of the API, without a slash at its end. */
  get url(): string {
    return this.#url
  }

  get debugUrl(): string {
    return this.#debugUrl
  }

  get respPort(): number {
    return this.#respPort
  }

  get pid(): number {
    return this.#program.pid
  }

  get output(): string {
    return this.#program.output
  }

  get log(): LogLine[] {
    return this.#program.log
  }

  kill(): Promise<void> {
    return this.#program.kill()
  }

  stop(): Promise<number | null> {
    return this.#program.stop()
  }

  signal(name: NodeJS.Signals): void {
    this.#program.signal(name)
  }

  ended(): Promise<number | null> {
    return this.#program.ended()
  }

  logged(message: string): Promise<LogLine> {
    return this.#program.logged(message)
  }

  /** Starts it again on the same data, after it has ended. */
  async restart(): Promise<void> {
    this.#program = this.#run()
    await this.#ready()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    if (this.#isTemporary) fs.rmSync(this.directory, { recursive: true, force: true })
  }

  #run(): Program {
    const { args = [], env = {}, group } = this.#options
    const places = [
      '--web-api-host=127.0.0.1:0',
      '--web-debug-host=127.0.0.1:0',
      '--resp-host=127.0.0.1:0',
      `--store-dir=${this.directory}`,
    ]
    // As in the image: without these it would start a second time.
    const variables = missingVariables(process.platform, {})
    return new Program(MAIN, [...places, ...args], { ...variables, ...env }, group)
  }

  async #ready(): Promise<void> {
    await this.#program.logged('ready')
    const listening = await this.#program.logged('listening')
    this.#url = `http://127.0.0.1:${String(listening.api)}`
    this.#debugUrl = `http://127.0.0.1:${String(listening.debug)}`
    this.#respPort = Number(listening.resp)
  }
}

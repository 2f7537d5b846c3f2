/** The service as a process, with a PostgreSQL of its own, and its typed client. Every answer is checked against the document. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Client } from 'openapi-fetch'
import createClient from 'openapi-fetch'
import { expect } from 'vitest'
import type { LogLine } from '#foundation/program/program'
import { Program, until } from '#foundation/program/program'
import { declaredAnswers } from '#foundation/spec/testing/declared-answers'
import type { RequestDocument } from '#foundation/testing/from-document'
import type { paths } from '../openapi/profile-api-types.gen.ts'

export const MAIN = new URL('../main.ts', import.meta.url).pathname
export const DOCUMENT = new URL('../openapi/profile-api.json', import.meta.url)
/** No test depends on how fast the machine is. */
const PATIENT = ['db-connect', 'db-lock', 'db-statement', 'web-read', 'web-write'].map(
  name => `--${name}-timeout=300s`,
)

/** What the service starts with. */
export const NO_FLAGS = '{"flags":{}}'

const document = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as RequestDocument
export const expectDeclared = declaredAnswers(document)

export class ProfileService implements AsyncDisposable {
  readonly directory: string
  #program: Program
  url = ''
  debugUrl = ''
  /** Of those that have ended. */
  #output = ''

  static async start(): Promise<ProfileService> {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'profile-'))
    // The user of PostgreSQL passes through it.
    fs.chmodSync(directory, 0o755)
    fs.writeFileSync(flagsFileIn(directory), NO_FLAGS)
    const service = new ProfileService(directory, programIn(directory))
    await service.#listening()
    return service
  }

  private constructor(directory: string, program: Program) {
    this.directory = directory
    this.#program = program
  }

  get client(): Client<paths> {
    const client = createClient<paths>({ baseUrl: this.url, fetch: asked })
    client.use({
      onResponse: async ({ request, response, schemaPath }) => {
        await expectDeclared(request.method, schemaPath, response)
      },
    })
    return client
  }

  /** Everything that it has printed, before restarts too. */
  get output(): string {
    return this.#output + this.#program.output
  }

  logged(message: string): Promise<LogLine> {
    return this.#program.logged(message)
  }

  setFlags(text: string): void {
    fs.writeFileSync(flagsFileIn(this.directory), text)
  }

  async restart(): Promise<void> {
    expect(await this.#program.stop()).toBe(0)
    this.#output += this.#program.output
    this.#program = programIn(this.directory)
    await this.#listening()
  }

  async #listening(): Promise<void> {
    await this.#program.logged('ready')
    const { api, debug } = await this.#program.logged('listening')
    this.url = `http://127.0.0.1:${String(api)}`
    this.debugUrl = `http://127.0.0.1:${String(debug)}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Ends its PostgreSQL too, which would go on writing there for a moment if its service were killed.
    await this.#program.stop()
    fs.rmSync(this.directory, { recursive: true, force: true })
  }
}

function flagsFileIn(directory: string): string {
  return join(directory, 'flags.json')
}

function programIn(directory: string): Program {
  return new Program(MAIN, [
    ...['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0', '--log-level=trace'],
    `--db-dir=${join(directory, 'postgres')}`,
    `--flags-file=${flagsFileIn(directory)}`,
    ...PATIENT,
  ])
}

/** What a busy machine sheds is asked again, and what its database has no answer to in time. */
export async function asked(request: Request): Promise<Response> {
  return await until(
    async () => {
      const response = await fetch(request.clone())
      if (response.status !== 503) return response
      const code = /"code":"(?:SERVER_BUSY|NOT_READY|DATABASE_UNAVAILABLE)"/
      expect(await response.text()).toMatch(code)
      return undefined
    },
    () => `${request.url} is refused`,
  )
}

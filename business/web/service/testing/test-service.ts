/** A service on PostgreSQL as a process on free ports, with a database and a directory of its own. Only for tests. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Client, Middleware } from 'openapi-fetch'
import createClient from 'openapi-fetch'
import { expect } from 'vitest'
import type { LogLine } from '#foundation/program/program'
import { Program, until } from '#foundation/program/program'
import type { ExpectDeclared } from '#foundation/spec/testing/declared-answers'

export const PLACES = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
/** No test depends on how fast the machine is. */
const PATIENT = [
  ...['db-connect', 'db-lock', 'db-statement', 'web-read', 'web-write'].map(
    name => `--${name}-timeout=300s`,
  ),
  // After a stop of both, a connection that was idle in it is closed, although the next request has just been sent.
  '--web-idle-timeout=1h',
]

/** What a start gets besides its places. */
type Start = {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export class TestService implements AsyncDisposable {
  readonly directory: string
  readonly #main: string
  readonly #start: Start
  #program: Program
  /** Of those that have ended. */
  #output = ''
  url = ''
  debugUrl = ''

  /** Resolves when it is ready. `start` may put files into the directory. */
  static async start(
    main: string,
    start: (directory: string) => Start = () => ({}),
  ): Promise<TestService> {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'service-'))
    // The user of PostgreSQL passes through it.
    fs.chmodSync(directory, 0o755)
    const service = new TestService(main, directory, start(directory))
    await service.#listening()
    return service
  }

  private constructor(main: string, directory: string, start: Start) {
    this.directory = directory
    this.#main = main
    this.#start = start
    this.#program = this.#started()
  }

  /** Of the process that runs now. */
  get log(): readonly LogLine[] {
    return this.#program.log
  }

  /** Everything that it has printed, before restarts too. */
  get output(): string {
    return this.#output + this.#program.output
  }

  /** Resolves with the first line of the process that runs now. */
  logged(message: string): Promise<LogLine> {
    return this.#program.logged(message)
  }

  /** Stops it, and starts it again. */
  async restart(): Promise<void> {
    expect(await this.#program.stop()).toBe(0)
    await this.#again()
  }

  /** Kills it, and starts it again. */
  async crash(): Promise<void> {
    await this.#program.kill()
    await this.#again()
  }

  async #again(): Promise<void> {
    this.#output += this.#program.output
    this.#program = this.#started()
    await this.#listening()
  }

  #started(): Program {
    const { args = [], env = {} } = this.#start
    const place = `--db-dir=${join(this.directory, 'postgres')}`
    return new Program(this.#main, [...PLACES, ...PATIENT, place, ...args], env)
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

/** A generated client, whose answers are all checked. `layers` see each request as it is sent. */
export function checkedClient<Paths extends object>(
  url: string,
  expectDeclared: ExpectDeclared,
  send: (request: Request) => Promise<Response> = asked,
  ...layers: readonly Middleware[]
): Client<Paths> {
  const client = createClient<Paths>({ baseUrl: url, fetch: send })
  const checking: Middleware = {
    onResponse: async ({ request, response, schemaPath }) => {
      await expectDeclared(request.method, schemaPath, response)
    },
  }
  client.use(...layers, checking)
  return client
}

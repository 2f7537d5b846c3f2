/** The service as a process on free ports, with a PostgreSQL of its own. Only for tests. */
import { join } from 'node:path'
import { expect } from 'vitest'
import { Program, until } from '#foundation/program/program'

export const MAIN = new URL('../main.ts', import.meta.url).pathname
export const PLACES = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
/** No test depends on how fast the machine is. */
const PATIENT = ['db-connect', 'db-lock', 'db-statement', 'web-read', 'web-write'].map(
  name => `--${name}-timeout=300s`,
)

/** Resolves when it is ready. Its data is in `directory`. */
export async function startPayment(
  directory: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly program: Program; readonly url: string }> {
  const place = `--db-dir=${join(directory, 'postgres')}`
  const program = new Program(MAIN, [...PLACES, ...PATIENT, place, ...args], env)
  await program.logged('ready')
  const { api } = await program.logged('listening')
  return { program, url: `http://127.0.0.1:${String(api)}` }
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

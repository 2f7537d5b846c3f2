/** admin: the operator's tool. What it can do is in commands.ts, how it ends in outcome.ts; see --help. */
import { readFileSync } from 'node:fs'
import { systemHost } from '#foundation/host/system'
import { EXIT } from './outcome.ts'
import { run } from './run.ts'

const packageJson = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
const { env, stdin, stdout, stderr } = process
const version = `${(JSON.parse(packageJson) as { version: string }).version} (${env.BUILD_REF ?? 'develop'})`

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(EXIT.stopped)
    stop.abort()
  })
}
// Whoever read the results has seen enough.
stdout.on('error', () => process.exit(EXIT.done))

process.exitCode = await run(process.argv.slice(2), {
  host: systemHost(),
  version,
  stdin,
  stdout,
  stderr,
  signal: stop.signal,
  defaults: {
    url: env.ADMIN_URL ?? 'http://localhost:3000',
    debugUrl: env.ADMIN_DEBUG_URL ?? 'http://localhost:4000',
    directory: env.SALES_STORE_DIR ?? 'data',
  },
})

#!/usr/bin/env node
/** admin: the operator's tool. What it can do is in commands.ts, how it ends in outcome.ts; see --help. */
import { readFileSync, writeFileSync } from 'node:fs'
import { systemHost } from '#foundation/host/system'
import { onStopSignals } from '#foundation/program/signals'
import { missingVariables } from '#foundation/quota/flags'
import { EXIT } from './outcome.ts'
import { reportUnwritten, run } from './run.ts'
import { Terminal } from './terminal.ts'

const packageJson = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
const { env, stdin, stdout, stderr } = process
const version = `${(JSON.parse(packageJson) as { version: string }).version} (${env.BUILD_REF ?? 'develop'})`

// For processes that it starts, which read large values.
Object.assign(process.env, missingVariables(process.platform, process.env))
try {
  // Of a service and what looks after it in the same container the kernel is to end this first, with what it starts.
  writeFileSync('/proc/self/oom_score_adj', '1000')
} catch {
  // Where there is no such file, there is no such kernel.
}
const stop = new AbortController()
onStopSignals(
  () => {
    stop.abort()
  },
  () => process.exit(EXIT.stopped),
)
const args = process.argv.slice(2)
stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // The reader of the results ended: `admin get --prefix a | head`.
  if (code === 'EPIPE') process.exit(EXIT.done)
  process.exit(reportUnwritten(new Terminal(args.includes('--json'), stdout, stderr), message))
})

process.exitCode = await run(args, {
  host: systemHost(),
  version,
  stdin,
  stdout,
  stderr,
  signal: stop.signal,
  defaults: {
    url: env.ADMIN_URL ?? urlOf(env.SALES_WEB_API_HOST ?? 'localhost:3000'),
    debugUrl: env.ADMIN_DEBUG_URL ?? urlOf(env.SALES_WEB_DEBUG_HOST ?? 'localhost:4000'),
    directory: env.SALES_STORE_DIR ?? 'data',
    resp: env.SALES_RESP_HOST ?? 'localhost:6380',
  },
})

/** Where this machine reaches what listens at an address of the service's settings. */
function urlOf(address: string): string {
  return `http://${address.replace(/^(0\.0\.0\.0|\[::\]):/, 'localhost:')}`
}

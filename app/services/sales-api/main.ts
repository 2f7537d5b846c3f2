/**
 * sales-api: starts, serves, and stops.
 *
 * Exit codes: 0 after a clean end; 1 when it could not start or failed; 2 for a configuration that is wrong; 3 when the log
 * or the store failed while it served; 4 when requests did not end in time; 130 when a second signal forced the end.
 */
import { readFileSync } from 'node:fs'
import { configure } from '#foundation/conf/conf'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { startTelemetry } from '#foundation/telemetry/telemetry'
import { program, settings } from './config.ts'

/** What was built, if this was: the image says. */
const build = process.env.BUILD_REF ?? 'develop'

const packageJson = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
const version = `${(JSON.parse(packageJson) as { version: string }).version} (${build})`
const configured = configure({ ...program, version }, settings, process.argv.slice(2), process.env)
if (configured.kind === 'print') {
  const { text, isError } = configured
  ;(isError ? process.stderr : process.stdout).write(text)
  process.exit(isError ? 2 : 0)
}
const { config, effective } = configured

const logging = new Logging({
  service: program.name,
  level: config.log.level,
  destination: config.log.file === '' ? 1 : config.log.file,
})
const log = logging.logger('main')

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) {
      log.warn({ signal }, 'forced to stop')
      end(130)
    }
    log.info({ signal }, 'stopping')
    stop.abort()
  })
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ error }, `${event}: stopping at once`)
    end(1)
  })
}

log.info({ version, node: process.version, pid: process.pid }, 'starting')
log.info(
  Object.fromEntries(effective.map(({ name, value, source }) => [name, `${value} (${source})`])),
  'configuration',
)
try {
  const telemetry = await startTelemetry({
    service: program.name,
    version,
    endpoint: config.telemetry.endpoint,
    probability: config.telemetry.probability,
  })
  // Whatever is instrumented must not be imported before this line.
  const { run } = await import('./run.ts')
  const host = systemHost()
  const code = await run({ config, build, host, logging, telemetry, stop: stop.signal })
  log.info({ code }, 'stopped')
  end(code)
} catch (error) {
  log.fatal({ error }, 'cannot start')
  end(1)
}

function end(code: number): never {
  logging.flush()
  process.exit(code)
}

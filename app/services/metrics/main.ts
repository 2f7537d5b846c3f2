/**
 * metrics: collects a service's /debug/vars and publishes them.
 *
 * Exit codes: 0 after a clean end; 1 when it could not start or failed; 2 for a configuration that is wrong or cannot be had
 * here; 4 when requests or reports did not end in time; 130 when a signal forced the end, more than a second after the first.
 * A service that is down is no reason to end.
 */
import { readFileSync } from 'node:fs'
import { configure } from '#foundation/conf/conf'
import { SettingUnusable, unusableText } from '#foundation/conf/unusable'
import { systemHost } from '#foundation/host/system'
import { reopenOnHangup } from '#foundation/logger/hangup'
import { Logging } from '#foundation/logger/logger'
import { onStopSignals } from '#foundation/program/signals'
import { program, settings } from './config.ts'
import { run } from './run.ts'

/** What was built, if this was: the image says. */
const build = process.env.BUILD_REF ?? 'develop'
const buildDate = process.env.BUILD_DATE ?? ''

const packageJson = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
const version = `${(JSON.parse(packageJson) as { version: string }).version} (${[build, buildDate].filter(text => text !== '').join(', ')})`
const configured = configure({ ...program, version }, settings, process.argv.slice(2), process.env)
if (configured.kind === 'print') {
  const { text, isError } = configured
  ;(isError ? process.stderr : process.stdout).write(text)
  process.exit(isError ? 2 : 0)
}
const { config, effective } = configured

const logging = openLog()
const log = logging.logger('main')

const stop = new AbortController()
onStopSignals(
  signal => {
    log.info({ signal }, 'stopping')
    stop.abort()
  },
  signal => {
    log.warn({ signal }, 'forced to stop')
    end(130)
  },
)
reopenOnHangup(logging, log)
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
  const host = systemHost()
  const { name: service } = program
  const code = await run({ config, service, build, buildDate, host, logging, stop: stop.signal })
  log.info({ code }, 'stopped')
  end(code)
} catch (error) {
  log.fatal({ error }, 'cannot start')
  if (!(error instanceof SettingUnusable)) end(1)
  process.stderr.write(unusableText(program, effective, error))
  end(2)
}

function openLog(): Logging {
  const { level, file } = config.log
  try {
    return new Logging({ service: program.name, level, destination: file === '' ? 1 : file })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const unusable = new SettingUnusable('log.file', `cannot log to ${file}: ${reason}`)
    process.stderr.write(unusableText(program, effective, unusable))
    process.exit(2)
  }
}

function end(code: number): never {
  logging.flush()
  process.exit(code)
}

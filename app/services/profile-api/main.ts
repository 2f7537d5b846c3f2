/**
 * profile-api: starts, serves, and stops; or, with `migrate status` or `migrate up` before its flags, looks at the migrations of
 * its database, or applies those that are pending, and ends.
 *
 * Exit codes: 0 after a clean end; 1 when it could not start or failed; 2 for a configuration that is wrong or cannot be had
 * here; 3 when the embedded database failed while it served; 4 when requests did not end in time; 5 when `migrate status` finds
 * migrations that are pending; 130 when a signal forced the
 * end, more than a second after the first.
 */
import { configure } from '#foundation/conf/conf'
import { loggingTo, unusableText } from '#foundation/conf/unusable'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import {
  buildOf,
  configuredOrEnd,
  isProduction,
  ServiceProcess,
} from '#foundation/program/service-process'
import { migrateArguments } from '#business/data/database/settings'
import { startServiceTelemetry } from '#business/web/service/telemetry'
import { program, settings } from './config.ts'

const build = buildOf(process.env)
const { version } = build
const { action, flags } = migrateArguments(process.argv.slice(2))
const { config, effective } = configuredOrEnd(
  configure({ ...program, version }, settings, flags, process.env),
)
const commandLine = [
  program.name,
  ...effective.flatMap(({ flag, value, source }) => {
    return source === 'flag' ? [`--${flag}=${value}`] : []
  }),
]
const { level, file } = config.log
const life = ServiceProcess.start(
  () => loggingTo(file, destination => new Logging({ service: program.name, level, destination })),
  error => unusableText(program, effective, error),
)
const { log, logging } = life
log.info({ version, node: process.version, pid: process.pid }, 'starting')
log.info(
  Object.fromEntries(effective.map(({ name, value, source }) => [name, `${value} (${source})`])),
  'configuration',
)
await life.run(async stop => {
  const host = systemHost()
  const telemetry = await startServiceTelemetry(logging, {
    host,
    service: program.name,
    version,
    ...config.telemetry,
  })
  // It takes long to load: a wrong setting, and help, do not wait for it.
  const { run } = await import('./run.ts')
  return await run({
    action,
    config,
    build: { ...build, commandLine },
    isProduction: isProduction(process.env.NODE_ENV),
    host,
    logging,
    telemetry,
    stop,
  })
})

/**
 * metrics: collects a service's /debug/vars and publishes them.
 *
 * Exit codes: 0 after a clean end; 1 when it could not start or failed; 2 for a configuration that is wrong or cannot be had
 * here; 4 when requests or reports did not end in time; 130 when a signal forced the end, more than a second after the first.
 * A service that is down is no reason to end.
 */
import { configure } from '#foundation/conf/conf'
import { loggingTo, unusableText } from '#foundation/conf/unusable'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { buildOf, configuredOrEnd, ServiceProcess } from '#foundation/program/service-process'
import { program, settings } from './config.ts'

const { ref: build, date: buildDate, version } = buildOf(process.env)
const { config, effective } = configuredOrEnd(
  configure({ ...program, version }, settings, process.argv.slice(2), process.env),
)
const { name: service } = program
const { level, file } = config.log
const life = ServiceProcess.start(
  () => loggingTo(file, destination => new Logging({ service, level, destination })),
  error => unusableText(program, effective, error),
)
const { log, logging } = life
log.info({ version, node: process.version, pid: process.pid }, 'starting')
log.info(
  Object.fromEntries(effective.map(({ name, value, source }) => [name, `${value} (${source})`])),
  'configuration',
)
await life.run(async stop => {
  // What is wrong with the configuration is told before all this is loaded.
  const { run } = await import('./run.ts')
  return await run({ config, service, build, buildDate, host: systemHost(), logging, stop })
})

/**
 * sales-api: starts, serves, and stops.
 *
 * Exit codes: 0 after a clean end; 1 when it could not start or failed; 2 for a configuration that is wrong or cannot be had
 * here; 3 when the log or the store failed while it served, another node has its name, or its clock is the odd one; 4 when requests
 * did not end in time; 130 when a signal forced the end, more than a second after the first.
 */
import { configure } from '#foundation/conf/conf'
import { loggingTo, unusableText } from '#foundation/conf/unusable'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { buildOf, configuredOrEnd, ServiceProcess } from '#foundation/program/service-process'
import { givenFlags, missingFlags, missingVariables, v8ThreadsOf } from '#foundation/quota/flags'
import { quotaOf, sizesOf } from '#foundation/quota/quota'
import { startServiceTelemetry } from '#business/web/service/telemetry'
import { program, settings } from './config.ts'
import type { Pod } from './handlers/v1/check/checkgrp.ts'
import { serviceSizes } from './sizes.ts'

const build = buildOf(process.env)
const { version } = build
const { config, effective } = configuredOrEnd(
  configure({ ...program, version }, settings, process.argv.slice(2), process.env),
)

const quota = quotaOf({ cpus: config.cpu.limit, memoryBytes: config.memory.limit })
if (quota.cpusFrom !== 'machine') {
  // Of no effect as soon as the pool has been used.
  process.env.UV_THREADPOOL_SIZE ??= String(sizesOf(quota).poolThreads)
}
const flags = givenFlags(process.execArgv, process.env.NODE_OPTIONS)
const missing = missingFlags(quota, flags)
const variables = missingVariables(process.platform, process.env)
if (missing.length + Object.keys(variables).length > 0 && process.execve) {
  // The same process from its beginning, with the same id: its parent does not notice.
  const args = [process.execPath, ...process.execArgv, ...missing, ...process.argv.slice(1)]
  process.execve(process.execPath, args, { ...process.env, ...variables })
}
const threads = { pool: process.env.UV_THREADPOOL_SIZE, v8: v8ThreadsOf(flags) }

const { env } = process
/** What Kubernetes says of the pod, where it was asked to. */
const pod = present({
  name: env.KUBERNETES_NAME,
  namespace: env.KUBERNETES_NAMESPACE,
  node: env.KUBERNETES_NODE_NAME,
  podIp: env.KUBERNETES_POD_IP,
})
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
if (Number(env.KUBERNETES_POD_INDEX ?? 0) > 0) {
  log.fatal(
    { pod: pod.name },
    'a second replica would be a second store with other data: scale the StatefulSet back to 1, then delete the volume claims of this pod',
  )
  life.end(2)
}
log.info(
  Object.fromEntries(effective.map(({ name, value, source }) => [name, `${value} (${source})`])),
  'configuration',
)
const sizes = serviceSizes(quota, config, threads)
log.info({ ...sizes, cpusFrom: quota.cpusFrom, memoryFrom: quota.memoryFrom }, 'quota')
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
    config,
    build: { ...build, commandLine },
    place: { pod, sizes },
    host,
    logging,
    telemetry,
    stop,
  })
})

function present(texts: Readonly<Record<keyof Pod, string | undefined>>): Pod {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text))
}

/** The RESP server as the settings want it. */
import { KEY_BYTES_MAX } from '#business/data/keyspace/key'
import { secretOf } from '#foundation/conf/secret-file'
import { listening } from '#foundation/conf/unusable'
import type { RecentRequests } from '#business/web/requests/recent'
import type { RunOptions } from '../run.ts'
import { tlsFilesOf } from '../front/tls.ts'
import type { RespLimits } from './command/context.ts'
import { WRITES_UNDER_WAY_MAX } from './connection/writes-under-way.ts'
import { RespServer } from './server.ts'

/** Arguments may have at least this, also where values may not. */
const ARGUMENT_BYTES_MIN = 64 * 1024
const REQUEST_BYTES_MIN = 4 * 1024 * 1024
/** What a request has besides one value. */
const REQUEST_OVERHEAD_BYTES = 64 * 1024
const ARGUMENTS_MAX = 128 * 1024
/** As a request of HTTP: from this on it is told as slow. */
const SLOW_MS = 500

/** Undefined if it is not wanted. Rejects with `SettingUnusable`. */
export async function startResp(
  options: RunOptions,
  requests: RecentRequests,
): Promise<RespServer | undefined> {
  const { config, build, host, logging } = options
  const { host: address, idleTimeout, protectedMode } = config.resp
  const { tlsCert: cert, tlsKey: key, tlsCa: ca } = config.resp
  if (!address) return undefined
  const listened = RespServer.listen(
    {
      host,
      log: logging.logger('resp'),
      requests,
      limits: limitsOf(options),
      tunables: { idleTimeoutMs: idleTimeout, isProtected: protectedMode, slowMs: SLOW_MS },
      mayFlush: config.resp.flush,
      mayDebug: config.resp.debug,
      password: secretOf(config.resp.password, config.resp.passwordFile, 'resp.passwordFile'),
      tls: tlsFilesOf('resp.tls', { cert, key, ca }),
      loggedPerSecond: config.log.requestsPerSecond,
      consistency: config.node.reads,
      notifications: config.resp.notifyKeyspaceEvents,
      build: build.ref,
    },
    address,
  )
  return await listening('resp.host', address, listened)
}

function limitsOf({ config, place }: RunOptions): RespLimits {
  const { resp, store } = config
  const { valueBytesMax } = store
  return {
    connectionsMax: resp.connectionsMax,
    outputBytesMax: resp.outputBytesMax,
    bufferedBytesMax: place.sizes.bufferedBytesMax,
    keyBytesMax: KEY_BYTES_MAX,
    valueBytesMax,
    argumentsMax: ARGUMENTS_MAX,
    argumentBytesMax: Math.max(ARGUMENT_BYTES_MIN, valueBytesMax),
    requestBytesMax: Math.max(REQUEST_BYTES_MIN, valueBytesMax + REQUEST_OVERHEAD_BYTES),
    inFlightMax: WRITES_UNDER_WAY_MAX,
  }
}

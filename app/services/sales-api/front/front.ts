/** The servers of sales-api. They answer probes from the first moment on, the rest once there is something to answer with. */
import os from 'node:os'
import { Registry } from 'prom-client'
import { listening } from '#foundation/conf/unusable'
import type { Logger } from '#foundation/logger/logger'
import type { AppOptions } from '#foundation/web/app'
import { App, noSuchRoute } from '#foundation/web/app'
import { HttpServer } from '#foundation/web/server'
import type { Node } from '#business/data/node/node'
import type { Reads } from '#business/data/reads/reads'
import {
  registerAppMetrics,
  registerProcessMetrics,
  registerTraceMetrics,
} from '#business/web/metrics/app-metrics'
import { Changes, refusalsOf } from '#business/web/metrics/changes'
import { RequestMetrics } from '#business/web/metrics/metrics'
import type { Life } from '#business/web/service/life'
import { onion } from '#business/web/v1/mid/mid'
import { permitting, RateLimit } from '#business/web/v1/rate-limit'
import { StoreDebug } from './debug.ts'
import { checkContract } from '../handlers/v1/check/check-contract.ts'
import { checkHandlers } from '../handlers/v1/check/checkgrp.ts'
import { awaitFresh } from '../handlers/v1/freshness.ts'
import { registerCertificateMetrics } from '../metrics/metrics.ts'
import { Peers } from '../peers/peers.ts'
import { registerRespMetrics } from '../resp/metrics.ts'
import type { RespServer } from '../resp/server.ts'
import { startResp } from '../resp/start.ts'
import type { RunOptions } from '../run.ts'
import { jsonBytesMax } from '../sizes.ts'
import { etcdValidity } from './tls.ts'

export type Front = {
  readonly app: App
  readonly api: HttpServer
  readonly debug: StoreDebug
  /** Undefined where the settings want none. */
  readonly resp: RespServer | undefined
  readonly peers: Peers
  readonly registry: Registry
  readonly requests: RequestMetrics
  readonly ports: {
    readonly api: number
    readonly debug: number
    readonly resp: number | undefined
    readonly peer: number | undefined
  }
}

/** What requests are answered with, as soon as there is any of it. */
export type Opened = { readonly node?: Node; readonly reads?: Reads }

/** Rejects with `SettingUnusable`. */
export async function listen(
  options: RunOptions,
  log: Logger,
  life: Life,
  stack: AsyncDisposableStack,
  opened: Opened,
): Promise<Front> {
  const { config, build, place, host, logging } = options
  const registry = new Registry()
  registerProcessMetrics(registry, logging.lines)
  registerTraceMetrics(registry, options.telemetry.spans)
  const requests = new RequestMetrics(registry)
  const app = stack.use(new App(host.clock, appOptionsOf(options, requests, opened)))
  const check = checkHandlers({
    build: build.ref,
    buildDate: build.date,
    host: os.hostname(),
    pid: process.pid,
    ...place,
    clock: host.clock,
    phase: () => life.phase,
    barrier: async () => {
      await opened.node?.barrier()
    },
  })
  app.mount(checkContract, check)
  registerAppMetrics(registry, app)
  const { apiHost, readTimeout, idleTimeout, connectionsMax } = config.web
  const limits = { readTimeoutMs: readTimeout, idleTimeoutMs: idleTimeout, connectionsMax }
  const listened = HttpServer.listen(app, { ...apiHost, ...limits }, request =>
    life.phase === 'starting' ? life.notYet() : noSuchPath(request),
  )
  const api = await listening('web.apiHost', apiHost, listened)
  // Only matters if the start fails: a running service closes its servers in its own order.
  stack.defer(async () => {
    await api.close(0)
  })
  const resp = await startResp(options, requests.recentRequests)
  if (resp) {
    registerRespMetrics(registry, resp.commands, resp.context)
    stack.defer(async () => {
      await resp.close(0)
    })
  }
  const peers = stack.use(await Peers.listen(options, log, life))
  registerCertificateMetrics(registry, {
    resp: () => resp?.validUntil,
    peer: () => peers.validUntil,
    etcd: etcdValidity(config),
  })
  const inside = { app, registry, requests, resp, peers }
  const debug = stack.use(await StoreDebug.listen(options, inside))
  const ports = { api: api.port, debug: debug.server.port, resp: resp?.port, peer: peers.port }
  log.info(ports, 'listening')
  const respRefusals = {
    begins: "connections of Redis's clients are refused: too many, or in protected mode",
    ends: "connections of Redis's clients are taken again",
    total: () => resp?.context.totals.refused ?? 0,
  }
  stack.use(new Changes(log, host.clock, [...refusalsOf(app, api), respRefusals]))
  return { app, api, debug, resp, peers, registry, requests, ports }
}

const noSuchPath = noSuchRoute('/docs shows what there is')

function appOptionsOf(
  { config, place, host, logging, telemetry }: RunOptions,
  requests: RequestMetrics,
  opened: Opened,
): AppOptions {
  const { inFlightMax, watchersMax, writeTimeout, rateLimit: rate } = config.web
  const rateLimit = rate && new RateLimit(host.clock, rate)
  const bytes = config.store.valueBytesMax
  return {
    ...onion(host, {
      logging,
      component: 'requests',
      metrics: requests,
      isMeasured: true,
      traceProbability: telemetry.probability,
      loggedPerSecond: config.log.requestsPerSecond,
      rateLimit,
    }),
    ...(rateLimit && { permit: permitting(rateLimit, () => undefined) }),
    bodyBytesMax: { bytes, json: jsonBytesMax(bytes) },
    bufferedBytesMax: place.sizes.bufferedBytesMax,
    inFlightMax,
    streamsMax: watchersMax,
    deadlineMs: writeTimeout,
    before: (exchange, input) => awaitFresh(opened.reads, config.node.reads, exchange, input.query),
  }
}

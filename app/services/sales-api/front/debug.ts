/** The debug server of sales-api: what every service shows, and beside it the store, of which it makes snapshots. */
import type { Registry } from 'prom-client'
import type { App } from '#foundation/web/app'
import { summaryOf } from '#business/data/backup/manifest'
import type { Snapshots } from '#business/data/backup/snapshots'
import type { BackupTimes } from '#business/data/backup/times'
import type { Node } from '#business/data/node/node'
import { DebugServer } from '#business/web/debug/debug-server'
import { nodesContract } from '#business/web/debug/nodes-contract'
import type { SnapshotMaker } from '#business/web/debug/snapshot'
import { snapshotHandlers } from '#business/web/debug/snapshot'
import { SNAPSHOT_BODY_BYTES_MAX, snapshotContract } from '#business/web/debug/snapshot-contract'
import type { RequestMetrics } from '#business/web/metrics/metrics'
import { program } from '../config.ts'
import { moveHandler } from '../node/log-move.ts'
import { nodeFigures, storeFigures } from '../metrics/metrics.ts'
import { respVarsOf } from '../resp/metrics.ts'
import type { Peers } from '../peers/peers.ts'
import type { RespServer } from '../resp/server.ts'
import type { RunOptions } from '../run.ts'

/** What it shows. */
export type Inside = {
  /** Of the API. */
  readonly app: App
  readonly registry: Registry
  readonly requests: RequestMetrics
  readonly resp: RespServer | undefined
  readonly peers: Peers
}

export class StoreDebug implements AsyncDisposable {
  readonly server: DebugServer
  readonly #shown: Shown

  static async listen(options: RunOptions, inside: Inside): Promise<StoreDebug> {
    const { config, build, place, host, logging, telemetry } = options
    const { resp, peers, ...parts } = inside
    const shown: Shown = { node: undefined, maker: undefined }
    const server = await DebugServer.listen({
      ...{ host, logging, build, ...parts },
      service: program.name,
      traceProbability: telemetry.probability,
      cpus: place.sizes.cpus,
      log: config.log,
      web: config.web,
      allowsHeapSnapshot: config.debug.heapSnapshot,
      vars: {
        resp: () => resp && respVarsOf(resp.commands, resp.context),
        store: () => shown.node && storeFigures(shown.node.store),
        node: () => shown.node && nodeFigures(shown.node),
      },
      jsonBytesMax: SNAPSHOT_BODY_BYTES_MAX,
      mountMore: (app, log) => {
        app.mount(
          snapshotContract,
          snapshotHandlers(() => shown.maker, log),
        )
        app.mount(nodesContract, {
          nodes: async () => ({ status: 200, data: { nodes: await peers.all() } }) as const,
          moveLog: moveHandler(options, () => shown.node),
        })
      },
    })
    return new StoreDebug(server, shown)
  }

  private constructor(server: DebugServer, shown: Shown) {
    this.server = server
    this.#shown = shown
  }

  /** What has been opened meanwhile, until it is closed: dispose of the result before. */
  show(node: Node, snapshots: Snapshots | undefined, times: BackupTimes): Disposable {
    const shown = this.#shown
    shown.node = node
    if (snapshots) {
      shown.maker = {
        take: async (...order) => summaryOf(await snapshots.take(...order)),
        noteMade: created => {
          times.noteMade(created)
        },
        noteTried: () => {
          times.noteTried()
        },
      }
    }
    return {
      [Symbol.dispose]: () => {
        shown.node = undefined
        shown.maker = undefined
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
  }
}

type Shown = { node: Node | undefined; maker: SnapshotMaker | undefined }

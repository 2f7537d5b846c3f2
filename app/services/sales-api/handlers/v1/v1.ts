/** Binds the handlers of version 1, all but the probes', which are there from the start. */
import { readFileSync } from 'node:fs'
import type { Clock } from '#foundation/host/host'
import type { App } from '#foundation/web/app'
import type { Kv } from '#business/core/kv/kv'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import type { Retention } from '#business/core/kv/maintenance'
import { docsHandlers, rootHandlers } from '#business/web/docs/docs'
import { rootContract } from '#business/web/docs/docs-contract'
import { program } from '../../config.ts'
import { mainContracts } from './contracts.ts'
import { historyHandlers } from './kv/historygrp.ts'
import { kvHandlers } from './kv/kvgrp.ts'
import { leaseHandlers } from './lease/leasegrp.ts'
import { entryHandlers } from './stream/entrygrp.ts'
import { deliveryHandlers } from './stream/group/deliverygrp.ts'
import { groupHandlers } from './stream/group/groupgrp.ts'
import { streamHandlers } from './stream/streamgrp.ts'
import { txnHandlers } from './txn/txngrp.ts'
import { watchHandlers } from './kv/watchgrp.ts'

export type V1Options = {
  readonly kv: Kv
  readonly streams: Streams
  readonly groups: Groups
  readonly clock: Clock
  readonly valueBytesMax: number
  readonly retention: Retention
  /** Aborts when connections are about to be closed. */
  readonly closing: AbortSignal
}

const DOCUMENT = new URL('../../openapi.json', import.meta.url)

export function mountV1(app: App, options: V1Options): void {
  const { kv, clock, retention, closing } = options
  app.mount(mainContracts, {
    ...kvHandlers(kv),
    ...txnHandlers(options),
    ...entryHandlers(options),
    ...streamHandlers(options),
    ...groupHandlers(options),
    ...deliveryHandlers(options),
    ...leaseHandlers(kv),
    ...watchHandlers(kv, clock, retention, closing),
    ...historyHandlers(kv),
    ...docsHandlers(program.name, readFileSync(DOCUMENT), false),
  })
  app.mount(rootContract, rootHandlers)
}

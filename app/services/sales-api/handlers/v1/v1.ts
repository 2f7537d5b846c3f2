/** Binds the handlers of version 1, all but the probes', which are there from the start. */
import type { Clock } from '#foundation/host/host'
import type { App } from '#foundation/web/app'
import type { Kv } from '#business/core/kv/kv'
import { mainContracts } from './contracts.ts'
import { docsHandlers } from './docsgrp.ts'
import { historyHandlers } from './historygrp.ts'
import { kvHandlers } from './kvgrp.ts'
import { leaseHandlers } from './leasegrp.ts'
import { txnHandlers } from './txngrp.ts'
import { watchHandlers } from './watchgrp.ts'

export type V1Options = {
  readonly kv: Kv
  readonly clock: Clock
  readonly valueBytesMax: number
  /** Aborts when connections are about to be closed. */
  readonly closing: AbortSignal
}

export function mountV1(app: App, { kv, clock, valueBytesMax, closing }: V1Options): void {
  app.mount(mainContracts, {
    ...kvHandlers(kv),
    ...txnHandlers(kv, clock, valueBytesMax),
    ...leaseHandlers(kv),
    ...watchHandlers(kv, closing),
    ...historyHandlers(kv),
    ...docsHandlers(),
  })
}

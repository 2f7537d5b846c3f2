/** The thread that owns the store's disk: flushes and collects, one request at a time, in the order they arrive. */
import { strict as assert } from 'node:assert'
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { DiskFull } from '#foundation/host/host'
import { systemHost } from '#foundation/host/system'
import { collectGarbage } from '#foundation/quota/garbage'
import { StoreDamaged } from '../../damage.ts'
import type { ImmutableMemtable } from '../../memory/memtable.ts'
import type { StoreState } from '../../state.ts'
import type { CollectReport } from '../collect.ts'
import { collect } from '../collect.ts'
import type { Checkpoint } from '../disk-store.ts'
import { DiskStore } from '../disk-store.ts'
import { ExitGate } from './exit-gate.ts'
import { flush } from '../flush.ts'

/** Below the threads that answer requests: flushing may take all the time that they leave. */
const NICENESS = 10

/** `gate` is an `ExitGate`'s. */
export type FlushWorkerData = { readonly directory: string; readonly gate: SharedArrayBuffer }

export type FlushRequest =
  | { readonly kind: 'flush'; readonly memtable: ImmutableMemtable; readonly state: StoreState }
  | { readonly kind: 'collect'; readonly isShort: boolean }
  | { readonly kind: 'remove'; readonly files: readonly number[] }
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'close' }

export type FlushResponse =
  | { readonly kind: 'done' }
  | { readonly kind: 'collected'; readonly report: CollectReport }
  | { readonly kind: 'held'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'full'; readonly path: string }
  | { readonly kind: 'damaged'; readonly what: string }
  | { readonly kind: 'failed'; readonly message: string }

const port = parentPort
assert(port, 'this is a worker thread')
try {
  // On Linux this means the calling thread only.
  os.setPriority(0, NICENESS)
} catch {
  // Where it is refused, flushing competes as an equal.
}

const data = workerData as FlushWorkerData
const gate = new ExitGate(data.gate)
const store = gate.pass(() => new DiskStore(systemHost().disk, data.directory))
port.on('message', (request: FlushRequest) => {
  if (request.kind === 'rest') void rest()
  else port.postMessage(gate.pass(() => answer(request)))
})

port.postMessage({ kind: 'done' } satisfies FlushResponse)

async function rest(): Promise<void> {
  await collectGarbage()
  port?.postMessage({ kind: 'done' } satisfies FlushResponse)
}

function answer(request: Exclude<FlushRequest, { kind: 'rest' }>): FlushResponse {
  try {
    switch (request.kind) {
      case 'flush':
        flush(store, request.memtable, request.state)
        return { kind: 'done' }
      case 'collect':
        return { kind: 'collected', report: collect(store, request.isShort) }
      case 'remove':
        for (const file of request.files) store.files.remove(file)
        return { kind: 'done' }
      case 'hold':
        return { kind: 'held', checkpoint: store.hold() }
      case 'release':
        store.release()
        return { kind: 'done' }
      case 'close':
        void store.close().finally(() => {
          port?.close()
        })
        return { kind: 'done' }
    }
  } catch (error) {
    if (error instanceof DiskFull) return { kind: 'full', path: error.path }
    if (error instanceof StoreDamaged) return { kind: 'damaged', what: error.what }
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? '') : String(error) }
  }
}

/**
 * The thread that copies: one checkpoint, then it ends. A message asks it to end before: to end it from outside would end the
 * process too, if LMDB is just being opened.
 */
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { systemHost } from '#foundation/host/system'
import type { CopyRequest } from './checkpoint.ts'
import { copyCheckpoint } from './checkpoint.ts'
import type { Manifest } from './manifest.ts'

/** Below the threads that answer requests. */
const NICENESS = 10

export type CopyMessage =
  | { readonly kind: 'step'; readonly step: string; readonly done: number; readonly total: number }
  | { readonly kind: 'copied' }
  | { readonly kind: 'done'; readonly manifest: Manifest }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

let isStopped = false
parentPort?.once('message', () => {
  isStopped = true
})
const send = (message: CopyMessage): void => parentPort?.postMessage(message)

try {
  // On Linux this means the calling thread only.
  os.setPriority(0, NICENESS)
} catch {
  // Where it is refused, copying competes as an equal.
}
try {
  const manifest = await copyCheckpoint(
    systemHost().disk,
    workerData as CopyRequest,
    (step, done, total) => {
      if (isStopped) throw new Error('The copy was stopped')
      send({ kind: 'step', step, done, total })
    },
    () => {
      send({ kind: 'copied' })
    },
  )
  send({ kind: 'done', manifest })
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL'
  const message = error instanceof Error ? error.message : String(error)
  send({ kind: 'failed', code, message })
}
parentPort?.close()

/** The process that `inspector.ts` starts: inspects once, tells how it goes, and ends. */
import { systemHost } from '#foundation/host/system'
import { KEY_POINTERS } from '#business/data/keyspace/key-row'
import type { Inspection } from '#business/data/backup/inspect'
import { inspectBackup, inspectDirectory } from '#business/data/backup/inspect'

export type InspectionRequest = { readonly kind: 'backup' | 'directory'; readonly path: string }

export type InspectionMessage =
  | { readonly kind: 'step'; readonly step: string; readonly done: number; readonly total: number }
  | { readonly kind: 'inspected'; readonly inspection: Inspection }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

function send(message: InspectionMessage): void {
  process.send?.(message)
}

async function inspect({ kind, path }: InspectionRequest): Promise<void> {
  const inspected = kind === 'backup' ? inspectBackup : inspectDirectory
  try {
    const inspection = await inspected(
      systemHost().disk,
      path,
      KEY_POINTERS,
      (step, done, total) => {
        send({ kind: 'step', step, done, total })
      },
    )
    send({ kind: 'inspected', inspection })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL'
    const message = error instanceof Error ? error.message : String(error)
    send({ kind: 'failed', code, message })
  }
}

// Nothing else keeps this process: it ends when its parent does.
process.once('message', (request: InspectionRequest) => {
  void inspect(request)
})

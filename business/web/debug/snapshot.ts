/** Makes snapshots for those who ask, and logs them. */
import type { z } from 'zod'
import type { Logger } from '#foundation/logger/logger'
import type { Handlers } from '#foundation/web/app'
import { ClientGone } from '#foundation/web/problem'
import type { snapshotContract, snapshotSchema } from './snapshot-contract.ts'

type OnStep = (step: string, done: number, total: number) => void

export type SnapshotMaker = {
  /** Rejects with the signal's reason, or with an `AbortError` when the service is stopping. */
  readonly take: (
    directory: string,
    signal: AbortSignal,
    onStep: OnStep,
  ) => Promise<Omit<z.input<typeof snapshotSchema>, 'directory'>>
  /** A snapshot was made, with every write acknowledged before `created`. Durable when it returns. */
  readonly noteMade: (created: string) => void
  /** A snapshot was restored to try it. Durable when it returns. */
  readonly noteTried: () => void
}

export function snapshotHandlers(
  /** Undefined as long as there is no store. */
  makerOf: () => SnapshotMaker | undefined,
  log: Logger,
): Handlers<typeof snapshotContract> {
  return {
    snapshot: async ({ body: { directory } }, exchange) => {
      const maker = makerOf()
      if (!maker) return notReady()
      log.info({ directory }, 'a snapshot is being made')
      try {
        const made = await maker.take(directory, exchange.signal, told(log, directory))
        const data = { directory, ...made }
        log.info(data, 'a snapshot was made')
        noteMade(maker, made.created, log)
        return { status: 200, data }
      } catch (error) {
        log.warn({ directory, error }, 'a snapshot was not made')
        if (exchange.isGone) throw new ClientGone()
        if (!(error instanceof Error)) throw error
        if (error.name === 'AbortError') {
          const detail = 'The service is stopping: make a backup when it is ready again'
          return { status: 503, problem: { code: 'STOPPING', detail } }
        }
        const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL'
        return { status: statusOf(code), problem: { code, detail: error.message } }
      }
    },

    snapshotTried: () => {
      const maker = makerOf()
      if (!maker) return notReady()
      maker.noteTried()
      log.info({}, 'a snapshot was restored to try it')
      return { status: 204 }
    },
  }
}

/** The snapshot is whole, whether its time can be noted or not. */
function noteMade(maker: SnapshotMaker, created: string, log: Logger): void {
  try {
    maker.noteMade(created)
  } catch (error) {
    log.warn({ error }, 'the time of the snapshot was not noted for after a restart')
  }
}

function notReady() {
  const detail = 'The service is starting or stopping: try again when it is ready'
  return { status: 503, problem: { code: 'NOT_READY', detail } } as const
}

function statusOf(code: string): 409 | 500 | 507 {
  if (code === 'BACKUP_EXISTS' || code === 'SNAPSHOT_RUNNING') return 409
  return code === 'DISK_FULL' ? 507 : 500
}

/** Tells the log of each step, and of each tenth of it. */
function told(log: Logger, directory: string): OnStep {
  let last = ''
  return (step, done, total) => {
    const tenth = `${step} ${String(Math.floor((10 * done) / total))}`
    if (tenth === last) return
    last = tenth
    log.info({ directory, step, done, total }, 'a snapshot goes on')
  }
}

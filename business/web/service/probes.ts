/** Answers to balancers. */
import type { Clock } from '#foundation/host/host'
import type { Life } from './life.ts'

export type ProbeOptions = {
  readonly build: string
  readonly host: string
  readonly pid: number
  readonly clock: Clock
  readonly life: Pick<Life, 'phase' | 'doing'>
  readonly health: Health
}

/** Rejects with the reason if the service should get no traffic. What it returns goes into the answer. */
export type Health = () => Promise<{
  readonly database: 'embedded' | 'external'
  readonly readers: readonly { readonly server: string; readonly leftOut?: string }[]
}>

export type Probes = ReturnType<typeof probeHandlers>

/** Handlers of the operations `liveness` and `readiness` of a document. */
export function probeHandlers({ build, host, pid, clock, life, health }: ProbeOptions) {
  return {
    liveness: () => {
      const uptimeSeconds = Math.round(clock.monotonic()) / 1000
      const data = { status: 'up' as const, build, host, pid, uptimeSeconds }
      return { status: 200 as const, data }
    },

    readiness: async () => {
      if (life.phase !== 'ready') return notReady(`The service is ${life.doing}`)
      try {
        return { status: 200 as const, data: { status: 'ready' as const, ...(await health()) } }
      } catch (error) {
        return notReady(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

function notReady(detail: string) {
  return {
    status: 503 as const,
    problem: { code: 'NOT_READY', detail: `${detail}: send traffic elsewhere` },
  }
}

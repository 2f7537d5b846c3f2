/** Probes over HTTP. */
import type { Clock } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import type { Handlers } from '#foundation/web/app'
import type { Phase } from '#business/web/service/life'
import type { ServiceSizes } from '../../../sizes.ts'
import type { checkContract } from './check-contract.ts'

/** A log that does not answer in this time is not fit for traffic. */
const BARRIER_MS_MAX = 1000

/** Where Kubernetes runs it, as far as it says so. */
export type Pod = {
  readonly name?: string
  readonly namespace?: string
  readonly node?: string
  readonly podIp?: string
}

export type CheckOptions = {
  readonly build: string
  /** ISO 8601; empty if the image does not say it. */
  readonly buildDate: string
  readonly host: string
  readonly pid: number
  readonly pod: Pod
  readonly sizes: ServiceSizes
  readonly clock: Clock
  readonly phase: () => Phase
  readonly barrier: () => Promise<void>
}

export function checkHandlers(options: CheckOptions): Handlers<typeof checkContract> {
  const { build, buildDate, host, pid, pod, sizes, clock } = options
  return {
    liveness: () => {
      const uptimeSeconds = Math.round(clock.monotonic()) / 1000
      const data = { build, buildDate, host, ...pod, pid, uptimeSeconds, ...sizes }
      return { status: 200, data: { status: 'up', ...data } }
    },

    readiness: async () => {
      const phase = options.phase()
      if (phase !== 'ready') return notReady(`The service is ${phase}`)
      const late = elapsed(clock, BARRIER_MS_MAX).then(
        () => `The log did not answer within ${String(BARRIER_MS_MAX)} ms`,
      )
      const reason = await Promise.race([options.barrier().then(() => undefined, reasonOf), late])
      return reason === undefined ? { status: 200, data: { status: 'ready' } } : notReady(reason)
    },
  }
}

function notReady(detail: string) {
  return {
    status: 503 as const,
    problem: { code: 'NOT_READY', detail: `${detail}: send traffic elsewhere` },
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

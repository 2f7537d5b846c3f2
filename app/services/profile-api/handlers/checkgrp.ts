/** Probes over HTTP. */
import type { Clock } from '#foundation/host/host'
import type { SpecHandlers } from '#foundation/web/app'
import type { Phase } from '#business/web/service/life'
import type { operations } from '../openapi/profile-api-types.gen.ts'

export type CheckOptions = {
  readonly build: string
  readonly host: string
  readonly pid: number
  readonly clock: Clock
  readonly phase: () => Phase
  /** Rejects if writes would fail. */
  readonly health: () => Promise<void>
}

export function checkHandlers(
  options: CheckOptions,
): SpecHandlers<Pick<operations, 'liveness' | 'readiness'>> {
  const { build, host, pid, clock } = options
  return {
    liveness: () => {
      const uptimeSeconds = Math.round(clock.monotonic()) / 1000
      return { status: 200, data: { status: 'up', build, host, pid, uptimeSeconds } }
    },

    readiness: async () => {
      const phase = options.phase()
      if (phase !== 'ready') return notReady(`The service is ${phase}`)
      const reason = await options.health().then(() => undefined, reasonOf)
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

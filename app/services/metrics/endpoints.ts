/** What is served besides the debug routes that all services share: probes, and the documents of the publishers. */
import type { Clock } from '#foundation/host/host'
import type { Handlers } from '#foundation/web/app'
import { contract } from '#foundation/web/contract'
import { z } from 'zod'

export const probeContract = contract({
  liveness: {
    method: 'get',
    path: '/v1/liveness',
    tag: 'probes',
    summary: 'Whether the process runs',
    isSilent: true,
    alsoHead: true,
    responses: {
      200: {
        description: 'It runs.',
        body: 'data',
        element: 'liveness',
        schema: z.strictObject({
          status: z.literal('up'),
          build: z.string(),
          host: z.string(),
          pid: z.int(),
          uptimeSeconds: z.number(),
        }),
      },
    },
  },
  readiness: {
    method: 'get',
    path: '/v1/readiness',
    tag: 'probes',
    summary: 'Whether it can be asked for metrics',
    description: 'Also when the service it watches is down: that is then what the metrics say.',
    isSilent: true,
    alsoHead: true,
    responses: {
      200: {
        description: 'Ready.',
        body: 'data',
        element: 'readiness',
        schema: z.strictObject({ status: z.literal('ready') }),
      },
      503: { description: 'Draining.', body: 'problem' },
    },
  },
})

/** Of one publisher, on a port of its own. */
export const documentContract = contract({
  metrics: {
    method: 'get',
    path: '/metrics',
    tag: 'metrics',
    summary: 'What was collected last',
    isSilent: true,
    alsoHead: true,
    responses: { 200: { description: 'In the format of this port.', body: 'bytes' } },
  },
})

export type ProbeOptions = {
  readonly build: string
  readonly host: string
  readonly pid: number
  readonly clock: Clock
  readonly isDraining: () => boolean
}

export function probeHandlers(options: ProbeOptions): Handlers<typeof probeContract> {
  const { build, host, pid, clock, isDraining } = options
  return {
    liveness: () => {
      const uptimeSeconds = Math.round(clock.monotonic()) / 1000
      return { status: 200, data: { status: 'up', build, host, pid, uptimeSeconds } }
    },

    readiness: () =>
      isDraining()
        ? {
            status: 503,
            problem: { code: 'NOT_READY', detail: 'The service is draining: ask another one' },
          }
        : { status: 200, data: { status: 'ready' } },
  }
}

export function documentHandlers(
  contentType: string,
  text: () => string,
): Handlers<typeof documentContract> {
  return { metrics: () => ({ status: 200, bytes: Buffer.from(text()), contentType }) }
}

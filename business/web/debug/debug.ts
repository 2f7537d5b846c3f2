/** Handlers of the debug server. */
import Negotiator from 'negotiator'
import type { Registry } from 'prom-client'
import type { Handlers } from '#foundation/web/app'
import { labelledMetrics } from '#business/web/metrics/labelled'
import type { ExemplarOf } from '#business/web/metrics/openmetrics'
import { OPENMETRICS_MEDIA_TYPE, openMetricsText } from '#business/web/metrics/openmetrics'
import type { debugContract } from './debug-contract.ts'
import type { Levels } from './levels.ts'
import type { VarsSource } from './vars.ts'
import { readVars } from './vars.ts'

export type DebugOptions = {
  readonly levels: Levels
  readonly registry: Registry
  readonly exemplarOf: ExemplarOf
  readonly vars: VarsSource
}

const OPENMETRICS = 'application/openmetrics-text;version=1.0.0'
const OFFERED = ['text/plain;version=0.0.4', OPENMETRICS]

export function debugHandlers(options: DebugOptions): Handlers<typeof debugContract> {
  const { levels, registry } = options
  const now = () => ({ levels: levels.levels(), temporary: levels.temporary() })
  return {
    metrics: async (_input, { request }) => {
      if (!wantsOpenMetrics(request.headers.accept)) {
        const text = await registry.metrics()
        return { status: 200, bytes: Buffer.from(text), contentType: registry.contentType }
      }
      const text = openMetricsText(await registry.getMetricsAsJSON(), options.exemplarOf)
      return { status: 200, bytes: Buffer.from(text), contentType: OPENMETRICS_MEDIA_TYPE }
    },

    vars: async ({ query }) => {
      const vars = readVars(options.vars)
      if (query.with === undefined) return { status: 200, data: vars }
      const metrics = labelledMetrics(await registry.getMetricsAsJSON())
      return { status: 200, data: { ...vars, metrics } }
    },

    logLevels: () => ({ status: 200, data: now() }),

    setLogLevel: ({ query: { level, component, for: forMs } }) =>
      levels.set(level, component, forMs)
        ? { status: 200, data: now() }
        : {
            status: 404,
            problem: {
              code: 'NO_SUCH_COMPONENT',
              detail: `There is no component ${component ?? ''}: GET /debug/loglevel lists them`,
            },
          },
  }
}

/** Prometheus adds how names are to be escaped; ours need no escapes. */
function wantsOpenMetrics(accept: string | undefined): boolean {
  if (accept === undefined) return false
  const asked = { headers: { accept: accept.replaceAll(/;\s*escaping=[\w-]+/g, '') } }
  return new Negotiator(asked).mediaType(OFFERED) === OPENMETRICS
}

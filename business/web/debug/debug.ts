/** Handlers of the debug server. */
import type { Registry } from 'prom-client'
import type { Logging } from '#foundation/logger/logger'
import type { Handlers } from '#foundation/web/app'
import type { debugContract } from './debug-contract.ts'

export function debugHandlers(
  logging: Logging,
  registry: Registry,
): Handlers<typeof debugContract> {
  return {
    metrics: async () => ({
      status: 200,
      bytes: Buffer.from(await registry.metrics()),
      contentType: registry.contentType,
    }),

    logLevels: () => ({ status: 200, data: { levels: logging.levels() } }),

    setLogLevel: ({ query: { level, component } }) =>
      logging.setLevel(level, component)
        ? { status: 200, data: { levels: logging.levels() } }
        : {
            status: 404,
            problem: {
              code: 'NO_SUCH_COMPONENT',
              detail: `There is no component ${component ?? ''}: GET /debug/loglevel lists them`,
            },
          },
  }
}

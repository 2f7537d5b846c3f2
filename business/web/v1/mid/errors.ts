/** Makes a response of every error, and logs the ones that are this program's fault. */
import type { Logger } from '#foundation/logger/logger'
import type { Middleware } from '#foundation/web/exchange'
import { isFault, problemOf } from '../problems.ts'

export function errors(logger: Logger): Middleware {
  return {
    fail: ({ traceId, id }, error) => {
      const problem = problemOf(error)
      if (!problem) throw error
      if (isFault(problem)) {
        logger.error({ traceId, operation: id, error: problem.cause }, 'request failed')
      }
      return {
        status: problem.status,
        headers: problem.headers,
        body: { kind: 'problem', fields: problem.fields },
      }
    },
  }
}

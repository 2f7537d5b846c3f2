/** The past over HTTP. */
import type { Handlers } from '#foundation/web/app'
import type { Kv } from '#business/core/kv/kv'
import type { historyContract } from './history-contract.ts'
import { proposeOptions, refusalFields } from './write.ts'

export function historyHandlers(kv: Kv): Handlers<typeof historyContract> {
  return {
    compact: async ({ headers, body }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.compact(body.revision, options)
      return result.kind === 'compacted'
        ? { status: 200, data: { compactedRevision: result.compactedRevision } }
        : { status: 400, problem: refusalFields(result) }
    },
  }
}

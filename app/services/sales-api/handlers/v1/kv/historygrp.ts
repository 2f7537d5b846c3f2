/** The past over HTTP. */
import type { Handlers } from '#foundation/web/app'
import type { Kv } from '#business/core/kv/kv'
import type { historyContract } from './history-contract.ts'
import { proposeOptions, refusalFields, unexpected } from '../write.ts'

export function historyHandlers(kv: Kv): Handlers<typeof historyContract> {
  return {
    compact: async ({ headers, body }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.compact(body.revision, options)
      switch (result.kind) {
        case 'compacted':
          return { status: 200, data: { compactedRevision: result.compactedRevision } }
        case 'futureRevision':
          return { status: 400, problem: refusalFields(result) }
        case 'wrongType':
        case 'conditionFailed':
        case 'leaseNotFound':
        case 'leaseFull':
        case 'readsTooLarge':
        case 'damaged':
          throw unexpected(result)
      }
    },
  }
}

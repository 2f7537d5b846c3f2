/** How fresh what a request reads has to be, where several nodes share a log. */
import { z } from 'zod'
import { duration } from '#foundation/conf/conf'
import type { Exchange } from '#foundation/web/exchange'
import type { Consistency, Reads } from '#business/data/reads/reads'
import { integerParameter } from './schemas.ts'

const consistency = z.enum(['linearizable', 'stale'])

/** What the query of every read may have. */
export const readParameters = {
  consistency: consistency.optional().meta({
    description:
      'Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; ' +
      '`SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, ' +
      'and in `Store-Staleness` how many milliseconds old at most.',
  }),
  maxStaleness: duration.optional().meta({
    description: 'How old what a stale read sees may be, like 500ms or 10s; any age if left out.',
  }),
  minRevision: integerParameter(1).optional().meta({
    description: 'A revision that the read has to see: one that another answer had.',
  }),
}

const given = z.object({
  consistency: consistency.optional(),
  maxStaleness: z.number().optional(),
  minRevision: z.number().optional(),
})

/**
 * What a request has to wait for before it reads; undefined if nothing. `fallback` is for reads that do not say it. `query` has been
 * parsed. See `Reads.wait`.
 */
export function awaitFresh(
  reads: Reads | undefined,
  fallback: Consistency,
  exchange: Exchange,
  query: unknown,
): Promise<void> | undefined {
  const hasQuery = exchange.request.url?.includes('?') === true
  const asked = hasQuery ? given.parse(query) : {}
  const { consistency = fallback, maxStaleness: stalenessMsMax, minRevision: revisionMin } = asked
  const wait = reads?.wait({ consistency, stalenessMsMax, revisionMin })
  if (!reads || asked.consistency !== 'stale') return wait
  const tell = (): void => {
    exchange.headers = {
      'Store-Revision': String(reads.revision),
      'Store-Staleness': String(Math.ceil(reads.stalenessMs)),
    }
  }
  if (wait) return wait.then(tell)
  tell()
  return undefined
}

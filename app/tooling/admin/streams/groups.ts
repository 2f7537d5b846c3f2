/** groups, pending, claim: consumer groups of a stream, and what they have not done. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { shownKey } from '../keys/key-text.ts'
import type { Service } from '../service/service.ts'
import { answerOf, outcomeOf } from '../service/service.ts'
import type { Terminal } from '../terminal.ts'
import { entrySchema, entryText } from './entries.ts'

/** Groups, or pending entries, asked for at once. */
const PAGE = 1000

const groupPage = z.object({
  groups: z.array(
    z.looseObject({
      group: z.string(),
      pending: z.int(),
      lag: z.int().optional(),
      consumers: z.int(),
      lastId: z.string(),
    }),
  ),
  next: z.string().optional(),
})

export async function listGroups(
  service: Service,
  terminal: Terminal,
  stream: string,
): Promise<void> {
  let start: string | undefined
  do {
    const query = { limit: PAGE, ...(start !== undefined && { start }) }
    const params = { path: { stream }, query }
    const page = await answerOf(service, groupPage, signal =>
      service.client.GET('/v1/streams/{stream}/groups', { params, signal }),
    )
    for (const one of page.groups) {
      const { group, pending, lag = '?', consumers, lastId } = one
      terminal.result(one, [shownKey(group), pending, lag, consumers, lastId].join('\t'))
    }
    start = page.next
  } while (start !== undefined)
}

const pendingPage = z.object({
  pending: z.array(
    z.looseObject({
      id: z.string(),
      consumer: z.string().optional(),
      idleMs: z.int().optional(),
      deliveries: z.int(),
    }),
  ),
  more: z.boolean(),
})

type GroupPlace = { readonly stream: string; readonly group: string }

export async function listPending(
  service: Service,
  terminal: Terminal,
  { stream, group }: GroupPlace,
): Promise<void> {
  let after: string | undefined
  for (;;) {
    const query = { limit: PAGE, ...(after !== undefined && { after }) }
    const params = { path: { stream, group }, query }
    const page = await answerOf(service, pendingPage, signal =>
      service.client.GET('/v1/streams/{stream}/groups/{group}/pending', { params, signal }),
    )
    for (const one of page.pending) {
      const { id, consumer, idleMs, deliveries } = one
      const owner = consumer === undefined ? '-' : shownKey(consumer)
      terminal.result(one, [id, owner, idleMs ?? '-', deliveries].join('\t'))
    }
    after = page.pending.at(-1)?.id
    if (!page.more || after === undefined) return
  }
}

export async function claimEntries(
  service: Service,
  terminal: Terminal,
  claim: GroupPlace & {
    readonly consumer: string
    readonly minIdle?: string
    readonly limit?: number
    readonly idempotencyKey?: string
  },
): Promise<void> {
  const { stream, group, consumer, minIdle, limit, idempotencyKey = randomUUID() } = claim
  const header = { 'idempotency-key': idempotencyKey }
  const body = {
    consumer,
    ...(minIdle !== undefined && { minIdle }),
    ...(limit !== undefined && { limit }),
  }
  const claimed = z.object({ entries: z.array(entrySchema) })
  const { entries } = await outcomeOf(service, idempotencyKey, claimed, signal =>
    service.client.POST('/v1/streams/{stream}/groups/{group}/claim', {
      params: { path: { stream, group }, header },
      body,
      signal,
    }),
  )
  for (const entry of entries) terminal.result(entry, entryText(entry))
}

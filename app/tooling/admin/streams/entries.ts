/** ls, add, tail: streams and their entries. */
import { randomUUID } from 'node:crypto'
import { InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { printable } from '#foundation/terminal/printable'
import { keyArgument, shownKey } from '../keys/key-text.ts'
import type { Service } from '../service/service.ts'
import { answerOf, outcomeOf } from '../service/service.ts'
import type { Terminal } from '../terminal.ts'
import { follow, messagesOf } from '../keys/watch.ts'

/** Streams asked for at once. */
const PAGE_STREAMS = 100

export type Field = { readonly name: string; readonly value: string }

export function fieldArgument(text: string): Field {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Expected NAME=VALUE.')
  return { name: keyArgument(text.slice(0, at)), value: text.slice(at + 1) }
}

const streamPage = z.object({
  streams: z.array(
    z.looseObject({ stream: z.string(), length: z.int(), bytes: z.int(), lastId: z.string() }),
  ),
  next: z.string().optional(),
})

export async function listStreams(service: Service, terminal: Terminal): Promise<void> {
  let start: string | undefined
  do {
    const query = { limit: PAGE_STREAMS, ...(start !== undefined && { start }) }
    const page = await answerOf(service, streamPage, signal =>
      service.client.GET('/v1/streams', { params: { query }, signal }),
    )
    for (const one of page.streams) {
      const { stream, length, bytes, lastId } = one
      terminal.result(one, [shownKey(stream), length, bytes, lastId].join('\t'))
    }
    start = page.next
  } while (start !== undefined)
}

const appended = z.object({ stream: z.string(), revision: z.int(), ids: z.tuple([z.string()]) })

export async function addEntry(
  service: Service,
  terminal: Terminal,
  entry: {
    readonly stream: string
    readonly fields: readonly Field[]
    readonly idempotencyKey: string | undefined
  },
): Promise<void> {
  const { stream, fields, idempotencyKey = randomUUID() } = entry
  const { revision, ids } = await outcomeOf(service, idempotencyKey, appended, signal =>
    service.client.POST('/v1/streams/{stream}/entries', {
      params: { path: { stream }, header: { 'idempotency-key': idempotencyKey } },
      body: { entries: [{ fields: [...fields] }] },
      signal,
    }),
  )
  const [id] = ids
  terminal.result({ stream, id, revision, idempotencyKey }, `${shownKey(stream)}: ${id}`)
}

const fieldSchema = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueBase64: z.string().optional(),
})
export const entrySchema = z.looseObject({
  id: z.string(),
  fields: z.array(fieldSchema).optional(),
})

/** One line for people. */
export function entryText({ id, fields = [] }: z.infer<typeof entrySchema>): string {
  const pairs = fields.map(({ name, value, valueBase64 = '' }) => {
    const shown = value === undefined ? `(base64 ${valueBase64})` : printable(value)
    return `${shownKey(name)}=${shown}`
  })
  return `${id}\t${pairs.join(' ')}`
}

export async function tailEntries(
  service: Service,
  terminal: Terminal,
  stream: string,
  { after, count }: { readonly after?: string; readonly count?: number },
): Promise<void> {
  const { client, signal } = service
  let lastEventId: string | undefined
  await follow(service, terminal, count, {
    open: () => {
      const query = lastEventId === undefined && after !== undefined ? { after } : {}
      const header = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
      const params = { path: { stream }, query, header }
      const place = '/v1/streams/{stream}/tail'
      return messagesOf(service, client.GET(place, { params, parseAs: 'stream', signal }))
    },
    show: ({ event, id, data }) => {
      if (id !== undefined) lastEventId = id
      if (event !== 'entry') return false
      const entry = entrySchema.parse(JSON.parse(data))
      terminal.result(entry, entryText(entry))
      return true
    },
  })
}

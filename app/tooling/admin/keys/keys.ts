/** get, put, delete, compact. */
import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import { z } from 'zod'
import { printable } from '#foundation/terminal/printable'
import type { paths } from '#business/web/client/openapi.gen'
import { isSameKey, shownKey } from './key-text.ts'
import { EXIT, Failed } from '../outcome.ts'
import type { KeyItem, Service } from '../service/service.ts'
import { answerOf, outcomeOf, pageSchema, revisionOf } from '../service/service.ts'
import type { Terminal } from '../terminal.ts'
import { table } from '../terminal.ts'

/** What the API ever takes for a value; its own limit is a setting. */
export const VALUE_BYTES_MAX = 8 * 1024 * 1024
/** Keys asked for at once. */
const PAGE_KEYS = 100

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.xml': 'application/xml',
}

/** Of a value that came from a file, or from the command line or standard input if there is no name. */
export function contentTypeOf(file: string | undefined): string {
  if (file === undefined) return 'text/plain; charset=utf-8'
  return TYPES[extname(file)] ?? 'application/octet-stream'
}

export type GetOptions = { readonly revision?: number; readonly metadata: boolean }

export async function get(
  service: Service,
  terminal: Terminal,
  key: string,
  { revision, metadata }: GetOptions,
): Promise<void> {
  const item = await itemOf(service, key, revision)
  const { value, valueBase64, ...known } = item
  if (terminal.isJson) terminal.result(metadata ? known : item, '')
  else if (metadata) {
    const rows = Object.entries({ ...known, key: shownKey(item.key) })
    terminal.result({}, table(rows.map(([name, value]) => [name, String(value)])))
  } else {
    await terminal.value(
      value === undefined ? Buffer.from(valueBase64 ?? '', 'base64') : Buffer.from(value),
    )
  }
}

/**
 * What there is under a key, in one request, so that value and metadata are of one revision. A query carries every key;
 * the path of a URL does not.
 */
async function itemOf(
  service: Service,
  key: string,
  revision: number | undefined,
): Promise<KeyItem> {
  // The first key that begins with all of this one is the key itself, if it is there.
  const query = { prefix: key, limit: 1, ...(revision !== undefined && { revision }) }
  const { items } = await answerOf(service, pageSchema, signal =>
    service.client.GET('/v1/kv', { params: { query }, signal }),
  )
  const [item] = items
  if (!item || !isSameKey(item.key, key)) throw noSuchKey(key)
  if ('damaged' in item) throw damaged(`The value of ${shownKey(item.key)} is`)
  return item
}

/** All keys with a prefix, as of one revision. */
export async function list(
  service: Service,
  terminal: Terminal,
  prefix: string,
  { revision, metadata }: GetOptions,
): Promise<void> {
  let cursor: string | undefined
  let damagedKeys = 0
  do {
    const first = { prefix, ...(revision !== undefined && { revision }) }
    const query = { limit: PAGE_KEYS, ...(cursor === undefined ? first : { cursor }) }
    const page = await answerOf(service, pageSchema, signal =>
      service.client.GET('/v1/kv', { params: { query }, signal }),
    )
    for (const item of page.items) {
      if ('damaged' in item) {
        damagedKeys++
        terminal.result(item, `${shownKey(item.key)}\t?\t(damaged)`)
        continue
      }
      const { value, valueBase64, ...known } = item
      const { key, modRevision, bytes } = known
      const shown = value === undefined || metadata ? `(${String(bytes)} bytes)` : printable(value)
      terminal.result(
        metadata ? known : { ...known, value, valueBase64 },
        `${shownKey(key)}\t${String(modRevision)}\t${shown}`,
      )
    }
    cursor = page.cursor
  } while (cursor !== undefined)
  if (damagedKeys > 0) throw damaged(`${String(damagedKeys)} of the keys are`)
}

function damaged(what: string): Failed {
  return new Failed(EXIT.damaged, 'STORE_DAMAGED', `${what} damaged: restore a backup`)
}

export type PutOptions = {
  readonly contentType: string
  readonly ttl?: string
  readonly lease?: string
  readonly ifAbsent: boolean
  readonly ifRevision?: number
  readonly idempotencyKey?: string
}

export async function put(
  service: Service,
  terminal: Terminal,
  key: string,
  value: Uint8Array,
  options: PutOptions,
): Promise<void> {
  const { contentType, ttl, lease, ifAbsent } = options
  const once = options.idempotencyKey ?? randomUUID()
  const written = await writtenBy(
    service,
    once,
    ifAbsent
      ? [{ key, target: 'version', operator: '=', number: 0 }]
      : isAt(key, options.ifRevision),
    {
      op: 'put',
      key,
      valueBase64: Buffer.from(value).toString('base64'),
      contentType,
      ...(ttl !== undefined && { ttl }),
      ...(lease !== undefined && { lease }),
    },
    writtenSchema,
  )
  const { modRevision, version } = written
  terminal.result(
    { ...written, contentType, bytes: value.length, idempotencyKey: once },
    `${shownKey(written.key)}: revision ${String(modRevision)}, version ${String(version)}`,
  )
}

export async function remove(
  service: Service,
  terminal: Terminal,
  key: string,
  options: { readonly ifRevision?: number; readonly idempotencyKey?: string },
): Promise<void> {
  const once = options.idempotencyKey ?? randomUUID()
  const condition = isAt(key, options.ifRevision)
  const operation = { op: 'delete', key } as const
  const { deleted } = await writtenBy(service, once, condition, operation, deletedSchema)
  if (!deleted) throw noSuchKey(key)
  terminal.result({ key, deleted: true, idempotencyKey: once }, `${shownKey(key)}: deleted`)
}

type Txn = NonNullable<paths['/v1/txn']['post']['requestBody']>['content']['application/json']
type Compares = NonNullable<Txn['compare']>
type Operation = NonNullable<Txn['then']>[number]

const writtenSchema = z.object({
  key: z.string(),
  createRevision: z.int(),
  modRevision: z.int(),
  version: z.int(),
  expiresAt: z.string().optional(),
})
const deletedSchema = z.object({ deleted: z.boolean() })

/** What one operation did, sent as a transaction: its body carries every key. Throws `Failed` if the condition does not hold. */
async function writtenBy<T>(
  service: Service,
  once: string,
  compare: Compares,
  operation: Operation,
  schema: z.ZodType<T>,
): Promise<T> {
  const executed = z.discriminatedUnion('succeeded', [
    z.object({ succeeded: z.literal(true), results: z.tuple([schema]) }),
    z.object({ succeeded: z.literal(false) }),
  ])
  const result = await outcomeOf(service, once, executed, signal =>
    service.client.POST('/v1/txn', {
      params: { header: { 'idempotency-key': once } },
      body: { compare, then: [operation], else: [] },
      signal,
    }),
  )
  if (result.succeeded) return result.results[0]
  const how = 'admin get KEY --metadata tells what there is'
  const message = `The condition does not hold, and nothing was changed: ${how}`
  throw new Failed(EXIT.notThere, 'CONDITION_FAILED', message)
}

function isAt(key: string, revision: number | undefined): Compares {
  if (revision === undefined) return []
  return [{ key, target: 'modRevision', operator: '=', number: revision }]
}

function noSuchKey(key: string): Failed {
  return new Failed(EXIT.notThere, 'KEY_NOT_FOUND', `There is no key ${shownKey(key)}`)
}

/** Forgets what was overwritten up to a revision, or all but the newest so many. */
export async function compact(
  service: Service,
  terminal: Terminal,
  upTo: { readonly revision: number } | { readonly keep: number },
): Promise<void> {
  const { client } = service
  let revision: number
  if ('revision' in upTo) ({ revision } = upTo)
  else {
    revision = (await revisionOf(service)) - upTo.keep
    if (revision < 1) {
      terminal.result({ compactedRevision: 0 }, 'Nothing to forget')
      return
    }
  }
  const once = randomUUID()
  const { compactedRevision } = await outcomeOf(
    service,
    once,
    z.object({ compactedRevision: z.int() }),
    signal =>
      client.POST('/v1/compact', {
        params: { header: { 'idempotency-key': once } },
        body: { revision },
        signal,
      }),
  )
  terminal.result(
    { compactedRevision },
    `The oldest revision that can be read is now ${String(compactedRevision)}`,
  )
}

/** get, put, delete, compact. */
import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import { z } from 'zod'
import { EXIT, Failed } from './outcome.ts'
import type { Service } from './service.ts'
import { answerOf, outcomeOf, revisionOf } from './service.ts'
import type { Terminal } from './terminal.ts'
import { oneLine, table } from './terminal.ts'

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

/** Whatever the service knows of a key. */
const metadataSchema = z.record(z.string(), z.unknown())

export type GetOptions = { readonly revision?: number; readonly metadata: boolean }

export async function get(
  service: Service,
  terminal: Terminal,
  key: string,
  { revision, metadata }: GetOptions,
): Promise<void> {
  const { client } = service
  const asOf = revision === undefined ? {} : { revision }
  if (terminal.isJson) {
    // One request, so that the value and what is known of it are of one revision.
    const query = { start: key, end: `${key}\0`, limit: 1, ...asOf }
    const page = await answerOf(service, signal =>
      client.GET('/v1/kv', { params: { query }, signal }),
    )
    const [item] = page.items
    if (!item) throw new Failed(EXIT.notThere, 'NOT_FOUND', `There is no key ${key}`)
    terminal.result(item, '')
    return
  }
  const path = { key }
  if (metadata) {
    const query = { metadata: 'true' as const, ...asOf }
    const known = await answerOf(service, signal =>
      client.GET('/v1/kv/{key}', { params: { path, query }, signal }),
    )
    const rows = Object.entries(metadataSchema.parse(known))
    terminal.result({}, table(rows.map(([name, value]) => [name, String(value)])))
    return
  }
  const value = await answerOf(service, signal =>
    client.GET('/v1/kv/{key}', { params: { path, query: asOf }, parseAs: 'arrayBuffer', signal }),
  )
  await terminal.raw(new Uint8Array(value))
}

/** All keys with a prefix, as of one revision. */
export async function list(
  service: Service,
  terminal: Terminal,
  prefix: string,
  { revision }: GetOptions,
): Promise<void> {
  let cursor: string | undefined
  do {
    const first = { prefix, ...(revision === undefined ? {} : { revision }) }
    const query = { limit: PAGE_KEYS, ...(cursor === undefined ? first : { cursor }) }
    const page = await answerOf(service, signal =>
      service.client.GET('/v1/kv', { params: { query }, signal }),
    )
    for (const item of page.items) {
      const value = oneLine(item.value ?? `(${String(item.bytes)} bytes)`)
      terminal.result(item, `${item.key}\t${String(item.modRevision)}\t${value}`)
    }
    cursor = page.cursor
  } while (cursor !== undefined)
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
  const { contentType, ttl, lease, ifAbsent, ifRevision } = options
  const once = options.idempotencyKey ?? randomUUID()
  const written = await outcomeOf(service, once, signal =>
    service.client.PUT('/v1/kv/{key}', {
      params: {
        path: { key },
        query: { ...(ttl !== undefined && { ttl }), ...(lease !== undefined && { lease }) },
        header: {
          'idempotency-key': once,
          ...(ifAbsent && { 'if-none-match': '*' as const }),
          ...(ifRevision !== undefined && { 'if-match': etag(ifRevision) }),
        },
      },
      headers: { 'Content-Type': contentType },
      body: value,
      bodySerializer: () => value,
      signal,
    }),
  )
  const { modRevision, version } = written
  terminal.result(
    { ...written, idempotencyKey: once },
    `${written.key}: revision ${String(modRevision)}, version ${String(version)}`,
  )
}

export async function remove(
  service: Service,
  terminal: Terminal,
  key: string,
  options: { readonly ifRevision?: number; readonly idempotencyKey?: string },
): Promise<void> {
  const { ifRevision } = options
  const once = options.idempotencyKey ?? randomUUID()
  await outcomeOf(service, once, signal =>
    service.client.DELETE('/v1/kv/{key}', {
      params: {
        path: { key },
        header: {
          'idempotency-key': once,
          ...(ifRevision !== undefined && { 'if-match': etag(ifRevision) }),
        },
      },
      signal,
    }),
  )
  terminal.result({ key, deleted: true, idempotencyKey: once }, `${key}: deleted`)
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
      terminal.result({ floor: 0 }, 'Nothing to forget')
      return
    }
  }
  const once = randomUUID()
  const { floor } = await outcomeOf(service, once, signal =>
    client.POST('/v1/compact', {
      params: { header: { 'idempotency-key': once } },
      body: { revision },
      signal,
    }),
  )
  terminal.result({ floor }, `The oldest revision that can be read is now ${String(floor)}`)
}

function etag(revision: number): string {
  return `"${String(revision)}"`
}

/** Keys over HTTP. */
import { formatTag, matchesStrongly, matchesWeakly } from '#foundation/web/etag'
import type { Handlers } from '#foundation/web/app'
import type { Output } from '#foundation/web/contract'
import type { Exchange } from '#foundation/web/exchange'
import type { Item, Kv, PageAsOf } from '#business/core/kv/kv'
import type { KeyValue, Metadata } from '#business/core/kv/model'
import {
  CONTENT_TYPE_BYTES_MAX,
  DEFAULT_CONTENT_TYPE,
  formatLeaseId,
} from '#business/core/kv/model'
import { HttpProblem } from '#foundation/web/problem'
import type { Cursor } from '../cursor.ts'
import { formatCursor, parseCursor } from '../cursor.ts'
import { keyText, valueText } from '../key-text.ts'
import type { kvContract } from './kv-contract.ts'
import { LIST_LIMIT } from './kv-contract.ts'
import { prefixRange } from '../range.ts'
import { conditionOf, tagOf } from '../schemas.ts'
import {
  conditionFields,
  damage,
  KEY_NOT_FOUND,
  proposeOptions,
  refusalFields,
  unexpected,
  WRONG_TYPE,
} from '../write.ts'

/** A stored page may say of itself that it is HTML: it must not act as a page of this origin. */
const VALUE_HEADERS = { 'Content-Security-Policy': "default-src 'none'; sandbox" }

export function kvHandlers(kv: Kv): Handlers<typeof kvContract> {
  return {
    getKey: (request, exchange) => {
      const { key } = request.params
      const { revision } = request.query
      if (revision === undefined) {
        const found = kv.get(key)
        if (!found && kv.typeOf(key) === 'stream') return { status: 409, problem: WRONG_TYPE }
        return keyResponse(request, exchange, found)
      }
      return kv.getAt(key, revision).then(found => keyResponse(request, exchange, found))
    },

    putKey: async ({ params: { key }, query, headers, body }, exchange) => {
      const { bytes: value, contentType = DEFAULT_CONTENT_TYPE } = body
      if (!isStorable(contentType)) throw badContentType()
      const condition = conditionOf(headers, () => kv.get(key)?.metadata.modRevision)
      const request = { key, value, contentType, ttlMs: query.ttl, lease: query.lease, condition }
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.put(request, options)
      switch (result.kind) {
        case 'put': {
          const { createRevision, modRevision, version, expiresAt } = result
          const stored = { createRevision, modRevision, version, expiresAt, lease: query.lease }
          const data = metadataData({ key, contentType, valueBytes: value.length, ...stored })
          const status = result.created ? 201 : 200
          exchange.fields.revision = modRevision
          return { status, headers: { ETag: formatTag(modRevision) }, data }
        }
        case 'conditionFailed':
          return { status: 412, problem: conditionFields(result, condition) }
        case 'wrongType':
        case 'leaseFull':
          return { status: 409, problem: refusalFields(result) }
        case 'leaseNotFound':
          return { status: 422, problem: refusalFields(result) }
        case 'damaged':
          throw damage(result)
        case 'readsTooLarge':
        case 'futureRevision':
          throw unexpected(result)
      }
    },

    deleteKey: async ({ params: { key }, headers }, exchange) => {
      const condition = conditionOf(headers, () => kv.get(key)?.metadata.modRevision)
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.delete(key, condition, options)
      switch (result.kind) {
        case 'delete':
          return result.deleted ? { status: 204 } : { status: 404, problem: KEY_NOT_FOUND }
        case 'conditionFailed':
          return { status: 412, problem: conditionFields(result, condition) }
        case 'damaged':
          throw damage(result)
        case 'wrongType':
        case 'leaseNotFound':
        case 'leaseFull':
        case 'readsTooLarge':
        case 'futureRevision':
          throw unexpected(result)
      }
    },

    listKeys: async ({ query }, exchange) => {
      const { limit = LIST_LIMIT } = query
      const listing = query.cursor === undefined ? listingOf(query) : parseCursor(query.cursor)
      const { range, reverse, shows, counted } = listing
      const { asOf: given } = listing
      if (shows === 'count') {
        const { count, rest, asOf } = await kv.count(range, given)
        const { revision } = asOf
        const sum = counted + count
        const cursor = rest && formatCursor({ ...listing, range: rest, asOf, counted: sum })
        return { status: 200, data: { revision, count: sum, items: [], ...(cursor && { cursor }) } }
      }
      const withValues = shows === 'values'
      const page = await kv.page({ range, reverse, limit, withValues, asOf: given })
      const { items, rest, asOf } = page
      const { revision } = asOf
      const damaged = items.filter(({ kind }) => kind === 'damaged').length
      if (damaged > 0) exchange.fields.damaged = damaged
      const cursor = rest && formatCursor({ ...listing, range: rest, asOf })
      const data = { revision, count: items.length, items: items.map(listedData) }
      return { status: 200, data: { ...data, ...(cursor && { cursor }) } }
    },
  }
}

type GetRequest = Parameters<Handlers<typeof kvContract>['getKey']>[0]

function keyResponse(
  { query, headers }: GetRequest,
  { format }: Exchange,
  found: KeyValue | undefined,
): Output<(typeof kvContract)['getKey']> {
  if (!found) return { status: 404, problem: KEY_NOT_FOUND }
  const { metadata, value } = found
  const tag = tagOf(metadata.modRevision, query.metadata ? format : 'value')
  const ETag = formatTag(tag)
  const Vary = query.metadata ? 'Accept' : undefined
  const { 'if-match': wanted, 'if-none-match': known } = headers
  if (wanted && !matchesStrongly(wanted, tag)) {
    const { modRevision } = metadata
    return { status: 412, problem: refusalFields({ kind: 'conditionFailed', modRevision }) }
  }
  if (known && matchesWeakly(known, tag)) return { status: 304, headers: { ETag, Vary } }
  if (query.metadata) return { status: 200, headers: { ETag }, data: metadataData(metadata) }
  return {
    status: 200,
    headers: { ETag, ...VALUE_HEADERS },
    bytes: value,
    contentType: metadata.contentType,
  }
}

type ListQuery = Parameters<Handlers<typeof kvContract>['listKeys']>[0]['query']
/** A listing, which is as of now before its first page if it names no revision. */
type Listing = Omit<Cursor, 'asOf'> & { readonly asOf: PageAsOf | undefined }

function listingOf({ prefix, start, end, order, ...query }: ListQuery): Listing {
  const range = prefix ? prefixRange(prefix) : { lower: start ?? new Uint8Array(), upper: end }
  const shows = query.countOnly ? 'count' : query.keysOnly ? 'keys' : 'values'
  const { revision } = query
  const asOf = revision === undefined ? undefined : { revision, now: undefined }
  return { range, reverse: order === 'desc', shows, asOf, counted: 0 }
}

export function metadataData(metadata: Metadata) {
  const { key, createRevision, modRevision, version, contentType } = metadata
  const { valueBytes, expiresAt, lease } = metadata
  return {
    key: keyText(key),
    createRevision,
    modRevision,
    version,
    contentType,
    bytes: valueBytes,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    ...(lease === undefined ? {} : { lease: formatLeaseId(lease) }),
  }
}

export function itemData({ metadata, value }: KeyValue) {
  return { ...metadataData(metadata), ...valueText(value) }
}

function listedData(item: Item) {
  if (item.kind === 'damaged') return { key: keyText(item.key), damaged: true as const }
  const { metadata, value } = item
  return { ...metadataData(metadata), ...(value ? valueText(value) : {}) }
}

export function valueTooLarge(bytesMax: number): HttpProblem {
  return new HttpProblem(413, {
    code: 'VALUE_TOO_LARGE',
    detail: `A value may have ${String(bytesMax)} bytes at most`,
  })
}

function badContentType(): HttpProblem {
  return new HttpProblem(415, {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: `The Content-Type must be 1 to ${String(CONTENT_TYPE_BYTES_MAX)} printable ASCII characters`,
  })
}

/** Whether the text can be sent back as a header. */
function isStorable(contentType: string): boolean {
  return /^[\x20-\x7e]+$/.test(contentType) && contentType.length <= CONTENT_TYPE_BYTES_MAX
}

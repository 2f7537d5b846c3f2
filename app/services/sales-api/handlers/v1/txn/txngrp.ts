/** Transactions over HTTP. */
import type { z } from 'zod'
import type { Handlers } from '#foundation/web/app'
import type { Compare, OperationResult, TxnOperation } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION, RANGE_KEYS_MAX } from '#business/core/kv/model'
import { formatStreamId } from '#business/core/stream/id'
import type { AppendResult, StreamRefusal } from '#business/core/stream/model'
import { appendOf, refusalOf } from '../stream/entry-data.ts'
import type { StreamHandlersOptions } from '../stream/streamgrp.ts'
import { keyText } from '../key-text.ts'
import { itemData, valueTooLarge } from '../kv/kvgrp.ts'
import { prefixRange } from '../range.ts'
import type { txnContract } from './txn-contract.ts'
import { damage, proposeOptions, refusalFields, unexpected } from '../write.ts'

type Request = z.output<(typeof txnContract)['runTxn']['body']['schema']>
type GivenOperation = Request['then'][number]
type GivenKeyOperation = Exclude<GivenOperation, { op: 'append' }>

export function txnHandlers({
  kv,
  streams,
  clock,
  valueBytesMax,
}: StreamHandlersOptions): Handlers<typeof txnContract> {
  const operationsOf = (given: Request['then'], now: number) =>
    given.map(item =>
      item.op === 'append'
        ? streams.appendCall(appendOf(item.stream, item, valueBytesMax))
        : operationOf(item, now, valueBytesMax),
    )
  return {
    runTxn: async ({ headers, body }, exchange) => {
      const now = clock.now()
      const txn = {
        compare: body.compare.map(compareOf),
        then: operationsOf(body.then, now),
        else: operationsOf(body.else, now),
      }
      const result = await kv.txn(txn, proposeOptions(exchange, headers['idempotency-key']))
      switch (result.kind) {
        case 'txn': {
          const { succeeded, revision } = result
          exchange.fields.revision = revision
          const branch = succeeded ? body.then : body.else
          const results = branch.map((item, index) => resultData(item, result.results[index]))
          return { status: 200, data: { succeeded, revision, results } }
        }
        case 'wrongType':
        case 'leaseFull':
          return { status: 409, problem: refusalFields(result) }
        case 'idTooSmall':
        case 'idsExhausted':
          return { status: 409, problem: refusalOf(result).problem }
        case 'leaseNotFound':
        case 'readsTooLarge':
          return { status: 422, problem: refusalFields(result) }
        case 'damaged':
          throw damage(result)
        case 'appended':
        case 'noSuchStream':
        case 'producersFull':
        case 'conditionFailed':
        case 'futureRevision':
          throw unexpected(result)
      }
    },
  }
}

type GivenValue = { readonly value?: string | undefined; readonly valueBase64?: string | undefined }

function valueOf({ value, valueBase64 }: GivenValue): Uint8Array {
  const bytes = value === undefined ? Buffer.from(valueBase64 ?? '', 'base64') : Buffer.from(value)
  return new Uint8Array(bytes)
}

function compareOf(given: Request['compare'][number]): Compare {
  const { key, target, operator } = given
  return target === 'value'
    ? { key, operator, target: { kind: target, value: valueOf(given) } }
    : { key, operator, target: { kind: target, number: given.number } }
}

function operationOf(given: GivenKeyOperation, now: number, valueBytesMax: number): TxnOperation {
  switch (given.op) {
    case 'put': {
      const value = valueOf(given)
      if (value.length > valueBytesMax) throw valueTooLarge(valueBytesMax)
      const { key, contentType = DEFAULT_CONTENT_TYPE, ttl, lease } = given
      const expiresAt = ttl === undefined ? undefined : now + ttl
      return { kind: 'put', key, value, contentType, expiresAt, lease, condition: NO_CONDITION }
    }
    case 'delete':
      return { kind: 'delete', key: given.key, condition: NO_CONDITION }
    case 'get':
      return { kind: 'get', key: given.key }
    case 'range': {
      const { prefix, start = new Uint8Array(), end, limit = RANGE_KEYS_MAX, order } = given
      const range = prefix ? prefixRange(prefix) : { lower: start, upper: end }
      return { kind: 'range', ...range, limit, reverse: order === 'desc' }
    }
  }
}

function resultData(
  given: GivenOperation,
  result: OperationResult | AppendResult | StreamRefusal | undefined,
) {
  const key = keyText('key' in given ? given.key : new Uint8Array())
  switch (result?.kind) {
    case 'put': {
      const { created, createRevision, modRevision, version, expiresAt } = result
      const fields = { created, createRevision, modRevision, version }
      const bound = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }
      return { op: 'put' as const, key, ...fields, ...bound }
    }
    case 'get': {
      const { found } = result
      return {
        op: 'get' as const,
        key,
        found: found !== undefined,
        ...(found ? { item: itemData(found) } : {}),
      }
    }
    case 'range': {
      const { found, more } = result
      return { op: 'range' as const, items: found.map(itemData), more }
    }
    case 'delete':
      return { op: 'delete' as const, key, deleted: result.deleted }
    case 'appended': {
      const stream = keyText('stream' in given ? given.stream : new Uint8Array())
      return { op: 'append' as const, stream, id: formatStreamId(result.id) }
    }
    default:
      throw new Error('a transaction has fewer results than operations')
  }
}

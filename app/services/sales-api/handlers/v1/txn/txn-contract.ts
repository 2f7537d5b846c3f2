/** Transactions: compare, then one branch or the other, in one revision. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'
import { RANGE_KEYS_MAX, TXN_OPERATIONS_MAX } from '#business/core/kv/model'
import { givenFields, idField, idText } from '../stream/stream-schemas.ts'
import {
  ENFORCED,
  base64Field,
  boundField,
  checkRange,
  idempotencyHeader,
  keyField,
  keyText,
  keyValue,
  leaseParameter,
  revisionNumber,
  textField,
  ttl,
} from '../schemas.ts'

/** A value in a body is text or base64, one of them. */
const givenValue = {
  value: textField.optional().meta({ description: 'The value as text.' }),
  valueBase64: base64Field.optional().meta({ description: 'The value as bytes.' }),
}

function hasOneValue(
  { value, valueBase64 }: { value?: string | undefined; valueBase64?: string | undefined },
  context: z.RefinementCtx,
): void {
  if ((value === undefined) === (valueBase64 === undefined)) {
    const message = 'expected either value or valueBase64'
    context.addIssue({ code: 'custom', path: ['value'], message })
  }
}

const operator = z.enum(['=', '!=', '<', '>'])

const compare = z
  .discriminatedUnion('target', [
    z
      .strictObject({ key: keyField, target: z.literal('value'), operator, ...givenValue })
      .superRefine(hasOneValue)
      .meta(ENFORCED.oneValue),
    ...(['version', 'createRevision', 'modRevision'] as const).map(target =>
      z.strictObject({
        key: keyField,
        target: z.literal(target),
        operator,
        number: z.int().min(0),
      }),
    ),
  ])
  .meta({
    id: 'Compare',
    description: 'An absent key has no value, and 0 for each of the numbers.',
  })

const operation = z
  .discriminatedUnion('op', [
    z
      .strictObject({
        op: z.literal('put'),
        key: keyField,
        ...givenValue,
        contentType: z
          .string()
          .regex(/^[\x20-\x7e]{1,255}$/, 'expected 1 to 255 printable ASCII characters')
          .optional(),
        ttl: ttl.optional(),
        lease: leaseParameter.optional(),
      })
      .superRefine(hasOneValue)
      .meta(ENFORCED.oneValue),
    z.strictObject({ op: z.literal('delete'), key: keyField }),
    z.strictObject({ op: z.literal('get'), key: keyField }),
    z
      .strictObject({
        op: z.literal('range'),
        prefix: boundField
          .optional()
          .meta({ description: 'All keys that begin so; or start and end.' }),
        start: boundField.optional(),
        end: boundField.optional(),
        limit: z.int().min(1).max(RANGE_KEYS_MAX).optional(),
        order: z.enum(['asc', 'desc']).optional(),
      })
      .superRefine(checkRange)
      .meta(ENFORCED.range),
    z.strictObject({
      op: z.literal('append'),
      stream: keyField,
      id: idField.optional(),
      fields: givenFields,
    }),
  ])
  .meta({ id: 'Operation' })

const branch = z
  .array(operation)
  .max(TXN_OPERATIONS_MAX)
  .superRefine((operations, context) => {
    const changed = new Set<string>()
    const appended = new Set<string>()
    for (const [index, item] of operations.entries()) {
      if (item.op === 'get' || item.op === 'range') continue
      if (item.op === 'append') {
        const name = Buffer.from(item.stream).toString('latin1')
        if (changed.has(name)) {
          const message = 'the key is changed by an operation before, which makes it no stream'
          context.addIssue({ code: 'custom', path: [index, 'stream'], message })
        }
        if (appended.has(name) && item.id !== undefined) {
          const message = 'only the first entry that a branch appends to a stream may have an id'
          context.addIssue({ code: 'custom', path: [index, 'id'], message })
        }
        appended.add(name)
        continue
      }
      const name = Buffer.from(item.key).toString('latin1')
      if (changed.has(name) || appended.has(name)) {
        const message = 'the key is changed by an operation before; a branch may change it once'
        context.addIssue({ code: 'custom', path: [index, 'key'], message })
      }
      changed.add(name)
    }
  })

const operationResult = z
  .discriminatedUnion('op', [
    z.strictObject({
      op: z.literal('put'),
      key: keyText,
      created: z.boolean(),
      createRevision: revisionNumber,
      modRevision: revisionNumber,
      version: z.int().min(1),
      expiresAt: z.iso.datetime().optional(),
    }),
    z.strictObject({ op: z.literal('delete'), key: keyText, deleted: z.boolean() }),
    z.strictObject({
      op: z.literal('get'),
      key: keyText,
      found: z.boolean(),
      item: keyValue.optional(),
    }),
    z.strictObject({ op: z.literal('range'), items: z.array(keyValue), more: z.boolean() }),
    z.strictObject({ op: z.literal('append'), stream: keyText, id: idText }),
  ])
  .meta({ id: 'OperationResult' })

export const txnContract = contract({
  runTxn: {
    method: 'post',
    path: '/v1/txn',
    tag: 'transactions',
    summary: 'Compare, then change keys and append to streams at once',
    description:
      'If all comparisons hold, `then` is executed, otherwise `else`: all of it or nothing, in one revision. ' +
      'Its reads return 8 MiB at most: ranges end early, each at about 1 MiB and all of them there, and say so in `more`.',
    headers: z.object(idempotencyHeader.shape),
    body: {
      kind: 'json',
      schema: z
        .strictObject({
          compare: z.array(compare).max(TXN_OPERATIONS_MAX).default([]),
          then: branch.default([]),
          else: branch.default([]),
        })
        .meta({ id: 'Txn' }),
      example: {
        compare: [{ key: 'user/1', target: 'modRevision', operator: '>', number: 0 }],
        then: [
          { op: 'put', key: 'user/1', value: 'shipped', contentType: 'text/plain' },
          { op: 'append', stream: 'orders', fields: [{ name: 'type', value: 'order.shipped' }] },
          { op: 'range', prefix: 'user/', limit: 10 },
        ],
        else: [{ op: 'get', key: 'user/1' }],
      },
    },
    responses: {
      200: {
        description: 'Executed; `succeeded` tells which branch.',
        body: 'data',
        element: 'txnResult',
        schema: z
          .strictObject({
            succeeded: z.boolean(),
            revision: revisionNumber,
            results: z.array(operationResult),
          })
          .meta({ id: 'TxnResult' }),
      },
      409: {
        description:
          'A lease takes no more keys, a key is of another type, or an id is not above the last one of its stream. Nothing was executed.',
        body: 'problem',
      },
      422: {
        description:
          'The request breaks its contract, a lease does not exist, or the gets would return too much. Nothing was executed.',
        body: 'problem',
      },
    },
  },
})

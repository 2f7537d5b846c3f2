/** Commands about values. */
import type { PutRequest } from '#business/core/kv/kv'
import type { PutResult, Refusal } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command, Proposer } from '../../command/command.ts'
import { keyOf } from '../../command/arguments.ts'
import { refused, valueTooLarge, wrongType } from '../../command/errors.ts'

const ONE_KEY = { first: 1, last: 1, step: 1 } as const
const base = { keys: ONE_KEY, group: 'string', differs: '' } as const

export const stringCommands: readonly Command[] = [
  {
    ...base,
    name: 'get',
    arity: 2,
    flags: ['readonly', 'fast'],
    since: '1.0.0',
    syntax: 'key',
    summary: 'The value of a key',
    run: { kind: 'read', run: get },
  },
  {
    ...base,
    name: 'set',
    arity: 3,
    flags: ['write', 'denyoom'],
    since: '1.0.0',
    syntax: 'key value',
    summary: 'Gives a key a value',
    run: { kind: 'write', run: set },
  },
]

const PUT: Proposer<PutRequest, PutResult | Refusal> = (kv, request, sink, tag) => {
  kv.proposePut(request, sink, tag)
}

function get({ args, kv, replies }: Call): void {
  const found = kv.lookUp(args.argument(1))
  if (!found) {
    if (kv.isOfOtherType(args.argument(1))) throw wrongType()
    replies.nil()
    return
  }
  const { bytes, valueStart, valueLength } = found
  replies.bulk(bytes, valueStart, valueStart + valueLength)
}

function set(call: Call): void {
  const { args } = call
  const request = {
    key: keyOf(args, 1),
    value: valueOf(call, 2),
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  }
  call.propose(PUT, request, writeOk)
}

/** An argument that a key is to have. */
function valueOf({ args, context }: Call, at: number): Uint8Array {
  const value = args.argument(at)
  const { valueBytesMax } = context.options.limits
  if (value.length > valueBytesMax) throw valueTooLarge(value.length, valueBytesMax)
  return value
}

function writeOk(replies: ReplyEncoder, result: PutResult | Refusal): void {
  if (result.kind !== 'put') throw refused(result)
  replies.ok()
}

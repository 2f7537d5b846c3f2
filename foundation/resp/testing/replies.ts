/** Replies for property tests: any of them, and what a server does to send one. Only for tests. */
import fc from 'fast-check'
import type { ReplyEncoder } from '../encoder.ts'
import type { Reply } from '../reply.ts'

/** Text of a line. */
const line = fc.string().map(text => text.replaceAll(/[\r\n]/g, ''))
/** Any reply. */
export const replies = fc.letrec<{ reply: Reply }>(tie => ({
  reply: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constantFrom('simple', 'error'), text: line }),
    fc.record({ kind: fc.constant('integer'), value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }),
    fc.record({ kind: fc.constantFrom('bulk'), bytes: fc.uint8Array() }),
    fc.string().map((text): Reply => ({ kind: 'verbatim', bytes: Buffer.from(`txt:${text}`) })),
    fc.record({ kind: fc.constant('double'), value: fc.double() }),
    fc.record({ kind: fc.constant('boolean'), value: fc.boolean() }),
    fc.constant<Reply>({ kind: 'nil' }),
    fc.record({
      kind: fc.constantFrom('array', 'set', 'push'),
      items: fc.array(tie('reply'), { maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constant('map'),
      items: fc
        .array(fc.tuple(tie('reply'), tie('reply')), { maxLength: 3 })
        .map(all => all.flat()),
    }),
  ),
})).reply

/** Encodes it behind what was encoded before. */
export function appendReply(encoder: ReplyEncoder, reply: Reply): void {
  switch (reply.kind) {
    case 'simple':
      encoder.simple(reply.text)
      return
    case 'error':
      encoder.error(reply.text)
      return
    case 'integer':
    case 'bigNumber':
      encoder.bigInteger(reply.value)
      return
    case 'bulk':
      encoder.bulk(reply.bytes)
      return
    case 'verbatim':
      encoder.verbatim(Buffer.from(reply.bytes.subarray(4)).toString())
      return
    case 'double':
      encoder.double(reply.value)
      return
    case 'boolean':
      encoder.boolean(reply.value)
      return
    case 'nil':
      encoder.nil()
      return
    case 'map':
      encoder.map(reply.items.length / 2)
      for (const item of reply.items) appendReply(encoder, item)
      return
    default:
      encoder[reply.kind](reply.items.length)
      for (const item of reply.items) appendReply(encoder, item)
  }
}

/** With plain bytes, for comparing. */
export function plain(reply: Reply): Reply {
  if ('items' in reply) return { ...reply, items: reply.items.map(plain) }
  if ('bytes' in reply) return { ...reply, bytes: new Uint8Array(reply.bytes) }
  return reply
}

/** FUZZ=1000 tries so many rounds of hostile bytes, from seed 1 or SEED on; SEED=7 alone repeats that one. */
import net from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { INLINE_BYTES_MAX, RequestDecoder } from '#foundation/resp/decoder'
import { ReplyEncoder } from '#foundation/resp/encoder'
import { ProtocolError } from '#foundation/resp/protocol-error'
import type { Reply } from '#foundation/resp/reply'
import { ReplyDecoder } from '#foundation/resp/reply-decoder'
import { Hostile } from './testing/hostile.ts'
import { RespTest } from './testing/resp-test.ts'

const { SEED, FUZZ } = process.env
const rounds = Number(FUZZ ?? (SEED === undefined ? 2 : 1))
const seeds = Array.from({ length: rounds }, (_, at) => Number(SEED ?? 1) + at)
/** The stacks of millions of errors take most of the time; a round that is repeated alone shows them. */
const STACK_LINES = rounds === 1 ? 20 : 0
/** Of one round. */
const REQUESTS = 4500
const REPLIES = 4500
const CONNECTIONS = 10
/** Of one connection. */
const COMMANDS = 100
const INPUTS = REQUESTS + REPLIES + CONNECTIONS * COMMANDS

const REQUEST_LIMITS = { argumentsMax: 8, argumentBytesMax: 200, requestBytesMax: 600 }
const REPLY_LIMITS = { stringBytesMax: 200, itemsMax: 50, depthMax: 8 }
/** Of the whole process, beyond what it has before. */
const GROWTH_BYTES_MAX = 768 * 1024 * 1024
const HOURS_MAX = 3
/** A connection that has not ended by then never will. */
const HUNG_MS = 120_000
const TOLD_EVERY_MS = 10_000
/** Answered by as many messages as there are channels. */
const UNCOUNTED = /subscribe/i

it(
  'hostile bytes end in replies or in an error that says what is wrong, whatever pieces they come in',
  async () => {
    Error.stackTraceLimit = STACK_LINES
    const before = process.memoryUsage.rss()
    let toldAt = performance.now()
    let errors = 0
    for (const [round, seed] of seeds.entries()) {
      try {
        errors += await fuzz(seed)
        const grown = process.memoryUsage.rss() - before
        expect(grown, 'bytes that the process has grown by').toBeLessThan(GROWTH_BYTES_MAX)
        if (performance.now() - toldAt < TOLD_EVERY_MS) continue
        toldAt = performance.now()
        const inputs = (round + 1) * INPUTS
        process.stderr.write(
          `fuzz: ${String(inputs)} of ${String(seeds.length * INPUTS)} inputs, grown by ${String(Math.round(grown / 1024 ** 2))} MiB\n`,
        )
      } catch (cause) {
        const again = `SEED=${String(seed)} npx vitest run app/services/sales-api/resp/fuzz.test.ts`
        throw new Error(`${String(cause)}\n\nreproduce: ${again}`, { cause })
      }
    }
    // Neither all of them nor none.
    expect(errors).toBeGreaterThan(seeds.length * 500)
    expect(errors).toBeLessThan(seeds.length * (REQUESTS + REPLIES))
  },
  HOURS_MAX * 3_600_000,
)

/** Returns how many of the inputs of decoders were refused. */
async function fuzz(seed: number): Promise<number> {
  await using test = await RespTest.start({ mayFlush: true })
  const names = test.server.commands.all.map(({ fullName }) => fullName)
  const hostile = new Hostile(seed, names)
  let errors = 0
  for (let at = 0; at < REQUESTS; at++) {
    if (checkSplits(hostile, hostile.requests(), decodeRequests)) errors++
  }
  for (let at = 0; at < REPLIES; at++) {
    if (checkSplits(hostile, hostile.replies(), decodeReplies)) errors++
  }
  for (let at = 0; at < CONNECTIONS; at++) await talk(test, hostile, at % 2 === 0)
  const client = await test.connect()
  expect(await client.ask('PING')).toBe('PONG')
  expect(test.log.filter(({ level }) => level === 'error')).toEqual([])
  return errors
}

type Decoded = { readonly found: readonly string[]; readonly error: string | undefined }

/** True if the bytes were refused. */
function checkSplits(
  hostile: Hostile,
  bytes: Buffer,
  decode: (pieces: readonly Buffer[]) => Decoded,
): boolean {
  const whole = decode([bytes])
  const split = decode(hostile.pieces(bytes))
  // A line that is too long is noticed before its end, when that has not come yet.
  const isLong = bytes.length > INLINE_BYTES_MAX
  if (isLong ? split.error === undefined && whole.error !== undefined : !isSame(whole, split)) {
    expect(split, JSON.stringify(bytes.toString('latin1'))).toEqual(whole)
  }
  if (whole.error === undefined) return false
  // Nothing of the input may end the line of the error that the client gets.
  const encoder = new ReplyEncoder()
  encoder.error(`ERR ${whole.error}`)
  const line = Buffer.from(encoder.take()).toString()
  if (line.indexOf('\n') !== line.length - 1) throw new Error(`an error of two lines: ${line}`)
  return true
}

function isSame(one: Decoded, other: Decoded): boolean {
  return (
    one.error === other.error &&
    one.found.length === other.found.length &&
    one.found.every((text, at) => text === other.found[at])
  )
}

function decodeRequests(pieces: readonly Buffer[]): Decoded {
  const decoder = new RequestDecoder(REQUEST_LIMITS)
  return decodeAll(pieces, found => {
    const { argumentsMax, argumentBytesMax, requestBytesMax } = REQUEST_LIMITS
    return piece => {
      decoder.push(piece)
      while (decoder.next()) {
        if (decoder.count > argumentsMax) throw new Error('too many arguments')
        let text = ''
        for (let at = 0; at < decoder.count; at++) {
          const argument = decoder.argument(at)
          if (argument.length > argumentBytesMax) throw new Error('too long an argument')
          text += `${Buffer.from(argument.buffer, argument.byteOffset, argument.length).toString('latin1')} `
        }
        found.push(text)
      }
      const heldMax = requestBytesMax + 64 * 1024 + piece.length
      if (decoder.heldBytes > heldMax) throw new Error('more is held than a request may have')
    }
  })
}

function decodeReplies(pieces: readonly Buffer[]): Decoded {
  const decoder = new ReplyDecoder(REPLY_LIMITS)
  return decodeAll(pieces, found => piece => {
    decoder.push(piece)
    for (let reply = decoder.next(); reply; reply = decoder.next()) {
      const size = { items: 0 }
      found.push(shown(reply, size, 0))
      if (size.items > REPLY_LIMITS.itemsMax) throw new Error('too many items')
    }
  })
}

function decodeAll(
  pieces: readonly Buffer[],
  create: (found: string[]) => (piece: Buffer) => void,
): Decoded {
  const found: string[] = []
  const take = create(found)
  try {
    for (const piece of pieces) take(piece)
    return { found, error: undefined }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { found, error: error.message }
  }
}

function shown(reply: Reply, size: { items: number }, depth: number): string {
  size.items++
  if (depth > REPLY_LIMITS.depthMax) throw new Error('too deep')
  if ('items' in reply) {
    return `${reply.kind}(${reply.items.map(item => shown(item, size, depth + 1)).join()})`
  }
  if ('bytes' in reply) return `${reply.kind}:${Buffer.from(reply.bytes).toString('latin1')}`
  if ('text' in reply) return `${reply.kind}:${reply.text}`
  return 'value' in reply ? `${reply.kind}:${String(reply.value)}` : reply.kind
}

/** One connection, from its first byte to its end: it gets whole replies, and not more than it sent requests. */
async function talk(test: RespTest, hostile: Hostile, isCounted: boolean): Promise<void> {
  // Most are whole, so that a connection lives for a while.
  const commands = Array.from({ length: COMMANDS }, () =>
    hostile.below(40) === 0 ? hostile.requests() : hostile.command(),
  )
  const isSent = (bytes: Buffer): boolean => !isCounted || !UNCOUNTED.test(bytes.toString('latin1'))
  const sent = Buffer.concat(commands.filter(isSent))
  const socket = net.connect({ port: test.server.port, host: '127.0.0.1', noDelay: true })
  const received: Buffer[] = []
  socket.on('data', (bytes: Buffer) => void received.push(bytes))
  socket.on('error', () => undefined)
  const end = { isHung: false }
  const hung = setTimeout(() => {
    end.isHung = true
    socket.destroy()
  }, HUNG_MS)
  const closed = new Promise(resolve => socket.once('close', resolve))
  const longest = 1 + hostile.below(sent.length)
  for (let at = 0; at < sent.length;) {
    const next = at + 1 + hostile.below(longest)
    socket.write(sent.subarray(at, next))
    at = next
    if (hostile.below(4) === 0) await nextTurn()
  }
  socket.end()
  await closed
  clearTimeout(hung)
  expect(end, 'a connection hung').toEqual({ isHung: false })
  const limits = { stringBytesMax: 10_000_000, itemsMax: 1_000_000, depthMax: 16 }
  const decoder = new ReplyDecoder(limits)
  decoder.push(Buffer.concat(received))
  let replies = 0
  for (let reply = decoder.next(); reply; reply = decoder.next()) {
    if (reply.kind !== 'push') replies++
  }
  if (isCounted) expect(replies).toBeLessThanOrEqual(countRequests(sent, test))
}

/** What is no request gets a reply too, the last one. */
function countRequests(sent: Buffer, test: RespTest): number {
  const decoder = new RequestDecoder(test.server.context.options.limits)
  decoder.push(sent)
  for (let count = 0; ; count++) {
    try {
      if (!decoder.next()) return count
    } catch {
      return count + 1
    }
  }
}

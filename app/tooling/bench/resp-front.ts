/**
 * Redis's protocol in front of a node, without a feature: SET, GET, and replies of one turn of the event loop in one write per
 * connection. Run with the directory of its data; prints its port. What the RESP server costs at least.
 */
import { parseKey } from '#business/data/keyspace/key'
import net from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { RequestDecoder } from '#foundation/resp/decoder'
import { ReplyEncoder } from '#foundation/resp/encoder'
import { ProtocolError } from '#foundation/resp/protocol-error'
import type { Kv } from '#business/core/kv/kv'
import type { PutResult, Refusal } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import type { Sink } from '#business/data/node/operation'
import { openNode } from './node.ts'

const LIMITS = {
  argumentsMax: 1024,
  argumentBytesMax: 1024 * 1024,
  requestBytesMax: 2 * 1024 * 1024,
}
const SET = Buffer.from('SET')
const GET = Buffer.from('GET')
/** Clears the bit that makes a letter a small one. */
const CAPITAL = 0xdf
/** Of one connection; it is read on when they are answered. */
const WRITES_UNDER_WAY_MAX = 1024

class Connection implements Sink<PutResult | Refusal> {
  readonly #kv: Kv
  readonly #socket: Socket
  readonly #decoder = new RequestDecoder(LIMITS)
  readonly #replies = new ReplyEncoder()
  #writesUnderWay = 0
  /** The decoder is at a request that was not executed: a read waits for the writes before it. */
  #isHolding = false
  #isFlushDue = false

  constructor(kv: Kv, socket: Socket) {
    this.#kv = kv
    this.#socket = socket
    socket.setNoDelay()
    socket.on('data', received => {
      this.#decoder.push(received)
      this.#execute()
    })
    socket.on('drain', () => {
      this.#execute()
    })
    socket.on('error', () => socket.destroy())
  }

  /** Executes what was received, up to a request that has to wait: then it reads no further. */
  #execute(): void {
    try {
      while (this.#isHolding || this.#decoder.next()) {
        this.#isHolding = !this.#hasRoom || !this.#executeOne()
        if (this.#isHolding) break
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#replies.error(`ERR ${error.message}`)
      this.#flush()
      this.#socket.end()
      return
    }
    if (this.#isHolding) this.#socket.pause()
    else this.#socket.resume()
    if (this.#writesUnderWay === 0) this.#flush()
  }

  get #hasRoom(): boolean {
    return this.#writesUnderWay < WRITES_UNDER_WAY_MAX && !this.#socket.writableNeedDrain
  }

  /** False if the request has to wait for the writes before it. */
  #executeOne(): boolean {
    const decoder = this.#decoder
    const { count } = decoder
    if (count === 3 && isNamed(decoder, SET)) {
      this.#put(decoder.argument(1), decoder.argument(2))
      return true
    }
    if (this.#writesUnderWay > 0) return false
    if (count === 2 && isNamed(decoder, GET)) {
      const found = this.#kv.lookUp(decoder.argument(1))
      if (found) {
        const { bytes, valueStart, valueLength } = found
        this.#replies.bulk(bytes, valueStart, valueStart + valueLength)
      } else {
        this.#replies.nil()
      }
    } else {
      const name = Buffer.from(decoder.argument(0)).toString('latin1')
      this.#replies.error(`ERR ${name} with ${String(count - 1)} arguments is not known here`)
    }
    return true
  }

  /** Its reply follows those of the writes before it: the node answers in order. */
  #put(key: Uint8Array, value: Uint8Array): void {
    this.#writesUnderWay++
    const request = {
      key: parseKey(key),
      value,
      contentType: DEFAULT_CONTENT_TYPE,
      ttlMs: undefined,
      lease: undefined,
      condition: NO_CONDITION,
    }
    this.#kv.proposePut(request, this, 0)
  }

  done(): void {
    this.#replies.simple('OK')
    this.#answered()
  }

  failed(_tag: number, error: Error): void {
    this.#replies.error(`ERR ${error.message}`)
    this.#answered()
  }

  #answered(): void {
    this.#writesUnderWay--
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    // Runs when all answers of the batch have been given.
    process.nextTick(this.#afterBatch)
  }

  readonly #afterBatch = (): void => {
    this.#isFlushDue = false
    this.#flush()
    if (this.#isHolding) this.#execute()
  }

  #flush(): void {
    if (this.#replies.length > 0 && !this.#socket.destroyed)
      this.#socket.write(this.#replies.take())
  }
}

/** Whether the request is for the command of this name, which is in capital letters. */
function isNamed(decoder: RequestDecoder, name: Uint8Array): boolean {
  const { bytes } = decoder
  const start = decoder.start(0)
  if (decoder.end(0) - start !== name.length) return false
  return name.every((letter, at) => ((bytes[start + at] ?? 0) & CAPITAL) === letter)
}

const [directory = ''] = process.argv.slice(2)
const { kv } = await openNode(directory)
const server = net.createServer(socket => new Connection(kv, socket))
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'listening', port: (server.address() as AddressInfo).port }))
})

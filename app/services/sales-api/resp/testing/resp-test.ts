/** A RESP server on a simulated node, and clients of it that speak bytes. Only for tests. */
import net from 'node:net'
import type { Socket } from 'node:net'
import type { Reply } from '#foundation/resp/reply'
import { ReplyDecoder } from '#foundation/resp/reply-decoder'
import { encodeRequest } from '#foundation/resp/request'
import { RecentRequests } from '#business/web/requests/recent'
import type { Base } from '#business/data/store/base'
import { StoreNode } from '#business/domains/testing/store-node'
import type { RespOptions } from '../command/context.ts'
import { RespServer } from '../server.ts'

const LIMITS = { stringBytesMax: 16 * 1024 * 1024, itemsMax: 1_000_000, depthMax: 16 }

export type LogLine = {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

type Chosen = Partial<Omit<RespOptions, 'limits' | 'tunables'>> & {
  readonly limits?: Partial<RespOptions['limits']>
  readonly tunables?: Partial<RespOptions['tunables']>
  readonly isOpen?: boolean
  /** One of its own if undefined. */
  readonly node?: StoreNode<Base>
}

export class RespTest implements AsyncDisposable {
  readonly node: StoreNode<Base>
  readonly server: RespServer
  readonly log: LogLine[]
  readonly #chosen: Chosen
  readonly #clients: Client[] = []

  static async start(chosen: Chosen = {}): Promise<RespTest> {
    return await RespTest.on(chosen.node ?? (await StoreNode.start()), chosen)
  }

  private static async on(node: StoreNode<Base>, chosen: Chosen): Promise<RespTest> {
    const log: LogLine[] = []
    const line = (level: string) => (fields: object, msg: string) => {
      log.push({ level, msg, ...fields })
    }
    const { limits, tunables, isOpen = true, ...rest } = chosen
    const options: RespOptions = {
      host: node.host,
      log: {
        trace: line('trace'),
        debug: line('debug'),
        info: line('info'),
        warn: line('warn'),
        error: line('error'),
        fatal: line('fatal'),
      },
      requests: new RecentRequests(),
      limits: {
        connectionsMax: 100,
        outputBytesMax: 16 * 1024 * 1024,
        bufferedBytesMax: 64 * 1024 * 1024,
        keyBytesMax: 1024,
        valueBytesMax: 100_000,
        argumentsMax: 20_000,
        argumentBytesMax: 200_000,
        requestBytesMax: 1024 * 1024,
        inFlightMax: 1024,
        ...limits,
      },
      tunables: { idleTimeoutMs: 0, isProtected: true, slowMs: 500, ...tunables },
      mayFlush: false,
      mayDebug: false,
      password: undefined,
      tls: undefined,
      loggedPerSecond: 1000,
      consistency: 'linearizable',
      notifications: '',
      build: 'test',
      ...rest,
    }
    const server = await RespServer.listen(options, { host: '127.0.0.1', port: 0 })
    if (isOpen) server.open(node)
    return new RespTest(node, server, log, chosen)
  }

  private constructor(node: StoreNode<Base>, server: RespServer, log: LogLine[], chosen: Chosen) {
    this.node = node
    this.server = server
    this.log = log
    this.#chosen = chosen
  }

  /** Power is lost and comes back: the one returned serves what was durable. Clients have to connect again. */
  async crash(): Promise<RespTest> {
    await this.#close()
    return await RespTest.on(await this.node.crash(), this.#chosen)
  }

  async connect(): Promise<Client> {
    const client = await Client.connect(this.server.port)
    this.#clients.push(client)
    return client
  }

  async #close(): Promise<void> {
    for (const client of this.#clients) client.destroy()
    await this.server.close(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
    await this.node[Symbol.asyncDispose]()
  }
}

/** Whoever waits for a reply gets the next one; what comes without being asked for stays in `replies`. */
export class Client {
  readonly replies: Reply[] = []
  readonly socket: Socket
  /** All that was received, one character per byte. */
  text = ''
  readonly #decoder = new ReplyDecoder(LIMITS)
  readonly #closed = Promise.withResolvers<undefined>()
  #waiting: ((reply: Reply) => void)[] = []

  static async connect(port: number, host = '127.0.0.1'): Promise<Client> {
    const socket = net.connect({ port, host, allowHalfOpen: true })
    const client = new Client(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject)
    })
    return client
  }

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (received: Buffer) => {
      this.text += received.toString('latin1')
      this.#decoder.push(received)
      for (let reply = this.#decoder.next(); reply; reply = this.#decoder.next()) {
        const wait = this.#waiting.shift()
        if (wait) wait(reply)
        else this.replies.push(reply)
      }
    })
    socket.on('error', () => undefined)
    socket.on('end', () => {
      this.#closed.resolve(undefined)
    })
    socket.on('close', () => {
      this.#closed.resolve(undefined)
    })
  }

  send(text: string | Uint8Array): void {
    this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text)
  }

  next(): Promise<Reply> {
    const reply = this.replies.shift()
    if (reply) return Promise.resolve(reply)
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  /** One request, in words between spaces, and its reply in short. */
  async ask(line: string): Promise<unknown> {
    return await this.call(...line.split(' '))
  }

  async call(...request: readonly (string | Uint8Array)[]): Promise<unknown> {
    this.send(encodeRequest(request))
    return plain(await this.next())
  }

  /** Resolves with all that was received, when the server has ended the connection. */
  async closed(): Promise<string> {
    await this.#closed.promise
    return this.text
  }

  destroy(): void {
    this.socket.destroy()
  }
}

/** Text for strings, an error as its line with the dash, numbers, null, lists, and maps as `{ map: [[key, value], ...] }`. */
export function plain(reply: Reply): unknown {
  switch (reply.kind) {
    case 'simple':
      return reply.text
    case 'error':
      return `-${reply.text}`
    case 'integer':
    case 'bigNumber':
      return Number(reply.value)
    case 'bulk':
      return Buffer.from(reply.bytes).toString()
    case 'verbatim':
      return { verbatim: Buffer.from(reply.bytes).toString() }
    case 'double':
    case 'boolean':
      return reply.value
    case 'nil':
      return null
    case 'array':
      return reply.items.map(plain)
    case 'set':
    case 'push':
      return { [reply.kind]: reply.items.map(plain) }
    case 'map':
      return new Map(
        Array.from({ length: reply.items.length / 2 }, (_, pair) => [
          plain(reply.items[2 * pair] ?? { kind: 'nil' }),
          plain(reply.items[2 * pair + 1] ?? { kind: 'nil' }),
        ]),
      )
  }
}

/**
 * The RESP server of sales-api: listens, counts connections, and ends them in order. What commands there are stands in
 * commands.ts.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Address } from '#foundation/conf/conf'
import type { CommandIndex } from './command/command-index.ts'
import type { RespContext, RespOptions, Stores } from './command/context.ts'
import { noTotals } from './command/context.ts'
import { DENIED, MAX_CLIENTS } from './command/errors.ts'
import { createCommands } from './commands.ts'
import type { ClientAddress } from './connection/client.ts'
import { Connection } from './connection/connection.ts'
import { SlowLog } from './connection/slow-log.ts'
import { KeyNotifications } from './pubsub/key-notifications.ts'
import { PubSub } from './pubsub/pub-sub.ts'
import { ConnectionLog, operationOf } from './connection/connection-log.ts'
import { Certificates } from '../front/tls.ts'

/** Connections beyond the limit that are told so at once; those beyond them are dropped. */
const EXCESS_MAX = 100
/** So that a peer that has gone without a word is noticed; Redis's default. */
const KEEP_ALIVE_MS = 300_000
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

export class RespServer {
  readonly commands: CommandIndex
  readonly context: RespContext
  readonly #server: Server
  readonly #certificates: Certificates | undefined
  readonly #connections = new Set<Connection>()
  readonly #log: ConnectionLog
  readonly #listensOnLoopback: boolean
  /** Told that they are too many, until they are closed. */
  readonly #excess = new Set<Socket>()
  #ids = 0
  #whenEmpty: (() => void) | undefined

  static async listen(options: RespOptions, { host, port }: Address): Promise<RespServer> {
    const server = new RespServer(options, LOOPBACK.test(host) || host === 'localhost')
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject)
      server.#server.listen(port, host, () => {
        server.#server.off('error', reject)
        resolve()
      })
    })
    server.context.port = (server.#server.address() as AddressInfo).port
    return server
  }

  private constructor(options: RespOptions, listensOnLoopback: boolean) {
    const { host, log, limits, notifications } = options
    const pubSub = new PubSub(limits.bufferedBytesMax)
    this.#listensOnLoopback = listensOnLoopback
    this.#certificates = options.tls && new Certificates('resp.tls', options.tls, host.clock, log)
    this.#server = createServerWith(this.#certificates)
    this.commands = createCommands()
    this.context = {
      options,
      clients: new Map(),
      totals: noTotals(),
      slowLog: new SlowLog(),
      pubSub,
      keyNotifications: new KeyNotifications(pubSub),
      runId: randomBytes(20).toString('hex'),
      startedAtMs: host.clock.monotonic(),
      port: 0,
      opened: undefined,
    }
    this.context.keyNotifications.choose(notifications)
    this.#log = new ConnectionLog(options, this.context.slowLog)
    for (const { fullName, recent } of this.commands.whole) {
      options.requests.include(operationOf(fullName), recent)
    }
    this.#server.maxConnections = limits.connectionsMax + EXCESS_MAX
    this.#server.on(this.#certificates ? 'secureConnection' : 'connection', (socket: Socket) => {
      // A handshake may end when the server takes no connections any more.
      if (this.#server.listening) this.#accept(socket)
      else socket.destroy()
    })
    this.#server.on('drop', () => {
      this.context.totals.refused++
    })
  }

  get port(): number {
    return this.context.port
  }

  /** Its certificates are valid until then; undefined where it has none. */
  get validUntil(): Date | undefined {
    return this.#certificates?.validUntil
  }

  get connections(): number {
    return this.#connections.size
  }

  /** From now on commands have a store to work with. */
  open(stores: Stores): void {
    this.context.opened = stores
    this.context.keyNotifications.open(stores.kv)
  }

  /**
   * Takes no new connections and executes no new requests. Resolves when the replies to those under way have been sent: true; or
   * when the time is over and the connections that are left have been cut: false.
   */
  async close(timeoutMs: number): Promise<boolean> {
    this.#certificates?.end()
    this.#server.close()
    for (const socket of this.#excess) socket.destroy()
    for (const connection of this.#connections) connection.drain()
    if (this.#connections.size === 0) return true
    const empty = new Promise<true>(resolve => {
      this.#whenEmpty = () => {
        resolve(true)
      }
    })
    const late = Promise.withResolvers<false>()
    const deadline = setTimeout(() => {
      late.resolve(false)
    }, timeoutMs)
    const isClean = await Promise.race([empty, late.promise])
    clearTimeout(deadline)
    for (const connection of this.#connections) connection.cut('the service ended')
    return isClean
  }

  #accept(socket: Socket): void {
    const { limits, tunables, password, tls } = this.context.options
    const { totals, clients, pubSub } = this.context
    const address = addressOf(socket)
    const isDenied =
      tunables.isProtected &&
      password === undefined &&
      tls?.ca === undefined &&
      !this.#listensOnLoopback &&
      !address.isLoopback
    if (isDenied || this.#connections.size >= limits.connectionsMax) {
      totals.refused++
      this.#refuse(socket, isDenied ? DENIED : MAX_CLIENTS)
      return
    }
    totals.connections++
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    const id = ++this.#ids
    const connection = new Connection(this.context, this.commands, this.#log, socket, address, id)
    this.#connections.add(connection)
    clients.set(id, connection.client)
    socket.once('close', () => {
      this.#connections.delete(connection)
      clients.delete(id)
      pubSub.leave(connection.client)
      if (this.#connections.size === 0) this.#whenEmpty?.()
    })
  }

  #refuse(socket: Socket, text: string): void {
    this.#excess.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#excess.delete(socket))
    socket.end(`-${text}\r\n`, () => {
      socket.destroySoon()
    })
  }
}

function addressOf(socket: Socket): ClientAddress {
  const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket
  return {
    remote: joined(remoteAddress, remotePort),
    local: joined(localAddress, localPort),
    isLoopback: LOOPBACK.test(remoteAddress),
  }
}

function joined(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`
}

function createServerWith(certificates: Certificates | undefined): Server {
  if (!certificates) return createServer({ allowHalfOpen: true, noDelay: true })
  const server = createTlsServer({ ...certificates.serverOptions, allowHalfOpen: true })
  certificates.follow(server)
  return server
}

/** What a node of sales-api has to do with the others of its log: the port they ask, and what it knows of them. */
import type { Server } from 'node:http'
import os from 'node:os'
import type { Address } from '#foundation/conf/conf'
import { secretOf } from '#foundation/conf/secret-file'
import { listening, SettingUnusable } from '#foundation/conf/unusable'
import type { Logger } from '#foundation/logger/logger'
import type { Snapshots } from '#business/data/backup/snapshots'
import type { Node } from '#business/data/node/node'
import type { HeldEvent } from '#business/data/transfer/held-snapshot'
import { HeldSnapshot } from '#business/data/transfer/held-snapshot'
import type { Access } from '#business/data/transfer/peer-client'
import { PeerServer, SERVER_LIMITS } from '#business/data/transfer/peer-server'
import type { NodeStatus } from '#business/web/debug/nodes-contract'
import type { Life } from '#business/web/service/life'
import type { SalesConfig } from '../config.ts'
import type { RunOptions } from '../run.ts'
import { Certificates, tlsFilesOf } from '../front/tls.ts'
import type { ClockDiffers } from './clocks.ts'
import { Readers } from './readers.ts'
import { othersOf, statusOf } from './status.ts'
import { Visits } from './visits.ts'
import { KnownVoters } from './voters.ts'

const ANY_HOST = ['0.0.0.0', '::']

export class Peers implements AsyncDisposable {
  /** How this node asks others; undefined if it has no secret. */
  readonly access: Access | undefined
  readonly known: KnownVoters
  readonly #options: RunOptions
  readonly #log: Logger
  readonly #life: Life
  readonly #certificates: Certificates | undefined
  readonly #readers: Readers
  #server: PeerServer | undefined
  #node: Node | undefined
  #held: HeldSnapshot | undefined
  #visits: Visits | undefined

  /** Rejects with `SettingUnusable`. */
  static async listen(options: RunOptions, log: Logger, life: Life): Promise<Peers> {
    const { config, host } = options
    const { peerHost, peerSecretFile, peerTlsCert, peerTlsKey, peerTlsCa } = config.node
    const secret = secretOf(config.node.peerSecret, peerSecretFile, 'node.peerSecretFile')
    refuseUseless(config, secret)
    const files = { cert: peerTlsCert, key: peerTlsKey, ca: peerTlsCa }
    const tls = tlsFilesOf('node.peerTls', files)
    const certificates = tls && new Certificates('node.peerTls', tls, host.clock, log)
    const peers = new Peers(options, log, life, certificates, secret)
    if (!peerHost || secret === undefined) return peers
    const server = createServer(certificates)
    const answers = {
      status: (): NodeStatus => peers.status(),
      readers: (query: URLSearchParams) => peers.#readers.answer(query),
    }
    const listened = PeerServer.listen(host.clock, server, peerHost, secret, answers)
    peers.#server = await listening('node.peerHost', peerHost, listened)
    return peers
  }

  private constructor(
    options: RunOptions,
    log: Logger,
    life: Life,
    certificates: Certificates | undefined,
    secret: string | undefined,
  ) {
    this.#options = options
    this.#log = log
    this.#life = life
    this.#certificates = certificates
    this.#readers = new Readers(options.host.clock)
    this.known = new KnownVoters(options.host.disk, options.config.store.dir)
    this.access =
      secret === undefined
        ? undefined
        : {
            secret,
            get tls() {
              return certificates?.credentials
            },
          }
  }

  /** Their certificates are valid until then; undefined where there are none. */
  get validUntil(): Date | undefined {
    return this.#certificates?.validUntil
  }

  get port(): number | undefined {
    return this.#server?.port
  }

  /** Where other nodes reach this one: `host:port`; empty if nowhere. */
  get address(): string {
    const { peerHost, peerAddress } = this.#options.config.node
    const { port } = this
    if (peerAddress !== '') return peerAddress
    if (!peerHost || port === undefined) return ''
    const { host } = peerHost
    return textOf({ host: ANY_HOST.includes(host) ? os.hostname() : host, port })
  }

  /** From now on the node is shown, and gives its state to others, until the result is disposed of, before the node is closed. */
  serve(node: Node, snapshots: Snapshots | undefined): AsyncDisposable {
    const { config, host } = this.#options
    const { id } = node.log
    this.#node = node
    if (this.#server && id !== undefined && snapshots) {
      const tell = (event: HeldEvent): void => {
        this.#tell(event)
      }
      this.#held = new HeldSnapshot(host.clock, node, snapshots, config.store.dir, tell)
      const refusal = (): string | undefined => node.unsound?.message
      this.#server.serve({ log: id, refusal, snapshot: this.#held })
    }
    if (id !== undefined && this.access) this.#visits = this.#visiting(node, this.access)
    return {
      [Symbol.asyncDispose]: async () => {
        this.#server?.serve(undefined)
        this.#visits?.[Symbol.dispose]()
        await this.#held?.[Symbol.asyncDispose]()
        this.#node = undefined
      },
    }
  }

  /** Of this node. */
  status(): NodeStatus {
    const { config, build } = this.#options
    const fixed = { name: nameOf(config), role: config.node.role, version: build.ref }
    const holds = this.#held?.position
    return {
      ...fixed,
      ...(this.address !== '' && { address: this.address }),
      ...statusOf(this.#node, this.#life),
      ...(holds !== undefined && { snapshot: `holds one up to ${String(holds)}` }),
    }
  }

  /** Of this node and of all others that it knows. */
  async all(): Promise<NodeStatus[]> {
    const { clock } = this.#options.host
    const readers = this.#readers.known
    const others = this.#node ? await othersOf(this.#node, readers, this.access, clock) : []
    return [this.status(), ...others]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#certificates?.end()
    await this.#server?.[Symbol.asyncDispose]()
  }

  #visiting(node: Node, access: Access): Visits {
    const { config, host } = this.#options
    const { address, known } = this
    const self = { name: nameOf(config), address, isReader: config.node.role === 'reader' }
    const onOdd = (error: ClockDiffers): void => {
      this.#life.fail(error, 'the clock of this node differs from those of others')
    }
    return new Visits(host.clock, this.#readers, { self, node, access, known, onOdd })
  }

  #tell(event: HeldEvent): void {
    switch (event.kind) {
      case 'made':
        this.#log.info({ position: event.manifest.position }, 'a snapshot is held for other nodes')
        return
      case 'failed':
        this.#log.warn({ error: event.error }, 'no snapshot could be made for another node')
        return
      case 'removed':
        this.#log.info({}, 'the snapshot for other nodes was removed')
    }
  }
}

export function nameOf({ node }: SalesConfig): string {
  return node.name === '' ? os.hostname() : node.name
}

/** Throws `SettingUnusable` for settings that do nothing as they are set. */
function refuseUseless({ node, log }: SalesConfig, secret: string | undefined): void {
  if (node.peerHost && log.kind === 'wal') {
    throw new SettingUnusable('node.peerHost', 'only nodes that share a log have peers')
  }
  if (node.peerHost && secret === undefined) {
    throw new SettingUnusable('node.peerHost', 'it needs a secret: set node.peerSecretFile')
  }
}

function createServer(certificates: Certificates | undefined): Server {
  if (!certificates) return process.getBuiltinModule('node:http').createServer(SERVER_LIMITS)
  const options = { ...SERVER_LIMITS, ...certificates.serverOptions }
  const server = process.getBuiltinModule('node:https').createServer(options)
  certificates.follow(server)
  return server
}

function textOf({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`
}

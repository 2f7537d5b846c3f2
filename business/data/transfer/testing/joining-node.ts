/** Nodes on the real disk that share a log in memory, give each other snapshots, and keep rows. Only for tests. */
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import { join } from 'node:path'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { quiet } from '#foundation/testing/latency'
import { Snapshots } from '#business/data/backup/snapshots'
import type { SharedLogs } from '#business/data/log/testing/shared-log'
import { Node, STORE_DIRECTORY } from '#business/data/node/node'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import type { Entry } from '#business/data/node/entry'
import { DiskBase } from '#business/data/store/disk-base'
import type { Store } from '#business/data/store/store'
import { KEYS } from '#business/data/store/tables'
import { HeldSnapshot } from '../held-snapshot.ts'
import { PeerServer, SERVER_LIMITS } from '../peer-server.ts'

export const SECRET = 'open sesame'

const MiB = 1024 * 1024
const HEADER_BYTES = 8

/** Puts a row, numbered by its revision. */
class PutRow implements Operation<Uint8Array, null> {
  readonly domain = 7
  readonly code = 1
  readonly isAlone = false
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  isFreeing(): boolean {
    return false
  }

  bytes(row: Uint8Array): number {
    return HEADER_BYTES + row.length
  }

  encode(row: Uint8Array, { bytes, view }: BatchBytes, at: number): void {
    view.setFloat64(at, row.length, true)
    bytes.set(row, at + HEADER_BYTES)
  }

  refuse(): undefined {
    return undefined
  }

  perform({ bytes, view }: BatchBytes, at: number, entry: Entry): null {
    entry.nextChange()
    const length = view.getFloat64(at, true)
    const key = new Uint8Array(8)
    new DataView(key.buffer).setFloat64(0, entry.revision)
    const row = this.#store.put(KEYS, key, 0, 8, length)
    row.bytes.set(bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length), row.start)
    return null
  }

  encodeResult(): Uint8Array {
    return new Uint8Array()
  }

  decodeResult(): null {
    return null
  }
}

export class JoiningNode implements AsyncDisposable {
  readonly directory: string
  readonly node: Node
  readonly held: HeldSnapshot
  readonly peer: PeerServer
  /** Of the node and of what it holds, but not of its peer port. */
  readonly clock: SimulatedHost['clock']
  /** Where in files it was asked for the rest. */
  readonly starts: number[] = []
  /** Why it gives nobody its state. */
  refusal: string | undefined
  readonly failures: Error[] = []
  readonly #put: PutRow
  readonly #snapshots: Snapshots

  /** On what is in the directory. Its log has to go on from there. */
  static async start(logs: SharedLogs, name: string, directory: string): Promise<JoiningNode> {
    const { clock, disk } = systemHost()
    const { clock: simulated, random, turns } = new SimulatedHost(directory.length)
    const server = http.createServer(SERVER_LIMITS)
    const place = { host: '127.0.0.1', port: 0 }
    const answers = { status: () => ({ name }), readers: () => [] }
    const peer = await PeerServer.listen(clock, server, place, SECRET, answers)
    const base = await DiskBase.open(disk, join(directory, STORE_DIRECTORY))
    const failures: Error[] = []
    const node = new Node({ clock: simulated, random, turns, disk }, logs.open(), base, {
      name,
      role: 'voter',
      version: 'test',
      address: `127.0.0.1:${String(peer.port)}`,
      directory,
      sizes: {
        memoryBytes: 16 * MiB,
        flushBytes: 16 * MiB,
        segmentBytes: MiB,
        leaveBytes: MiB,
        reserveBytes: 0,
        logRoomBytesMin: 0,
      },
      idempotency: { keepMs: 1000, countMax: 1, bytesMax: 1 },
      mayWrite: () => true,
      tell: event => {
        if (event.kind === 'failed') failures.push(event.error)
      },
    })
    const put = new PutRow(node.store)
    await node.start([put], new AbortController().signal)
    return new JoiningNode(directory, node, peer, server, simulated, put, failures)
  }

  private constructor(
    directory: string,
    node: Node,
    peer: PeerServer,
    server: http.Server,
    clock: SimulatedHost['clock'],
    put: PutRow,
    failures: Error[],
  ) {
    if (!node.disk) throw new Error('it has a disk')
    this.directory = directory
    this.node = node
    this.peer = peer
    this.clock = clock
    this.failures = failures
    this.#put = put
    const { clock: real, disk } = systemHost()
    this.#snapshots = new Snapshots(node.store, node.disk, { clock: real, disk, version: 'test' })
    this.held = new HeldSnapshot(clock, node, this.#snapshots, directory, () => undefined)
    server.on('request', (request: http.IncomingMessage) => {
      const [, start] = /^\/v1\/files\/.*&from=(\d+)$/.exec(request.url ?? '') ?? []
      if (start !== undefined) this.starts.push(Number(start))
    })
    peer.serve({ log: 'shared', refusal: () => this.refusal, snapshot: this.held })
  }

  /** A row of so many bytes. */
  async write(bytes: number): Promise<void> {
    await this.node.execute(this.#put, new Uint8Array(bytes).fill(bytes % 251))
  }

  /** Time passes, in which it reports to the others. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      this.clock.advance(1000)
      await quiet()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.peer.serve(undefined)
    await this.held[Symbol.asyncDispose]()
    await this.#snapshots[Symbol.asyncDispose]()
    await this.peer[Symbol.asyncDispose]()
    await this.node[Symbol.asyncDispose]()
  }
}

/** Where nothing is yet; removed by `remove`. */
export function place(): { readonly directory: string; readonly remove: () => void } {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'transfer-'))
  return {
    directory,
    remove: () => {
      fs.rmSync(directory, { recursive: true, force: true })
    },
  }
}

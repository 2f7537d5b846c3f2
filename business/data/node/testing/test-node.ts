/**
 * A node with a domain as small as can be, on a simulated machine. Only for tests.
 * The domain keeps notes, numbered in the order in which they were applied.
 */
import { SimulatedHost } from '#foundation/host/simulated'
import { quiet } from '#foundation/testing/latency'
import type { Log } from '#business/data/log/log'
import { WalLog } from '#business/data/log/wal-log'
import type { Store } from '#business/data/store/store'
import { TestBase } from '#business/data/store/testing/test-base'
import { KEYS } from '#business/data/store/tables'
import type { Space } from '../proposal/space-guard.ts'
import type { Entry } from '../entry.ts'
import type { IdempotencyLimits } from '../idempotency.ts'
import type { ExecuteOptions, NodeEvent } from '../node.ts'
import { LOG_DIRECTORY, Node } from '../node.ts'
import type { BatchBytes, Later, Operation } from '../operation.ts'
import { LATER } from '../operation.ts'

/** `write` adds a note, `erase` removes those with its text and frees space, `break` is more than the domain can take. */
const KINDS = ['write', 'erase', 'break'] as const

export type NoteCommand = {
  readonly kind: (typeof KINDS)[number]
  readonly text: string
  /** Whether it has a log entry of its own. */
  readonly isAlone?: boolean
  /** How long its result is when it is kept; as short as can be if undefined. */
  readonly answerBytes?: number
  /** What it counts as written beyond its own bytes. */
  readonly copiedBytes?: number
}

/** The number is 0 if it was left to the next entry. */
export type NoteResult = {
  readonly number: number
  readonly text: string
  readonly answerBytes: number
}

/** Bytes of an operation before its text. */
export const NOTE_HEADER_BYTES = 16

class NoteOperation implements Operation<NoteCommand, NoteResult> {
  readonly domain = 7
  readonly code: number
  readonly isAlone: boolean
  readonly #store: Store

  constructor(store: Store, isAlone: boolean) {
    this.#store = store
    this.code = isAlone ? 2 : 1
    this.isAlone = isAlone
  }

  bytes({ text }: NoteCommand): number {
    return NOTE_HEADER_BYTES + text.length
  }

  isFreeing({ kind }: NoteCommand): boolean {
    return kind === 'erase'
  }

  encode(command: NoteCommand, { bytes, view }: BatchBytes, at: number): void {
    const { kind, text, answerBytes = 0, copiedBytes = 0 } = command
    view.setUint32(at, KINDS.indexOf(kind), true)
    view.setUint32(at + 4, answerBytes, true)
    view.setUint32(at + 8, text.length, true)
    view.setUint32(at + 12, copiedBytes, true)
    bytes.set(Buffer.from(text, 'latin1'), at + NOTE_HEADER_BYTES)
  }

  refuse({ view }: BatchBytes, at: number, entry: Entry): Later | undefined {
    const copiedBytes = view.getUint32(at + 12, true)
    return copiedBytes === 0 || entry.mayCopy(copiedBytes) ? undefined : LATER
  }

  perform({ bytes, view }: BatchBytes, at: number, entry: Entry): NoteResult {
    const kind = KINDS[view.getUint32(at, true)]
    const start = at + NOTE_HEADER_BYTES
    const length = view.getUint32(at + 8, true)
    const text = Buffer.from(bytes.slice(start, start + length)).toString('latin1')
    if (kind === 'break') throw new Error(text)
    entry.nextChange()
    const number = entry.revision
    if (kind === 'write') {
      const row = this.#store.put(KEYS, numberKey(number), 0, 8, length)
      row.bytes.set(bytes.subarray(start, start + length), row.start)
    } else {
      const erased = [...this.#store.range(KEYS, new Uint8Array())].filter(
        ({ value }) => Buffer.from(value).toString('latin1') === text,
      )
      for (const { key } of erased) this.#store.remove(KEYS, key, 0, 8)
    }
    return { number, text, answerBytes: view.getUint32(at + 4, true) }
  }

  encodeResult(result: NoteResult, bytesMax: number): Uint8Array | undefined {
    const bytes = Buffer.from(JSON.stringify(result).padEnd(result.answerBytes))
    return bytes.length <= bytesMax ? bytes : undefined
  }

  decodeResult(bytes: Uint8Array): NoteResult {
    return JSON.parse(Buffer.from(bytes).toString()) as NoteResult
  }
}

export type TestNodeOptions = {
  readonly memoryBytes: number
  readonly segmentBytes: number
  readonly reserveBytes: number
  readonly logRoomBytesMin: number
  readonly idempotency: IdempotencyLimits
}

const DEFAULTS: TestNodeOptions = {
  memoryBytes: 4 * 1024 * 1024,
  segmentBytes: 512 * 1024,
  reserveBytes: 0,
  logRoomBytesMin: 0,
  idempotency: { keepMs: 60_000, countMax: 1000, bytesMax: 1024 * 1024 },
}

const DIRECTORY = '/data'

export type TestHost = Pick<SimulatedHost, 'clock' | 'random' | 'disk' | 'turns'>

export class TestNode implements AsyncDisposable {
  readonly host: TestHost
  readonly base: TestBase
  readonly log: Log
  readonly node: Node
  /** What went wrong. */
  readonly failures: Error[] = []
  /** Positions that catching up told of, and those at which it had to wait for the disk. */
  readonly progress: number[] = []
  readonly waits: number[] = []
  /** What the guard told of. */
  readonly spaces: Space[] = []
  /** Whether this process still has its directory. */
  mayWrite = true
  readonly #notes: NoteOperation
  readonly #alone: NoteOperation
  readonly #options: TestNodeOptions
  #isPowered = true

  /** On the host and base of another node: what starts after that one ended. */
  static async start(
    options: Partial<TestNodeOptions> = {},
    host: TestHost = new SimulatedHost(1),
    base = new TestBase(),
    stop = new AbortController().signal,
  ): Promise<TestNode> {
    const all = { ...DEFAULTS, ...options }
    const { segmentBytes } = all
    const log = await WalLog.open(host, `${DIRECTORY}/${LOG_DIRECTORY}`, { segmentBytes })
    return await TestNode.on(log, all, host, base, stop)
  }

  /** On any log. */
  static async on(
    log: Log,
    options: Partial<TestNodeOptions> = {},
    host: TestHost = new SimulatedHost(1),
    base = new TestBase(),
    stop = new AbortController().signal,
  ): Promise<TestNode> {
    const node = new TestNode(log, { ...DEFAULTS, ...options }, host, base)
    await node.node.start([node.#notes, node.#alone], stop)
    return node
  }

  private constructor(log: Log, options: TestNodeOptions, host: TestHost, base: TestBase) {
    this.host = host
    this.base = base
    this.log = log
    this.#options = options
    const sizes = { ...options, flushBytes: options.memoryBytes, leaveBytes: options.segmentBytes }
    this.node = new Node(host, log, base, {
      name: 'node',
      role: 'voter',
      version: 'test',
      address: '',
      directory: DIRECTORY,
      sizes,
      idempotency: options.idempotency,
      mayWrite: () => this.mayWrite && this.#isPowered,
      tell: event => {
        this.#hear(event)
      },
    })
    this.#notes = new NoteOperation(this.store, false)
    this.#alone = new NoteOperation(this.store, true)
  }

  #hear(event: NodeEvent): void {
    if (event.kind === 'failed' || event.kind === 'damaged') this.failures.push(event.error)
    else if (event.kind === 'space') this.spaces.push(event.space)
    else if (event.kind === 'catching up') this.progress.push(event.position)
    else if (event.kind === 'waiting for space') this.waits.push(this.store.state.position)
  }

  get store(): Store {
    return this.node.store
  }

  propose(command: NoteCommand, options?: ExecuteOptions): Promise<NoteResult> {
    const operation = command.isAlone === true ? this.#alone : this.#notes
    return this.node.execute(operation, command, options)
  }

  write(text: string, options?: ExecuteOptions): Promise<NoteResult> {
    return this.propose({ kind: 'write', text }, options)
  }

  /** The texts of all notes there are, in the order of their numbers. */
  notes(): string[] {
    const rows = this.store.range(KEYS, new Uint8Array())
    return [...rows].map(({ value }) => Buffer.from(value).toString('latin1'))
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(options: Partial<TestNodeOptions> = {}, stop?: AbortSignal): Promise<TestNode> {
    this.#isPowered = false
    this.host.disk.crash()
    // A flush that is under way comes to its end, or is one that waits for ever.
    await quiet()
    this.node.fence()
    this.host.disk.restart()
    return await TestNode.start({ ...this.#options, ...options }, this.host, this.base, stop)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]()
  }
}

function numberKey(number: number): Uint8Array {
  const key = new Uint8Array(8)
  new DataView(key.buffer).setFloat64(0, number)
  return key
}

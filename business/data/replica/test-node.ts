/**
 * A replica with a domain as small as can be, on a simulated machine. Only for tests.
 * The domain keeps notes, numbered in the order in which they were applied.
 */
import { SimulatedHost } from '#foundation/host/simulated'
import { quiet } from '#foundation/testing/latency'
import { WalLog } from '#business/data/log/wal-log'
import { Store } from '#business/data/store/store'
import { TestBase } from '#business/data/store/test-base'
import { KEYS } from '#business/data/store/tables'
import type { AnswerLimits } from './answers.ts'
import type { Applier, FrameBytes } from './applier.ts'
import type { Entry } from './entry.ts'
import type { ProposeOptions } from './replica.ts'
import { Replica } from './replica.ts'
import type { Space } from './space-guard.ts'
import { SpaceGuard } from './space-guard.ts'

/** `write` adds a note, `erase` removes those with its text and frees space, `break` is more than the domain can take. */
const KINDS = ['write', 'erase', 'break'] as const

export type NoteCommand = {
  readonly kind: (typeof KINDS)[number]
  readonly text: string
  /** What it says that it takes of memory; the truth if undefined. */
  readonly weight?: number
  /** How long its answer is when it is kept; as short as can be if undefined. */
  readonly answerBytes?: number
}

export type NoteResult = {
  readonly number: number
  readonly text: string
  readonly answerBytes: number
}

/** Bytes of a command before its text. */
export const NOTE_HEADER_BYTES = 16

class NoteApplier implements Applier<NoteCommand, NoteResult> {
  readonly id = 7
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  bytes({ text }: NoteCommand): number {
    return NOTE_HEADER_BYTES + text.length
  }

  weight({ text, weight }: NoteCommand): number {
    return weight ?? 200 + text.length
  }

  isFreeing({ kind }: NoteCommand): boolean {
    return kind === 'erase'
  }

  encode({ kind, text, answerBytes }: NoteCommand, { bytes, view }: FrameBytes, at: number): void {
    view.setUint32(at, KINDS.indexOf(kind), true)
    view.setUint32(at + 4, answerBytes ?? 0, true)
    view.setUint32(at + 8, text.length, true)
    bytes.set(Buffer.from(text, 'latin1'), at + NOTE_HEADER_BYTES)
  }

  apply({ bytes, view }: FrameBytes, at: number, entry: Entry): NoteResult {
    const kind = KINDS[view.getUint32(at, true)]
    const start = at + NOTE_HEADER_BYTES
    const length = view.getUint32(at + 8, true)
    const text = Buffer.from(bytes.slice(start, start + length)).toString('latin1')
    if (kind === 'break') throw new Error(text)
    const number = entry.nextRevision()
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

  isFinal(): boolean {
    return true
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
  readonly answers: AnswerLimits
}

const DEFAULTS: TestNodeOptions = {
  memoryBytes: 4 * 1024 * 1024,
  segmentBytes: 512 * 1024,
  reserveBytes: 0,
  logRoomBytesMin: 0,
  answers: { keepMs: 60_000, countMax: 1000, bytesMax: 1024 * 1024 },
}

export type TestHost = Pick<SimulatedHost, 'clock' | 'random' | 'disk'>

export class TestNode implements AsyncDisposable {
  readonly host: TestHost
  readonly base: TestBase
  readonly log: WalLog
  readonly store: Store
  readonly guard: SpaceGuard
  readonly replica: Replica
  /** What `onFailed` was called with. */
  readonly failures: Error[]
  /** Positions that the replay told of, and those at which it had to wait for the disk. */
  readonly progress: number[]
  readonly waits: number[]
  /** What the guard told of. */
  readonly spaces: Space[]
  readonly #notes: NoteApplier
  readonly #options: TestNodeOptions
  /** Aborts when it is lost: from then on the node must not touch what the next one works with. */
  readonly #power: AbortController

  /** On the host and base of another node: what starts after that one ended. */
  static async start(
    options: Partial<TestNodeOptions> = {},
    host: TestHost = new SimulatedHost(1),
    base = new TestBase(),
    stop = new AbortController().signal,
  ): Promise<TestNode> {
    const all = { ...DEFAULTS, ...options }
    const { clock, random, disk } = host
    const failures: Error[] = []
    const progress: number[] = []
    const waits: number[] = []
    const onFailed = (error: Error): void => {
      failures.push(error)
    }
    const power = new AbortController()
    const log = await WalLog.open(host, '/data/log', { segmentBytes: all.segmentBytes })
    const store = new Store(base, clock, random, {
      memoryBytes: all.memoryBytes,
      flushBytes: all.memoryBytes,
      onFlushed: ({ position }) => {
        if (!power.signal.aborted) log.trim(position)
      },
      onDamaged: onFailed,
      onFailed,
    })
    const notes = new NoteApplier(store)
    const spaces: Space[] = []
    const space = {
      ...all,
      directory: '/data',
      onChanged: (found: Space): void => {
        spaces.push(found)
      },
    }
    const guard = new SpaceGuard(clock, disk, log, store, space)
    const replica = await Replica.start(
      log,
      store,
      clock,
      guard,
      [notes],
      { ...all, onFailed },
      {
        stop,
        onProgress: at => {
          progress.push(at)
        },
        onWaiting: () => {
          waits.push(store.state.position)
        },
      },
    )
    return new TestNode(
      host,
      base,
      log,
      store,
      guard,
      replica,
      failures,
      progress,
      waits,
      spaces,
      notes,
      all,
      power,
    )
  }

  private constructor(
    host: TestHost,
    base: TestBase,
    log: WalLog,
    store: Store,
    guard: SpaceGuard,
    replica: Replica,
    failures: Error[],
    progress: number[],
    waits: number[],
    spaces: Space[],
    notes: NoteApplier,
    options: TestNodeOptions,
    power: AbortController,
  ) {
    this.host = host
    this.base = base
    this.log = log
    this.store = store
    this.guard = guard
    this.replica = replica
    this.failures = failures
    this.progress = progress
    this.waits = waits
    this.spaces = spaces
    this.#notes = notes
    this.#options = options
    this.#power = power
  }

  propose(command: NoteCommand, options?: ProposeOptions): Promise<NoteResult> {
    return this.replica.propose(this.#notes, command, options)
  }

  write(text: string, options?: ProposeOptions): Promise<NoteResult> {
    return this.propose({ kind: 'write', text }, options)
  }

  /** The texts of all notes there are, in the order of their numbers. */
  notes(): string[] {
    const rows = this.store.range(KEYS, new Uint8Array())
    return [...rows].map(({ value }) => Buffer.from(value).toString('latin1'))
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(options: Partial<TestNodeOptions> = {}, stop?: AbortSignal): Promise<TestNode> {
    this.#power.abort()
    this.host.disk.crash()
    // A flush that is under way comes to its end, or is one that waits for ever.
    await quiet()
    this.host.disk.restart()
    return await TestNode.start({ ...this.#options, ...options }, this.host, this.base, stop)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.replica[Symbol.asyncDispose]()
    await this.store[Symbol.asyncDispose]()
    await this.log[Symbol.asyncDispose]()
  }
}

function numberKey(number: number): Uint8Array {
  const key = new Uint8Array(8)
  new DataView(key.buffer).setFloat64(0, number)
  return key
}

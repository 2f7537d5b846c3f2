/**
 * The only loop of the system: commands are gathered into a frame, the frame is appended to the log, applied to the store
 * when it is durable, and only then answered.
 *
 *      propose -> frame -> log.append -> appliers -> answers, listener
 *
 * Everything that arrives while one frame is being made durable forms the next: the busier, the larger the frames, and no
 * command ever waits for company. On start the same appliers are fed from the log, from where the store ends.
 */
import { strict as assert } from 'node:assert'
import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { align8 } from '#foundation/bytes/bytes'
import type { Clock, Timer } from '#foundation/host/host'
import type { Log, LogEntry } from '#business/data/log/log'
import { NotCommitted } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'
import { ENTRY_EFFECT_BYTES_MAX, StoreDamaged } from '#business/data/store/store'
import type { AnswerLimits, Once } from './answers.ts'
import {
  ANSWER_BYTES_MAX,
  AnswerNotKept,
  Answers,
  encodeOnce,
  KeyReused,
  ONCE_BYTES,
  ONCE_WEIGHT_BYTES,
} from './answers.ts'
import type { Applier, FrameBytes } from './applier.ts'
import { Entry } from './entry.ts'
import type { FrameTiming, Waiter } from './frame.ts'
import {
  COMMAND_HEADER_BYTES,
  FRAME_HEADER_BYTES,
  FrameBuilder,
  frameChannel,
  frameOf,
  frameTime,
  rejectAll,
} from './frame.ts'
import { CommandTooLarge, NoSpace, OutcomeUnknown, ReplicaStopped, StoreBusy } from './refusal.ts'
import type { ReplayOptions } from './replay.ts'
import { replay } from './replay.ts'
import { Room } from './room.ts'
import type { SpaceGuard } from './space-guard.ts'
import { SPACE_CHECK_MS } from './space-guard.ts'

/** A frame takes no further command at this size; a single command may be larger. */
const FRAME_BYTES_MAX = 1024 * 1024
/** No command is longer than this, whatever the log would take. */
const COMMAND_BYTES_MAX = 8 * 1024 * 1024
/** Commands that wait for the frames before them, in bytes, before more are refused. */
const QUEUE_BYTES_MAX = 32 * 1024 * 1024
/** From this fill of the memory table on, frames are delayed: a little at first, this much when it is full. */
const PACE_FILL = 3 / 4
const PACE_MS_MAX = 20

const SPARES_MAX = 3

export type ReplicaOptions = {
  readonly answers: AnswerLimits
  /** Called once, when the replica cannot go on: the process has to end. */
  readonly onFailed: (error: Error) => void
}

export type ProposeOptions = {
  /** Makes the command take effect once, however often it is proposed. */
  readonly once?: Once | undefined
  /** What the command will read for its result, as far as known: counts like its effects when a frame is filled. */
  readonly readBytes?: number | undefined
  /** Told when the command's frame has been applied. */
  readonly observe?: ((timing: FrameTiming) => void) | undefined
}

export type ReplicaStats = {
  /** Bytes of commands that wait for their turn. */
  readonly queuedBytes: number
  readonly appliedPosition: number
  readonly revision: number
}

/**
 * Invariants: one frame is in the log's hands at a time, and at most one more is durable and not applied; frames are
 * applied in the order of their positions.
 */
export class Replica implements AsyncDisposable {
  readonly #log: Log
  readonly #store: Store
  readonly #clock: Clock
  readonly #guard: SpaceGuard
  readonly #room: Room
  #spaceCheck: Timer | undefined
  readonly #options: ReplicaOptions
  readonly #appliers: (Applier<unknown, unknown> | undefined)[] = []
  readonly #answers: Answers
  readonly #listeners = new Set<() => void>()
  #gathering = new FrameBuilder()
  /** Frames that are full and wait, oldest first. */
  #full: FrameBuilder[] = []
  /** Empty frames, to be used again. */
  readonly #spares: FrameBuilder[] = []
  #queuedBytes = 0
  #isScheduled = false
  #isAppending = false
  /** Frames that were taken from the queue and are not done with. */
  #underWay = 0
  #stopped: Error | undefined
  #failure: Error | undefined
  #idle: (() => void) | undefined

  /** Applies what the log holds after the store's position. Rejects like `replay`. */
  static async start(
    log: Log,
    store: Store,
    clock: Clock,
    guard: SpaceGuard,
    appliers: readonly Applier<never, unknown>[],
    options: ReplicaOptions,
    replayOptions: ReplayOptions,
  ): Promise<Replica> {
    const replica = new Replica(log, store, clock, guard, appliers, options)
    await replay(log, store, clock, guard, replayOptions, entry => {
      replica.#replay(entry)
    })
    replica.#watchSpace()
    return replica
  }

  private constructor(
    log: Log,
    store: Store,
    clock: Clock,
    guard: SpaceGuard,
    appliers: readonly Applier<never, unknown>[],
    options: ReplicaOptions,
  ) {
    this.#log = log
    this.#store = store
    this.#clock = clock
    this.#guard = guard
    this.#room = new Room(clock, store, guard)
    this.#options = options
    this.#answers = new Answers(store)
    for (const applier of appliers) this.#appliers[applier.id] = applier
  }

  /**
   * Resolves with the result once the command is durable and applied. Rejects with `NoSpace`, `StoreBusy`,
   * `CommandTooLarge`, `ReplicaStopped`, `StoreDamaged`: nothing was executed; `KeyReused`, `AnswerNotKept`: see there;
   * or `OutcomeUnknown`. A command that was executed before is not refused for want of space: it only is answered.
   */
  propose<Command, Result>(
    applier: Applier<Command, Result>,
    command: Command,
    options: ProposeOptions = {},
  ): Promise<Result> {
    const { once, readBytes = 0 } = options
    const header = COMMAND_HEADER_BYTES + (once ? ONCE_BYTES : 0)
    const bytes = align8(header + applier.bytes(command))
    const weight = applier.weight(command) + (once ? ONCE_WEIGHT_BYTES : 0)
    const isKnown = once ? this.#isKnown(once) : false
    if (isKnown instanceof StoreDamaged) return Promise.reject(isKnown)
    const isFreeing = isKnown || applier.isFreeing(command)
    const refusal = this.#refusal(bytes, weight, isFreeing)
    if (refusal) return Promise.reject(refusal)

    const frame = this.#frameFor(bytes, weight + readBytes)
    const at = frame.reserve(bytes, applier.id, once !== undefined)
    if (once) encodeOnce(once, this.#options.answers, frame, at + COMMAND_HEADER_BYTES)
    applier.encode(command, frame, at + header)
    frame.weight += weight + readBytes
    frame.isFreeing &&= isFreeing
    this.#queuedBytes += bytes
    this.#guard.count(bytes)
    return new Promise<Result>((resolve, reject) => {
      frame.waiters.push({
        // The applier of the command is the one that makes its result.
        resolve: resolve as (result: unknown) => void,
        reject,
        observe: options.observe,
      })
      this.#schedule()
    })
  }

  /** Resolves when this node has applied everything that anyone was told is durable before the call. */
  async barrier(): Promise<void> {
    const position = await this.#log.barrier()
    while (this.#store.state.position < position) {
      if (this.#stopped) throw this.#stopped
      await new Promise<void>(resolve => {
        const remove = this.onApplied(() => {
          remove()
          resolve()
        })
      })
    }
  }

  /** Rings after every frame that was applied. Returns the way to stop it. */
  onApplied(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  stats(): ReplicaStats {
    const { position, revision } = this.#store.state
    return { queuedBytes: this.#queuedBytes, appliedPosition: position, revision }
  }

  /** Refuses new commands and resolves when those accepted before have their results. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped ??= new ReplicaStopped()
    this.#spaceCheck?.cancel()
    if (this.#isScheduled || this.#underWay > 0) {
      await new Promise<void>(resolve => {
        this.#idle = resolve
      })
    }
  }

  #refusal(bytes: number, weight: number, isFreeing: boolean): Error | undefined {
    if (this.#stopped) return this.#stopped
    const bytesMax = Math.min(COMMAND_BYTES_MAX, this.#log.payloadBytesMax - FRAME_HEADER_BYTES)
    if (bytes > bytesMax) return new CommandTooLarge(bytes, bytesMax)
    if (weight > ENTRY_EFFECT_BYTES_MAX) return new CommandTooLarge(weight, ENTRY_EFFECT_BYTES_MAX)
    const lack = isFreeing ? undefined : this.#lack(bytes)
    if (lack) return lack
    if (this.#queuedBytes + bytes > QUEUE_BYTES_MAX) return new StoreBusy('The queue is full')
    return undefined
  }

  /** Whether there is an answer already. A replica that is stopped does not look: its store may be closed. */
  #isKnown(once: Once): boolean | StoreDamaged {
    if (this.#stopped) return false
    try {
      return this.#answers.check(once, this.#options.answers, this.#clock.now())
    } catch (error) {
      if (error instanceof StoreDamaged) return error
      throw error
    }
  }

  /** Why there is no space or room for a command, if there is none. A disk that cannot even be asked is the end. */
  #lack(bytes: number): Error | undefined {
    try {
      return this.#guard.accepts(bytes) ? this.#room.refusal : new NoSpace()
    } catch (error) {
      this.#fail(error)
      return this.#stopped
    }
  }

  /** Also while nobody writes: so a change is told when it happens. */
  #watchSpace(): void {
    this.#spaceCheck = this.#clock.after(SPACE_CHECK_MS, () => {
      try {
        this.#guard.check()
      } catch (error) {
        this.#fail(error)
      }
      if (!this.#stopped) this.#watchSpace()
    })
  }

  #frameFor(bytes: number, weight: number): FrameBuilder {
    const frame = this.#gathering
    if (frame.isEmpty) {
      frame.proposedAt = this.#clock.monotonic()
      return frame
    }
    const bytesMax = Math.min(FRAME_BYTES_MAX, this.#log.payloadBytesMax)
    const fits = frame.used + bytes <= bytesMax && frame.weight + weight <= ENTRY_EFFECT_BYTES_MAX
    if (fits) return frame
    this.#full.push(frame)
    this.#gathering = this.#spares.pop() ?? new FrameBuilder()
    this.#gathering.proposedAt = this.#clock.monotonic()
    return this.#gathering
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isAppending) return
    this.#isScheduled = true
    const { fill } = this.#store
    if (fill <= PACE_FILL) {
      setImmediate(() => {
        this.#isScheduled = false
        this.#next()
      })
    } else {
      const part = Math.min(1, (fill - PACE_FILL) / (1 - PACE_FILL))
      this.#clock.after(part * PACE_MS_MAX, () => {
        this.#isScheduled = false
        this.#next()
      })
    }
  }

  /** Gives the log the next frame, if it has none and there is one. */
  #next(): void {
    if (this.#isAppending || this.#isScheduled) return
    let frame = this.#full.shift()
    if (!frame && !this.#gathering.isEmpty) {
      frame = this.#gathering
      this.#gathering = this.#spares.pop() ?? new FrameBuilder()
    }
    if (frame) void this.#carry(frame)
    else if (this.#underWay === 0) this.#idle?.()
  }

  /** Takes one frame all the way. Never rejects: failures go to the frame's waiters, and to `onFailed`. */
  async #carry(frame: FrameBuilder): Promise<void> {
    this.#isAppending = true
    this.#underWay++
    const appended = await this.#append(frame)
    this.#isAppending = false
    // The next frame is on its way to the disk while this one is applied.
    if (this.#store.fill <= PACE_FILL) this.#next()
    else this.#schedule()
    if (appended) this.#settle(frame, appended)
    this.#queuedBytes -= frame.used - FRAME_HEADER_BYTES
    this.#guard.settled(frame.used - FRAME_HEADER_BYTES)
    frame.clear()
    if (this.#spares.length < SPARES_MAX) this.#spares.push(frame)
    this.#underWay--
    this.#next()
  }

  /** Makes the frame durable. Undefined if that failed, and then its waiters know. */
  async #append(frame: FrameBuilder): Promise<Appended | undefined> {
    if (this.#failure) {
      rejectAll(frame.waiters, new ReplicaStopped())
      return undefined
    }
    try {
      const lack = this.#room.has(frame) ? undefined : await this.#room.for(frame)
      if (lack) {
        rejectAll(frame.waiters, lack)
        return undefined
      }
    } catch (error) {
      rejectAll(frame.waiters, new ReplicaStopped())
      this.#fail(error)
      return undefined
    }
    const payload = frame.finish(Math.max(this.#clock.now(), this.#store.state.time))
    const appendedAt = this.#clock.monotonic()
    try {
      const position = await this.#log.append(payload)
      return { payload, position, appendedAt, durableAt: this.#clock.monotonic() }
    } catch (error) {
      if (error instanceof NotCommitted) rejectAll(frame.waiters, this.#notCommitted())
      else {
        rejectAll(frame.waiters, new OutcomeUnknown(error))
        this.#fail(error)
      }
      return undefined
    }
  }

  /** Why the log took nothing: the disk has no space, or a flush that is under way will give it some. */
  #notCommitted(): Error {
    try {
      this.#guard.foundFull()
    } catch (error) {
      this.#fail(error)
    }
    if (this.#guard.isFull) return new NoSpace()
    return new StoreBusy('The log has no room', 'what it holds is being written to the store')
  }

  /** Applies a durable frame and answers its waiters. */
  #settle(frame: FrameBuilder, { payload, position, appendedAt, durableAt }: Appended): void {
    if (this.#failure) {
      rejectAll(frame.waiters, new OutcomeUnknown(this.#failure))
      return
    }
    try {
      this.#apply(frame, payload, position, frame.waiters)
    } catch (error) {
      rejectAll(frame.waiters, new OutcomeUnknown(error))
      this.#fail(error)
      return
    }
    const timing: FrameTiming = {
      commands: frame.waiters.length,
      bytes: frame.used,
      proposedAt: frame.proposedAt,
      appendedAt,
      durableAt,
      appliedAt: this.#clock.monotonic(),
    }
    for (const { observe } of frame.waiters) observe?.(timing)
    if (frameChannel.hasSubscribers) frameChannel.publish(timing)
    for (const ring of this.#listeners) ring()
  }

  #replay({ position, payload }: LogEntry): void {
    this.#apply(frameOf(payload), payload, position, undefined)
  }

  #apply(
    frame: FrameBytes,
    payload: Uint8Array,
    position: number,
    waiters: readonly Waiter[] | undefined,
  ): void {
    const before = this.#store.state
    const time = Math.max(frameTime(frame), before.time)
    const entry = new Entry(position, time, before.revision, before.compactedRevision)
    const { view } = frame
    let index = 0
    for (let at = FRAME_HEADER_BYTES; at < payload.length; at += view.getUint32(at, true)) {
      const applier = this.#appliers[view.getUint8(at + 4)]
      assert(applier, `entry ${String(position)} has a command of an unknown applier`)
      const waiter = waiters?.[index++]
      if (view.getUint8(at + 5) === 0) {
        const result = applier.apply(frame, at + COMMAND_HEADER_BYTES, entry)
        waiter?.resolve(result)
      } else {
        this.#applyOnce(applier, frame, at + COMMAND_HEADER_BYTES, entry, waiter)
      }
    }
    this.#store.advance({
      position,
      chainHash: hash(
        'sha256',
        `${before.chainHash} ${String(position)} ${String(crc32(payload))}`,
      ),
      revision: entry.revision,
      compactedRevision: entry.compactedRevision,
      time,
    })
  }

  #applyOnce(
    applier: Applier<unknown, unknown>,
    frame: FrameBytes,
    at: number,
    entry: Entry,
    waiter: Waiter | undefined,
  ): void {
    const remembered = this.#answers.recall(frame, at, entry)
    switch (remembered.kind) {
      case 'new': {
        const result = applier.apply(frame, at + ONCE_BYTES, entry)
        if (applier.isFinal(result)) {
          const answer = applier.encodeResult(result, ANSWER_BYTES_MAX)
          this.#answers.keep(frame, at, answer, entry, remembered.expired)
        }
        waiter?.resolve(result)
        break
      }
      case 'answered':
        waiter?.resolve(applier.decodeResult(remembered.answer))
        break
      case 'not kept':
        waiter?.reject(new AnswerNotKept())
        break
      case 'reused':
        waiter?.reject(new KeyReused())
        break
    }
  }

  #fail(cause: unknown): void {
    // An applier and the log may fail at the same time.
    if (this.#failure) return
    const error = cause instanceof Error ? cause : new Error(String(cause))
    this.#failure = error
    this.#stopped = new ReplicaStopped()
    this.#spaceCheck?.cancel()
    for (const frame of [...this.#full.splice(0), this.#gathering]) {
      rejectAll(frame.waiters, new ReplicaStopped())
    }
    for (const ring of this.#listeners) ring()
    this.#options.onFailed(error)
  }
}

type Appended = {
  readonly payload: Uint8Array
  readonly position: number
  readonly appendedAt: number
  readonly durableAt: number
}

/**
 * The replies to the writes of one connection that the node has not answered, in the order of their requests. The node answers
 * in the order of the log, but refuses some before it answers those before them: such a reply waits for its turn.
 */
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { ReplyEncoder as Encoder } from '#foundation/resp/encoder'
import type { BatchTiming, Sink } from '#business/data/node/operation'
import type { ResultWriter } from '../command/command.ts'
import type { IndexedCommand } from '../command/command-index.ts'

/** At once; a power of two. */
export const WRITES_UNDER_WAY_MAX = 1024
const MASK = WRITES_UNDER_WAY_MAX - 1

/** What the connection does with what happens to them. */
export type WriteEvents = {
  /** Replies with an error; returns its text. */
  readonly onError: (
    command: IndexedCommand,
    error: unknown,
    begunAtMs: number,
    timing: BatchTiming | undefined,
  ) => string
  /** One was answered, which was begun at this time; with an error if it failed. */
  readonly onAnswered: (
    command: IndexedCommand,
    begunAtMs: number,
    timing: BatchTiming | undefined,
    hasFailed: boolean,
  ) => void
}

/** Room for one, used again and again. */
class Slot {
  command: IndexedCommand | undefined
  /** Undefined if the client wants no reply. */
  write: ResultWriter<unknown> | undefined
  begunAtMs = 0
}

export class WritesUnderWay implements Sink<unknown> {
  readonly isPatient = true
  readonly #replies: ReplyEncoder
  readonly #events: WriteEvents
  readonly #slots: Slot[] = []
  /** Replies that were there too early, by their tag. */
  readonly #early = new Map<number, Uint8Array>()
  #first = 0
  #next = 0

  constructor(replies: ReplyEncoder, events: WriteEvents) {
    this.#replies = replies
    this.#events = events
  }

  get count(): number {
    return this.#next - this.#first
  }

  get isFull(): boolean {
    return this.count === WRITES_UNDER_WAY_MAX
  }

  /** Returns the tag to propose it with. There is room. `write` undefined for no reply. */
  begin<R>(command: IndexedCommand, write: ResultWriter<R> | undefined, nowMs: number): number {
    const slot = (this.#slots[this.#next & MASK] ??= new Slot())
    slot.command = command
    // The sink gets the result of the operation that this writer is for.
    slot.write = write as ResultWriter<unknown> | undefined
    slot.begunAtMs = nowMs
    return this.#next++
  }

  done(tag: number, result: unknown, timing: BatchTiming): void {
    const slot = this.#slots[tag & MASK]
    if (!slot) return
    const hasFailed =
      tag === this.#first
        ? this.#write(slot, this.#replies, result, timing)
        : this.#keep(tag, replies => this.#write(slot, replies, result, timing))
    this.#answered(tag, slot, timing, hasFailed)
  }

  failed(tag: number, error: unknown): void {
    const slot = this.#slots[tag & MASK]
    if (!slot) return
    if (tag === this.#first) this.#writeError(slot, this.#replies, error)
    else this.#keep(tag, replies => this.#writeError(slot, replies, error))
    this.#answered(tag, slot, undefined, true)
  }

  /** Whether it failed. */
  #write(slot: Slot, replies: ReplyEncoder, result: unknown, timing: BatchTiming): boolean {
    try {
      if (slot.write) slot.write(replies, result)
      return false
    } catch (error) {
      return this.#writeError(slot, replies, error, timing)
    }
  }

  #writeError(slot: Slot, replies: ReplyEncoder, error: unknown, timing?: BatchTiming): true {
    const { command, write, begunAtMs } = slot
    if (command) {
      const text = this.#events.onError(command, error, begunAtMs, timing)
      if (write) replies.error(text)
    }
    return true
  }

  #keep(tag: number, write: (replies: ReplyEncoder) => boolean): boolean {
    const replies = new Encoder()
    replies.version = this.#replies.version
    const hasFailed = write(replies)
    this.#early.set(tag, replies.take())
    return hasFailed
  }

  #answered(
    tag: number,
    { command, begunAtMs }: Slot,
    timing: BatchTiming | undefined,
    hasFailed: boolean,
  ): void {
    if (tag === this.#first) {
      this.#first++
      if (this.#early.size > 0) this.#takeEarly()
    }
    if (command) this.#events.onAnswered(command, begunAtMs, timing, hasFailed)
  }

  #takeEarly(): void {
    for (;;) {
      const early = this.#early.get(this.#first)
      if (!early) return
      this.#replies.append(early)
      this.#early.delete(this.#first)
      this.#first++
    }
  }
}

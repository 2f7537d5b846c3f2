/** The requests to etcd that a log makes. Each fails when it was not answered in time, and what troubles etcd is told once. */
import type { Answer, Etcd, EtcdReason, Pair, Query } from '#foundation/etcd/etcd'
import { EtcdFailed } from '#foundation/etcd/etcd'
import type { LogShortage, Position } from '../log.ts'
import { decodeHead } from './slot.ts'
import type { Floor, KeptFloor } from './floors.ts'
import type { Head, Slot } from './slot.ts'
import type { Keys, View } from './keys.ts'
import { LogDamaged } from './keys.ts'

/** How long a request waits for its answer. */
const ANSWER_MS_MAX = 2000

const NO_SPACE_ADVICE =
  'The quota of the etcd that holds the log is used up: compact etcd, defragment it and disarm its alarm, see docs/operating/etcd.md'

/** Why the log cannot do something at the moment. */
export type EtcdTrouble = { readonly reason: EtcdReason; readonly message: string }

/** All reject with `EtcdFailed`, and with `LogDamaged` when the answer cannot be that of a log. */
export class Requests {
  readonly keys: Keys
  readonly #etcd: Etcd
  readonly #onTrouble: (trouble: EtcdTrouble | undefined) => void
  #trouble: EtcdFailed | undefined
  /** Since trouble began: members that are asked in turn may each have another one. */
  readonly #told = new Set<EtcdReason>()

  /** `onTrouble` is told of each kind of trouble once, until it is told, with undefined, that all is over. */
  constructor(etcd: Etcd, keys: Keys, onTrouble: (trouble: EtcdTrouble | undefined) => void) {
    this.#etcd = etcd
    this.keys = keys
    this.#onTrouble = onTrouble
  }

  get trouble(): EtcdFailed | undefined {
    return this.#trouble
  }

  /** If etcd has no space for so many bytes. */
  shortage(wantedBytes: number): LogShortage | undefined {
    const cause = this.#trouble
    if (cause?.reason !== 'no space') return undefined
    return { wantedBytes, freeBytes: 0, cause, advice: NO_SPACE_ADVICE }
  }

  async create(id: string, position: Position): Promise<void> {
    await this.#ask(() => this.#etcd.transact(this.keys.create(id, position), ANSWER_MS_MAX))
  }

  /** Undefined if there is no log. At or after all that was acknowledged before. */
  async look(): Promise<View | undefined> {
    return this.keys.viewOf(await this.#inOrder(...this.keys.state()))
  }

  /** Of the oldest entry, if there is one; like `look`. */
  async first(): Promise<Position | undefined> {
    return this.keys.firstOf(await this.#inOrder(this.keys.oldest()))
  }

  /** Whether there is an entry at the position; like `look`. */
  async has(position: Position): Promise<boolean> {
    const [pair] = await this.#inOrder(this.keys.entries(position, 1))
    return pair?.key === this.keys.entry(position)
  }

  /** Entries right after the position, without a gap. */
  async slots(after: Position, limit: number): Promise<Slot[]> {
    const query = this.keys.entries(after + 1, limit)
    const pairs = await this.#ask(() => this.#etcd.range(query, ANSWER_MS_MAX))
    return this.keys.slotsOf(pairs, after)
  }

  async append(
    id: string,
    head: Head,
    next: Head,
    slot: Uint8Array,
    timeoutMs: number,
  ): Promise<Answer> {
    const append = this.keys.append(id, head, next, slot)
    const answer = await this.#ask(() => this.#etcd.transact(append, timeoutMs))
    this.#isOver()
    return answer
  }

  /** Looks whether etcd has space again, if it had none. */
  async lookForSpace(): Promise<void> {
    if (this.#trouble?.reason !== 'no space') return
    await this.#ask(() => this.#etcd.transact(this.keys.askForSpace(), ANSWER_MS_MAX))
    this.#isOver()
  }

  async keepFloor(id: string, node: string, floor: Floor): Promise<void> {
    const keep = this.keys.keepFloor(id, node, floor)
    await this.#ask(() => this.#etcd.transact(keep, ANSWER_MS_MAX))
  }

  /** Of the other nodes; like `look`. */
  async floors(node: string): Promise<KeptFloor[]> {
    return this.keys.floorsOf(await this.#inOrder(this.keys.floors()), node)
  }

  /** That node is gone, or tells its floor again. */
  async forgetFloor(node: string): Promise<void> {
    await this.#ask(() => this.#etcd.delete({ key: this.keys.floor(node) }, ANSWER_MS_MAX))
  }

  async deleteBefore(position: Position): Promise<void> {
    await this.#ask(() => this.#etcd.delete(this.keys.before(position), ANSWER_MS_MAX))
  }

  /** Tells, as long as that works, which entry is the newest. Returns the way to stop it. */
  watch(onHead: (head: Head) => void, ended: () => void): () => void {
    const changed = (value: Uint8Array): void => {
      const head = decodeHead(value)
      if (head) onHead(head)
    }
    return this.#etcd.watch(this.keys.last, changed, ended)
  }

  close(): void {
    this.#etcd[Symbol.dispose]()
  }

  async #inOrder(...queries: readonly Query[]): Promise<Pair[]> {
    const { never } = this.keys
    return (await this.#ask(() => this.#etcd.rangeInOrder(queries, never, ANSWER_MS_MAX))).flat()
  }

  async #ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      const answer = await request()
      // That there is space only a write tells.
      if (this.#trouble?.reason !== 'no space') this.#isOver()
      return answer
    } catch (error) {
      if (error instanceof EtcdFailed) this.#tell(error)
      throw error
    }
  }

  #isOver(): void {
    if (!this.#trouble) return
    this.#trouble = undefined
    this.#told.clear()
    this.#onTrouble(undefined)
  }

  #tell(trouble: EtcdFailed): void {
    if (trouble.reason !== this.#trouble?.reason) this.#trouble = trouble
    if (this.#told.has(trouble.reason)) return
    this.#told.add(trouble.reason)
    this.#onTrouble(trouble)
  }
}

/** Throws `LogDamaged` unless the slot is the one behind the entry of that id, if one is known. */
export function assertFollows({ position, before }: Slot, id: string | undefined): void {
  if (id === undefined || before === id) return
  throw new LogDamaged(`entry ${String(position)} follows another one than this node has`)
}

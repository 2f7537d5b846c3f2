/**
 * The snapshot that a node holds for others of its log: made when one asks, in a directory of the node's own, and removed when
 * none has read of it for a while. As long as it is there, no node trims the log behind it.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#foundation/host/host'
import type { Manifest } from '#business/data/backup/manifest'
import { sealOf } from '#business/data/backup/manifest'
import type { Snapshots } from '#business/data/backup/snapshots'
import type { Node } from '#business/data/node/node'

/**
 * How the name of its directory begins, in that of the node. Each has a name of its own: a process that lost the lock of the
 * node's directory removes nothing of the next one.
 */
export const HELD_PREFIX = 'snapshot.held'

/** A snapshot that was not read of for so long is removed. */
const IDLE_MS = 60_000
/** And so is one that was held for so long: the log grows meanwhile. */
const HELD_MS_MAX = 3_600_000
const CHECK_MS = 5000
/** Before another one is made after one that failed. */
const AFTER_FAILURE_MS = 10_000
/** How much is read at once. */
const PIECE_BYTES = 4 * 1024 * 1024

export type HeldEvent =
  | { readonly kind: 'made'; readonly manifest: Manifest }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'removed' }

type Rest = { readonly bytes: number; readonly pieces: AsyncIterable<Uint8Array> }

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'making' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly at: number }
  | {
      readonly kind: 'held'
      readonly directory: string
      readonly manifest: Manifest
      readonly seal: string
      readonly at: number
      readonly readAt: number
    }

export class HeldSnapshot implements AsyncDisposable {
  readonly #clock: Clock
  readonly #node: Node
  readonly #snapshots: Snapshots
  readonly #parent: string
  readonly #tell: (event: HeldEvent) => void
  readonly #closing = new AbortController()
  #state: State = { kind: 'none' }
  #made: Promise<void> | undefined

  /** `directory` is of the node. */
  constructor(
    clock: Clock,
    node: Node,
    snapshots: Snapshots,
    directory: string,
    tell: (event: HeldEvent) => void,
  ) {
    this.#clock = clock
    this.#node = node
    this.#snapshots = snapshots
    this.#parent = directory
    this.#tell = tell
  }

  /** Of the snapshot that is held, if there is one. */
  get position(): number | undefined {
    return this.#state.kind === 'held' ? this.#state.manifest.position : undefined
  }

  /** What there is of a snapshot. If there is none yet, this begins to make one. */
  ask(): State {
    const state = this.#state
    if (state.kind === 'held') this.#state = { ...state, readAt: this.#clock.monotonic() }
    const isPast = state.kind === 'failed' && this.#clock.monotonic() - state.at >= AFTER_FAILURE_MS
    if (this.#closing.signal.aborted || (state.kind !== 'none' && !isPast)) return this.#state
    this.#state = { kind: 'making' }
    this.#made = this.#make()
    return this.#state
  }

  /**
   * The rest of a file of the snapshot with this seal, from a position on; undefined if there is no such snapshot, file or position
   * any more. A piece is good until the next one is asked for, which throws when the disk fails.
   */
  read(seal: string, path: string, from: number): Rest | undefined {
    const state = this.#state
    if (state.kind !== 'held' || state.seal !== seal) return undefined
    const file = state.manifest.files.find(one => one.path === path)
    if (!file || from >= file.bytes) return undefined
    const pieces = this.#pieces(join(state.directory, path), from, file.bytes)
    return { bytes: file.bytes - from, pieces }
  }

  async *#pieces(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
    const handle = await fs.promises.open(path, 'r')
    try {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, to - from))
      for (let at = from; at < to;) {
        if (this.#state.kind === 'held') {
          this.#state = { ...this.#state, readAt: this.#clock.monotonic() }
        }
        const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, to - at), at)
        if (bytesRead === 0) throw new Error(`${path} got shorter`)
        yield piece.subarray(0, bytesRead)
        at += bytesRead
      }
    } finally {
      await handle.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#made
    if (this.#state.kind === 'held') await this.#remove(this.#state.directory)
  }

  async #make(): Promise<void> {
    const { signal } = this.#closing
    let directory: string | undefined
    try {
      const { disk } = this.#node
      if (!disk) throw new Error('This node has no tables on its disk')
      directory = await fs.promises.mkdtemp(join(this.#parent, `${HELD_PREFIX}.`))
      // What is flushed is the least that the snapshot will have.
      this.#node.keepLogAfter(disk.state.position)
      const manifest = await this.#snapshots.link(directory, signal)
      this.#node.keepLogAfter(manifest.position)
      const at = this.#clock.monotonic()
      this.#state = { kind: 'held', directory, manifest, seal: sealOf(manifest), at, readAt: at }
      this.#checkLater()
      this.#tell({ kind: 'made', manifest })
    } catch (error) {
      if (directory !== undefined) await this.#remove(directory)
      this.#state = { kind: 'failed', error, at: this.#clock.monotonic() }
      if (!signal.aborted) this.#tell({ kind: 'failed', error })
    }
  }

  #checkLater(): void {
    this.#clock.after(CHECK_MS, () => {
      const state = this.#state
      if (state.kind !== 'held') return
      const now = this.#clock.monotonic()
      const isOver = now - state.readAt >= IDLE_MS || now - state.at >= HELD_MS_MAX
      if (!isOver) {
        this.#checkLater()
        return
      }
      this.#state = { kind: 'making' }
      this.#made = this.#remove(state.directory).then(() => {
        this.#state = { kind: 'none' }
        this.#tell({ kind: 'removed' })
      })
    })
  }

  async #remove(directory: string): Promise<void> {
    this.#node.keepLogAfter(undefined)
    await fs.promises.rm(directory, { recursive: true, force: true }).catch(() => undefined)
  }
}

/**
 * Up to where each node needs no entries any more: its floor, which it keeps in etcd. Entries are deleted below the lowest. A
 * node that was not heard of for long, or that needs more than there is room for, is not waited for: it begins again with
 * a copy of another node's state.
 */
import type { Position } from '../log.ts'

/** Entries that are kept for nodes that are away. */
const KEPT_BYTES_MAX = 512 * 1024 * 1024
const AWAY_MS_MAX = 24 * 3_600_000
/** How exactly bytes are counted. */
const STEP_BYTES = 1024 * 1024

export type Floor = { readonly position: Position; readonly time: number }

/** As it is kept: under the random name of the node. */
export type KeptFloor = Floor & { readonly node: string }

export function encodeFloor({ position, time }: Floor): string {
  return `${String(position)} ${String(Math.round(time))}`
}

/** Undefined if this is no floor. */
export function decodeFloor(bytes: Uint8Array): Floor | undefined {
  const match = /^(\d{1,15}) (\d{1,15})$/.exec(Buffer.from(bytes).toString('latin1'))
  return match ? { position: Number(match[1]), time: Number(match[2]) } : undefined
}

/** Up to where all nodes that are waited for need nothing; `own` is what this node needs nothing up to. */
export function lowest(own: Position, floors: readonly Floor[], now: number): Position {
  const heard = floors.filter(floor => !isAway(floor, now))
  return Math.min(own, ...heard.map(({ position }) => position))
}

/** Whether the node has been silent for `AWAY_MS_MAX`. Then no other node waits for it. */
export function isAway({ time }: Floor, now: number): boolean {
  return now - time > AWAY_MS_MAX
}

/** How many bytes of entries there are behind a position, roughly. */
export class KeptBytes {
  /** Positions with a step of bytes between them. */
  readonly #steps: Position[] = []
  #bytes = 0
  #last: Position = 0

  /** Entries before one that was added are left out: they are read again. */
  add(position: Position, bytes: number): void {
    if (position <= this.#last) return
    this.#last = position
    this.#bytes += bytes
    if (this.#bytes < STEP_BYTES) return
    this.#bytes = 0
    this.#steps.push(position)
    if (this.#steps.length > KEPT_BYTES_MAX / STEP_BYTES) this.#steps.shift()
  }

  /** Entries up to here are kept for no node. */
  get limit(): Position {
    return this.#steps.length < KEPT_BYTES_MAX / STEP_BYTES ? 0 : (this.#steps[0] ?? 0)
  }
}

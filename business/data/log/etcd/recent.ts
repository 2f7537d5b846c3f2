/** The newest entries that this node knows of, without a gap, so that a reader who keeps up gets them without asking etcd. */
import type { Position } from '../log.ts'
import type { Slot } from './slot.ts'

/** One entry may be larger. */
const BYTES_MAX = 4 * 1024 * 1024

export class Recent {
  #slots: Slot[] = []
  #bytes = 0

  /** Entries that are known already are left out; before one that is not the next, all are forgotten. */
  add(slot: Slot): void {
    const last = this.#slots.at(-1)?.position
    if (last !== undefined && slot.position <= last) return
    if (last !== undefined && slot.position > last + 1) this.clear()
    this.#slots.push(slot)
    this.#bytes += slot.payload.length
    while (this.#slots.length > 1 && this.#bytes > BYTES_MAX) {
      this.#bytes -= this.#slots.shift()?.payload.length ?? 0
    }
  }

  at(position: Position): Slot | undefined {
    const [first] = this.#slots
    return first && this.#slots[position - first.position]
  }

  clear(): void {
    this.#slots = []
    this.#bytes = 0
  }
}

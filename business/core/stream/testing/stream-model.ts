/** What streams and their groups are, as plainly as it can be said. Only for tests. */
import { compareIds } from '../id.ts'
import type { StreamId } from '../id.ts'

export type ModelEntry = { readonly id: StreamId; readonly text: string }
export type ModelPending = { readonly id: StreamId; consumer: string; deliveries: number }

export class ModelGroup {
  lastId: StreamId
  /** In the order of ids. */
  pending: ModelPending[] = []

  constructor(lastId: StreamId) {
    this.lastId = lastId
  }
}

export class ModelStream {
  entries: ModelEntry[] = []
  lastId: StreamId = { ms: 0n, seq: 0n }
  added = 0
  readonly groups = new Map<string, ModelGroup>()

  append(id: StreamId, text: string): void {
    this.entries.push({ id, text })
    this.lastId = id
    this.added++
  }

  remove(ids: readonly StreamId[]): number {
    const before = this.entries.length
    this.entries = this.entries.filter(entry => !ids.some(id => compareIds(id, entry.id) === 0))
    return before - this.entries.length
  }

  trimToLength(length: number): number {
    const removed = Math.max(0, this.entries.length - length)
    this.entries = this.entries.slice(removed)
    return removed
  }

  trimToId(id: StreamId): number {
    const before = this.entries.length
    this.entries = this.entries.filter(entry => compareIds(entry.id, id) >= 0)
    return before - this.entries.length
  }

  read(group: ModelGroup, consumer: string, limit: number): ModelEntry[] {
    const found = this.entries.filter(({ id }) => compareIds(id, group.lastId) > 0).slice(0, limit)
    for (const { id } of found) {
      group.lastId = id
      give(group, { id, consumer, deliveries: 1 })
    }
    return found
  }

  /** Every pending entry, the oldest first, up to a number of those that are still there or not. */
  claim(group: ModelGroup, consumer: string, limit: number): StreamId[] {
    const claimed: StreamId[] = []
    for (const pending of group.pending.slice(0, limit)) {
      const exists = this.entries.some(({ id }) => compareIds(id, pending.id) === 0)
      if (!exists) {
        acknowledge(group, [pending.id])
        continue
      }
      give(group, { id: pending.id, consumer, deliveries: pending.deliveries + 1 })
      claimed.push(pending.id)
    }
    return claimed
  }
}

export function acknowledge(group: ModelGroup, ids: readonly StreamId[]): number {
  const before = group.pending.length
  group.pending = group.pending.filter(pending => !ids.some(id => compareIds(id, pending.id) === 0))
  return before - group.pending.length
}

function give(group: ModelGroup, given: ModelPending): void {
  acknowledge(group, [given.id])
  group.pending.push(given)
  group.pending.sort((a, b) => compareIds(a.id, b.id))
}

/** Which groups of a stream need an entry: they have it pending, or have not read so far. */
import type { GroupRows } from '../groups/group-rows.ts'
import type { Group } from '../groups/group-state.ts'
import { release } from '../groups/changes/hand-over.ts'
import { Members } from '../groups/members.ts'
import { compareIds } from '../id.ts'
import type { StreamId } from '../id.ts'

type Referrer = {
  readonly name: string
  readonly group: Group
  readonly members: Members
  isChanged: boolean
}

/** Of one stream, for one operation. Every call but `save` looks once into each group. */
export class StreamReferences {
  readonly #rows: GroupRows
  readonly #stream: Uint8Array
  readonly #referrers: readonly Referrer[]

  /** `stream` is its object id. */
  constructor(rows: GroupRows, stream: Uint8Array) {
    this.#rows = rows
    this.#stream = stream
    this.#referrers = [...rows.groups(stream)].map(({ name, group }) => {
      return { name: textOf(name), group, members: new Members(rows, group), isChanged: false }
    })
  }

  get groups(): number {
    return this.#referrers.length
  }

  /** Whether a group has to read the entry, or to acknowledge it. */
  has(id: StreamId): boolean {
    return this.#referrers.some(
      ({ group }) =>
        compareIds(id, group.lastId) > 0 || this.#rows.pending(group, id) !== undefined,
    )
  }

  /** The entry is not pending any more in any group. `save` has to follow. */
  drop(id: StreamId): void {
    for (const referrer of this.#referrers) this.#release(referrer, id)
  }

  /** The entry is not pending any more in one group. Returns whether it was. `save` has to follow. */
  acknowledge(group: Uint8Array, id: StreamId): boolean {
    const name = textOf(group)
    const referrer = this.#referrers.find(one => one.name === name)
    return referrer !== undefined && this.#release(referrer, id)
  }

  /** Returns whether there was anything to write. */
  save(): boolean {
    const changed = this.#referrers.filter(({ isChanged }) => isChanged)
    for (const { name, group, members } of changed) {
      members.save()
      this.#rows.saveGroup(this.#stream, Buffer.from(name, 'latin1'), group)
    }
    return changed.length > 0
  }

  #release(referrer: Referrer, id: StreamId): boolean {
    const pending = this.#rows.pending(referrer.group, id)
    if (!pending) return false
    release(referrer.group, pending, { groups: this.#rows, members: referrer.members })
    referrer.isChanged = true
    return true
  }
}

function textOf(name: Uint8Array): string {
  return Buffer.from(name).toString('latin1')
}

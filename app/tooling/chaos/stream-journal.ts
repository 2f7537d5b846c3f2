/**
 * What the clients of one stream and its one consumer group know: which entries were appended, delivered and acknowledged by
 * the consumer, and which of that the service has confirmed. Of what it has not confirmed, either may be found after a crash.
 */

/** The number is the producer's: it tells entries apart whose id is not known. */
export type Entry = { readonly id: string; readonly number: number }

export type Found = {
  /** In the order of the stream. */
  readonly entries: readonly Entry[]
  /** Ids of entries that the group has delivered and not seen acknowledged. */
  readonly pending: readonly string[]
}

type Known = {
  readonly number: number
  /** `acknowledging`: the consumer asked for it, and was not answered. */
  state: 'appended' | 'delivered' | 'acknowledging' | 'acknowledged'
}

export class StreamJournal {
  /** Numbers of entries whose id is not known. */
  readonly #begun = new Set<number>()
  #known = new Map<string, Known>()
  #numbers = 0
  #appended = 0
  #acknowledged = 0

  /** Confirmed, in all. */
  get counts(): { readonly appended: number; readonly acknowledged: number } {
    return { appended: this.#appended, acknowledged: this.#acknowledged }
  }

  /** The number of an entry that is about to be appended. */
  begin(): number {
    this.#begun.add(++this.#numbers)
    return this.#numbers
  }

  /** Returns what is wrong with the id, if anything. */
  appended({ id, number }: Entry): string[] {
    this.#appended++
    return this.#learn({ id, number })
  }

  /** The group delivered it as new. */
  delivered(entry: Entry): string[] {
    const complaints = this.#learn(entry)
    const known = this.#known.get(entry.id)
    if (!known) return complaints
    if (known.state !== 'appended') complaints.push(`${entry.id}: was delivered as new twice`)
    known.state = 'delivered'
    return complaints
  }

  /** The consumer is about to acknowledge it, or has done so: then the service has confirmed it. */
  acknowledge(id: string, state: 'acknowledging' | 'acknowledged'): void {
    const known = this.#known.get(id)
    if (known) known.state = state
    if (state === 'acknowledged') this.#acknowledged++
  }

  /** What is wrong with what was found after a crash; nothing if all is well. */
  complaints(found: Found): string[] {
    return [...this.#complaintsOfEntries(found), ...this.#complaintsOfPending(found)]
  }

  /** Takes what was found for what is known. */
  settle({ entries, pending }: Found): void {
    const isPending = new Set(pending)
    const states = entries.map(({ id, number }): [string, Known] => {
      const before = this.#known.get(id)?.state ?? 'appended'
      if (isPending.has(id)) return [id, { number, state: 'delivered' }]
      return [id, { number, state: before === 'acknowledging' ? 'acknowledged' : before }]
    })
    this.#known = new Map(states)
    this.#begun.clear()
  }

  #learn({ id, number }: Entry): string[] {
    const known = this.#known.get(id)
    if (known && known.number !== number) {
      return [`${id}: is the id of number ${String(known.number)} and of ${String(number)}`]
    }
    if (!known && !this.#begun.delete(number)) {
      return [`${id}: number ${String(number)} was never appended, or has another id too`]
    }
    if (!known) this.#known.set(id, { number, state: 'appended' })
    return []
  }

  #complaintsOfEntries({ entries }: Found): string[] {
    const complaints: string[] = []
    const numbers = new Set<number>()
    let last = ''
    for (const { id, number } of entries) {
      const known = this.#known.get(id)
      if (last !== '' && !isBefore(last, id)) complaints.push(`${id}: stands behind ${last}`)
      last = id
      if (numbers.has(number)) complaints.push(`${id}: number ${String(number)} is there twice`)
      numbers.add(number)
      if (known ? known.number !== number : !this.#begun.has(number)) {
        complaints.push(`${id}: number ${String(number)} was never appended under this id`)
      }
    }
    const ids = new Set(entries.map(({ id }) => id))
    for (const id of this.#known.keys()) {
      if (!ids.has(id)) complaints.push(`${id}: was acknowledged as appended, and is lost`)
    }
    return complaints
  }

  #complaintsOfPending({ entries, pending }: Found): string[] {
    const complaints: string[] = []
    const isPending = new Set(pending)
    const isEntry = new Set(entries.map(({ id }) => id))
    for (const id of pending) {
      if (!isEntry.has(id)) complaints.push(`${id}: is pending, and not in the stream`)
      if (this.#known.get(id)?.state === 'acknowledged') {
        complaints.push(`${id}: the consumer's acknowledgement is lost, it is pending again`)
      }
    }
    for (const [id, { state }] of this.#known) {
      if (state === 'delivered' && !isPending.has(id)) {
        complaints.push(`${id}: was delivered and not acknowledged, and is not pending`)
      }
    }
    const isDelivered = ({ id }: Entry): boolean =>
      isPending.has(id) || (this.#known.get(id)?.state ?? 'appended') !== 'appended'
    const last = entries.findLastIndex(isDelivered)
    for (const entry of entries.slice(0, Math.max(last, 0))) {
      if (!isDelivered(entry)) complaints.push(`${entry.id}: the group passed over it`)
    }
    return complaints
  }
}

function isBefore(one: string, other: string): boolean {
  const [oneMs = 0n, oneSeq = 0n] = one.split('-').map(BigInt)
  const [otherMs = 0n, otherSeq = 0n] = other.split('-').map(BigInt)
  return oneMs < otherMs || (oneMs === otherMs && oneSeq < otherSeq)
}

/** The consumers of one group during one operation: each is read once, and written once, whatever happens to it between. */
import type { GroupRows } from './group-rows.ts'
import type { Consumer, Group, Held } from './group-state.ts'

export class Members {
  readonly #rows: GroupRows
  readonly #group: Group
  readonly #byNumber = new Map<number, Consumer>()

  constructor(rows: GroupRows, group: Group) {
    this.#rows = rows
    this.#group = group
  }

  /** To be changed by the caller, before `save`. The same object for the same consumer. */
  named(name: Uint8Array): Consumer | undefined {
    const found = this.#rows.consumer(this.#group, name)
    return found && (this.#byNumber.get(found.number) ?? this.#keep(found))
  }

  /** The same of the one that has a pending entry. */
  holder({ number, name }: Held['consumer']): Consumer | undefined {
    return this.#byNumber.get(number) ?? this.named(name)
  }

  /** A consumer that the group did not have. */
  add(consumer: Consumer): Consumer {
    this.#rows.saveConsumer(this.#group, consumer)
    return this.#keep(consumer)
  }

  remove({ name, number }: Consumer): void {
    this.#byNumber.delete(number)
    this.#rows.removeConsumer(this.#group, name)
  }

  /** Writes those that were asked for. */
  save(): void {
    for (const consumer of this.#byNumber.values()) {
      this.#rows.saveConsumer(this.#group, consumer)
    }
  }

  #keep(consumer: Consumer): Consumer {
    this.#byNumber.set(consumer.number, consumer)
    return consumer
  }
}

/** Reading many keys in slices, between which others get their turn. */
import { successor } from '#business/data/keyspace/key'
import type { Host } from '#foundation/host/host'
import { nextTurn } from '#foundation/host/host'
import type { KeyVersion } from '#business/data/keyspace/change'
import type { AsOf, History, Walk } from '#business/data/keyspace/history'
import type { KeyRange } from '#business/data/keyspace/watchers'
import { StoreDamaged } from '#business/data/store/store'

/** Steps of reading before other work gets its turn, see `History`. */
const SLICE_STEPS = 500
/** A reading ends early when it has taken this long, which it may have found nothing in. It has gone on by a slice at least. */
const READING_MS_MAX = 500

export class Slices {
  readonly #history: History
  readonly #host: Host

  constructor(history: History, host: Host) {
    this.#history = history
    this.#host = host
  }

  /**
   * Goes through keys in slices, between which others get their turn, until `take` refuses one or the time is over. `take` gets
   * keys that exist, and damaged ones that may. Resolves with the rest of the range, from the key that `take` refused on;
   * undefined if it took all keys.
   */
  async through(
    range: KeyRange,
    reverse: boolean,
    asOf: AsOf,
    take: (key: Uint8Array, found: KeyVersion | StoreDamaged) => boolean,
  ): Promise<KeyRange | undefined> {
    const endsAt = this.#host.clock.monotonic() + READING_MS_MAX
    let left = range
    for (;;) {
      const slice = this.#slice(left, reverse, asOf, take)
      if (slice.kind === 'end') return undefined
      if (slice.kind === 'refused') return from(left, slice.key, reverse)
      const { key } = slice
      if (slice.kind === 'walk') {
        // A key with a long history: the way back goes on in turns of its own.
        const isTaken = await this.walked(slice.walk, found => take(key, found)).catch(
          (error: unknown) => take(key, toDamage(error)),
        )
        if (isTaken === false) return from(left, key, reverse)
      }
      left = behind(left, key, reverse)
      if (this.#host.clock.monotonic() >= endsAt) return left
      await nextTurn(this.#host.turns)
    }
  }

  #slice(
    { lower, upper }: KeyRange,
    reverse: boolean,
    asOf: AsOf,
    take: (key: Uint8Array, found: KeyVersion | StoreDamaged) => boolean,
  ): Slice {
    const history = this.#history
    const sliceEnd = history.steps + SLICE_STEPS
    for (const { key, state } of history.states(lower, upper, reverse, asOf.revision)) {
      const walk = history.walk(key, state, asOf)
      const found = stepOf(walk, sliceEnd - history.steps)
      if (found === 'more') return { kind: 'walk', key, walk }
      if (found !== 'absent' && !take(key, found)) return { kind: 'refused', key }
      if (history.steps >= sliceEnd) return { kind: 'cut', key }
    }
    return { kind: 'end' }
  }

  /**
   * Goes on with a walk, in slices. `take` gets the value, which others may have replaced by the time the promise resolves.
   * Resolves with what `take` returned; undefined if there is no value.
   */
  async walked<Taken>(walk: Walk, take: (found: KeyVersion) => Taken): Promise<Taken | undefined> {
    for (;;) {
      const found = walk.next(SLICE_STEPS)
      if (found === 'absent') return undefined
      if (found !== 'more') return take(found)
      await nextTurn(this.#host.turns)
    }
  }
}

/** How a slice ended: with the range; before a key that was not wanted; behind a key; or in the middle of a key's past. */
type Slice =
  | { readonly kind: 'end' }
  | { readonly kind: 'refused' | 'cut'; readonly key: Uint8Array }
  | { readonly kind: 'walk'; readonly key: Uint8Array; readonly walk: Walk }

function stepOf(walk: Walk, changes: number): KeyVersion | StoreDamaged | 'absent' | 'more' {
  try {
    return walk.next(Math.max(1, changes))
  } catch (error) {
    return toDamage(error)
  }
}

function toDamage(error: unknown): StoreDamaged {
  if (error instanceof StoreDamaged) return error
  throw error
}

/** What of a range is left, the key included. */
function from({ lower, upper }: KeyRange, key: Uint8Array, reverse: boolean): KeyRange {
  return reverse ? { lower, upper: successor(key) } : { lower: key.slice(), upper }
}

/** What of a range is left behind the key. */
function behind({ lower, upper }: KeyRange, key: Uint8Array, reverse: boolean): KeyRange {
  return reverse ? { lower, upper: key.slice() } : { lower: successor(key), upper }
}

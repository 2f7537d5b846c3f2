/** Entries that were delivered too often: they are appended to the dead-letter stream of their group. */
import type { Entry } from '#business/data/node/entry'
import { formatStreamId } from '../../id.ts'
import type { StreamId } from '../../id.ts'
import { idFor, isExhausted } from '../../operations/append.ts'
import type { StreamRows } from '../../operations/stream-rows.ts'
import { AUTO_ID } from '../../model.ts'
import { encodeFields, fieldsBytes } from '../../operations/append-bytes.ts'
import { ENTRY_HEADER_BYTES } from '../../stream-state.ts'
import type { DeadLetter, GroupPlace } from '../group-model.ts'
import { FATAL_DELIVERIES } from '../group-model.ts'
import type { Group } from '../group-state.ts'
import { viewOf } from '../group-state.ts'

type Letter = { readonly id: StreamId; readonly deliveries: number; readonly row: Uint8Array }

/** Those of one operation on one group. */
export class DeadLetters {
  readonly #place: GroupPlace
  readonly #streams: StreamRows
  readonly #entry: Entry
  readonly #target: DeadLetter | undefined
  readonly #letters: Letter[] = []

  /** The stream of `place` is loaded, and will be. */
  constructor(place: GroupPlace, { settings }: Group, streams: StreamRows, entry: Entry) {
    this.#place = place
    this.#streams = streams
    this.#entry = entry
    const { deadLetter } = settings
    this.#target = deadLetter && this.#canAppend(deadLetter) ? deadLetter : undefined
  }

  /** Whether there is a stream that takes them. If not, entries stay pending, and are delivered. */
  get takesAny(): boolean {
    return this.#target !== undefined
  }

  /** Whether an entry, which was delivered so often, is not to be delivered any more, but goes with `send`. */
  take(id: StreamId, deliveries: number, row: Uint8Array): boolean {
    if (!this.#target || deliveries < this.#target.maxDeliveries) return false
    this.#letters.push({ id, deliveries, row })
    return true
  }

  /** Another stream is loaded afterwards, if there are any. */
  send(): void {
    const letters = this.#letters
    const name = this.#target && whole(this.#target.stream)
    if (!name || letters.length === 0) return
    const streams = this.#streams
    const entry = this.#entry
    if (streams.load(name, entry)) streams.create(name, entry)
    for (const letter of letters) {
      const id = idFor(AUTO_ID, streams.state.lastId, entry.now)
      if (!id) throw new Error('a stream that is not exhausted has an id for an entry')
      streams.append(name, id, this.#fieldsOf(letter), entry)
    }
    streams.save(name, entry)
    streams.note('xadd')
  }

  #canAppend({ stream }: DeadLetter): boolean {
    const source = whole(this.#place.stream)
    if (isSame(stream, source.bytes)) return false
    const streams = this.#streams
    const lack = streams.load(whole(stream), this.#entry)
    const can = lack ? lack.kind === 'noSuchStream' : !isExhausted(streams.state.lastId)
    streams.load(source, this.#entry)
    return can
  }

  /** Its own, and why it is here. */
  #fieldsOf({ id, deliveries, row }: Letter) {
    const { stream, group } = this.#place
    const isFatal = deliveries === FATAL_DELIVERIES
    const more = [
      ...field('dead-letter-reason', isFatal ? 'fatal' : 'deliveries'),
      ...field('dead-letter-stream', stream),
      ...field('dead-letter-id', formatStreamId(id)),
      ...field('dead-letter-group', group),
      ...field('dead-letter-deliveries', String(deliveries)),
    ]
    const own = row.length - ENTRY_HEADER_BYTES
    const bytes = new Uint8Array(own + fieldsBytes(more))
    bytes.set(row.subarray(ENTRY_HEADER_BYTES))
    encodeFields(more, { bytes, view: viewOf(bytes) }, own)
    const count = viewOf(row).getUint32(8, true) + more.length
    return { bytes, start: 0, end: bytes.length, count }
  }
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function whole(bytes: Uint8Array) {
  return { bytes, start: 0, end: bytes.length }
}

function field(name: string, value: string | Uint8Array): [Uint8Array, Uint8Array] {
  return [Buffer.from(name), typeof value === 'string' ? Buffer.from(value) : value]
}

/** Appending an entry. */
import type { Entry } from '#business/data/node/entry'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import { StoreDamaged } from '#business/data/store/store'
import type { Plan } from '#business/data/txn/plan'
import { compareIds, FIRST_ID, ID_NUMBER_MAX } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { Append, AppendResult, IdRequest, StreamRefusal, Trim } from '../model.ts'
import type { ProducerRows } from '../producers/producer-rows.ts'
import { changeId } from '../stream-state.ts'
import type { Fields, Name, StreamRows } from './stream-rows.ts'
import { AppendBytes, appendBytes, encodeAppend } from './append-bytes.ts'
import { APPEND, STREAM_DOMAIN } from './codes.ts'

/** A stream that is so near to the last possible id takes no entry: those of one transaction all get one, or none does. */
const IDS_LEFT_MIN = 1000n

export function appendOperation(
  rows: StreamRows,
  plan: Plan,
  producers: ProducerRows,
): Operation<Append, AppendResult | StreamRefusal> {
  const append = new AppendBytes()
  const name: Mutable<Name> = { bytes: NO_BYTES, start: 0, end: 0 }
  const fields: Mutable<Fields> = { bytes: NO_BYTES, start: 0, end: 0, count: 0 }
  const load = (batch: BatchBytes, at: number, entry: Entry): StreamRefusal | undefined => {
    append.at(batch, at)
    name.bytes = append.bytes
    name.start = append.nameStart
    name.end = append.nameEnd
    return rows.load(name, entry)
  }
  return {
    domain: STREAM_DOMAIN,
    code: APPEND,
    isAlone: false,
    isFreeing: () => false,
    bytes: appendBytes,
    encode: encodeAppend,
    refuse: (batch, at, entry) => {
      const lack = load(batch, at, entry)
      if (lack && !(lack.kind === 'noSuchStream' && append.creates)) return lack
      if (plan.isOpen && rows.keyState) plan.append(append.name, rows.keyState)
      const { producer } = append
      if (producer && !lack) {
        const stream = rows.objectId
        // That entry is the result.
        if (producers.find(stream, producer, entry.time)) return undefined
        if (producers.isFull(stream, producer, entry.time)) return { kind: 'producersFull' }
      }
      const lastId = lack ? FIRST_ID : rows.state.lastId
      if (isExhausted(lastId)) return { kind: 'idsExhausted' }
      const id = idFor(append.id, lastId, entry.now)
      if (!id) return { kind: 'idTooSmall', lastId }
      // More entries may follow in the transaction.
      return plan.isOpen && isExhausted(id) ? { kind: 'idsExhausted' } : undefined
    },
    perform: (batch, at, entry) => {
      const lack = load(batch, at, entry)
      const { producer } = append
      const known = !lack && producer && producers.find(rows.objectId, producer, entry.time)
      if (known) {
        producers.noteDuplicate(rows.objectId)
        return { kind: 'appended', ...known }
      }
      if (lack) rows.create(name, entry)
      else entry.nextChange()
      const id = idFor(append.id, rows.state.lastId, entry.now)
      // Of the appends of one transaction to one stream, the edge lets no id but the first be given.
      if (!id) throw new Error('an append that was not refused has no id')
      fields.bytes = append.bytes
      fields.start = append.nameEnd
      fields.end = append.fieldsEnd
      fields.count = append.fields
      const appended = { id, revision: entry.revision }
      if (producer) {
        // The change that created the stream names the stream.
        entry.nextChange()
        producers.add(rows.objectId, changeId(entry), producer, appended, entry.time)
      }
      rows.append(name, id, fields, entry)
      rows.note('xadd')
      if (append.trim && trims(append.trim, rows)) rows.note('xtrim')
      rows.save(name, entry)
      return { kind: 'appended', ...appended }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as AppendResult | StreamRefusal,
  }
}

/** Whether any entries were removed. None are where a row is damaged: the entry that was appended stays all the same. */
function trims(trim: Trim, rows: StreamRows): boolean {
  try {
    return rows.trim(trim).entries > 0
  } catch (error) {
    if (error instanceof StoreDamaged) return false
    throw error
  }
}

type Mutable<Parts> = { -readonly [Part in keyof Parts]: Parts[Part] }

const NO_BYTES = new Uint8Array()

export function isExhausted({ ms, seq }: StreamId): boolean {
  return ms === ID_NUMBER_MAX && seq > ID_NUMBER_MAX - IDS_LEFT_MIN
}

/** Undefined if the id would not be above the last one. */
export function idFor(request: IdRequest, last: StreamId, now: number): StreamId | undefined {
  switch (request.kind) {
    case 'auto': {
      const ms = BigInt(Math.max(0, Math.floor(now)))
      if (ms > last.ms) return { ms, seq: 0n }
      if (last.seq < ID_NUMBER_MAX) return { ms: last.ms, seq: last.seq + 1n }
      return { ms: last.ms + 1n, seq: 0n }
    }
    case 'next': {
      const { ms } = request
      if (ms > last.ms) return { ms, seq: 0n }
      if (ms < last.ms || last.seq === ID_NUMBER_MAX) return undefined
      return { ms, seq: last.seq + 1n }
    }
    case 'exact':
      return compareIds(request.id, last) > 0 ? request.id : undefined
  }
}

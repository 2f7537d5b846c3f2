/** Removing entries of a stream, what it keeps by itself, and its last id. */
import type { Operation } from '#business/data/node/operation'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type {
  RemoveEntries,
  RemoveResult,
  RetentionResult,
  SetId,
  SetIdResult,
  SetRetention,
  StreamRefusal,
  TrimResult,
  TrimStream,
} from '../model.ts'
import type { StreamRows } from './stream-rows.ts'
import { changeOperation } from './change-bytes.ts'
import { REMOVE, SET_ID, SET_RETENTION, TRIM } from './codes.ts'
import { encodeTrim, readTrim, TRIM_BYTES } from './trim-bytes.ts'

const RETENTION_BYTES = 24
/** In the place of a limit that stays as it is. Older log entries have all limits. */
const UNCHANGED = Number.NaN
const SET_ID_BYTES = 2 * STREAM_ID_BYTES + 8

export function trimOperation(rows: StreamRows): Operation<TrimStream, TrimResult | StreamRefusal> {
  return changeOperation<TrimStream, TrimResult>(rows, {
    code: TRIM,
    isFreeing: true,
    count: () => 1,
    restBytes: () => TRIM_BYTES,
    encodeRest: ({ trim }, view, at) => {
      encodeTrim(trim, view, at)
    },
    perform: (view, at) => rows.trim(readTrim(view, at)),
    changes: ({ entries }) => entries > 0,
    event: 'xtrim',
  })
}

export function removeOperation(
  rows: StreamRows,
): Operation<RemoveEntries, RemoveResult | StreamRefusal> {
  return changeOperation<RemoveEntries, RemoveResult>(rows, {
    code: REMOVE,
    isFreeing: true,
    count: ({ ids }) => ids.length,
    restBytes: count => count * STREAM_ID_BYTES,
    encodeRest: ({ ids }, view, start) => {
      for (const [index, id] of ids.entries()) writeId(id, view, start + index * STREAM_ID_BYTES)
    },
    perform: (view, start, count) => {
      let entries = 0
      for (let index = 0; index < count; index++) {
        if (rows.remove(readId(view, start + index * STREAM_ID_BYTES))) entries++
      }
      return { kind: 'removed', entries }
    },
    changes: ({ entries }) => entries > 0,
    event: 'xdel',
  })
}

export function setRetentionOperation(
  rows: StreamRows,
): Operation<SetRetention, RetentionResult | StreamRefusal> {
  return changeOperation<SetRetention, RetentionResult>(rows, {
    code: SET_RETENTION,
    isFreeing: true,
    count: () => 1,
    restBytes: () => RETENTION_BYTES,
    encodeRest: ({ retention: { length, ageMs, bytes } }, view, at) => {
      for (const [index, limit] of [length, ageMs, bytes].entries()) {
        view.setFloat64(at + 8 * index, limit ?? UNCHANGED, true)
      }
    },
    perform: (view, at, _count, name) => {
      const { retention: old } = rows.state
      const merged = (index: number, before: number): number => {
        const limit = view.getFloat64(at + 8 * index, true)
        return Number.isNaN(limit) ? before : limit
      }
      rows.setRetention(name, {
        length: merged(0, old.length),
        ageMs: merged(1, old.ageMs),
        bytes: merged(2, old.bytes),
      })
      return { kind: 'retention' }
    },
    changes: () => true,
    event: undefined,
  })
}

export function setIdOperation(rows: StreamRows): Operation<SetId, SetIdResult | StreamRefusal> {
  return changeOperation<SetId, SetIdResult>(rows, {
    code: SET_ID,
    isFreeing: false,
    // Whether it says how many entries were added.
    count: ({ entriesAdded }) => Number(entriesAdded !== undefined),
    restBytes: () => SET_ID_BYTES,
    encodeRest: ({ id, entriesAdded, maxDeletedId }, view, at) => {
      writeId(id, view, at)
      writeId(maxDeletedId, view, at + STREAM_ID_BYTES)
      view.setFloat64(at + 2 * STREAM_ID_BYTES, entriesAdded ?? 0, true)
    },
    perform: (view, at, count) =>
      rows.setId({
        id: readId(view, at),
        maxDeletedId: readId(view, at + STREAM_ID_BYTES),
        entriesAdded: count === 1 ? view.getFloat64(at + 2 * STREAM_ID_BYTES, true) : undefined,
      }),
    changes: ({ kind }) => kind === 'idSet',
    event: 'xsetid',
  })
}

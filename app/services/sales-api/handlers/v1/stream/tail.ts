/** A stream's tail as server-sent events. */
import type { Key } from '#business/data/keyspace/key'
import { formatStreamId } from '#business/core/stream/id'
import type { StreamId } from '#business/core/stream/id'
import { elapsed } from '../kv/watchgrp.ts'
import { entryData } from './entry-data.ts'
import type { StreamHandlersOptions } from './streamgrp.ts'

/** The ids that were sent always allow to go on: also before the first entry. */
export function tailEvents(
  { streams, clock, closing: allClosing }: StreamHandlersOptions,
  stream: Key,
  after: StreamId,
  timeoutMs: number | undefined,
  signal: AbortSignal,
) {
  const closing =
    timeoutMs === undefined
      ? allClosing
      : AbortSignal.any([allClosing, elapsed(clock, timeoutMs, signal)])
  const stop = AbortSignal.any([signal, closing])
  let last = formatStreamId(after)
  const farewell = <Name extends 'start' | 'lagged' | 'closing'>(event: Name) => ({
    event,
    id: last,
    data: { after: last },
  })
  async function* events() {
    yield farewell('start')
    for await (const entries of streams.tail(stream, after, stop)) {
      for (const entry of entries) {
        const data = entryData(entry)
        // Before it is sent: a farewell may follow it without another step.
        last = data.id
        yield { event: 'entry' as const, id: last, data }
      }
    }
    if (closing.aborted) yield farewell('closing')
  }
  return { events: events(), farewell: () => farewell('lagged') }
}

/** Setting for how long, and how much, a stream remembers of what producers appended. */
import { jsonOperation } from '#business/data/node/json-operation'
import { decodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { ConfigureProducers, ProducersResult, StreamRefusal } from '../model.ts'
import { CONFIGURE_PRODUCERS, STREAM_DOMAIN } from '../operations/codes.ts'
import type { StreamRows } from '../operations/stream-rows.ts'
import { changeId } from '../stream-state.ts'
import type { ProducerRows } from './producer-rows.ts'

export function configureProducersOperation(
  streams: StreamRows,
  producers: ProducerRows,
): Operation<Uint8Array, ProducersResult | StreamRefusal> {
  return jsonOperation<ConfigureProducers, ProducersResult | StreamRefusal>({
    domain: STREAM_DOMAIN,
    code: CONFIGURE_PRODUCERS,
    decode: bytes => decodeJson(bytes) as ConfigureProducers,
    isFreeing: false,
    refuse: ({ stream }, entry) =>
      streams.load({ bytes: stream, start: 0, end: stream.length }, entry),
    perform: ({ stream, settings }, entry) => {
      streams.load({ bytes: stream, start: 0, end: stream.length }, entry)
      entry.nextChange()
      producers.configure(streams.objectId, changeId(entry), settings)
      return { kind: 'producers' }
    },
  })
}

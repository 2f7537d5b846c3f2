/** What sales-api makes of the processors and the memory it may use. */
import v8 from 'node:v8'
import type { Quota } from '#foundation/quota/quota'
import { sizesOf } from '#foundation/quota/quota'
import type { SalesConfig } from './config.ts'
import { TABLE_BYTES_MIN } from './config.ts'

const MiB = 1024 ** 2
/** Parts of the memory besides the process itself, half of which is V8's heap. */
const TABLE_PART = 1 / 4
const FLUSH_PART = 1 / 8
const BODIES_PART = 1 / 8
/** What the table holds is what a restart after a crash has to replay. */
const TABLE_BYTES_MAX = 128 * MiB
const FLUSH_BYTES_MIN = 16 * MiB
/** What LMDB holds at most before it writes early. */
const FLUSH_BYTES_MAX = 512 * MiB
const BODIES_BYTES_MIN = 8 * MiB
const BODIES_BYTES_MAX = 64 * MiB
/** Bodies in JSON may have at least this. */
const JSON_BYTES_MIN = 4 * MiB
/** Room in such a body around the largest value. */
const JSON_OVERHEAD_BYTES = 64 * 1024
/** The default of libuv. */
const POOL_THREADS_DEFAULT = 4

/** In effect. */
export type ServiceSizes = {
  readonly cpus: number
  readonly poolThreads: number
  readonly v8Threads: number
  readonly memoryBytes: number
  readonly heapBytes: number
  readonly memoryTableBytes: number
  /** Pages that a flush changes, until they are committed. */
  readonly flushBytesMax: number
  /** Request bodies, all together. */
  readonly bufferedBytesMax: number
}

/** `threads` is what the process was started with. */
export function serviceSizes(
  { cpus, memoryBytes }: Quota,
  { store, web }: SalesConfig,
  threads: { readonly pool: string | undefined; readonly v8: number },
): ServiceSizes {
  const { divisibleBytes } = sizesOf({ cpus, memoryBytes })
  // A single body may fill three quarters of the room for all.
  const bodiesBytesMin = Math.max(BODIES_BYTES_MIN, 2 * jsonBytesMax(store.valueBytesMax))
  return {
    cpus,
    poolThreads: Number(threads.pool ?? POOL_THREADS_DEFAULT),
    v8Threads: threads.v8,
    memoryBytes,
    heapBytes: v8.getHeapStatistics().heap_size_limit,
    memoryTableBytes:
      store.memory ?? within(divisibleBytes * TABLE_PART, TABLE_BYTES_MIN, TABLE_BYTES_MAX),
    flushBytesMax: within(divisibleBytes * FLUSH_PART, FLUSH_BYTES_MIN, FLUSH_BYTES_MAX),
    bufferedBytesMax:
      web.bufferedBytesMax ??
      within(divisibleBytes * BODIES_PART, bodiesBytesMin, BODIES_BYTES_MAX),
  }
}

/** Of a body. Base64 makes four of three, and a transaction may well have a few such values. */
export function jsonBytesMax(valueBytesMax: number): number {
  return Math.max(JSON_BYTES_MIN, Math.ceil((valueBytesMax * 4) / 3) + JSON_OVERHEAD_BYTES)
}

function within(bytes: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.floor(bytes)))
}

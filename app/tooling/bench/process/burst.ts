/**
 * A burst of puts inside one process of its own, and a list of 100 keys right behind it. Its parent sends `BurstOrder` and
 * receives the longest time between two turns of the event loop from the call of the list until its answer, in milliseconds.
 */
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '#foundation/host/simulated'
import type { Kv } from '#business/core/kv/kv'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { StoreBusy } from '#business/data/node/refusal'
import { openNode } from './node.ts'
import { answer } from './process.ts'

export type BurstOrder = { readonly directory: string; readonly keys: number }

const IN_FLIGHT = 256
const LISTED = 100
const value = new Uint8Array(100).fill(120)

process.once('message', (order: BurstOrder) => {
  void answer(measure(order))
})

async function measure({ directory, keys }: BurstOrder): Promise<number> {
  const { node, kv } = await openNode(directory)
  await write(kv, keys)
  const longest = await longestPause(async () => {
    const range = { lower: new Uint8Array(0), upper: undefined }
    const request = { range, reverse: false, limit: LISTED, withValues: true, asOf: undefined }
    const { items } = await kv.page(request)
    assert.equal(items.length, LISTED)
  })
  await node[Symbol.asyncDispose]()
  return longest
}

/** Keys in no order, as many clients write them. */
async function write(kv: Kv, keys: number): Promise<void> {
  const random = seeded(1)
  let written = 0
  const client = async (): Promise<void> => {
    while (written++ < keys) {
      const key = `${random().toString(36).slice(2)}-${String(written)}`
      await put(kv, parseKey(Buffer.from(key)))
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, client))
}

/** Again when the disk does not keep up, as clients do. */
async function put(kv: Kv, key: Key): Promise<void> {
  const more = { contentType: DEFAULT_CONTENT_TYPE, ttlMs: undefined, lease: undefined }
  for (;;) {
    try {
      await kv.put({ key, value, ...more, condition: NO_CONDITION })
      return
    } catch (error) {
      if (!(error instanceof StoreBusy)) throw error
      await pause(error.retryAfterSeconds * 1000)
    }
  }
}

/** In milliseconds: what else wants the thread waits this long at most while the work goes on. */
async function longestPause(work: () => Promise<void>): Promise<number> {
  let longest = 0
  let turnedAt = performance.now()
  const turn = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - turnedAt)
    turnedAt = now
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  await work()
  clearImmediate(next)
  return Math.max(longest, performance.now() - turnedAt)
}

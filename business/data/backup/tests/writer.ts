/**
 * A thread that writes to a data directory, for backup.test.ts: it opens the directory and waits; each time `turn` is set to
 * 1 it writes and flushes a number of entries, more than the log keeps, and sets `turn` back to 0.
 */
import { workerData } from 'node:worker_threads'
import { TestNode } from '../test-node.ts'

export type WriterData = { readonly directory: string; readonly turn: SharedArrayBuffer }

const ENTRIES = 300

const { directory, turn } = workerData as WriterData
const state = new Int32Array(turn)
const node = await TestNode.open(directory)
for (let round = 1; ; round++) {
  Atomics.store(state, 0, 0)
  Atomics.notify(state, 0)
  Atomics.wait(state, 0, 0)
  if (Atomics.load(state, 0) !== 1) break
  for (let entry = 0; entry < ENTRIES; entry++) {
    await node.write(`later ${String(entry)}`, `${String(round)} ${'x'.repeat(500)}`)
  }
  await node.store.flushAll()
}
await node[Symbol.asyncDispose]()

import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { hold, quiet } from '#foundation/testing/latency'
import { StoreFailed } from '#business/data/store/store'
import { OPERATION_HEADER_BYTES } from './batch.ts'
import { NoSpace } from './refusal.ts'
import { NOTE_HEADER_BYTES, TestNode } from './testing/test-node.ts'

const MiB = 1024 * 1024

/** The text of a note whose command has so many bytes. */
const textOf = (commandBytes: number): string =>
  'x'.repeat(commandBytes - OPERATION_HEADER_BYTES - NOTE_HEADER_BYTES)

describe('a start on a full disk', () => {
  /** A node of which a disk that is busy has flushed nothing, and that is full from now on. */
  async function unflushed(
    notes: number,
    noteBytes: number,
    memoryBytes: number,
  ): Promise<TestNode> {
    const node = await TestNode.start({ memoryBytes, segmentBytes: 16 * MiB })
    const release = hold(node.base)
    for (let number = 0; number < notes; number++) await node.write(textOf(noteBytes))
    node.base.isFull = true
    release()
    return node
  }

  it('needs no space: what memory held before fits again, and reads and deletes are served', async () => {
    const node = await unflushed(9, MiB, 16 * MiB)
    await using again = await node.crash()
    await quiet()
    expect(again.waits).toEqual([])
    expect(again.notes()).toHaveLength(9)
    expect(again.spaces).toEqual([expect.objectContaining({ isFull: true })])
    expect(again.spaces[0]?.flushError).toHaveProperty('code', 'DISK_FULL')
    await expect(again.write('more')).rejects.toThrow(NoSpace)
    await again.propose({ kind: 'erase', text: 'nothing' })
    again.base.isFull = false
  })

  it('that needs space all the same, with less memory than before, waits for it and says so once', async () => {
    const node = await unflushed(12, 8 * MiB, 256 * MiB)
    const starting = node.crash({ memoryBytes: 2 * MiB })
    const state = { outcome: 'waiting' }
    void starting.then(() => (state.outcome = 'started'))
    for (let second = 0; second < 5; second++) {
      await quiet()
      node.host.clock.advance(1000)
    }
    expect(state.outcome).toBe('waiting')
    node.base.isFull = false
    while (state.outcome === 'waiting') {
      node.host.clock.advance(1000)
      await quiet()
    }
    await using again = await starting
    expect(again.waits).toHaveLength(1)
    expect(again.notes()).toHaveLength(12)
  })

  it('ends when it is asked to, while it replays and while it waits', async () => {
    const node = await unflushed(12, 8 * MiB, 256 * MiB)
    const stop = new AbortController()
    const starting = node.crash({ memoryBytes: 2 * MiB }, stop.signal)
    const refused = starting.catch((error: unknown) => error)
    await quiet()
    node.host.clock.advance(1000)
    await quiet()
    stop.abort()
    expect(await refused).toBe(stop.signal.reason)
    await expect(node.crash({}, AbortSignal.abort('asked'))).rejects.toBe('asked')
  })

  it('waits with one listener, however long that takes', async () => {
    const node = await unflushed(12, 8 * MiB, 256 * MiB)
    const stop = new AbortController()
    const starting = node.crash({ memoryBytes: 2 * MiB }, stop.signal)
    const refused = starting.catch((error: unknown) => error)
    for (let second = 0; second < 20; second++) {
      await quiet()
      node.host.clock.advance(1000)
    }
    await quiet()
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1)
    stop.abort()
    expect(await refused).toBe(stop.signal.reason)
  })

  it('fails when the store does, instead of waiting for it', async () => {
    const node = await unflushed(12, 8 * MiB, 256 * MiB)
    node.base.latency = () => Promise.reject(new Error('no such disk'))
    await expect(node.crash({ memoryBytes: 2 * MiB })).rejects.toThrow(StoreFailed)
  })
})

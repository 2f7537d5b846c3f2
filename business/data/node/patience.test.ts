import { describe, expect, it } from 'vitest'
import { hold, quiet } from '#foundation/testing/latency'
import { NodeStopped, NoSpace, StoreBusy } from './refusal.ts'
import { TestNode } from './testing/test-node.ts'

const MiB = 1024 * 1024

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

/** What became of a promise so far: its error's class, `'answered'` or `'waiting'`. */
function watched(promise: Promise<unknown>): { outcome: unknown } {
  const state: { outcome: unknown } = { outcome: 'waiting' }
  promise.then(
    () => (state.outcome = 'answered'),
    (error: unknown) => (state.outcome = (error as Error).constructor),
  )
  return state
}

/** The outcome when everything has happened for which no time has to pass. */
async function soon(promise: Promise<unknown>): Promise<unknown> {
  const state = watched(promise)
  await quiet()
  return state.outcome
}

/** A note that fills this part of a memtable; its row has a header, a key and a checksum beside it. */
const noteOf = (part: number): string => 'x'.repeat(part * MiB - 28)

/** A node with its disk busy flushing, and an empty memtable of 1 MiB for what comes. */
async function stuck(): Promise<{ node: TestNode; release: () => void }> {
  const node = await TestNode.start({ memoryBytes: 2 * MiB, segmentBytes: 4 * MiB })
  const release = hold(node.base)
  await node.write(noteOf(5 / 8))
  expect(node.store.fill).toBe(0)
  return { node, release }
}

/** Lets the delay of the last batch pass and ends the node. */
async function end(node: TestNode): Promise<void> {
  await quiet()
  node.host.clock.advance(20)
  await node[Symbol.asyncDispose]()
}

describe('room is waited for by those who are patient', () => {
  const patient = { isPatient: true }

  it('behind whom others are refused, and what frees space goes on', async () => {
    const { node, release } = await stuck()
    const { clock } = node.host
    await node.write(noteOf(1))
    const [first, other, second] = [
      watched(node.write('first', patient)),
      watched(node.write('other')),
      watched(node.write('second', patient)),
    ]
    await quiet()
    clock.advance(20)
    await quiet()
    clock.advance(1000)
    await quiet()
    expect([first.outcome, other.outcome, second.outcome]).toEqual([
      'waiting',
      StoreBusy,
      'waiting',
    ])
    expect(await soon(node.write('next'))).toBe(StoreBusy)
    const erased = watched(node.propose({ kind: 'erase', text: noteOf(1) }))
    clock.advance(100)
    await quiet()
    expect(erased.outcome).toBe('answered')
    const room = watched(node.node.room())
    await quiet()
    expect([room.outcome, node.node.isCrowded]).toEqual(['waiting', true])
    clock.advance(28_000)
    await quiet()
    expect(first.outcome).toBe('waiting')
    release()
    await quiet()
    expect([first.outcome, second.outcome, room.outcome]).toEqual(times(3, 'answered'))
    expect(node.node.isCrowded).toBe(false)
    expect(node.notes()).toEqual([noteOf(5 / 8), 'first', 'second'])
    await quiet()
    expect(node.node.queuedBytes).toBe(0)
    await end(node)
  })

  it('for half a minute, and for as long as there is none not again', async () => {
    const { node, release } = await stuck()
    const { clock } = node.host
    await node.write(noteOf(1))
    const first = watched(node.write('first', patient))
    await quiet()
    clock.advance(20)
    await quiet()
    clock.advance(1000)
    await quiet()
    clock.advance(28_999)
    await quiet()
    const second = watched(node.write('second', patient))
    await quiet()
    expect([first.outcome, second.outcome]).toEqual(['waiting', 'waiting'])
    clock.advance(1)
    await quiet()
    clock.advance(20)
    await quiet()
    expect([first.outcome, second.outcome]).toEqual([StoreBusy, StoreBusy])
    expect(await soon(node.write('third', patient))).toBe(StoreBusy)
    expect(node.node.isCrowded).toBe(false)
    release()
    await quiet()
    expect(await soon(node.write('again', patient))).toBe('answered')
    await end(node)
  })

  it('and no longer by anyone, when the node is fenced: the event loop goes on', async () => {
    const { node, release } = await stuck()
    const { store } = node
    const room = store.room.bind(store)
    let asked = 0
    store.room = async () => {
      if (++asked > 10) throw new Error('room is asked for again and again')
      await room()
    }
    await node.write(noteOf(1))
    const waiting = node.write('waits', patient).catch((error: unknown) => error)
    await quiet()
    node.host.clock.advance(20)
    await quiet()
    node.node.fence()
    release()
    expect(await waiting).toBeInstanceOf(NodeStopped)
    expect(asked).toBeLessThan(10)
  })

  it('but a disk that is full is not', async () => {
    const { node, release } = await stuck()
    const { clock } = node.host
    await node.write(noteOf(1))
    const waiting = watched(node.write('waiting', patient))
    await quiet()
    clock.advance(20)
    await quiet()
    clock.advance(1000)
    await quiet()
    node.base.isFull = true
    release()
    await quiet()
    clock.advance(100)
    await quiet()
    expect(waiting.outcome).toBe(NoSpace)
    node.base.isFull = false
    await end(node)
  })

  it('also where the queue is half full of operations that the disk does not take', async () => {
    await using node = await TestNode.start({ segmentBytes: 16 * MiB, memoryBytes: 256 * MiB })
    const release = hold(node.host.disk)
    const accepted = times(2, 0).map(() => node.write('x'.repeat(8 * MiB - 24)))
    expect(node.node.isCrowded).toBe(false)
    accepted.push(node.write(''))
    expect(node.node.isCrowded).toBe(true)
    const room = watched(node.node.room())
    await quiet()
    expect(room.outcome).toBe('waiting')
    release()
    await Promise.all(accepted)
    await quiet()
    expect(room.outcome).toBe('answered')
  })

  it('no longer than a second by a node that is asked to end', async () => {
    const { node, release } = await stuck()
    await node.write(noteOf(1))
    const waiting = watched(node.write('waiting', patient))
    await quiet()
    node.host.clock.advance(20)
    await quiet()
    const ended = node[Symbol.asyncDispose]()
    node.host.clock.advance(1000)
    await quiet()
    expect(waiting.outcome).toBe(StoreBusy)
    release()
    await ended
  })

  it('ends with the node', async () => {
    const { node, release } = await stuck()
    await node.write(noteOf(1))
    const waiting = watched(node.write('waiting', patient))
    await quiet()
    node.host.clock.advance(20)
    const room = watched(node.node.room())
    await quiet()
    expect(room.outcome).toBe('waiting')
    node.node.fence()
    await quiet()
    expect(room.outcome).toBe('answered')
    node.host.clock.advance(1000)
    await quiet()
    expect(waiting.outcome).toBe(NodeStopped)
    release()
  })
})

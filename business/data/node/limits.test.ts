import { describe, expect, it, vi } from 'vitest'
import { DiskFailed } from '#foundation/host/host'
import { hold, quiet } from '#foundation/testing/latency'
import { OPERATION_HEADER_BYTES, BATCH_HEADER_BYTES } from './batch.ts'
import { OperationTooLarge, NoSpace, NodeStopped, StoreBusy } from './refusal.ts'
import { NOTE_HEADER_BYTES, TestNode } from './testing/test-node.ts'

const MiB = 1024 * 1024
const HEADERS_BYTES = OPERATION_HEADER_BYTES + NOTE_HEADER_BYTES

/** The text of a note whose command has so many bytes. */
const textOf = (commandBytes: number): string => 'x'.repeat(commandBytes - HEADERS_BYTES)

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

describe('a command', () => {
  it.each([
    ['8 MiB', 32 * MiB, 8 * MiB],
    ['what an entry of the log holds', MiB, MiB - 56 - BATCH_HEADER_BYTES],
  ])('has at most %s', async (_name, segmentBytes, bytesMax) => {
    await using node = await TestNode.start({ segmentBytes, memoryBytes: 64 * MiB })
    const text = textOf(bytesMax)
    expect((await node.write(text)).text).toBe(text)
    const refused = await node.write(`${text}x`).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OperationTooLarge)
    expect(refused).toHaveProperty('message', expect.stringContaining(String(bytesMax)))
    expect(node.notes()).toHaveLength(1)
  })
})

describe('a batch', () => {
  it.each([
    ['1 MiB of operations', 'one batch', MiB - BATCH_HEADER_BYTES, 1],
    ['a word more', 'another batch', MiB - BATCH_HEADER_BYTES + 8, 2],
  ])('takes %s in %s', async (_what, _where, bytes, batches) => {
    await using node = await TestNode.start({ segmentBytes: 4 * MiB })
    await Promise.all([node.write(textOf(400 * 1024)), node.write(textOf(bytes - 400 * 1024))])
    expect(node.log.info().last).toBe(batches)
  })

  it('takes at most 4096 operations', async () => {
    await using node = await TestNode.start()
    await Promise.all(Array.from({ length: 4097 }, (_, index) => node.write(String(index))))
    expect(node.log.info().last).toBe(2)
  })

  it('takes nothing beside an operation that has to be alone', async () => {
    await using node = await TestNode.start()
    const alone = { kind: 'write', text: 'alone', isAlone: true } as const
    const written = [node.write('a'), node.propose(alone), node.propose(alone), node.write('b')]
    await Promise.all(written)
    expect(node.log.info().last).toBe(4)
    expect(node.notes()).toEqual(['a', 'alone', 'alone', 'b'])
  })

  it('is never larger than an entry of the log', async () => {
    await using node = await TestNode.start({ segmentBytes: 64 * 1024 })
    const written = Array.from({ length: 20 }, (_, index) => node.write(textOf(8000 + index)))
    expect((await Promise.all(written)).map(({ number }) => number)).toHaveLength(20)
    // Eight of them fit into 64 KiB, but not with what the log adds.
    expect(node.log.info().last).toBe(3)
  })

  it('that takes a single large command is used again for small ones, and holds just those', async () => {
    await using node = await TestNode.start({ segmentBytes: 16 * MiB, memoryBytes: 64 * MiB })
    await node.write(textOf(5 * MiB))
    for (let index = 0; index < 6; index++) await node.write(String(index))
    expect(node.notes().slice(1)).toEqual(['0', '1', '2', '3', '4', '5'])
  })
})

describe('the queue', () => {
  it('holds 32 MiB of operations, refuses what is beyond as busy, and takes more when it has moved on', async () => {
    await using node = await TestNode.start({ segmentBytes: 16 * MiB, memoryBytes: 256 * MiB })
    const release = hold(node.host.disk)
    const accepted = Array.from({ length: 4 }, () => node.write(textOf(8 * MiB)))
    expect(node.node.queuedBytes).toBe(32 * MiB)
    const refused = await node.write('').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(StoreBusy)
    expect(refused).toMatchObject({ code: 'STORE_BUSY', retryAfterSeconds: 1 })
    release()
    await Promise.all(accepted)
    await quiet()
    expect(node.node.queuedBytes).toBe(0)
    expect(await soon(node.write('again'))).toBe('answered')
    expect(node.notes()).toHaveLength(5)
  })

  it('is empty again when everything was answered, whatever lengths the operations had', async () => {
    await using node = await TestNode.start()
    for (let length = 0; length < 20; length++) await node.write('x'.repeat(length))
    await quiet()
    expect(node.node.queuedBytes).toBe(0)
  })
})

describe('a memtable that cannot be flushed', () => {
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

  it.each([
    [3 / 4, 0],
    [7 / 8, 10],
    [1 - 1 / 1024, 20],
  ])('delays writes when it is filled by %d: by %d ms', async (part, delayMs) => {
    const { node, release } = await stuck()
    await node.write(noteOf(part))
    expect(node.store.fill).toBeCloseTo(part, 5)
    const state = watched(node.write('next'))
    await quiet()
    if (delayMs > 0) {
      expect(state.outcome).toBe('waiting')
      node.host.clock.advance(delayMs - 1)
      await quiet()
      expect(state.outcome).toBe('waiting')
      node.host.clock.advance(1)
      await quiet()
    }
    expect(state.outcome).toBe('answered')
    release()
    await end(node)
  })

  it('lets writers wait for a second when it is full, then refuses them; reads and what frees space go on', async () => {
    const { node, release } = await stuck()
    const { clock } = node.host
    await node.write(noteOf(1))
    expect(node.store.fill).toBe(1)

    const waiting = watched(node.write('waiting'))
    await quiet()
    // A full table has the longest delay, and then the second begins.
    clock.advance(20)
    await quiet()
    clock.advance(999)
    await quiet()
    expect(waiting.outcome).toBe('waiting')
    clock.advance(1)
    await quiet()
    expect(waiting.outcome).toBe(StoreBusy)
    expect(await soon(node.write('next'))).toBe(StoreBusy)
    expect(node.failures).toEqual([])

    expect(node.notes()).toHaveLength(2)
    const erased = node.propose({ kind: 'erase', text: noteOf(1) })
    clock.advance(20)
    await erased
    expect(node.notes()).toEqual([noteOf(5 / 8)])

    release()
    await quiet()
    clock.advance(20)
    expect(await soon(node.write('again'))).toBe('answered')
    expect(node.notes()).toEqual([noteOf(5 / 8), 'again'])
    await end(node)
  })

  it('lets those go on who waited for less than a second when there is room again', async () => {
    const { node, release } = await stuck()
    await node.write(noteOf(1))
    const waiting = watched(node.write('waiting'))
    await quiet()
    node.host.clock.advance(20)
    await quiet()
    node.host.clock.advance(999)
    release()
    await quiet()
    expect(waiting.outcome).toBe('answered')
    // And the next one has its own second.
    const again = hold(node.base)
    await node.write(noteOf(5 / 8))
    await node.write(noteOf(1))
    const next = watched(node.write('next'))
    await quiet()
    node.host.clock.advance(20)
    await quiet()
    node.host.clock.advance(999)
    await quiet()
    expect(next.outcome).toBe('waiting')
    again()
    await quiet()
    expect(next.outcome).toBe('answered')
    await end(node)
  })

  it('because the disk is full says so: no space', async () => {
    const node = await TestNode.start({ memoryBytes: 2 * MiB, segmentBytes: 4 * MiB })
    node.base.isFull = true
    await node.write(noteOf(5 / 8))
    await quiet()
    expect(node.store.stats().stalled).toBe('disk full')
    expect(await soon(node.write('next'))).toBe(NoSpace)
    expect(await soon(node.propose({ kind: 'erase', text: 'nothing' }))).toBe('answered')
    expect(node.notes()).toHaveLength(1)
    // Flushing is tried again every second, and that alone makes it good.
    node.base.isFull = false
    expect(await soon(node.write('next'))).toBe(NoSpace)
    node.host.clock.advance(1000)
    await quiet()
    expect(await soon(node.write('next'))).toBe('answered')
    await end(node)
  })
})

describe('a full disk', () => {
  const RESERVE_BYTES = 10_000
  /** More than the notes of a test take that are not flushed yet. */
  const NOTES_BYTES = 20_000

  /** Leaves so many bytes of the disk free. */
  function leave({ host: { disk } }: TestNode, freeBytes: number): void {
    disk.capacityBytes = Number.MAX_SAFE_INTEGER
    disk.capacityBytes = Number.MAX_SAFE_INTEGER - disk.freeBytes() + freeBytes
  }

  /** Writes once, half a second later, so that the disk is looked at. */
  async function look(node: TestNode): Promise<unknown> {
    node.host.clock.advance(500)
    return await soon(node.propose({ kind: 'erase', text: 'nothing' }))
  }

  it('is one with less than the reserve: writes are refused, reads and what frees space go on', async () => {
    await using node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    await node.write('note')
    leave(node, RESERVE_BYTES + NOTES_BYTES)
    await look(node)
    expect(await soon(node.write('fits'))).toBe('answered')
    leave(node, RESERVE_BYTES - 1)
    await look(node)
    const refused = await node.write('does not').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(NoSpace)
    expect(refused).toMatchObject({ code: 'DISK_FULL' })
    expect(await soon(node.propose({ kind: 'erase', text: 'note' }))).toBe('answered')
    expect(node.notes()).toEqual(['fits'])
  })

  it('is noticed by the first command after a pause', async () => {
    await using node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    await node.write('note')
    await quiet()
    leave(node, 0)
    node.host.clock.advance(500)
    expect(await soon(node.write('does not fit'))).toBe(NoSpace)
    expect(node.notes()).toEqual(['note'])
  })

  it('that does not say how full it is stops the node, and nothing was executed', async () => {
    const node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    await node.write('note')
    await quiet()
    node.host.disk.freeBytes = () => {
      throw new DiskFailed('inspect', '/data', 'ENOENT')
    }
    node.host.clock.advance(500)
    expect(await soon(node.write('lost'))).toBe(NodeStopped)
    expect(await soon(node.write('next'))).toBe(NodeStopped)
    expect(node.failures).toEqual([expect.any(DiskFailed)])
    expect(node.notes()).toEqual(['note'])
  })

  it('is looked at twice a second, and taken for good when there is space again', async () => {
    await using node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    leave(node, 0)
    await look(node)
    leave(node, RESERVE_BYTES + NOTES_BYTES)
    node.host.clock.advance(499)
    expect(await soon(node.write('early'))).toBe(NoSpace)
    node.host.clock.advance(1)
    expect(await soon(node.write('in time'))).toBe('answered')
  })

  it('of a log elsewhere is named as that until it is found to have space again', async () => {
    await using node = await TestNode.start({ logRoomBytesMin: 1 })
    const found = node.log.info()
    const shortage = { wantedBytes: 1, freeBytes: 0, cause: undefined, advice: 'Clean the cellar' }
    const full = { ...found, roomBytes: 0, surplusBytes: -1, shortage }
    const info = vi.spyOn(node.log, 'info').mockReturnValue(full)
    node.host.clock.advance(500)
    const refused = new NoSpace('Clean the cellar').message
    await expect(node.write('full')).rejects.toThrow(refused)
    info.mockRestore()
    await expect(node.write('early')).rejects.toThrow(refused)
    node.host.clock.advance(500)
    expect(await soon(node.write('in time'))).toBe('answered')
  })

  it('is told of once when it is found, and once when there is space again, also while nobody writes', async () => {
    await using node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    leave(node, RESERVE_BYTES - 1)
    node.host.clock.advance(500)
    const full = { isFull: true, freeBytes: RESERVE_BYTES - 1, reserveBytes: RESERVE_BYTES }
    expect(node.spaces).toEqual([expect.objectContaining(full)])
    node.host.clock.advance(5000)
    expect(node.spaces).toHaveLength(1)
    leave(node, RESERVE_BYTES)
    node.host.clock.advance(5000)
    expect(node.spaces).toHaveLength(2)
    expect(node.spaces[1]).toMatchObject({ isFull: false, freeBytes: RESERVE_BYTES })
  })

  it('stays one until what was refused fits, so that clients who try again do not change it', async () => {
    await using node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    await quiet()
    const text = 'x'.repeat(5000)
    leave(node, RESERVE_BYTES + 4000)
    for (let ms = 0; ms < 20_000; ms += 500) {
      node.host.clock.advance(500)
      expect(await soon(node.write(text))).toBe(NoSpace)
    }
    expect(node.spaces).toEqual([
      expect.objectContaining({ isFull: true, freeBytes: RESERVE_BYTES + 4000 }),
    ])
    expect(node.spaces[0]?.askedBytes).toBeGreaterThan(text.length)
    // Nobody asks for as much any more.
    node.host.clock.advance(11_000)
    expect(node.spaces).toHaveLength(2)
    expect(node.spaces[1]).toMatchObject({ isFull: false, askedBytes: 0 })
    expect(await soon(node.write('short'))).toBe('answered')
  })

  it('is one that what was accepted will fill: writes wait for a flush to tell, and what frees space does not', async () => {
    await using node = await TestNode.start({ reserveBytes: RESERVE_BYTES })
    await quiet()
    leave(node, RESERVE_BYTES + 100_000)
    node.host.clock.advance(500)
    const release = hold(node.base)
    let accepted = 0
    const text = 'x'.repeat(10_000)
    while ((await soon(node.write(text))) === 'answered') accepted++
    // Nobody knows what of a page LMDB will have to write anew.
    expect(accepted).toBeGreaterThanOrEqual(3)
    expect(accepted).toBeLessThan(10)
    for (let ms = 0; ms <= 1000; ms += 20) {
      node.host.clock.advance(20)
      await quiet()
    }
    expect(await soon(node.write('more'))).toBe(StoreBusy)
    expect(await soon(node.propose({ kind: 'erase', text: 'nothing' }))).toBe('answered')
    expect(node.spaces).toEqual([])

    // It took what it was expected to take.
    leave(node, RESERVE_BYTES - 1)
    release()
    await quiet()
    expect(node.spaces).toEqual([expect.objectContaining({ isFull: true })])
    expect(await soon(node.write('more'))).toBe(NoSpace)
    expect(node.notes()).toHaveLength(accepted)
  })

  it('is not one whose log is being given its next file: batches wait for that', async () => {
    await using node = await TestNode.start({
      segmentBytes: 64 * 1024,
      logRoomBytesMin: 32 * 1024,
    })
    await quiet()
    const allocate = node.host.disk.allocate.bind(node.host.disk)
    let prepare: () => void = () => undefined
    const allowed = new Promise<void>(resolve => (prepare = resolve))
    node.host.disk.allocate = async (path, bytes) => {
      await allowed
      await allocate(path, bytes)
    }
    let written = 0
    while ((await soon(node.write('x'.repeat(10_000)))) === 'answered') written++
    node.host.clock.advance(500)
    const next = watched(node.write('next'))
    await quiet()
    const before = next.outcome
    prepare()
    await quiet()
    expect([before, next.outcome]).toEqual(['waiting', 'answered'])
    expect(written).toBeGreaterThan(6)
    expect(node.spaces).toEqual([])
  })

  it('that only the log finds full refuses what did not fit, and nothing of it was executed', async () => {
    const node = await TestNode.start({ segmentBytes: 64 * 1024 })
    await quiet()
    leave(node, 0)
    const acknowledged: string[] = []
    let refused: unknown
    for (let index = 0; refused === undefined; index++) {
      const text = `${String(index)} ${'x'.repeat(1000)}`
      await node.write(text).then(
        () => acknowledged.push(text),
        (error: unknown) => (refused = error),
      )
    }
    expect(refused).toBeInstanceOf(NoSpace)
    expect(await soon(node.write('next'))).toBe(NoSpace)
    expect(node.notes()).toEqual(acknowledged)
    expect(node.failures).toEqual([])
    node.host.disk.capacityBytes = Number.POSITIVE_INFINITY
    node.host.clock.advance(1000)
    await quiet()
    expect(await soon(node.write('again'))).toBe('answered')
    await using again = await node.crash()
    expect(again.notes()).toEqual([...acknowledged, 'again'])
  })
})

import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { hold, quiet } from '#foundation/testing/latency'
import type { Outcome } from '#business/data/log/log'
import type { Fate, SharedLog } from '#business/data/log/testing/shared-log'
import { SharedLogs } from '#business/data/log/testing/shared-log'
import { TestBase } from '#business/data/store/testing/test-base'
import { Batch } from './batch.ts'
import { ENTRY_COPY_BYTES_MAX } from './entry.ts'
import { LogIncomplete, NotCommitted, OutcomeUnknown, StoreBusy } from './refusal.ts'
import { TestNode } from './testing/test-node.ts'

const host = (seed = 1): SimulatedHost => new SimulatedHost(seed)

/** A log and a node on it. */
async function start(): Promise<{ shared: SharedLogs; log: SharedLog; node: TestNode }> {
  const machine = host()
  const shared = new SharedLogs(machine.turns)
  const log = shared.open()
  return { shared, log, node: await TestNode.on(log, {}, machine) }
}

/** Appends meet these fates, one after the other, and then no more bad luck. */
function fated(shared: SharedLogs, ...fates: Fate[]): void {
  shared.fate = () => fates.shift() ?? 'committed'
}

/** A batch of another node without operations. */
function foreign(): Uint8Array {
  return new Batch().finish(new Uint8Array(8).fill(9), 1, 0).slice()
}

/** What became of a promise so far. */
async function soFar(promise: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = 'waiting'
  promise.then(
    () => (outcome = 'answered'),
    (error: unknown) => (outcome = (error as Error).constructor),
  )
  await quiet()
  return outcome
}

describe('entries of other nodes', () => {
  it('are applied in the order of the log, between own ones, with the same chain hash on every node', async () => {
    const { shared, node } = await start()
    const other = await TestNode.on(shared.open(), {}, host(2))
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        node.write(`a${String(round)}`),
        other.write(`b${String(round)}`),
        node.write(`c${String(round)}`),
      ])
    }
    await node.node.barrier()
    await other.node.barrier()
    expect(other.notes()).toEqual(node.notes())
    expect(other.notes()).toHaveLength(30)
    expect(other.store.state).toEqual(node.store.state)
    const third = await TestNode.on(shared.open(), {}, host(3))
    expect(third.store.state).toEqual(node.store.state)
  })

  it('can be batches without operations', async () => {
    const { shared, node } = await start()
    shared.others = () => [foreign(), foreign()]
    await node.write('a')
    await node.write('b')
    expect(node.notes()).toEqual(['a', 'b'])
    expect(node.store.state.revision).toBe(2)
  })
})

describe('an append', () => {
  it('is answered when its entry is delivered, also if the log tells its outcome much later', async () => {
    const { shared, node } = await start()
    fated(shared, 'told late')
    const first = node.write('a')
    expect((await first).number).toBe(1)
    expect((await node.write('b')).number).toBe(2)
  })

  it('of unknown outcome that is delivered was committed', async () => {
    const { shared, node } = await start()
    fated(shared, 'unknown, committed')
    expect((await node.write('a')).number).toBe(1)
    expect(node.failures).toEqual([])
  })

  it('of unknown outcome is settled by an empty batch, for which the next ones wait', async () => {
    const { shared, node } = await start()
    fated(shared, 'unknown, lost')
    const lost = node.write('lost')
    expect(await soFar(lost)).toBe('waiting')
    const next = node.write('next')
    expect(await soFar(next)).toBe('waiting')
    node.host.clock.advance(100)
    await expect(lost).rejects.toThrow(NotCommitted)
    expect((await next).number).toBe(1)
    expect(node.notes()).toEqual(['next'])
    expect(node.node.queuedBytes).toBe(0)
  })

  it('is not told as unknown because one before it was unknown five seconds ago', async () => {
    for (const between of [0, 1, 2, 3]) {
      const { shared, log, node } = await start()
      fated(shared, 'unknown, lost')
      const lost = expect(node.write('lost')).rejects.toThrow(NotCommitted)
      await quiet()
      node.host.clock.advance(100)
      await lost
      for (let count = 0; count < between; count++) await node.write('between')
      node.host.clock.advance(4890)
      const answer = Promise.withResolvers<Outcome>()
      const append = log.append.bind(log)
      log.append = () => answer.promise
      const late = node.write('late')
      await quiet()
      node.host.clock.advance(20)
      expect(await soFar(late)).toBe('waiting')
      log.append = append
      answer.resolve({ kind: 'unknown' })
      await quiet()
      node.host.clock.advance(100)
      expect(await soFar(late)).toBe(NotCommitted)
      expect(await soFar(node.write('next'))).toBe('answered')
    }
  })

  it('of unknown outcome that was committed leaves what it has no room for to the next one', async () => {
    const { shared, log, node } = await start()
    fated(shared, 'unknown, committed')
    const large = { kind: 'write', copiedBytes: ENTRY_COPY_BYTES_MAX } as const
    const release = hold(log)
    const all = ['a', 'b', 'c'].map(text => node.propose({ ...large, text }))
    await quiet()
    all.push(node.write('d'))
    await quiet()
    node.host.clock.advance(100)
    await quiet()
    release()
    await Promise.all(all)
    expect(node.notes()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('that stays unknown for five seconds is told as unknown, others are refused meanwhile, and the node goes on', async () => {
    const { shared, node } = await start()
    shared.fate = () => 'unknown, lost'
    const lost = node.write('lost')
    await quiet()
    const behind = node.write('behind')
    for (let ms = 0; ms < 5000; ms += 100) {
      expect(await soFar(lost)).toBe('waiting')
      expect(await soFar(behind)).toBe(ms < 1000 ? 'waiting' : StoreBusy)
      node.host.clock.advance(100)
    }
    await expect(lost).rejects.toThrow(OutcomeUnknown)
    await expect(node.write('refused')).rejects.toThrow('The log does not answer')
    fated(shared)
    node.host.clock.advance(100)
    await quiet()
    expect((await node.write('next')).number).toBe(1)
    expect(node.failures).toEqual([])
    expect(node.node.queuedBytes).toBe(0)
  })

  it('that is delivered long after its commit leaves what it has no room for to the next one, in order', async () => {
    const { log, node } = await start()
    const release = hold(log)
    const large = { kind: 'write', copiedBytes: ENTRY_COPY_BYTES_MAX } as const
    const all = ['a', 'b', 'c'].map(text => node.propose({ ...large, text }))
    await quiet()
    all.push(node.write('d'))
    await quiet()
    release()
    expect((await Promise.all(all)).map(({ number }) => number)).toEqual([1, 2, 3, 4])
    expect(node.notes()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('that is not committed because another node leads is refused as that, and the next one is tried', async () => {
    const { shared, node } = await start()
    fated(shared, 'not leader')
    await expect(node.write('a')).rejects.toThrow(NotCommitted)
    expect((await node.write('b')).number).toBe(1)
    expect(node.spaces).toEqual([])
  })
})

describe('a log that gave back what a node lacks', () => {
  it('asks for a snapshot: the start says what is missing', async () => {
    const { shared, node } = await start()
    for (let index = 0; index < 5; index++) await node.write(String(index))
    shared.trim(shared.last)
    const late = TestNode.on(shared.open(), {}, host(2), new TestBase())
    await expect(late).rejects.toThrow(LogIncomplete)
  })
})

describe('a fenced node', () => {
  it('writes nothing more: what waits is refused, and nothing is flushed on its way out', async () => {
    const { shared, node } = await start()
    await node.write('before')
    const { last } = shared
    node.mayWrite = false
    await expect(node.write('after')).rejects.toMatchObject({ code: 'STOPPING' })
    expect(node.failures).toEqual([expect.objectContaining({ code: 'NODE_FENCED' })])
    expect(shared.last).toBe(last)
    await node[Symbol.asyncDispose]()
    expect(node.base.state.position).toBe(0)
  })
})

describe('a node that lost its directory while nobody writes', () => {
  it('is fenced within half a second, before it flushes', async () => {
    const { node } = await start()
    await node.write('before')
    node.mayWrite = false
    node.host.clock.advance(500)
    expect(node.failures).toEqual([expect.objectContaining({ code: 'NODE_FENCED' })])
    node.host.clock.advance(5000)
    await quiet()
    expect(node.base.state.position).toBe(0)
  })
})

describe('barriers', () => {
  it('that are asked for while one is under way share the next one', async () => {
    const { shared, node } = await start()
    await node.write('a')
    let count = 0
    const { log } = node
    const barrier = log.barrier.bind(log)
    log.barrier = () => {
      count++
      return barrier()
    }
    await Promise.all(Array.from({ length: 10 }, () => node.node.barrier()))
    expect(count).toBe(2)
    expect(shared.last).toBe(node.store.state.position)
  })
})

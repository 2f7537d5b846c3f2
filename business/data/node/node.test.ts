import { describe, expect, it } from 'vitest'
import { seeded, SimulatedHost } from '#foundation/host/simulated'
import { hold, quiet } from '#foundation/testing/latency'
import { LogFailed } from '#business/data/log/log'
import { StoreFailed } from '#business/data/store/store'
import { TestBase } from '#business/data/store/testing/test-base'
import type { BatchTiming } from './operation.ts'
import { batchChannel } from './batch.ts'
import { LogIncomplete, OutcomeUnknown, NodeStopped } from './refusal.ts'
import type { NoteResult } from './testing/test-node.ts'
import { TestNode } from './testing/test-node.ts'

const numbers = (results: readonly NoteResult[]): number[] => results.map(({ number }) => number)

/** How each promise ended: with its note's text, or with the error's class. */
async function outcomes(promises: readonly Promise<NoteResult>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises)
  return settled.map(outcome =>
    outcome.status === 'fulfilled' ? outcome.value.text : (outcome.reason as Error).constructor,
  )
}

/** The operations of each batch, while it lasts. */
function watchBatches(): Disposable & { readonly batches: BatchTiming[] } {
  const batches: BatchTiming[] = []
  const listener = (message: unknown): void => {
    batches.push(message as BatchTiming)
  }
  batchChannel.subscribe(listener)
  return {
    batches,
    [Symbol.dispose]: () => {
      batchChannel.unsubscribe(listener)
    },
  }
}

describe('group commit', () => {
  it('gathers all that arrives while a batch is being made durable into the next batch', async () => {
    await using node = await TestNode.start()
    using watched = watchBatches()
    const release = hold(node.host.disk)
    const first = node.write('first')
    await quiet()
    const others = [node.write('a'), node.write('b')]
    await quiet()
    others.push(node.write('c'))
    await quiet()
    expect(watched.batches).toHaveLength(0)
    release()
    expect(numbers(await Promise.all([first, ...others]))).toEqual([1, 2, 3, 4])
    expect(watched.batches.map(({ operations }) => operations)).toEqual([1, 3])
    expect(node.log.info().last).toBe(2)
  })

  it('lets no command wait for company: alone it is answered without any time passing', async () => {
    await using node = await TestNode.start()
    const before = node.host.clock.now()
    for (const text of ['a', 'b', 'c']) await node.write(text)
    expect(node.host.clock.now()).toBe(before)
    expect(node.log.info().last).toBe(3)
  })

  it('has one batch on its way to the disk at a time, and gives the event loop a turn between two', async () => {
    await using node = await TestNode.start({ segmentBytes: 4 * 1024 * 1024 })
    // Two of these are too large for one batch.
    const text = 'x'.repeat(600 * 1024)
    const events: string[] = []
    let underWay = 0
    node.host.disk.latency = async () => {
      underWay++
      events.push(`append ${String(underWay)}`)
      await Promise.resolve()
      underWay--
    }
    const first = node.write(text).then(async () => {
      for (let step = 0; step < 100; step++) await Promise.resolve()
      events.push('answered, and all that follows from it')
    })
    const second = node.write(text).then(() => events.push('answered'))
    await Promise.all([first, second])
    const answered = 'answered, and all that follows from it'
    expect(events).toEqual(['append 1', answered, 'append 1', 'answered'])
  })

  it('measures what happened to a batch, for its operations and for everybody', async () => {
    await using node = await TestNode.start()
    using watched = watchBatches()
    const { clock, disk } = node.host
    const observed: BatchTiming[] = []
    const observe = (timing: BatchTiming): void => {
      observed.push(timing)
    }
    const release = hold(disk)
    const written = [node.write('first', { observe })]
    await quiet()
    clock.advance(5)
    written.push(node.write('second', { observe }), node.write('third', { observe }))
    clock.advance(20)
    release()
    await Promise.all(written)
    expect(watched.batches).toMatchObject([
      { operations: 1, proposedAt: 0, appendedAt: 0, durableAt: 25, appliedAt: 25 },
      { operations: 2, proposedAt: 5, appendedAt: 25, durableAt: 25, appliedAt: 25 },
    ])
    expect(observed).toEqual([watched.batches[0], watched.batches[1], watched.batches[1]])
  })
})

describe('answers', () => {
  it('come in the order of the proposals, within batches and across them', async () => {
    await using node = await TestNode.start()
    const order: string[] = []
    const written: Promise<unknown>[] = []
    for (let index = 0; index < 60; index++) {
      const text = String(index)
      written.push(node.write(text).then(() => order.push(text)))
      if (index % 7 === 0) await quiet()
    }
    await Promise.all(written)
    const expected = Array.from({ length: 60 }, (_, index) => String(index))
    expect(order).toEqual(expected)
    expect(node.notes()).toEqual(expected)
  })

  it('come after the effect can be read, and not before it is durable', async () => {
    await using node = await TestNode.start()
    const release = hold(node.host.disk)
    let seen: string[] | undefined
    const written = node.write('note').then(() => (seen = node.notes()))
    await quiet()
    expect(seen).toBeUndefined()
    expect(node.notes()).toEqual([])
    release()
    await written
    expect(seen).toEqual(['note'])
  })

  it('are announced by the listener once a batch, until it is taken away', async () => {
    await using node = await TestNode.start()
    const positions: number[] = []
    const silence = node.node.onApplied(() => {
      positions.push(node.store.state.position)
    })
    await Promise.all([node.write('a'), node.write('b')])
    await node.write('c')
    silence()
    await node.write('d')
    expect(positions).toEqual([1, 2])
  })

  it('carry a time that never goes back, even if the clock does', async () => {
    const node = await TestNode.start()
    node.host.clock.advance(1000)
    await node.write('late')
    const { time } = node.store.state
    await node[Symbol.asyncDispose]()
    // The machine starts again with a clock that is a second behind.
    const { clock } = new SimulatedHost(2)
    await using again = await TestNode.start({}, { ...node.host, clock }, node.base)
    await again.write('later')
    expect(again.store.state.time).toBe(time)
    clock.advance(1001)
    await again.write('even later')
    expect(again.store.state.time).toBe(time + 1)
  })
})

describe('a log that fails', () => {
  it.each([
    ['write', 1],
    ['sync', 2],
  ] as const)(
    'in a %s: what it had in hand has an unknown outcome, what waited was not executed, and that is the end',
    async (kind, nth) => {
      const node = await TestNode.start({ segmentBytes: 1024 * 1024 })
      const release = hold(node.host.disk)
      const acknowledged = node.write('acknowledged')
      await quiet()
      // Too large for one batch together.
      const [inHand, next, last] = ['a', 'b', 'c'].map(letter => letter.repeat(600 * 1024))
      const ended = outcomes([inHand, next, last].map(text => node.write(text ?? '')))
      let count = 0
      node.host.disk.fault = operation =>
        operation.kind === kind && ++count >= nth ? 'EIO' : undefined
      release()
      await acknowledged
      expect(await ended).toEqual([OutcomeUnknown, NodeStopped, NodeStopped])
      expect(node.failures).toEqual([expect.any(LogFailed)])

      // Poisoned: that the disk works again changes nothing.
      node.host.disk.fault = () => undefined
      await expect(node.write('later')).rejects.toThrow(NodeStopped)
      await expect(node.node.barrier()).rejects.toThrow(NodeStopped)
      expect(node.notes()).toEqual(['acknowledged'])
      await node.node[Symbol.asyncDispose]()
      expect(node.failures).toHaveLength(1)

      await using again = await node.crash()
      expect([['acknowledged'], ['acknowledged', inHand]]).toContainEqual(again.notes())
      expect((await again.write('after')).text).toBe('after')
    },
  )

  it('stops the node also when it is an applier that fails, with what was durable before it in place', async () => {
    const node = await TestNode.start()
    await node.write('before')
    const release = hold(node.host.disk)
    const first = node.propose({ kind: 'break', text: 'no such page' })
    await quiet()
    const ended = outcomes([first, node.write('under way behind it')])
    release()
    expect(await ended).toEqual([OutcomeUnknown, NodeStopped])
    expect(node.failures.map(({ message }) => message)).toEqual(['no such page'])
    await expect(node.write('later')).rejects.toThrow(NodeStopped)
    expect(node.notes()).toEqual(['before'])
    await node.node[Symbol.asyncDispose]()
  })

  it('is reported also when it fails to give back what was flushed', async () => {
    const node = await TestNode.start({ segmentBytes: 4096 })
    for (let count = 0; count < 40; count++) await node.write('x'.repeat(300))
    await quiet()
    node.host.disk.fault = ({ kind }) => (kind === 'rename' ? 'EIO' : undefined)
    await node.store.flushAll()
    expect(node.failures).toEqual([expect.any(StoreFailed)])
    expect(node.failures[0]).toMatchObject({ cause: { code: 'LOG_FAILED' } })
    await expect(node.write('more')).rejects.toThrow(NodeStopped)
    const again = await node.crash()
    expect(again.notes()).toHaveLength(40)
  })

  it('is reported once, also when an applier and the disk fail at the same time', async () => {
    const node = await TestNode.start()
    const release = hold(node.host.disk)
    const first = node.propose({ kind: 'break', text: 'no such page' })
    await quiet()
    const ended = outcomes([first, node.write('under way behind it')])
    let syncs = 0
    node.host.disk.fault = ({ kind }) => (kind === 'sync' && ++syncs > 1 ? 'EIO' : undefined)
    release()
    expect(await ended).toEqual([OutcomeUnknown, NodeStopped])
    expect(node.failures.map(({ message }) => message)).toEqual(['no such page'])
  })
})

describe('a restart', () => {
  it('applies what was acknowledged exactly once, in order, wherever flushing and writing stood', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const chance = seeded(seed)
      let node = await TestNode.start({ memoryBytes: 64 * 1024, segmentBytes: 64 * 1024 })
      const acknowledged: string[] = []
      const proposed: string[] = []
      for (let life = 0; life < 4; life++) {
        for (let step = 0; step < 12; step++) {
          const written: Promise<unknown>[] = []
          for (let count = 1 + Math.floor(chance() * 4); count > 0; count--) {
            const text = `${String(proposed.length)} ${'x'.repeat(chance() * 2000)}`
            proposed.push(text)
            written.push(node.write(text).then(() => acknowledged.push(text)))
          }
          await Promise.all(written)
          if (chance() < 0.2) await node.store.flushAll()
        }
        hold(node.host.disk)
        void node.write('cut short').catch(() => undefined)
        if (chance() < 0.5) await quiet()
        const { chainHash, position } = node.store.state
        node = await node.crash()
        const found = node.notes().filter(text => text !== 'cut short')
        expect(found, `seed ${String(seed)}`).toEqual(acknowledged)
        if (node.store.state.position === position) {
          expect(node.store.state.chainHash).toBe(chainHash)
        }
      }
      await node[Symbol.asyncDispose]()
    }
  })

  it('gives others their turn during a long replay, and tells how far it is', async () => {
    const node = await TestNode.start()
    for (let index = 0; index < 200; index++) await node.write(String(index))
    let turns = 0
    let spinning = setImmediate(function spin() {
      turns++
      spinning = setImmediate(spin)
    })
    await using again = await node.crash()
    clearImmediate(spinning)
    expect(again.progress).toEqual([64, 128, 192])
    expect(turns).toBeGreaterThanOrEqual(3)
    expect(again.notes()).toHaveLength(200)
  })

  it('refuses a log that ends before the store does', async () => {
    const node = await TestNode.start()
    for (const text of ['a', 'b']) await node.write(text)
    await node[Symbol.asyncDispose]()
    const base = new TestBase()
    base.state = { ...node.base.state, position: 3 }
    await expect(TestNode.start({}, node.host, base)).rejects.toThrow(LogIncomplete)
    base.state = { ...node.base.state, position: 2 }
    await using again = await TestNode.start({}, node.host, base)
    expect((await again.write('c')).number).toBe(3)
  })

  it('refuses a log that begins after the store ends, and applies one that has everything', async () => {
    const node = await TestNode.start({ segmentBytes: 4096 })
    const lines = Array.from({ length: 30 }, (_, index) => `${String(index)} ${'x'.repeat(300)}`)
    // Of the log everything is there as long as nothing was flushed.
    for (const text of lines) await node.write(text)
    let again = await node.crash()
    expect(again.notes()).toEqual(lines)
    await again.store.flushAll()
    again = await again.crash()
    expect(again.log.info().first).toBeGreaterThan(1)
    await again[Symbol.asyncDispose]()
    const lost = TestNode.start({ segmentBytes: 4096 }, again.host, new TestBase())
    await expect(lost).rejects.toThrow(/up to entry 0, but the log begins with/)
  })
})

describe('a barrier', () => {
  it('is passed by what was under way when it was asked for, before it resolves', async () => {
    await using node = await TestNode.start()
    const release = hold(node.host.disk)
    void node.write('under way')
    await quiet()
    let seen: string[] | undefined
    const barrier = node.node.barrier().then(() => (seen = node.notes()))
    await quiet()
    expect(seen).toBeUndefined()
    release()
    await barrier
    expect(seen).toEqual(['under way'])
  })

  it('is a real write: it waits for a disk that takes none, and fails with one that fails', async () => {
    const node = await TestNode.start()
    const release = hold(node.host.disk)
    let isPassed = false
    const barrier = node.node.barrier().then(() => (isPassed = true))
    await quiet()
    expect(isPassed).toBe(false)
    release()
    await barrier
    node.host.disk.fault = ({ kind }) => (kind === 'sync' ? 'EIO' : undefined)
    await expect(node.node.barrier()).rejects.toThrow(LogFailed)
    await expect(node.write('after')).rejects.toThrow(OutcomeUnknown)
    expect(node.failures).toHaveLength(1)
  })
})

describe('stopping', () => {
  it('answers all that was accepted and refuses the rest', async () => {
    const node = await TestNode.start()
    const release = hold(node.host.disk)
    const accepted = [node.write('a')]
    await quiet()
    accepted.push(node.write('b'), node.write('c'))
    let isStopped = false
    const stopping = node.node[Symbol.asyncDispose]().then(() => (isStopped = true))
    await expect(node.write('d')).rejects.toThrow(NodeStopped)
    await quiet()
    expect(isStopped).toBe(false)
    release()
    expect(await outcomes(accepted)).toEqual(['a', 'b', 'c'])
    await stopping
    expect(node.notes()).toEqual(['a', 'b', 'c'])
    expect(node.failures).toEqual([])
  })
})

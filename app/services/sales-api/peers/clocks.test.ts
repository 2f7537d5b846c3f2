import http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Clock } from '#foundation/host/host'
import { SimulatedHost } from '#foundation/host/simulated'
import { until } from '#foundation/program/program'
import { PeerServer, SERVER_LIMITS } from '#business/data/transfer/peer-server'
import { ClockDiffers, oddClock, refuseOddClock } from './clocks.ts'
import { Readers } from './readers.ts'
import { Visits } from './visits.ts'
import { KnownVoters } from './voters.ts'

const MINUTES_10 = 600_000
const access = { secret: 'secret', tls: undefined }
const never = new AbortController().signal
const { clock } = new SimulatedHost(1)
const SELF = '127.0.0.1:2'
/** Of a voter, what no clock depends on. */
const REPORTED = {
  ...{ position: 1, flushedPosition: 1, chainHash: '', agrees: true },
  ...{ heardAt: 0, heardIn: 1, reports: 1 },
}

/** A voter whose clock is ahead by so much, or behind. */
async function voter(name: string, aheadMs: number) {
  const own = new SimulatedHost(1).clock
  own.jump(aheadMs)
  const answers = { status: () => ({ name }), readers: () => [] }
  const server = http.createServer(SERVER_LIMITS)
  const place = { host: '127.0.0.1', port: 0 }
  const peer = await PeerServer.listen(own, server, place, 'secret', answers)
  onTestFinished(() => peer[Symbol.asyncDispose]())
  return { name, address: `127.0.0.1:${String(peer.port)}`, clock: own }
}

type Voter = Awaited<ReturnType<typeof voter>>

describe('the clock of a node', () => {
  it.each([
    ['alone', [], undefined],
    ['of two that agree', [60_000], undefined],
    ['of two, behind', [MINUTES_10], '600 s behind that of n0'],
    ['of two, ahead', [-MINUTES_10], '600 s ahead of that of n0'],
    ['behind two', [60_001, MINUTES_10], '60 s behind that of n0, 600 s behind that of n1'],
    ['between two', [-MINUTES_10, MINUTES_10], undefined],
    ['of three of which one is wrong', [0, MINUTES_10], undefined],
    ['of four of which two are wrong', [0, MINUTES_10, MINUTES_10], '600 s behind that of n1'],
    ['of five of which two are wrong', [0, 0, MINUTES_10, MINUTES_10], undefined],
    ['beside one that is wrong and one that is silent', [undefined, -MINUTES_10], undefined],
    ['ahead of two beside a silent one', [undefined, -MINUTES_10, -MINUTES_10], '600 s ahead of'],
  ])('%s', (_what, aheads, message) => {
    const odd = oddClock(aheads.map((aheadMs, index) => ({ name: `n${String(index)}`, aheadMs })))
    if (message === undefined) expect(odd).toBeUndefined()
    else expect(odd?.message).toContain(message)
  })

  it('that differs from that of one other is refused with words that say that either may be wrong', () => {
    const doubt = 'of two none can tell'
    expect(oddClock([{ name: 'a', aheadMs: MINUTES_10 }])?.message).toContain(doubt)
    const two = ['a', 'b'].map(name => ({ name, aheadMs: MINUTES_10 }))
    expect(oddClock(two)?.message).not.toContain(doubt)
  })
})

describe('a node that starts', () => {
  const refusal = async (voters: readonly { name: string; address: string }[]): Promise<unknown> =>
    await refuseOddClock(voters, access, clock, never).catch((error: unknown) => error)

  it('is refused if its clock is the odd one among those that answer', async () => {
    const wrong = [await voter('a', -MINUTES_10), await voter('b', -MINUTES_10)]
    const dead = { name: 'dead', address: '127.0.0.1:1' }
    expect(await refusal([...wrong, dead])).toBeInstanceOf(ClockDiffers)
    expect(await refusal([await voter('c', 0), ...wrong.slice(1)])).toBeUndefined()
  })

  it('does not count one that does not tell its time', async () => {
    const wrong = [await voter('a', -MINUTES_10), await voter('b', Number.NaN)]
    expect(await refusal(wrong)).toBeInstanceOf(ClockDiffers)
  })

  it('starts if no other node answers', async () => {
    expect(await refusal([{ name: 'dead', address: '127.0.0.1:1' }])).toBeUndefined()
  })
})

describe('a node that runs', () => {
  /** Asks the voters as often as it is told; `odd` has why it stopped. */
  function visits(...voters: readonly Pick<Voter, 'name' | 'address'>[]) {
    const odd: ClockDiffers[] = []
    let due: (() => void) | undefined
    const own: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (_ms, callback) => {
        due = callback
        return { cancel: () => undefined }
      },
    }
    const others = voters.map(({ name, address }) => ({
      ...REPORTED,
      name,
      run: { startedAt: 0, version: '1', address },
    }))
    const onOdd = (error: ClockDiffers): void => {
      odd.push(error)
    }
    const { disk } = new SimulatedHost(1)
    const known = new KnownVoters(disk, 'data')
    const self = { name: 'self', address: SELF, isReader: false }
    const visitor = { self, node: { others }, access, known, onOdd }
    const visiting = new Visits(own, new Readers(own), visitor)
    onTestFinished(() => {
      visiting[Symbol.dispose]()
    })
    const rounds = async (count: number): Promise<void> => {
      for (let round = 0; round < count; round++) {
        const begin = due
        due = undefined
        begin?.()
        await until(
          () => due ?? odd[0],
          () => 'the round does not end',
        )
      }
    }
    return { odd, rounds, disk }
  }

  it('learns it when its clock is the odd one three times in a row', async () => {
    const { odd, rounds } = visits(await voter('a', 0), await voter('b', 0))
    await rounds(3)
    clock.jump(MINUTES_10)
    onTestFinished(() => {
      clock.jump(-MINUTES_10)
    })
    await rounds(2)
    expect(odd).toEqual([])
    await rounds(1)
    expect(odd).toEqual([expect.any(ClockDiffers)])
    expect(odd[0]?.message).toContain('600 s ahead of that of a')
  })

  it('goes on if one other is wrong, and if its own clock was wrong for two rounds', async () => {
    const [one, other] = [await voter('a', 0), await voter('b', -MINUTES_10)]
    const { odd, rounds } = visits(one, other)
    await rounds(4)
    for (const ms of [-MINUTES_10, MINUTES_10, -MINUTES_10]) {
      one.clock.jump(ms)
      await rounds(2)
    }
    expect(odd).toEqual([])
  })

  it('goes on if of two others one is wrong and one is silent', async () => {
    const { odd, rounds } = visits(await voter('a', -MINUTES_10), {
      name: 'b',
      address: '127.0.0.1:1',
    })
    await rounds(4)
    expect(odd).toEqual([])
  })

  it('keeps for its next start whom it asks: itself it does not', async () => {
    const one = await voter('a', 0)
    const { rounds, disk } = visits(one, { name: 'self', address: SELF })
    await rounds(1)
    const { name, address } = one
    const next = new KnownVoters(disk, 'data')
    expect(next.all).toEqual([{ name, address }])
    // None is known for the moment, or the disk is full.
    next.note([])
    disk.fault = () => 'ENOSPC'
    next.note([{ name: 'b', address }])
    expect(new KnownVoters(disk, 'data').all).toEqual([{ name, address }])
    disk.fault = () => undefined
    next.note([{ name: 'b', address }])
    expect(new KnownVoters(disk, 'data').all).toEqual([{ name: 'b', address }])
    const file = disk.open('data/voters.json', 'write')
    file.write(Buffer.from('?'), 0)
    expect(new KnownVoters(disk, 'data').all).toEqual([])
  })
})

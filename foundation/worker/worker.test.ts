import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import type { Job } from './worker.ts'
import { FAILED_PAUSE_MS_MAX, Workers } from './worker.ts'

const JOBS_MAX = 3
const TIMEOUT_MS = 1000

/** Workers on a clock that the test moves, and what they reported. */
function bench() {
  const { clock } = new SimulatedHost(1)
  const failures: [name: string, error: unknown][] = []
  const workers = new Workers(clock, JOBS_MAX, (name, error) => failures.push([name, error]))
  return { clock, failures, workers }
}

/** Ends when it is told to stop, as jobs should. */
const obedient: Job = signal =>
  new Promise(resolve => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })

/** A job that ends when the test says so, whatever its signal says. */
function stubborn() {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const job: Job = () => promise
  const end = (): void => {
    resolve(undefined)
  }
  return { job, end, fail: reject }
}

describe('a job', () => {
  it('is named as running from its start to its end, oldest first', async () => {
    const { workers } = bench()
    const first = stubborn()
    workers.start('first', first.job)
    workers.start('second', obedient)
    expect(workers.running).toEqual(['first', 'second'])
    first.end()
    await turn()
    expect(workers.running).toEqual(['second'])
  })

  it('that fails, at once or later, is reported by name and leaves the others running', async () => {
    const { workers, failures } = bench()
    const later = stubborn()
    workers.start('at once', () => {
      throw new Error('no disk')
    })
    workers.start('later', later.job)
    workers.start('healthy', obedient)
    later.fail(new Error('no network'))
    await turn()
    expect(failures).toEqual([
      ['at once', new Error('no disk')],
      ['later', new Error('no network')],
    ])
    expect(workers.running).toEqual(['healthy'])
  })

  it('more than the limit is refused, and takes the place of one that has ended', async () => {
    const { workers } = bench()
    const first = stubborn()
    workers.start('job 1', first.job)
    for (let number = 2; number <= JOBS_MAX; number++) {
      workers.start(`job ${String(number)}`, obedient)
    }
    expect(() => {
      workers.start('one too many', obedient)
    }).toThrow('one too many cannot start: too many jobs run')
    first.end()
    await turn()
    workers.start('job 4', obedient)
    expect(workers.running).toEqual(['job 2', 'job 3', 'job 4'])
  })
})

it('a job that starts another at once counts, and is the older one', () => {
  const { workers } = bench()
  const startNext: Job = signal => {
    const number = workers.running.length
    if (number < JOBS_MAX) workers.start(`job ${String(number + 1)}`, startNext)
    return obedient(signal)
  }
  workers.start('job 1', startNext)
  expect(workers.running).toEqual(['job 1', 'job 2', 'job 3'])
})

describe('work that is repeated', () => {
  const PERIOD_MS = 100

  it('starts its first round after one period', async () => {
    const { workers, clock } = bench()
    let rounds = 0
    workers.every('sweep', PERIOD_MS, () => {
      rounds++
      return Promise.resolve()
    })
    clock.advance(PERIOD_MS - 1)
    await turn()
    expect(rounds).toBe(0)
    clock.advance(1)
    await turn()
    expect(rounds).toBe(1)
  })

  it('leaves one period between the end of a round and the start of the next, however long it takes', async () => {
    const { workers, clock } = bench()
    const startedAt: number[] = []
    const rounds = [stubborn(), stubborn()]
    workers.every('sweep', PERIOD_MS, signal => {
      startedAt.push(clock.monotonic())
      return rounds[startedAt.length - 1]?.job(signal) ?? Promise.resolve()
    })
    clock.advance(PERIOD_MS)
    await turn()
    clock.advance(10 * PERIOD_MS)
    await turn()
    expect(startedAt).toEqual([100])
    rounds[0]?.end()
    await turn()
    clock.advance(PERIOD_MS - 1)
    await turn()
    expect(startedAt).toEqual([100])
    clock.advance(1)
    await turn()
    expect(startedAt).toEqual([100, 1200])
  })

  it('reports a round that failed and goes on, less and less often until one succeeds', async () => {
    const { workers, clock, failures } = bench()
    const startedAt: number[] = []
    workers.every('sweep', PERIOD_MS, () => {
      startedAt.push(clock.monotonic())
      const round = startedAt.length
      return round === 2 || round === 3
        ? Promise.reject(new Error(String(round)))
        : Promise.resolve()
    })
    for (let period = 1; period <= 10; period++) {
      clock.advance(PERIOD_MS)
      await turn()
    }
    expect(startedAt).toEqual([100, 200, 400, 800, 900, 1000])
    expect(failures).toEqual([
      ['sweep', new Error('2')],
      ['sweep', new Error('3')],
    ])
  })

  it('is still tried every ten seconds when it fails all the time', async () => {
    const { workers, clock, failures } = bench()
    workers.every('sweep', PERIOD_MS, () => Promise.reject(new Error('broken')))
    for (let seconds = 0; seconds < 60; seconds++) {
      clock.advance(1000)
      await turn()
    }
    const before = failures.length
    for (let seconds = 0; seconds < 60; seconds++) {
      clock.advance(1000)
      await turn()
    }
    expect(failures.length - before).toBe(60_000 / FAILED_PAUSE_MS_MAX)
  })

  it('ends at shutdown without waiting for its pause', async () => {
    const { workers, clock } = bench()
    let rounds = 0
    workers.every('sweep', PERIOD_MS, () => {
      rounds++
      return Promise.resolve()
    })
    expect(await workers.shutdown(TIMEOUT_MS)).toEqual([])
    clock.advance(10 * PERIOD_MS)
    await turn()
    expect(rounds).toBe(0)
  })

  it('ends with the round that was under way at shutdown', async () => {
    const { workers, clock } = bench()
    const round = stubborn()
    let rounds = 0
    workers.every('sweep', PERIOD_MS, signal => {
      rounds++
      return round.job(signal)
    })
    clock.advance(PERIOD_MS)
    await turn()
    const late = workers.shutdown(TIMEOUT_MS)
    round.end()
    // Time stands still: another pause would never end.
    expect(await late).toEqual([])
    expect(rounds).toBe(1)
  })
})

describe('shutdown', () => {
  it('tells every job to stop and resolves when the last one has', async () => {
    const { workers } = bench()
    const slow = stubborn()
    workers.start('obedient', obedient)
    workers.start('slow', slow.job)
    let isDone = false
    const late = workers.shutdown(TIMEOUT_MS).then(names => {
      isDone = true
      return names
    })
    await turn()
    expect(workers.running).toEqual(['slow'])
    expect(isDone).toBe(false)
    slow.end()
    expect(await late).toEqual([])
  })

  it('resolves at once when nothing runs', async () => {
    expect(await bench().workers.shutdown(TIMEOUT_MS)).toEqual([])
  })

  it('names the jobs that did not end in time, and waits no longer for them', async () => {
    const { workers, clock } = bench()
    workers.start('obedient', obedient)
    workers.start('deaf', stubborn().job)
    let late: string[] | undefined
    void workers.shutdown(TIMEOUT_MS).then(names => (late = names))
    clock.advance(TIMEOUT_MS - 1)
    await turn()
    expect(late).toBeUndefined()
    clock.advance(1)
    await turn()
    expect(late).toEqual(['deaf'])
  })

  it('may be called again, at the same time or later, with the same outcome', async () => {
    const { workers, clock } = bench()
    const deaf = stubborn()
    workers.start('deaf', deaf.job)
    const both = Promise.all([workers.shutdown(TIMEOUT_MS), workers.shutdown(TIMEOUT_MS)])
    clock.advance(TIMEOUT_MS)
    expect(await both).toEqual([['deaf'], ['deaf']])
    deaf.end()
    expect(await workers.shutdown(TIMEOUT_MS)).toEqual([])
    expect(await workers.shutdown(TIMEOUT_MS)).toEqual([])
  })

  it('makes failures unremarkable: nothing is reported after it', async () => {
    const { workers, failures, clock } = bench()
    const job = stubborn()
    const round = stubborn()
    workers.start('job', job.job)
    workers.every('sweep', 1, round.job)
    clock.advance(1)
    await turn()
    const late = workers.shutdown(TIMEOUT_MS)
    job.fail(new Error('told to stop'))
    round.fail(new Error('told to stop'))
    expect(await late).toEqual([])
    expect(failures).toEqual([])
  })

  it('is the end: no job starts after it', async () => {
    const { workers } = bench()
    await workers.shutdown(TIMEOUT_MS)
    expect(() => {
      workers.start('late', obedient)
    }).toThrow('late cannot start: the workers are shut down')
  })
})

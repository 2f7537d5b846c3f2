import { expect, test } from 'vitest'
import type { Client } from './exchange.ts'
import { drive } from './driver.ts'
import { Latencies } from './latencies.ts'

const SECONDS = 0.3

const silent: Client = { ask: () => undefined, close: () => undefined }

test('in an open loop the requests behind a slow one are as late as they are behind the time they were due', async () => {
  const stalledMs = 150
  const answersFrom = performance.now() + stalledMs
  const client: Client = {
    ask: done => void setTimeout(done, answersFrom - performance.now(), 1),
    close: () => undefined,
  }
  const rate = 1000
  const result = await drive(() => Promise.resolve(client), {
    connections: 1,
    seconds: SECONDS,
    rate,
  })
  const all = Latencies.sum([result.answered, result.unanswered])
  expect(all.count).toBeGreaterThanOrEqual(rate * SECONDS - 1)
  // Half of all were due while the first one was under way: a loop that waits for it would see one slow request.
  const { p90, max } = all.percentiles()
  expect(max).toBeGreaterThanOrEqual(stalledMs - 1)
  expect(p90).toBeGreaterThan(stalledMs / 2)
})

test('what was due and never answered counts with the time it had waited', async () => {
  const { answered, unanswered, perSecond } = await drive(() => Promise.resolve(silent), {
    connections: 2,
    seconds: SECONDS,
    rate: 100,
  })
  expect(answered.count).toBe(0)
  expect(perSecond).toBe(0)
  expect(unanswered.count).toBeGreaterThanOrEqual(100 * SECONDS - 1)
  expect(unanswered.percentiles().max).toBeGreaterThanOrEqual(SECONDS * 1000 - 1)
})

test('a closed loop counts what was done, and refusals apart', async () => {
  let asked = 0
  const client: Client = {
    ask: done => void setImmediate(done, asked++ === 0 ? 0 : 100),
    close: () => undefined,
  }
  const result = await drive(() => Promise.resolve(client), { connections: 1, seconds: SECONDS })
  expect(result.refusedPerSecond).toBeGreaterThan(0)
  expect(result.answered.count).toBeGreaterThan(0)
  expect(result.perSecond / result.refusedPerSecond).toBeCloseTo(100 * result.answered.count)
})

test('a client that fails ends the run', async () => {
  const failing = drive(
    (_number, failed) => {
      setImmediate(failed, new Error('it broke'))
      return Promise.resolve(silent)
    },
    { connections: 1, seconds: 60 },
  )
  await expect(failing).rejects.toThrow('it broke')
})

/** What every log promises, as tests. Each implementation runs this suite unchanged. */
import { describe, expect, it } from 'vitest'
import { quiet } from '#foundation/testing/latency'
import type { Log, LogEntry, Outcome, Position } from '../log.ts'
import { EntriesTrimmed } from '../log.ts'

/** A place for one log, which can be opened, crashed and opened again, and which can run out of space. */
export type LogPlace = {
  open(): Promise<Log>
  /** Stops the machine without warning; logs opened before are dead. */
  crash(): void
  /** From now on there is no more space than is in use, or, again, all there is. */
  setFull(isFull: boolean): void
}

const entry = (label: string | number): Uint8Array => Buffer.from(`entry ${String(label)}`)

/** Appends, and returns the position. */
async function append(log: Log, payload: Uint8Array): Promise<Position> {
  const outcome = await log.append(payload)
  if (outcome.kind !== 'committed') throw new Error(outcome.kind)
  return outcome.position
}

async function appendMany(log: Log, count: number): Promise<Position[]> {
  const positions: Position[] = []
  for (let index = 1; index <= count; index++) positions.push(await append(log, entry(index)))
  return positions
}

/** An entry that outlives the reader's next step. */
type Kept = { readonly position: Position; readonly previous: Position; readonly text: string }

const keep = ({ position, previous, payload }: LogEntry): Kept => {
  return { position, previous, text: Buffer.from(payload).toString() }
}

/** What is committed after a position now. */
async function contents(log: Log, after = log.info().first - 1): Promise<Kept[]> {
  const found: Kept[] = []
  const { last } = log.info()
  if (after >= last) return found
  for await (const one of log.entries(after, new AbortController().signal)) {
    found.push(keep(one))
    if (one.position >= last) break
  }
  return found
}

const texts = (found: readonly Kept[]): string[] => found.map(({ text }) => text)
const labels = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `entry ${String(from + index)}`)

export function logSuite(name: string, place: () => LogPlace): void {
  describe(`the ${name} log`, () => {
    it('keeps entries in the order of their appends, at growing positions', async () => {
      await using log = await place().open()
      const positions = await appendMany(log, 20)
      expect(positions).toEqual(positions.toSorted((a, b) => a - b))
      expect(new Set(positions).size).toBe(20)
      const found = await contents(log)
      expect(texts(found)).toEqual(labels(1, 20))
      expect(found.map(({ position }) => position)).toEqual(positions)
      expect(log.info().last).toBe(positions.at(-1))
    })

    it('tells of each entry the position of the one before', async () => {
      await using log = await place().open()
      const positions = await appendMany(log, 5)
      const found = await contents(log)
      expect(found.map(({ previous }) => previous)).toEqual([0, ...positions.slice(0, -1)])
      expect((await contents(log, positions[2]))[0]?.previous).toBe(positions[2])
    })

    it('reads on after any position', async () => {
      await using log = await place().open()
      const positions = await appendMany(log, 5)
      expect(texts(await contents(log, positions[2]))).toEqual(labels(4, 5))
      expect(await contents(log, positions[4])).toEqual([])
    })

    it('delivers entries as they are committed, after those that were there, until it is told to stop', async () => {
      await using log = await place().open()
      await appendMany(log, 3)
      const stop = new AbortController()
      const found: Kept[] = []
      const reading = (async () => {
        for await (const one of log.entries(0, stop.signal)) found.push(keep(one))
      })()
      await quiet()
      expect(texts(found)).toEqual(labels(1, 3))
      for (let index = 4; index <= 10; index++) {
        const position = await append(log, entry(index))
        await quiet()
        expect(found.at(-1)).toMatchObject({ position, text: `entry ${String(index)}` })
      }
      stop.abort()
      await reading
      await append(log, entry(11))
      await quiet()
      expect(texts(found)).toEqual(labels(1, 10))
      // And another reader goes on where that one ended.
      expect(texts(await contents(log, found.at(-1)?.position))).toEqual(['entry 11'])
    })

    it('delivers everything to a reader that is slower than the appends', async () => {
      await using log = await place().open()
      const stop = new AbortController()
      const found: Kept[] = []
      const reading = (async () => {
        for await (const one of log.entries(0, stop.signal)) {
          found.push(keep(one))
          if (found.length % 3 === 0) await quiet()
        }
      })()
      await appendMany(log, 40)
      while (found.length < 40) await quiet()
      stop.abort()
      await reading
      expect(texts(found)).toEqual(labels(1, 40))
    })

    it('after a crash holds every acknowledged entry, and at most the one under way besides', async () => {
      const here = place()
      const log = await here.open()
      await appendMany(log, 10)
      const lost = log.append(entry('under way')).catch(() => undefined)
      here.crash()
      await lost
      await using again = await here.open()
      const found = texts(await contents(again))
      expect(found.slice(0, 10)).toEqual(labels(1, 10))
      expect(['entry under way', undefined]).toContain(found[10])
      expect(found.length).toBeLessThanOrEqual(11)
    })

    it('has a barrier that is at or after every acknowledged entry', async () => {
      await using log = await place().open()
      expect(await log.barrier()).toBeGreaterThanOrEqual(0)
      const position = await append(log, entry(1))
      expect(await log.barrier()).toBeGreaterThanOrEqual(position)
    })

    it('gives entries back when told, but never the newest, and says so to late readers', async () => {
      const here = place()
      const log = await here.open()
      await appendMany(log, 400)
      const { last } = log.info()
      log.trim(last)
      const { first } = log.info()
      expect(first).toBeGreaterThan(1)
      expect(first).toBeLessThanOrEqual(last)
      await expect(contents(log, 0)).rejects.toThrow(EntriesTrimmed)
      await log[Symbol.asyncDispose]()
      await using again = await here.open()
      expect(again.info().last).toBe(last)
      expect(await append(again, entry('next'))).toBeGreaterThan(last)
    })

    it('without space answers that nothing is committed, and takes entries again when there is some', async () => {
      const here = place()
      await using log = await here.open()
      await append(log, entry(1))
      here.setFull(true)
      const room = log.info().roomBytes
      let taken = 0
      let outcome: Outcome
      for (;;) {
        const payload = new Uint8Array(100)
        outcome = await log.append(payload)
        if (outcome.kind !== 'committed') break
        taken += payload.length
      }
      const refused: Outcome = { kind: 'not committed', reason: 'no space' }
      expect(outcome).toEqual(refused)
      expect(taken).toBeLessThanOrEqual(room)
      const before = (await contents(log)).length
      expect(await log.append(new Uint8Array(100))).toEqual(refused)
      here.setFull(false)
      await append(log, entry('taken'))
      expect(texts(await contents(log)).slice(before)).toEqual(['entry taken'])
    })

    it('once fenced takes nothing more, and the next one finds what was committed before', async () => {
      const here = place()
      const log = await here.open()
      await appendMany(log, 3)
      log.fence()
      expect(await log.append(entry('late'))).toEqual({ kind: 'not committed', reason: 'closed' })
      log.trim(3)
      await log[Symbol.asyncDispose]()
      await using again = await here.open()
      expect(texts(await contents(again))).toEqual(labels(1, 3))
    })
  })
}

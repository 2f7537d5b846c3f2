/** What every log promises, as tests. Each implementation runs this suite unchanged. */
import { describe, expect, it } from 'vitest'
import type { Log } from './log.ts'
import { EntriesTrimmed, NotCommitted } from './log.ts'

/** A place for one log, which can be opened, crashed and opened again, and which can run out of space. */
export type LogPlace = {
  open(): Promise<Log>
  /** Stops the machine without warning; logs opened before are dead. */
  crash(): void
  /** From now on there is no more space than is in use, or, again, all there is. */
  setFull(isFull: boolean): void
}

const entry = (label: string | number): Uint8Array => Buffer.from(`entry ${String(label)}`)

async function contents(log: Log, after = log.info().first - 1): Promise<string[]> {
  const found: string[] = []
  for await (const { payload } of log.read(after)) found.push(Buffer.from(payload).toString())
  return found
}

export function logSuite(name: string, place: () => LogPlace): void {
  describe(`the ${name} log`, () => {
    it('keeps entries in the order of their appends, at growing positions', async () => {
      await using log = await place().open()
      const positions: number[] = []
      for (let index = 1; index <= 20; index++) positions.push(await log.append(entry(index)))
      expect(positions).toEqual(positions.toSorted((a, b) => a - b))
      expect(new Set(positions).size).toBe(20)
      expect(await contents(log)).toEqual(positions.map((_, index) => `entry ${String(index + 1)}`))
      expect(log.info().last).toBe(positions.at(-1))
    })

    it('reads on after any position', async () => {
      await using log = await place().open()
      const positions: number[] = []
      for (let index = 1; index <= 5; index++) positions.push(await log.append(entry(index)))
      expect(await contents(log, positions[2])).toEqual(['entry 4', 'entry 5'])
      expect(await contents(log, positions[4])).toEqual([])
    })

    it('after a crash holds every acknowledged entry, and at most the one under way besides', async () => {
      const here = place()
      const log = await here.open()
      for (let index = 1; index <= 10; index++) await log.append(entry(index))
      const lost = log.append(entry('under way')).catch(() => undefined)
      here.crash()
      await lost
      await using again = await here.open()
      const found = await contents(again)
      expect(found.slice(0, 10)).toEqual(
        Array.from({ length: 10 }, (_, index) => `entry ${String(index + 1)}`),
      )
      expect(['entry under way', undefined]).toContain(found[10])
      expect(found.length).toBeLessThanOrEqual(11)
    })

    it('has a barrier that is at or after every acknowledged entry', async () => {
      await using log = await place().open()
      expect(await log.barrier()).toBeGreaterThanOrEqual(0)
      const position = await log.append(entry(1))
      expect(await log.barrier()).toBeGreaterThanOrEqual(position)
    })

    it('gives entries back when told, but never the newest, and says so to late readers', async () => {
      const here = place()
      const log = await here.open()
      for (let index = 1; index <= 400; index++) await log.append(entry(index))
      const { last } = log.info()
      log.trim(last)
      const { first } = log.info()
      expect(first).toBeGreaterThan(1)
      expect(first).toBeLessThanOrEqual(last)
      await expect(contents(log, 0)).rejects.toThrow(EntriesTrimmed)
      await log[Symbol.asyncDispose]()
      await using again = await here.open()
      expect(again.info().last).toBe(last)
      expect(await again.append(entry('next'))).toBeGreaterThan(last)
    })

    it('without space refuses appends as not committed, and takes them again when there is some', async () => {
      const here = place()
      await using log = await here.open()
      await log.append(entry(1))
      here.setFull(true)
      const room = log.info().roomBytes
      let taken = 0
      let refusal: unknown
      while (refusal === undefined) {
        const payload = new Uint8Array(100)
        await log.append(payload).then(
          () => (taken += payload.length),
          (error: unknown) => (refusal = error),
        )
      }
      expect(refusal).toBeInstanceOf(NotCommitted)
      expect(taken).toBeLessThanOrEqual(room)
      const before = (await contents(log)).length
      await expect(log.append(new Uint8Array(100))).rejects.toThrow(NotCommitted)
      here.setFull(false)
      await log.append(entry('taken'))
      expect((await contents(log)).slice(before)).toEqual(['entry taken'])
    })
  })
}

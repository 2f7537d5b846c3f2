import { expect, it } from 'vitest'
import { simulateSeveral } from './testing/world.ts'

// SIMULATE=1000 tries so many seeds; SEED=7 repeats one of them.
const { SEED, SIMULATE } = process.env
const count = Number(SIMULATE ?? 10)
const seeds =
  SEED === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(SEED)]

it('several nodes lose nothing, whatever fails, and are equal when all is mended', async () => {
  let answered = 0
  for (const seed of seeds) {
    const report = await simulateSeveral(seed).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      const again = `SEED=${String(seed)} npx vitest run business/domains/simulated/several-nodes.test.ts`
      throw new Error(`${why}\nrepeat it with: ${again}`, { cause: error })
    })
    answered += report.answered
    if (seed % 5 === 1) expect(await simulateSeveral(seed), String(seed)).toEqual(report)
  }
  expect(answered).toBeGreaterThan(seeds.length * 20)
})

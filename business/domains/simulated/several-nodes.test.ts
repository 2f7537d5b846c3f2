import fs from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { collectGarbage } from '#foundation/quota/garbage'
import { BUGS } from './testing/bugs.ts'
import { simulateSeveral } from './testing/world.ts'

// SIMULATE=1000 tries so many seeds, and all bugs; SEED=7 repeats one of them.
const { SEED, SIMULATE } = process.env
const count = Number(SIMULATE ?? 8)
const seeds =
  SEED === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(SEED)]

const FILE = 'business/domains/simulated/several-nodes.test.ts'
const PAGE = new URL('../../../docs/tour/simulation.md', import.meta.url)
/** After so many seeds a bug counts as not found. */
const SEEDS_MAX = 400
/** Bugs that take more seeds than a short run has time for. */
const LONG_RUNS_ONLY: ReadonlySet<string> = new Set([
  'the log is trimmed beyond what disks have',
  'a read shares a barrier that began before it',
  'a snapshot says a newer position than it has',
  'a process takes the batches of the one before for its own',
  'a lease is revoked and leaves its keys',
])

// V8 does not count shared memory: what the stores had reserved would keep this process from starting others.
afterAll(collectGarbage)

it('several nodes lose nothing, whatever fails, and are equal when all is mended; a seed decides everything', async () => {
  let answered = 0
  for (const seed of seeds) {
    const report = await simulateSeveral(seed).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      const again = `repeat it with: SEED=${String(seed)} npx vitest run ${FILE}`
      throw new Error(`${why}\n${again}`, { cause: error })
    })
    answered += report.answered
    if (seed % 5 === 1) expect(await simulateSeveral(seed), String(seed)).toEqual(report)
  }
  expect(answered).toBeGreaterThan(seeds.length * 20)
})

/** The first seed that fails, and how; undefined if none does. */
async function firstFailure(): Promise<{ seed: number; error: unknown } | undefined> {
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    try {
      await simulateSeveral(seed)
    } catch (error) {
      return { seed, error }
    }
  }
  return undefined
}

describe.skipIf(SEED !== undefined)('a deliberate bug is found', () => {
  const isLong = SIMULATE !== undefined
  for (const [name, plant] of Object.entries(BUGS)) {
    it.skipIf(!isLong && LONG_RUNS_ONLY.has(name))(name, async () => {
      const undo = plant()
      try {
        const failure = await firstFailure()
        expect(failure?.error).toBeInstanceOf(Error)
        if (isLong) console.log(`seed ${String(failure?.seed)}: ${name}`)
      } finally {
        undo()
      }
    })
  }

  it('and is in the table of the tour', () => {
    const rows = fs.readFileSync(PAGE, 'utf8').matchAll(/^\| (an? .+?|the .+?|what .+?) +\| /gm)
    expect([...rows].map(([, name]) => name).sort()).toEqual(Object.keys(BUGS).sort())
  })
})

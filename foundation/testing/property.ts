/** Property tests whose failure names the one command that repeats it. Only for tests. */
import fc from 'fast-check'

/**
 * Checks a property of random input, `runs` times: of the same input each time, so that what passed once passes again. RUNS in
 * the environment multiplies the runs, with input that is new each time. SEED repeats those of a seed.
 */
export async function checkProperty<T>(
  file: string,
  input: fc.Arbitrary<T>,
  runs: number,
  property: (value: T) => void | Promise<void>,
): Promise<void> {
  const { SEED, RUNS } = process.env
  const factor = RUNS === undefined ? 1 : Number(RUNS)
  const chosen = SEED ?? (RUNS === undefined ? '1' : undefined)
  const details = await fc.check(
    fc.asyncProperty(input, async value => {
      await property(value)
    }),
    { numRuns: runs * factor, ...(chosen === undefined ? {} : { seed: Number(chosen) }) },
  )
  if (!details.failed) return
  const { seed, counterexample, errorInstance } = details
  const cause = errorInstance instanceof Error ? errorInstance : new Error(String(errorInstance))
  throw new Error(
    `${cause.message}\n\nreproduce: SEED=${String(seed)}${RUNS === undefined ? '' : ` RUNS=${RUNS}`} npx vitest run ${file}\n` +
      `smallest input: ${fc.stringify(counterexample)}`,
    { cause },
  )
}

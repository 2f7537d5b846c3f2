/** Property tests whose failure names the one command that repeats it. Only for tests. */
import fc from 'fast-check'

/**
 * Checks a property of random input, `runs` times. With SEED in the environment every run is repeated as it was; RUNS
 * multiplies their number.
 */
export async function checkProperty<T>(
  file: string,
  input: fc.Arbitrary<T>,
  runs: number,
  property: (value: T) => void | Promise<void>,
): Promise<void> {
  const { SEED, RUNS } = process.env
  const factor = RUNS === undefined ? 1 : Number(RUNS)
  const details = await fc.check(
    fc.asyncProperty(input, async value => {
      await property(value)
    }),
    { numRuns: runs * factor, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
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

/** Which key is next: numbers in [0, keys). */
import { seeded } from '#foundation/host/simulated'

export type Keys = () => number
/** The same sequence for the same seed. */
export type Distribution = (seed: number) => Keys

/** Of YCSB: one request in fifteen asks for the most popular key of a million. */
const SKEW = 0.99

/** Each key as often as the others. */
export function uniform(keys: number): Distribution {
  return seed => {
    const random = seeded(seed)
    return () => Math.floor(random() * keys)
  }
}

/** The key of rank r is asked for in proportion to 1 / r^0.99; ranks are scattered over the keys. */
export function zipfian(keys: number): Distribution {
  const sums = new Float64Array(keys)
  let sum = 0
  for (let rank = 0; rank < keys; rank++) sums[rank] = sum += (rank + 1) ** -SKEW
  const step = scatterStep(keys)
  return seed => {
    const random = seeded(seed)
    return () => (firstAbove(sums, random() * sum) * step) % keys
  }
}

/** Has no divisor with `keys` in common, so that multiplying by it visits every key once. */
function scatterStep(keys: number): number {
  let step = Math.max(1, Math.floor(keys * 0.618))
  while (greatestDivisor(step, keys) !== 1) step++
  return step
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

function firstAbove(sums: Float64Array, wanted: number): number {
  let from = 0
  let to = sums.length - 1
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((sums[middle] ?? 0) > wanted) to = middle
    else from = middle + 1
  }
  return from
}

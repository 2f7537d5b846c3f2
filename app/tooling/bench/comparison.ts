/** The same load on several servers in turn, round after round, so that all meet the same noise. */
import type { Load, LoadResult } from './load/driver.ts'
import { drive } from './load/driver.ts'
import { Latencies } from './load/latencies.ts'
import { Directory } from './target/directory.ts'
import type { Target } from './target/target.ts'
import type { Api, Workload } from './workload/workload.ts'

/** Before the rounds each server has the same load for this part of a round, which is not counted. */
const WARM_UP = 0.2

export type Comparison = {
  readonly workload: Workload
  readonly keys: number
  readonly load: Load
  readonly rounds: number
}

/** What one server did in each round. */
export type Side = { readonly name: string; readonly rounds: readonly LoadResult[] }

/** What the server and the workload both speak. */
export function commonApi(target: Target, { over }: Workload): Api | undefined {
  return target.apis.find(api => over[api] !== undefined)
}

/** How many calls of `step` a comparison makes. */
export function stepsOf({ rounds }: Pick<Comparison, 'rounds'>, targets: number): number {
  return targets * (rounds + 2)
}

/** Starts the servers, prepares and warms up each, and drives them in turn. Rejects when a request is answered wrongly. */
export async function compare(
  { workload, keys, load, rounds }: Comparison,
  targets: readonly Target[],
  step: (what: string) => void,
): Promise<Side[]> {
  await using running = new AsyncDisposableStack()
  const sides: { name: string; run: (part: number) => Promise<LoadResult> }[] = []
  for (const target of targets) {
    const { name } = target
    const api = commonApi(target, workload)
    const make = api && workload.over[api]
    if (!make) throw new Error(`${name} does not speak what ${workload.name} is for`)
    step(`prepares ${name}`)
    const directory = running.use(new Directory())
    const { addresses, driven } = running.use(await target.start(directory.path))
    const address = addresses[api]
    if (!address) throw new Error(`${name} has no address for ${api}`)
    const traffic = make(keys)
    await traffic.prepare(address)
    const connect = traffic.connect(address)
    const run = async (part: number): Promise<LoadResult> => {
      driven?.(true)
      try {
        return await drive(connect, { ...load, seconds: part * load.seconds })
      } finally {
        driven?.(false)
      }
    }
    sides.push({ name, run })
  }
  for (const { name, run } of sides) {
    step(`warms up ${name}`)
    await run(WARM_UP)
  }
  const found = await alternate(
    rounds,
    sides.map(({ name, run }) => () => {
      step(name)
      return run(1)
    }),
  )
  return sides.map(({ name }, at) => ({ name, rounds: found[at] ?? [] }))
}

/** Runs all in turn, `rounds` times, in the reverse order every other round. The results of each, by round. */
export async function alternate<T>(
  rounds: number,
  sides: readonly (() => Promise<T>)[],
): Promise<T[][]> {
  const results = sides.map(run => ({ run, found: [] as T[] }))
  for (let round = 0; round < rounds; round++) {
    for (const { run, found } of round % 2 === 0 ? results : results.toReversed()) {
      found.push(await run())
    }
  }
  return results.map(({ found }) => found)
}

/** Of all rounds together, with those that were not answered in time. */
export function latenciesOf({ rounds }: Side): Latencies {
  return Latencies.sum(rounds.flatMap(({ answered, unanswered }) => [answered, unanswered]))
}

/** Of the round whose 99th percentile is the highest. */
export function worstRound({ rounds }: Side): Latencies {
  return rounds
    .map(({ answered, unanswered }) => Latencies.sum([answered, unanswered]))
    .reduce((worst, one) => (one.percentiles().p99 > worst.percentiles().p99 ? one : worst))
}

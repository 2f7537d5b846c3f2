/** Lines that are a workload on the service, in a closed loop of 50 clients, against the same on a yardstick. */
import { strict as assert } from 'node:assert'
import type { Side } from '../comparison.ts'
import { compare, latenciesOf, stepsOf, worstRound } from '../comparison.ts'
import type { Target } from '../target/target.ts'
import { SALES_API } from '../target/targets.ts'
import { WORKLOADS } from '../workload/workloads.ts'
import type { Effort, Line, SideLatencies } from './line.ts'
import { ratioOf } from './line.ts'

const CONNECTIONS = 50

type Compared = Pick<Line, 'id' | 'title'> & {
  /** The least ratio, for the median of the rounds. */
  readonly min: number
  readonly workload: string
  readonly keys: number
  readonly yardstick: Target
  /** What is measured; the service with its own log, if it is not given. */
  readonly target?: Target
}

/** What is counted per second, of the service and of a yardstick. */
export function compared({ rounds, seconds }: Effort, line: Compared): Line {
  const { id, title, min, keys, yardstick, target = SALES_API } = line
  const workload = WORKLOADS.find(({ name }) => name === line.workload)
  assert(workload, `there is no workload ${line.workload}`)
  return {
    id,
    title,
    bound: { kind: 'at least', value: min, of: 'median' },
    unit: '×',
    steps: stepsOf({ rounds }, 2),
    measure: async step => {
      const skipped = yardstick.lack?.()
      if (skipped !== undefined) return { skipped }
      const load = { connections: CONNECTIONS, seconds }
      const sides = await compare({ workload, keys, load, rounds }, [target, yardstick], step)
      const [ours = [], theirs = []] = sides.map(side =>
        side.rounds.map(({ perSecond }) => perSecond),
      )
      return {
        ...ratioOf(ours, theirs, `${workload.unit}/s`, yardstick.name),
        latencies: sides.map(sideLatencies),
      }
    },
  }
}

function sideLatencies(side: Side): SideLatencies {
  return {
    name: side.name,
    all: latenciesOf(side).percentiles(),
    worst: worstRound(side).percentiles(),
  }
}

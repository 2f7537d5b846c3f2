/** `bench run`: one workload on one server, or on two in turn. */
import type { Comparison } from './comparison.ts'
import { commonApi, compare, stepsOf } from './comparison.ts'
import { Progress } from './progress.ts'
import { comparisonJson, comparisonTable, hasMeasured } from './report/comparison.ts'
import { curves } from './report/curves.ts'
import { originNow } from './report/origin.ts'
import type { Report } from './report/origin.ts'
import { givenTarget } from './target/target.ts'
import type { Target } from './target/target.ts'
import { TARGETS } from './target/targets.ts'
import type { Workload } from './workload/workload.ts'
import { apisOf } from './workload/workload.ts'
import { WORKLOADS } from './workload/workloads.ts'

/** As they stand on the command line. */
export type RunOptions = {
  readonly workload: string
  readonly target: string
  readonly against?: string
  readonly rate?: number
  readonly connections: number
  readonly keys: number
  readonly seconds: number
  readonly rounds: number
}

/** The command line asks for what there is not. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused'
}

/** Rejects with `RunRefused` before anything is started, or when a server answers wrongly. */
export async function run(options: RunOptions): Promise<Report> {
  const { rate, connections, seconds, keys, rounds } = options
  const workload = WORKLOADS.find(({ name }) => name === options.workload)
  if (!workload) {
    const names = WORKLOADS.map(({ name }) => name).join(', ')
    throw new RunRefused(`there is no workload ${options.workload}; there are ${names}`)
  }
  const targets = [options.target, options.against].flatMap(text =>
    text === undefined ? [] : [targetOf(text, workload)],
  )
  const load = { connections, seconds, ...(rate !== undefined && { rate }) }
  const comparison: Comparison = { workload, keys, load, rounds }
  const steps = stepsOf(comparison, targets.length)
  const progress = new Progress(steps)
  const sides = await compare(comparison, targets, what => {
    progress.step(what)
  })
    .then(found => {
      progress.reach(steps)
      return found
    })
    .finally(() => {
      progress.end()
    })
  const origin = originNow()
  return {
    failure: hasMeasured(sides) ? undefined : 'a server did nothing in a round',
    table: comparisonTable(comparison, sides),
    json: comparisonJson(comparison, sides, origin),
    svg: curves(comparison, sides, origin),
  }
}

function targetOf(text: string, workload: Workload): Target {
  const target = TARGETS.find(({ name }) => name === text) ?? givenTarget(text, apisOf(workload))
  if (!target) {
    const names = TARGETS.map(({ name }) => name).join(', ')
    throw new RunRefused(`${text} is neither host:port nor one of ${names}`)
  }
  if (!commonApi(target, workload)) {
    throw new RunRefused(`${text} does not speak what ${workload.name} asks`)
  }
  const lack = target.lack?.()
  if (lack !== undefined) throw new RunRefused(lack)
  return target
}

/**
 * Measures what it costs to have more threads than processors' worth of time: throttling by the kernel, and answers that wait
 * for it. Every variant runs in a control group with the same limit, one after the other, round by round.
 * docs/decisions/threads-follow-quotas.md has the results; see --help.
 */
import { Command, Option } from 'commander'
import { Program } from '#foundation/program/program'
import { CpuGroup } from './cgroup.ts'
import { latenessOf, latenessSchema } from './compute.ts'
import type { Served } from './serve.ts'
import { served } from './serve.ts'

type Options = Readonly<
  Record<'cpus' | 'rounds' | 'seconds' | 'connections' | 'writes', string> & {
    compute?: true
    inside?: string
  }
>

const MAIN = new URL(import.meta.url).pathname
const COMPUTING_THREADS = [1, 2, 4, 16]
/** The same for all: only threads differ. */
const MEMORY = { SALES_MEMORY_LIMIT: '1GiB' }

const options = new Command('quota-bench')
  .description(
    'Compares threads that follow a processor limit with threads that do not. Needs root.',
  )
  .option('--cpus <n>', "processors' worth of time", '1')
  .option('--rounds <n>', 'times each variant is measured', '5')
  .option('--seconds <n>', 'of load in each', '8')
  .option('--connections <n>', 'requests at once', '32')
  .option('--writes <part>', 'which part of them are writes', '0.5')
  .option('--compute', 'threads that only compute, instead of the service')
  .addOption(new Option('--inside <threads>', 'compute in this very process').hideHelp())
  .parse()
  .opts<Options>()
const cpus = Number(options.cpus)
const seconds = Number(options.seconds)

if (options.inside === undefined) await compare(options.compute ? computing() : serving())
else console.log(JSON.stringify(await latenessOf(Number(options.inside), seconds)))

type Variants = Readonly<Record<string, (group: CpuGroup) => Promise<Served>>>

function computing(): Variants {
  return Object.fromEntries(
    COMPUTING_THREADS.map(count => [
      `${String(count)} threads compute`,
      async group => {
        const args = [`--inside=${String(count)}`, `--seconds=${options.seconds}`]
        const program = new Program(MAIN, args, { UV_THREADPOOL_SIZE: String(count) })
        group.add(program.pid)
        await program.ended()
        const lateness = latenessSchema.parse(JSON.parse(program.output))
        return { ...lateness, throttling: group.throttling() }
      },
    ]),
  )
}

function serving(): Variants {
  const threads = (count: number): Record<string, string> => ({
    SALES_CPU_LIMIT: '4',
    UV_THREADPOOL_SIZE: String(count),
    NODE_OPTIONS: `--v8-pool-size=${String(count)}`,
  })
  const environments = {
    'threads follow the limit': { SALES_CPU_LIMIT: String(Math.ceil(cpus)) },
    'what Node takes by itself': threads(4),
    '16 threads of each kind': threads(16),
  }
  const { connections, writes } = options
  const load = { seconds, connections: Number(connections), writes: Number(writes) }
  return Object.fromEntries(
    Object.entries(environments).map(([name, env]) => [
      name,
      group => served(group, { ...MEMORY, ...env }, load),
    ]),
  )
}

async function compare(variants: Variants): Promise<void> {
  const results = new Map<string, Served[]>(Object.keys(variants).map(name => [name, []]))
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const [name, measure] of Object.entries(variants)) {
      using group = new CpuGroup(`quota-bench-${String(process.pid)}`, cpus)
      const result = await measure(group)
      results.get(name)?.push(result)
      console.log(`round ${String(round)}: ${lineOf(name, result)}`)
    }
  }
  console.log('\nmedians')
  for (const [name, rounds] of results) console.log(lineOf(name, median(rounds)))
}

/** Of each figure by itself. */
function median(rounds: readonly Served[]): Served {
  const of = (read: (result: Served) => number): number =>
    rounds.map(read).sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0
  return {
    rate: of(({ rate }) => rate),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    max: of(({ max }) => max),
    throttling: {
      periods: of(({ throttling }) => throttling.periods),
      throttled: of(({ throttling }) => throttling.throttled),
      throttledMs: of(({ throttling }) => throttling.throttledMs),
    },
  }
}

function lineOf(name: string, { rate, p50, p99, max, throttling }: Served): string {
  const ms = (time: number): string => `${time.toFixed(1).padStart(6)} ms`
  const { periods, throttled, throttledMs } = throttling
  return (
    `${name.padEnd(26)}${rate.toFixed(0).padStart(6)}/s  p50 ${ms(p50)}  p99 ${ms(p99)}  max ${ms(max)}  ` +
    `throttled in ${String(throttled)} of ${String(periods)} periods, for ${throttledMs.toFixed(0)} ms`
  )
}

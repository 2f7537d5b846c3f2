/**
 * Measures sales-api against yardsticks that run beside it, or any two servers against each other. Exit codes: 0 if every
 * bound holds, or the servers were compared; 1 if a bound does not hold, a request failed, or there was nothing to measure;
 * 2 for arguments that are wrong; see --help.
 */
import { Command, InvalidArgumentError } from 'commander'
import fs from 'node:fs'
import { join } from 'node:path'
import { refuseFlagsAsValues, wholeNumber } from '#foundation/conf/flag-values'
import type { Report } from './report/origin.ts'
import { LINE_IDS, runLines } from './run-lines.ts'
import type { RunOptions } from './run.ts'
import { run, RunRefused } from './run.ts'
import { TARGETS } from './target/targets.ts'
import { WORKLOADS } from './workload/workloads.ts'

const CONNECTIONS_MAX = 10_000
const KEYS_MAX = 10_000_000
const RATE_MAX = 10_000_000
const SECONDS_MAX = 86_400
const ROUNDS_MAX = 1000

const command = new Command('bench')
  .description('Measures servers in turn, in one run, so that a busy machine slows all of them.')
  .addHelpText(
    'after',
    '\nExit codes: 0 if every bound holds, or the servers were compared; 1 if a bound does not hold, a request failed,\n' +
      'or nothing was measured; 2 for wrong arguments.',
  )

command
  .command('lines', { isDefault: true })
  .description(
    'what the product promises, each line with its bound; this is what `bench` alone does',
  )
  .option(
    '--only <lines>',
    `some of ${LINE_IDS.join(', ')}, separated by commas`,
    parseIds,
    LINE_IDS,
  )
  .option('--quick', 'little of everything: shows that the bench works, not how fast anything is')
  .option('--out <directory>', 'also write results.json and results.svg there')
  .action(async ({ only, quick, out }: { only: string[]; quick?: true; out?: string }) => {
    finish(await runLines(only, quick === true), out)
  })

command
  .command('run')
  .description('one workload on one server, or on two in turn with the ratios')
  .requiredOption('--workload <name>', 'what is asked; see below')
  .option('--target <server>', 'what is measured; see below', 'sales-api')
  .option('--against <server>', 'what it is compared with')
  .option(
    '--rate <number>',
    'operations per second that are due whatever the server does; without it each connection asks again when it has its answer',
    wholeNumber(1, RATE_MAX),
  )
  .option('--connections <number>', 'clients at the same time', wholeNumber(1, CONNECTIONS_MAX), 50)
  .option('--keys <number>', 'keys, or entries of a stream', wholeNumber(1, KEYS_MAX), 10_000)
  .option('--seconds <number>', 'of each round', wholeNumber(1, SECONDS_MAX), 5)
  .option('--rounds <number>', 'of each server', wholeNumber(1, ROUNDS_MAX), 5)
  .option('--out <directory>', 'also write results.json and results.svg there')
  .addHelpText('after', runHelp())
  .action(async ({ out, ...options }: RunOptions & { out?: string }) => {
    finish(await run(options), out)
  })

for (const one of [command, ...command.commands]) {
  one.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
}
refuseFlagsAsValues(command)
try {
  await command.parseAsync()
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = error instanceof RunRefused ? 2 : 1
}

function finish(report: Report, out: string | undefined): void {
  console.log(report.table)
  if (out !== undefined) {
    fs.mkdirSync(out, { recursive: true })
    fs.writeFileSync(join(out, 'results.json'), report.json)
    fs.writeFileSync(join(out, 'results.svg'), report.svg)
    console.log(`written: results.json and results.svg in ${out}`)
  }
  if (report.failure === undefined) return
  process.exitCode = 1
  console.error(`bench: ${report.failure}`)
}

function runHelp(): string {
  const width = Math.max(...WORKLOADS.map(({ name }) => name.length))
  const workloads = WORKLOADS.map(({ name, what }) => `  ${name.padEnd(width)}  ${what}`)
  return `
Workloads (names with resp- use Redis's protocol, the others HTTP):
${workloads.join('\n')}

Servers: ${TARGETS.map(({ name }) => name).join(', ')} are started for the run, with their data in a temporary directory.
host:port is one that runs; etcd://host:port one that speaks etcd's HTTP API. Keys that begin with "bench" are written to it,
and its stream bench-stream or bench:stream is removed.

With --rate, a latency counts from the moment that its operation was due, and operations that were due and not answered when
their round ended count with the time they had waited.

Examples:
  bench run --workload resp-mixed --keys 1000000 --against redis
  bench run --workload put --rate 5000 --target 127.0.0.1:3000 --against etcd://127.0.0.1:2379 --out results`
}

function parseIds(text: string): string[] {
  const given = text.split(',')
  const unknown = given.filter(id => !LINE_IDS.includes(id))
  if (unknown.length > 0) {
    throw new InvalidArgumentError(
      `there is no ${unknown.join(', ')}; there are ${LINE_IDS.join(', ')}`,
    )
  }
  return given
}

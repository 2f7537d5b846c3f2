/**
 * Runs several nodes on simulated machines with many seeds, on all processors, until one fails. Exit codes: 0 if none did; 1 if
 * one did; 2 for arguments that are wrong; 130 when it was stopped, and says how to go on.
 */
import { Command } from 'commander'
import os from 'node:os'
import { refuseFlagsAsValues, wholeNumber } from '#foundation/conf/flag-values'
import { Seeds } from './seeds.ts'

const SEEDS_MAX = 1_000_000_000
const PROGRESS_MS = 10_000
const MINUTE_MS = 60_000

const command = new Command('simulate')
  .description('Runs several nodes on simulated machines that fail, and looks for lost writes.')
  .option('--from <n>', 'the first seed', wholeNumber(1, SEEDS_MAX), 1)
  .option('--seeds <n>', 'how many seeds', wholeNumber(1, SEEDS_MAX), 1000)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
refuseFlagsAsValues(command)
const { from, seeds: count } = command.parse().opts<{ from: number; seeds: number }>()

const seeds = new Seeds(from, count, os.availableParallelism())
const startedAt = performance.now()

function progress(): string {
  const { done, counts } = seeds
  const { answered, kills, installed, simulatedMs } = counts
  const perSecond = (done / ((performance.now() - startedAt) / 1000)).toFixed(1)
  return (
    `${String(done)} of ${String(count)} seeds ran clean, ${perSecond} a second: ${String(answered)} answers, ` +
    `${String(kills)} kills, ${String(installed)} snapshots, ${(simulatedMs / MINUTE_MS).toFixed(0)} simulated minutes`
  )
}

process.on('SIGINT', () => {
  const rest = from + count - seeds.next
  console.log(
    `${progress()}\ngo on with: make simulate FROM=${String(seeds.next)} ROUNDS=${String(rest)}`,
  )
  process.exit(130)
})
const timer = setInterval(() => {
  console.log(`${progress()}; next: FROM=${String(seeds.next)}`)
}, PROGRESS_MS)
const failure = await seeds.run()
clearInterval(timer)
console.log(progress())
if (failure) {
  console.error(`seed ${String(failure.seed)} failed: ${failure.why}`)
  console.error(`reproduce: make simulate FROM=${String(failure.seed)} ROUNDS=1`)
  process.exitCode = 1
}

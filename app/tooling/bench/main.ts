/**
 * Measures sales-api against yardsticks that run beside it. Exit codes: 0 if every bound holds; 1 if one does not, a line
 * failed, or there was nothing to measure; 2 for arguments that are wrong; see --help.
 */
import { SingleBar } from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { refuseFlagsAsValues } from '#foundation/conf/flag-values'
import type { Outcome } from './line.ts'
import { isPassed } from './line.ts'
import { FULL, linesOf, QUICK } from './lines.ts'
import { json, svg, table } from './report.ts'

const ids = linesOf(FULL).map(({ id }) => id)

const command = new Command('bench')
  .description(
    'Measures the real service. Each ratio is taken in one run, alternating with its yardstick,\n' +
      'so that a busy machine slows both: run it on one that is idle all the same.',
  )
  .option('--only <lines>', `some of ${ids.join(', ')}, separated by commas`, parseIds, ids)
  .option('--quick', 'little of everything: shows that the bench works, not how fast anything is')
  .option('--out <directory>', 'also write results.json and results.svg there')
  .addHelpText(
    'after',
    '\nExit codes: 0 if every bound holds, 1 if one does not, or a line failed; with --quick 1 only if one failed or nothing was measured.',
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
refuseFlagsAsValues(command)
const options = command.parse().opts<{ only: string[]; quick?: true; out?: string }>()

const effort = options.quick === true ? QUICK : FULL
const lines = linesOf(effort).filter(({ id }) => options.only.includes(id))
const bar = new SingleBar({ format: '{bar} {percentage} % | {line}: {what}', noTTYOutput: false })
const steps = lines.reduce((sum, line) => sum + line.steps, 0)
bar.start(steps, 0, { line: '', what: '' })
const outcomes: Outcome[] = []
let done = 0
for (const line of lines) {
  let taken = 0
  const measured = await line
    .measure(what => {
      bar.update(done + Math.min(taken++, line.steps), { line: line.id, what })
    })
    .catch((error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }))
  done += line.steps
  bar.update(done, { line: line.id, what: 'done' })
  outcomes.push({ line, measured })
}
bar.stop()
console.log(table(outcomes))

if (options.out !== undefined) {
  const { stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'])
  const origin = { commit: stdout.toString().trim(), date: new Date().toISOString() }
  fs.mkdirSync(options.out, { recursive: true })
  fs.writeFileSync(join(options.out, 'results.json'), json(outcomes, origin))
  fs.writeFileSync(join(options.out, 'results.svg'), svg(outcomes, origin))
  console.log(`written: results.json and results.svg in ${options.out}`)
}
process.exitCode = isPassed(outcomes, options.quick ? 'works' : 'holds') ? 0 : 1
if (process.exitCode !== 0)
  console.error('bench: a bound does not hold, a line failed, or there was nothing to measure')

function parseIds(text: string): string[] {
  const given = text.split(',')
  const unknown = given.filter(id => !ids.includes(id))
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`there is no ${unknown.join(', ')}; there are ${ids.join(', ')}`)
  }
  return given
}

/** Prints where the repository breaks its own rules. Exit code 0 if nowhere, 1 if somewhere; see --help. */
import { Command } from 'commander'
import { fileURLToPath } from 'node:url'
import { exceptions } from './exceptions.ts'
import { NoRepository } from './repository.ts'
import { formatViolation, rules, untidy } from './tidy.ts'

const THIS = fileURLToPath(new URL('../../..', import.meta.url))

const command = new Command('tidy')
  .description('Checks the shape of a repository; prints file:line, the rule, and what to do.')
  .argument('[root]', 'of the repository; this one if not given')
  .option('--list', 'print the rules and their exceptions, and check nothing')
  .addHelpText('after', '\nExit code: 0 if everything is tidy, 1 if not, 2 if it cannot tell.')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()

if (command.opts<{ list?: true }>().list) {
  for (const { name, claim } of rules) {
    console.log(`${name}: ${claim}`)
    for (const { path, count, reason } of exceptions.filter(({ rule }) => rule === name)) {
      console.log(`  but ${path} (${String(count)}): ${reason}`)
    }
  }
} else {
  try {
    const found = untidy(command.args[0] ?? THIS)
    for (const violation of found) console.log(formatViolation(violation))
    if (found.length > 0) process.exitCode = 1
  } catch (error) {
    if (!(error instanceof NoRepository)) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}

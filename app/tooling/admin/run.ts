/** One command from its line to its exit code. */
import { CommanderError } from 'commander'
import { commands } from './commands.ts'
import type { Surroundings } from './options.ts'
import { EXIT, Failed } from './outcome.ts'
import { Terminal } from './terminal.ts'

/** Resolves with the exit code when all is printed. `args` are without the program's name. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, signal } = surroundings
  try {
    for (const argument of args) refuseLost(argument)
    await commands(surroundings).parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (error) {
    // Commander has said what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (signal.aborted) return EXIT.stopped
    const isKnown = error instanceof Error && 'code' in error && typeof error.code === 'string'
    const message = error instanceof Error ? error.message : String(error)
    const code = isKnown ? String(error.code) : 'INTERNAL'
    const exitCode = error instanceof Failed ? error.exitCode : EXIT.failed
    const text = isKnown || !(error instanceof Error) ? message : (error.stack ?? message)
    new Terminal(args.includes('--json'), stdout, stderr).error(
      { error: { code, message, exitCode } },
      text,
    )
    return exitCode
  }
}

/** Node puts U+FFFD in the place of what is not UTF-8, so that two keys would become one. */
function refuseLost(argument: string): void {
  if (!argument.includes('\ufffd')) return
  const how = 'write bytes of a key as %XX, and give a value by --file or standard input'
  const message = `The argument "${argument}" is not UTF-8, or has U+FFFD in it: ${how}`
  throw new Failed(EXIT.usage, 'ARGUMENT_NOT_TEXT', message)
}

/** Says that the results got lost on their way, for this reason, and returns the exit code. */
export function reportUnwritten(terminal: Terminal, reason: string): number {
  const exitCode = EXIT.failed
  const message = `Cannot write the results: ${reason}. What the command does may be done nevertheless`
  terminal.error({ error: { code: 'OUTPUT_FAILED', message, exitCode } }, message)
  return exitCode
}

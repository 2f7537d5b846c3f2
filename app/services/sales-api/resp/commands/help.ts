/** Commands with subcommands, and the subcommand HELP, which all of them have. */
import type { Command } from '../command/command.ts'

/** `subcommands` are the others. */
export function helpOf(
  container: string,
  { flags, group }: Pick<Command, 'flags' | 'group'>,
  subcommands: () => readonly Command[],
): Command {
  return {
    name: 'help',
    arity: 2,
    flags,
    keys: undefined,
    group,
    since: '5.0.0',
    syntax: '',
    summary: 'What subcommands there are',
    differs: '',
    run: {
      kind: 'read',
      run: ({ replies }) => {
        const lines = [
          `${container.toUpperCase()} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`,
          ...subcommands().flatMap(({ name, syntax, summary }) => [
            `${name.toUpperCase()} ${syntax}`.trim(),
            `    ${summary}.`,
          ]),
          'HELP',
          '    Print this help.',
        ]
        replies.array(lines.length)
        for (const line of lines) replies.simple(line)
      },
    },
  }
}

/** A command that means nothing without a subcommand. */
export function containerOf(
  command: Pick<Command, 'name' | 'since' | 'summary' | 'flags' | 'group'>,
  subcommands: readonly Command[],
): Command {
  const { name, since, summary, flags, group } = command
  const help = helpOf(name, command, () => subcommands)
  return {
    name,
    since,
    summary,
    flags,
    group,
    arity: -2,
    keys: undefined,
    syntax: '',
    differs: '',
    run: { kind: 'container', subcommands: [...subcommands, help], alone: undefined },
  }
}

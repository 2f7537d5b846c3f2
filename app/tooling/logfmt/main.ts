/**
 * logfmt: reads a service's log from standard input and writes it for people; see --help.
 *
 * It goes on to the end of its input and ignores SIGINT meanwhile, so that after Ctrl-C the last lines of the service it
 * reads from are still shown. Exit codes: 0 at the end of the input, or when the reader of its output ends; 1 when
 * reading or writing fails, and when there was nothing to show; 2 for a command line that is wrong.
 */
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { refuseFlagsAsValues } from '#foundation/conf/flag-values'
import { LEVELS, Logfmt } from './logfmt.ts'
import type { Level } from './logfmt.ts'

type Options = {
  readonly service?: string
  readonly trace?: string
  readonly level?: Level
  readonly color: 'auto' | 'always' | 'never'
}

const command = new Command('logfmt')
  .description('Makes lines for people out of JSON logs: standard input to standard output.')
  .option('--service <name>', 'Only this service, and text that is no JSON')
  .option('--trace <id>', 'Only the lines of one trace: its id, or the beginning of it', traceId)
  .addOption(new Option('--level <level>', 'The least important lines to show').choices(LEVELS))
  .addOption(
    new Option('--color <when>', 'auto: on a terminal, unless NO_COLOR is set')
      .choices(['auto', 'always', 'never'])
      .default('auto'),
  )
  .addHelpText(
    'after',
    `
Examples:
  node app/services/sales-api/main.ts | node app/tooling/logfmt/main.ts
  kubectl logs -f --prefix -l app=sales --all-containers | node app/tooling/logfmt/main.ts --service sales-api
  node app/tooling/logfmt/main.ts --trace 4bf92f35 < sales.log

Keys come in the order of the log, the trace id last. Lines that are no JSON are shown as they are.`,
  )
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2))
refuseFlagsAsValues(command)
const options = command.parse().opts<Options>()

process.on('SIGINT', () => undefined)

const { NO_COLOR: noColor = '' } = process.env
const isAuto = options.color === 'auto'
const hasColor = isAuto ? process.stdout.isTTY && noColor === '' : options.color === 'always'
const logfmt = new Logfmt(options, hasColor)

try {
  await pipeline(
    process.stdin,
    new Transform({
      transform: (bytes: Buffer, _encoding, done) => {
        done(null, logfmt.take(bytes))
      },
      flush: done => {
        done(null, logfmt.end())
      },
    }),
    process.stdout,
  )
} catch (error) {
  const isUnread = error instanceof Error && 'code' in error && error.code === 'EPIPE'
  if (!isUnread) process.stderr.write(`logfmt: ${String(error)}\n`)
  process.exit(isUnread ? 0 : 1)
}

if (logfmt.shown === 0) {
  const of = Object.entries(options).flatMap(([name, value]) =>
    name === 'color' ? [] : [`${name} ${value}`],
  )
  const found =
    logfmt.lines === 0
      ? 'nothing came in'
      : `none of ${String(logfmt.lines)} lines has ${of.join(', ')}`
  process.stderr.write(`logfmt: ${found}\n`)
  process.exitCode = 1
}

function traceId(text: string): string {
  if (/^[0-9a-f]{4,32}$/.test(text)) return text
  throw new InvalidArgumentError('Expected at least 4 hexadecimal digits of a trace id.')
}

/** The command line: every command, its options and examples. Exit codes are listed in outcome.ts. */
import { Argument, Command, Option } from 'commander'
import { refuseFlagsAsValues, wholeNumber } from '#foundation/conf/flag-values'
import type { AskedRequests } from '#business/web/requests/kept'
import { keyArgument, keyPart } from './keys/key-text.ts'
import { moveLog } from './service/log-move.ts'
import { compact, contentTypeOf, get, list, put, remove } from './keys/keys.ts'
import { listNodes } from './service/nodes.ts'
import type { Add, Common, Once, Reached, Surroundings } from './options.ts'
import { once, reaching, serviceOf, terminalOf, url, usage } from './options.ts'
import { EXIT_MEANINGS } from './outcome.ts'
import { requests } from './service/requests.ts'
import { status } from './service/status.ts'
import { addStreams } from './streams/stream-commands.ts'
import { shownText } from './terminal.ts'
import { readValue } from './keys/value.ts'
import { watch } from './keys/watch.ts'

/** More than are written in years, and so few that it can be done thousands of times. */
const RAISE_MAX = 1_000_000_000_000

const HELP_WIDTH = 100
const KEY_HELP = 'Its text, in which %XX stands for a byte and %25 for a percent sign'

/** Rejects while parsing with `CommanderError` for help and mistakes, and with `Failed` or others beyond. */
export function commands(surroundings: Surroundings): Command {
  const root = new Command('admin')
    .description('Looks after a sales-api: its keys over HTTP, its files on their disk.')
    .version(surroundings.version, '-v, --version', 'Print the version and exit')
    .helpOption('-h, --help', 'Print this help and exit')
    .helpCommand(false)
    // What stands behind a command is that command's.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `\nEvery command has --help with examples, and --json for programs.\n\nExit codes:\n${exitCodes()}`,
    )
  const add = addTo(root)
  addStatus(add, surroundings)
  addRequests(add, surroundings)
  addNodes(add, surroundings)
  addReads(add, surroundings)
  addWrites(add, surroundings)
  addFiles(add, surroundings)
  const stream = add('stream', 'Streams, their entries and their consumer groups', [
    'admin stream ls',
    'admin stream --help',
  ])
  addStreams(addTo(stream), surroundings)
  const log = add('log', 'The log of all writes', ['admin log move --to etcd'])
  addLogMove(addTo(log), surroundings)
  addResp(add, surroundings)
  for (const command of [root, ...root.commands, ...stream.commands, ...log.commands]) {
    command
      .exitOverride()
      .showHelpAfterError('--help shows how it is used')
      .configureHelp({ helpWidth: HELP_WIDTH })
      .configureOutput({
        writeOut: text => void surroundings.stdout.write(text),
        writeErr: text => void surroundings.stderr.write(shownText(text)),
      })
  }
  refuseFlagsAsValues(root)
  return root
}

function addTo(parent: Command): Add {
  return (name, description, examples) =>
    parent
      .command(name)
      .description(description)
      .helpCommand(false)
      .enablePositionalOptions()
      .option('--json', 'Print JSON, one object a line; errors too, to standard error', false)
      .addHelpText(
        'after',
        `\nExamples:\n${examples.map(line => `  ${line}\n`).join('')}\nExit codes:\n${exitCodes()}`,
      )
}

function addResp(add: Add, here: Surroundings): void {
  add('resp', 'How to connect redis-cli', ['admin resp', 'redis-cli -p 6380']).action(
    (options: Common) => {
      const { host, port, command } = respPlace(here.defaults.resp)
      const text =
        `${command}\n\nWith a password (SALES_RESP_PASSWORD), set REDISCLI_AUTH to it. ` +
        'With TLS (SALES_RESP_TLS_CERT), add --tls, and --cacert with the certificate of who signed it.'
      terminalOf(here, options).result({ host, port, command }, text)
    },
  )
}

function respPlace(address: string) {
  const at = address.lastIndexOf(':')
  const host = address.slice(0, at).replace(/^(0\.0\.0\.0|\[::\])$/, 'localhost')
  const port = Number(address.slice(at + 1))
  return {
    host,
    port,
    command: `redis-cli -h ${host.replace(/^\[(.*)\]$/, '$1')} -p ${String(port)}`,
  }
}

function addStatus(add: Add, here: Surroundings): void {
  reaching(
    add('status', 'Whether the service is alive and ready, and how large its store is', [
      'admin status',
      'admin status --url http://localhost:3000 --json',
    ]),
    here,
  )
    .addOption(
      new Option('--debug-url <url>', 'Where the sizes come from')
        .argParser(url)
        .default(here.defaults.debugUrl),
    )
    .action(async (options: Reached & { debugUrl: string }) => {
      await status(serviceOf(here, options), terminalOf(here, options), options.debugUrl)
    })
}

function addRequests(add: Add, here: Surroundings): void {
  add(
    'requests',
    'Requests under way, the slowest and the failed ones, and where their time went',
    [
      'admin requests',
      'admin requests --outcome under-way',
      'admin requests --outcome failed',
      'admin requests --trace 4bf92f3577b34da6a3ce929d0e0e4736',
      'admin requests --debug-url http://localhost:4100',
    ],
  )
    .addOption(
      new Option('--debug-url <url>', 'Of the debug port, of any service')
        .argParser(url)
        .default(here.defaults.debugUrl),
    )
    .option('--trace <id>', 'Of this trace')
    .option('--operation <id>', 'Of this operation')
    .addOption(
      new Option(
        '--outcome <outcome>',
        'Those that hang, the slowest first, or those with such a status',
      ).choices(['under-way', 'slow', 'failed', 'refused']),
    )
    .action(async (options: Common & AskedRequests & { debugUrl: string }) => {
      await requests(options.debugUrl, options, terminalOf(here, options), here.signal)
    })
}

function addNodes(add: Add, here: Surroundings): void {
  add('nodes', 'The nodes that share a log: how far each is, and why one is not ready', [
    'admin nodes',
    'admin nodes --debug-url http://localhost:4010 --json',
  ])
    .addOption(
      new Option('--debug-url <url>', 'Of one of the nodes')
        .argParser(url)
        .default(here.defaults.debugUrl),
    )
    .action(async (options: Common & { debugUrl: string }) => {
      await listNodes(options.debugUrl, terminalOf(here, options), here.signal)
    })
}

function addLogMove(add: Add, here: Surroundings): void {
  add('move', 'Move the store to another log: it ends, and is started with that', [
    'admin log move --to etcd',
    'admin log move --to wal --debug-url http://localhost:4010',
  ])
    .addOption(
      new Option('--to <kind>', 'What SALES_LOG_KIND will be')
        .choices(['wal', 'etcd'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--debug-url <url>',
        'Of the node that moves it, and goes on with a log on its disk',
      )
        .argParser(url)
        .default(here.defaults.debugUrl),
    )
    .action(async (options: Common & { to: 'wal' | 'etcd'; debugUrl: string }) => {
      await moveLog(options.debugUrl, options.to, terminalOf(here, options), here.signal)
    })
}

function addReads(add: Add, here: Surroundings): void {
  reaching(
    add('get', 'Print a value as it is stored; or all keys with a prefix', [
      'admin get user/1',
      'admin get user/1 --json --revision 42',
      'admin get --prefix user/',
    ]),
    here,
  )
    .addArgument(new Argument('[key]', KEY_HELP).argParser(keyArgument))
    .option('--prefix <text>', 'All keys that begin so, one a line: key, revision, value', keyPart)
    .option('--revision <n>', 'As of this revision', wholeNumber(1))
    .option('--metadata', 'What is known of the key instead of its value', false)
    .action(
      async (
        key: string | undefined,
        options: Reached & { prefix?: string; revision?: number; metadata: boolean },
      ) => {
        const service = serviceOf(here, options)
        const terminal = terminalOf(here, options)
        const { prefix } = options
        if (key !== undefined && prefix === undefined) await get(service, terminal, key, options)
        else if (key === undefined && prefix !== undefined) {
          await list(service, terminal, prefix, options)
        } else throw usage('Give either a key or --prefix')
      },
    )

  reaching(
    add(
      'watch',
      'Print every change as it happens, until stopped; goes on after a lost connection',
      ['admin watch --prefix order/', 'admin watch --key user/1 --from 100 --count 5 --json'],
    ),
    here,
  )
    .addOption(
      new Option('--prefix <text>', 'Of keys that begin so').argParser(keyPart).conflicts('key'),
    )
    .option('--key <key>', 'Of this key', keyArgument)
    .option('--from <n>', 'From this revision on, also from the past', wholeNumber(1))
    .option('--count <n>', 'End after so many changes', wholeNumber(1))
    .action(
      async (
        options: Reached & { prefix?: string; key?: string; from?: number; count?: number },
      ) => {
        await watch(serviceOf(here, options), terminalOf(here, options), options)
      },
    )
}

function addWrites(add: Add, here: Surroundings): void {
  once(
    reaching(
      add('put', 'Store a value: from the command line, a file, or standard input', [
        "admin put greeting 'Hello'",
        'admin put config/app --file app.json',
        'cat photo.jpg | admin put photo/1 --content-type image/jpeg --ttl 1h',
        'admin put leader me --if-absent',
      ]),
      here,
    ),
  )
    .addArgument(new Argument('<key>', KEY_HELP).argParser(keyArgument))
    .argument('[value]', 'Text; where it begins with a dash, put -- before the key')
    .option('--file <path>', 'Read the value from a file; - is standard input')
    .option('--content-type <type>', 'Kept with the value; by default told from the file’s name')
    .option('--ttl <duration>', 'Remove the key after this time: 30s, 5m, 1h, 7d')
    .option('--lease <id>', 'Remove the key with this lease')
    .addOption(
      new Option('--if-absent', 'Only if there is no such key')
        .default(false)
        .conflicts('ifRevision'),
    )
    .option('--if-revision <n>', 'Only if this is its newest revision', wholeNumber(1))
    .action(
      async (
        key: string,
        text: string | undefined,
        options: Reached &
          Once & {
            file?: string
            contentType?: string
            ttl?: string
            lease?: string
            ifAbsent: boolean
            ifRevision?: number
          },
      ) => {
        const { file } = options
        if (text !== undefined && file !== undefined)
          throw usage('Give a value or --file, not both')
        const value = text === undefined ? await readValue(file, here.stdin) : Buffer.from(text)
        const isNamed = file !== undefined && file !== '-'
        const isText = text !== undefined
        const fallback = isText || isNamed ? contentTypeOf(file) : 'application/octet-stream'
        await put(serviceOf(here, options), terminalOf(here, options), key, value, {
          ...options,
          contentType: options.contentType ?? fallback,
        })
      },
    )

  once(
    reaching(
      add('delete', 'Remove a key', [
        'admin delete user/1',
        'admin delete user/1 --if-revision 42',
      ]),
      here,
    ),
  )
    .addArgument(new Argument('<key>', KEY_HELP).argParser(keyArgument))
    .option('--if-revision <n>', 'Only if this is its newest revision', wholeNumber(1))
    .action(async (key: string, options: Reached & Once & { ifRevision?: number }) => {
      await remove(serviceOf(here, options), terminalOf(here, options), key, options)
    })

  reaching(
    add('compact', 'Forget what was overwritten or removed at or before a revision', [
      'admin compact 1000',
      'admin compact --keep 10000',
    ]),
    here,
  )
    .argument('[revision]', 'Up to here', wholeNumber(1))
    .option('--keep <n>', 'All but the newest so many revisions', wholeNumber(0))
    .action(async (revision: number | undefined, options: Reached & { keep?: number }) => {
      const { keep } = options
      const service = serviceOf(here, options)
      const terminal = terminalOf(here, options)
      if (revision !== undefined && keep === undefined)
        await compact(service, terminal, { revision })
      else if (revision === undefined && keep !== undefined)
        await compact(service, terminal, { keep })
      else throw usage('Give either a revision or --keep')
    })
}

function addFiles(add: Add, here: Surroundings): void {
  const { defaults, version, host, signal } = here
  const placeOf = (options: Common) => ({ host, signal, terminal: terminalOf(here, options) })
  add('backup <directory>', 'Make a backup of the service, or of a data directory, and verify it', [
    'admin backup /backups/2026-05-01',
    'admin backup backups/2026-05-01 --from data',
    'kubectl exec sales-0 -c sales-api -- node app/tooling/admin/main.ts backup /backups/1',
  ])
    .addOption(
      new Option('--debug-url <url>', 'Of the service; the backup is made on its machine')
        .argParser(url)
        .default(defaults.debugUrl)
        .conflicts('from'),
    )
    .option('--from <directory>', 'A data directory of a service that does not run')
    .action(async (to: string, options: Common & { debugUrl: string; from?: string }) => {
      // LMDB is loaded for those only who need it: it doubles the time to start.
      const { backupCommand } = await import('./files/files.ts')
      await backupCommand(placeOf(options), to, { ...options, version })
    })

  add(
    'verify [directory]',
    'Check everything in a backup, or in a data directory of a service that does not run',
    ['admin verify', 'admin verify backups/2026-05-01 --json'],
  ).action(async (directory: string | undefined, options: Common) => {
    const { verifyCommand } = await import('./files/files.ts')
    await verifyCommand(placeOf(options), directory ?? defaults.directory)
  })

  add(
    'restore <backup> <directory>',
    'Verify a backup and make a data directory of it, for a service that does not run',
    [
      'admin restore backups/2026-05-01 data',
      'admin restore backups/2026-05-01 data --raise-revision 1000000000',
    ],
  )
    .addHelpText('after', '\nThe data directory must be empty, or not there.')
    .option(
      '--raise-revision <n>',
      'Go on so many revisions later: more than were written since the backup, so that none is given out twice',
      wholeNumber(1, RAISE_MAX),
      0,
    )
    .action(async (from: string, to: string, options: Common & { raiseRevision: number }) => {
      const { restoreCommand } = await import('./files/files.ts')
      await restoreCommand(placeOf(options), { from, to, raiseRevision: options.raiseRevision })
    })

  add('try-restore <backup>', 'Try whether a backup can be restored, and tell the service', [
    'admin try-restore backups/2026-05-01',
    'admin try-restore /backups/2026-05-01 --debug-url http://sales-0:4000',
  ])
    .addHelpText(
      'after',
      '\nTakes the space of a restored store beside the backup, and gives it back.',
    )
    .addOption(
      new Option('--debug-url <url>', 'Of the service, which notes the time for its alerts')
        .argParser(url)
        .default(defaults.debugUrl),
    )
    .action(async (backup: string, options: Common & { debugUrl: string }) => {
      const { tryRestoreCommand } = await import('./files/files.ts')
      await tryRestoreCommand(placeOf(options), backup, options)
    })
}

function exitCodes(): string {
  return EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}\n`).join(
    '',
  )
}

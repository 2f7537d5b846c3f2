/** docs/protocol/resp.md: what of it follows from the table of commands. */
import type { CommandIndex, IndexedCommand } from './command/command-index.ts'
import { REDIS_VERSION } from './command/context.ts'
import { parameters } from './commands/server/config.ts'

const TITLES = [
  ['connection', 'The connection'],
  ['pubsub', 'Publish and subscribe'],
  ['server', 'The server'],
  ['generic', 'Keys'],
  ['string', 'Values'],
  ['stream', 'Streams'],
  ['transactions', 'Transactions'],
] as const

/** Commands of Redis that are unknown here, of the groups that are here. */
export const ABSENT: readonly string[] = [
  ...['client caching', 'client getredir', 'client pause', 'client tracking'],
  ...['client trackinginfo', 'client unpause'],
  ...['spublish', 'ssubscribe', 'sunsubscribe', 'pubsub shardchannels', 'pubsub shardnumsub'],
  ...['bgrewriteaof', 'bgsave', 'command getkeysandflags', 'failover', 'lastsave', 'lolwut'],
  ...['latency graph', 'latency histogram', 'memory doctor', 'memory malloc-stats'],
  ...['memory purge', 'memory stats', 'module', 'monitor', 'psync', 'replicaof', 'role', 'save'],
  ...['shutdown', 'slaveof', 'swapdb', 'sync'],
  ...['dump', 'migrate', 'move', 'restore', 'sort', 'sort_ro'],
  ...['lcs', 'xidmprecord'],
]

/** What only this store refuses: the code, what it means, and what to do. */
const ERRORS: readonly (readonly string[])[] = [
  [
    '`STORE_BUSY`',
    'The disk has not kept up for half a minute, or too much is copied at once. Nothing was executed',
    'Try again after a pause',
  ],
  ['`DISK_FULL`', 'The disk is full. Nothing was executed; reads and deletes go on', 'Free space'],
  ['`STOPPING`', 'The service is ending. Nothing was executed', 'Connect again'],
  ['`NOT_COMMITTED`', 'Another node leads. Nothing was executed', 'Try again in a second'],
  ['`OUTCOME_UNKNOWN`', 'The write may have been executed, or not', 'Read, then decide'],
  [
    '`LOG_UNAVAILABLE`',
    'The log that the nodes share does not answer. Nothing was executed',
    'Try again in a second, or read after `READONLY`',
  ],
  [
    '`NODE_UNSOUND`',
    'The state of the node would differ from that of the others: it serves nothing. Nothing was executed',
    'Use another node',
  ],
  ['`READONLY`', 'The node only reads. Nothing was executed', 'Send writes to another node'],
  ['`TOO_MANY_GROUPS`', 'The stream has 1000 consumer groups', 'Destroy one'],
  ['`TOO_MANY_CONSUMERS`', 'The group has 10,000 consumers', 'Delete one'],
  [
    '`OPERATION_TOO_LARGE`',
    'Too many keys, too long a reply, or too large a stream to be copied',
    'Split it',
  ],
  ['`READS_TOO_LARGE`', 'The entries have more than 8 MiB', 'Read them in parts, with COUNT'],
  ['`VALUE_TOO_LARGE`', 'The value is longer than `SALES_STORE_VALUE_BYTES_MAX`', 'Send less'],
  ['`INVALID_KEY`', 'The key is empty, or has more than 1024 bytes', 'Use another key'],
  ['`STORE_DAMAGED`', 'What is stored is not what was written', 'Restore it'],
  ['`INTERNAL`', 'A fault of the service, which its log has', 'Report it'],
]

/** Parts of a page, in Markdown. */
export function respParts(commands: CommandIndex): readonly string[] {
  const all = commands.all.flatMap(command => [command, ...(command.subcommands?.all ?? [])])
  return [
    `The server behaves like Redis ${REDIS_VERSION}, as far as it has the command: RESP2 and RESP3, pipelines, inline commands, ` +
      'replies and error texts. Keys are those of HTTP: what is written here is read and watched there. A value that is ' +
      'written here has the content type `application/octet-stream`, unless it changes one that has another.',
    '```sh no-run\nredis-cli -p 6380 SET order:1 open\n```',
    '## What is different',
    bullets([
      'A write is answered when it is durable. There is no setting that answers before.',
      'Requests of one connection are executed in their order, and replies come in it. Writes that follow each other are made durable together; a read waits for the writes before it.',
      'A client that waits for entries (`BLOCK`) reads when they are durable: it gets all that a pipeline appended together, and nothing of what that removed again.',
      'There is one database, 0, and one user, `default`.',
      'Arguments are checked before the key is looked at: where an argument is wrong, and the key is absent or of the wrong type too, the error is about the argument. Some commands of Redis tell of the key: `EXPIRE` and its kin, `GETEX`, `INCRBYFLOAT`, `XACK`, `XAUTOCLAIM`, `XCLAIM`, `XDEL`, `XGROUP` and `XREADGROUP`.',
      'A key has 1 to 1024 bytes. A value has up to `SALES_STORE_VALUE_BYTES_MAX`; an argument that is longer than that and than 64 KiB ends the connection, with `-ERR Protocol error: invalid bulk length`. A time is at most 2^53 - 1 milliseconds since 1970, and a number with a point is decimal, not hexadecimal.',
      '`HELLO` tells the limits in force behind the fields that Redis has: `max-key-bytes`, `max-value-bytes`, `max-arguments`, `max-request-bytes`, `max-writes-in-flight`.',
      'A client that does not read its replies is not read from, from half of `SALES_RESP_OUTPUT_BYTES_MAX` on. It is cut when they are more than that, or when it takes none of them for a minute.',
      'Where the disk does not keep up, a client that writes is not read from until there is room. Its replies keep their order. After half a minute without room its writes are refused, with `-STORE_BUSY`.',
      'A transaction (`MULTI`, `EXEC`) is one entry of the log: after a crash all of it is there or nothing, and others see it at once. Its requests are executed at `EXEC`; what they answer together is bounded by `SALES_RESP_OUTPUT_BYTES_MAX`, beyond which reads are refused. `XTRIM` and its kin remove the first 100,000 entries in the transaction, and the rest after it. When the outcome of `EXEC` is unknown, its error begins with `OUTCOME_UNKNOWN`.',
      'With `SALES_RESP_TLS_CERT` and `SALES_RESP_TLS_KEY` the port speaks TLS 1.3 and nothing else; with `SALES_RESP_TLS_CA` clients need a certificate.',
      'Without a password, and certificates of clients, only clients of the same machine are served (protected mode), unless the server listens on its loopback interface alone, or `SALES_RESP_PROTECTED_MODE=off`.',
      'While the service starts, commands that need data are refused with `-LOADING`. While it ends, replies to what is under way are sent, then connections are closed.',
      'Messages (`PUBLISH`) are in memory, as in Redis: they reach clients that listen to this process at that moment. A listener that does not read is cut at `SALES_RESP_OUTPUT_BYTES_MAX`.',
      'Events of keys (`notify-keyspace-events`) are published when a write is durable, whether it came over RESP or HTTP, with the letters `KEg$txA`; `lshzed` are accepted, and their events do not happen here. `FLUSHALL`, and the end of a lease, tell `del` or `expired` of each key. `expired` is told when the key is removed, up to a second after its time.',
      'There are no lists, sets, hashes, sorted sets, bitmaps, scripts and functions, modules, access control lists, replicas by `REPLICAOF`, and no cluster of Redis.',
      `The service does not have these commands of Redis either: ${ABSENT.map(name => `\`${name.toUpperCase()}\``).join(', ')}. ` +
        'Figures of latencies and memory are [metrics](../metrics.md).',
    ]),
    '## Errors',
    'Texts are those of Redis where Redis has them. What only this store refuses begins with a code of its own, the one that HTTP ' +
      'answers it with: [errors](../errors.md) says what to do.',
    table(['Begins with', 'What it means', 'What to do'], ERRORS),
    ...TITLES.flatMap(([group, title]) => {
      const rows = all.filter(({ command }) => command.group === group).flatMap(rowOf)
      return rows.length === 0
        ? []
        : [`## ${title}`, table(['Command', 'Since', 'What it does', 'What is different'], rows)]
    }),
    '## Parameters of CONFIG',
    `\`CONFIG GET\` knows ${parameters.map(({ name }) => `\`${name}\``).join(', ')}. \`CONFIG SET\` can change ${parameters
      .filter(({ change }) => change)
      .map(({ name }) => `\`${name}\``)
      .join(', ')}.`,
  ]
}

/** None for a command that means nothing without a subcommand. */
function rowOf({ command, fullName }: IndexedCommand): readonly (readonly string[])[] {
  const { run, syntax, since, summary, differs } = command
  if (run.kind === 'container' && run.alone === undefined) return []
  const name = fullName.replace('|', ' ').toUpperCase()
  return [[`\`${`${name} ${syntax}`.trim()}\``, since, summary, differs]]
}

function bullets(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Every setting of sales-api. Names of variables and flags follow from the places here, see conf.ts. */
import { z } from 'zod'
import type { Config } from '#foundation/conf/conf'
import {
  address,
  byteSize,
  duration,
  fraction,
  integer,
  optional,
  secret,
  setting,
  textOf,
  timeout,
  timeoutOrNever,
  toggle,
} from '#foundation/conf/conf'
import { optionalEndpoint } from '#foundation/conf/endpoint'
import { LEVELS } from '#foundation/logger/logger'
import { PROPAGATIONS } from '#foundation/telemetry/propagation'
import { rateLimitSetting } from '#business/web/v1/rate-limit'
import { parseNotifications } from './resp/pubsub/key-notifications.ts'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** Of the memtable. */
export const TABLE_BYTES_MIN = 16 * MiB

const text = z.string()
const notifications = z.string().transform((letters, context) => {
  const parsed = parseNotifications(letters)
  if (parsed !== undefined) return parsed
  context.addIssue('expected letters of Ag$lshzxetdKE')
  return z.NEVER
})

const endpoints = textOf(
  'expected URLs like http://127.0.0.1:2379,http://127.0.0.1:22379, all of http or all of https',
  (text): { readonly isTls: boolean; readonly addresses: readonly string[] } | undefined => {
    const urls = text.split(',')
    const schemes = new Set(urls.map(url => url.slice(0, url.indexOf(':'))))
    const isGood = urls.every(
      url => /^https?:\/\/[^\s/@?#]+:\d{1,5}$/.test(url) && URL.canParse(url),
    )
    if (!isGood || schemes.size > 1) return undefined
    return { isTls: schemes.has('https'), addresses: urls.map(url => url.replace(/^\w+:../, '')) }
  },
)
const prefix = z
  .string()
  .regex(
    /^(?=.{1,200}$)\/?[\w.-]+(?:\/[\w.-]+)*$/,
    'expected a prefix of keys like shops/sales-api',
  )

const addressText = textOf('expected host:port like node1:5380, or nothing', text =>
  text === '' || address.safeParse(text).success ? text : undefined,
)

export const settings = {
  web: {
    apiHost: setting('0.0.0.0:3000', address, 'Where the API listens'),
    debugHost: setting('0.0.0.0:4000', address, 'Where metrics and debugging listen'),
    readTimeout: setting('30s', timeout, 'Time for a request to arrive'),
    writeTimeout: setting('10s', timeout, 'Time for a request to be answered'),
    idleTimeout: setting('75s', timeout, 'How long a connection may wait for its next request'),
    drainDelay: setting(
      '0s',
      duration,
      'How long to go on serving after readiness turned 503, for balancers to notice',
    ),
    shutdownTimeout: setting('20s', timeout, 'Time for requests under way to end'),
    connectionsMax: setting('10000', integer(1, 1_000_000), 'Open connections'),
    inFlightMax: setting('2000', integer(1, 100_000), 'Requests being answered at once'),
    rateLimit: rateLimitSetting,
    watchersMax: setting('1000', integer(1, 100_000), 'Open watches'),
    bufferedBytesMax: setting(
      '',
      optional(byteSize(MiB, 16 * GiB)),
      'Bodies of requests and answers held in memory, all together, and as much again of Redis clients; follows the memory limit if empty, up to 64MiB',
    ),
  },
  resp: {
    host: setting(
      '0.0.0.0:6380',
      optional(address),
      "Where Redis's clients are served; nowhere if empty",
    ),
    password: secret('', text, 'What they have to say who they are with; nothing if empty'),
    passwordFile: setting('', text, 'File to read that from, without a newline at its end'),
    tlsCert: setting(
      '',
      text,
      'File with the certificate, and those that lead to it, for TLS 1.3; no TLS if empty. Changed files are read again within 10 seconds',
    ),
    tlsKey: setting('', text, 'File with the key of that'),
    tlsCa: setting(
      '',
      text,
      'File with certificates of authorities: clients then need a certificate of one of them',
    ),
    protectedMode: setting(
      'on',
      toggle,
      'Without a password or certificates of clients, serve only clients of this machine, unless the server listens on its loopback interface alone',
    ),
    notifyKeyspaceEvents: setting(
      '',
      notifications,
      "Which events of keys are published, in the letters of Redis's parameter of this name; none if empty",
    ),
    flush: setting('off', toggle, 'Allow FLUSHALL and FLUSHDB, which remove all keys'),
    debug: setting('off', toggle, 'Allow DEBUG, which is for tests'),
    connectionsMax: setting('10000', integer(1, 1_000_000), 'Open connections'),
    idleTimeout: setting(
      '0s',
      timeoutOrNever,
      'How long a connection may wait for its next request; for ever if 0s',
    ),
    outputBytesMax: setting(
      '64MiB',
      byteSize(MiB, 4 * GiB),
      'Replies that wait for one client to read them, before it is cut',
    ),
  },
  node: {
    name: setting(
      '',
      text,
      'Name of the node, which no two voters of a log may share; the name of the machine if empty',
    ),
    role: setting(
      'voter',
      z.enum(['voter', 'reader'], { error: 'expected voter or reader' }),
      'A voter takes writes; a reader refuses them, and only applies what voters write to a log that they share',
    ),
    reads: setting(
      'linearizable',
      z.enum(['linearizable', 'stale'], { error: 'expected linearizable or stale' }),
      'Where nodes share a log, what reads see that do not say it: everything that was answered before, or what the node has',
    ),
    peerHost: setting(
      '',
      optional(address),
      'Where the other nodes of a shared log are served with snapshots and status; nowhere if empty',
    ),
    peerAddress: setting(
      '',
      addressText,
      'Where they reach that; if empty the same, with the name of the machine in place of 0.0.0.0 and [::]',
    ),
    peerSecret: secret(
      '',
      text,
      'What nodes show each other; all nodes of a log have the same. Without it a node fetches no snapshots',
    ),
    peerSecretFile: setting('', text, 'File to read that from, without a newline at its end'),
    peerTlsCert: setting(
      '',
      text,
      'File with the certificate, and those that lead to it, for TLS 1.3 between nodes, all or none of them; no TLS if empty. Changed files are read again within 10 seconds',
    ),
    peerTlsKey: setting('', text, 'File with the key of that'),
    peerTlsCa: setting(
      '',
      text,
      'File with certificates of the authorities of all nodes, which then need a certificate of one of them; those of the system, for servers alone, if empty',
    ),
  },
  store: {
    dir: setting('data', text.min(1, 'expected a directory'), 'Where all data is kept'),
    memory: setting(
      '',
      optional(byteSize(TABLE_BYTES_MIN, 4 * GiB)),
      'What the memtable in front of the disk may hold; follows the memory limit if empty, up to 128MiB',
    ),
    valueBytesMax: setting('1MiB', byteSize(1, 7 * MiB), 'Length of a value'),
    diskReserve: setting(
      '64MiB',
      byteSize(0, 1024 * GiB),
      'Free disk space below which only deletes are accepted',
    ),
    retention: setting('1h', duration, 'How long the past can be read and watched'),
    retentionRevisions: setting(
      '1000000',
      integer(1, Number.MAX_SAFE_INTEGER),
      'How many revisions of the past are kept at most',
    ),
  },
  idempotency: {
    keep: setting('24h', duration, 'How long answers are kept for retried requests'),
    answersMax: setting('100000', integer(1, 100_000_000), 'How many answers are kept'),
    bytesMax: setting('64MiB', byteSize(MiB, 16 * GiB), 'Bytes of the answers kept'),
  },
  cpu: {
    limit: setting(
      '',
      optional(integer(1, 1024)),
      'Processors it may use, which its threads follow; what the system says if empty',
    ),
  },
  memory: {
    limit: setting(
      '',
      optional(byteSize(256 * MiB, 16 * 1024 * GiB)),
      'Memory it may use, which its heap and tables follow; what the system says if empty',
    ),
  },
  log: {
    level: setting(
      'info',
      z.enum(LEVELS, { error: `expected one of ${LEVELS.join(', ')}` }),
      'The least important lines that are logged',
    ),
    file: setting('', text, 'File to log to instead of standard output'),
    requestsPerSecond: setting(
      '50',
      integer(1, 1_000_000),
      'How many successful requests a second get a line of the log each; above that one in 10 gets one, above ten times that one in 100',
    ),
    kind: setting(
      'wal',
      z.enum(['wal', 'etcd'], { error: 'expected wal or etcd' }),
      'Where the log of all writes is: on the disk of this node alone, or in an etcd that nodes share',
    ),
    etcdEndpoints: setting(
      'http://127.0.0.1:2379',
      endpoints,
      'Where the members of that etcd are asked, with commas between them',
    ),
    etcdPrefix: setting(
      'sales-api',
      prefix,
      'What all keys of the log begin with; nodes with the same are nodes of the same store',
    ),
    etcdTlsCa: setting(
      '',
      text,
      'File with certificates of the authorities of that etcd; those of the system if empty',
    ),
    etcdTlsCert: setting('', text, 'File with the certificate that it is shown; none if empty'),
    etcdTlsKey: setting('', text, 'File with the key of that'),
    etcdUser: setting('', text, 'User of that etcd; none if empty'),
    etcdPassword: secret('', text, 'Password of that user'),
    etcdPasswordFile: setting('', text, 'File to read that from, without a newline at its end'),
  },
  debug: {
    heapSnapshot: setting(
      'off',
      toggle,
      'Allow /debug/pprof/heapsnapshot, which stops the service for seconds',
    ),
  },
  telemetry: {
    endpoint: optionalEndpoint(
      'http://localhost:4318',
      'OTLP collector to send traces to; none if empty',
    ),
    probability: setting(
      '0.05',
      fraction,
      'Which part of new traces is recorded, 100 in a second at most unless it is 1',
    ),
    propagation: setting(
      'w3c',
      z.enum(PROPAGATIONS, { error: `expected one of ${PROPAGATIONS.join('; ')}` }),
      'Headers that name the trace of a request: w3c, or w3c,xray for that of AWS X-Ray too',
    ),
  },
}

export type SalesConfig = Config<typeof settings>

export const program = {
  name: 'sales-api',
  description: 'A durable key-value and stream store over HTTP and RESP.',
  prefix: 'SALES',
}

/** What all connections of a RESP server have in common. */
import type { Host } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Kv } from '#business/core/kv/kv'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import type { Node } from '#business/data/node/node'
import type { Consistency, Reads } from '#business/data/reads/reads'
import type { Sequences } from '#business/data/txn/sequences'
import type { RecentRequests } from '#business/web/requests/recent'
import type { Client } from '../connection/client.ts'
import type { SlowLog } from '../connection/slow-log.ts'
import type { KeyNotifications } from '../pubsub/key-notifications.ts'
import type { PubSub } from '../pubsub/pub-sub.ts'
import type { TlsFiles } from '../../front/tls.ts'

/** The version of Redis whose commands and errors these are. */
export const REDIS_VERSION = '8.6.0'

export type RespLimits = {
  readonly connectionsMax: number
  /** Of a client that reads too slowly, before it is cut. */
  readonly outputBytesMax: number
  /** Requests that have not arrived, and replies that were not read, of all clients together. */
  readonly bufferedBytesMax: number
  readonly keyBytesMax: number
  readonly valueBytesMax: number
  readonly argumentsMax: number
  readonly argumentBytesMax: number
  readonly requestBytesMax: number
  /** Writes under way of one connection; it is read on when they are answered. */
  readonly inFlightMax: number
}

/** What `CONFIG SET` may change. */
export type RespTunables = {
  /** How long a connection may do nothing; 0 for ever. */
  idleTimeoutMs: number
  isProtected: boolean
  /** Infinite for never. */
  slowMs: number
}

export type RespOptions = {
  readonly host: Pick<Host, 'clock' | 'random' | 'turns'>
  readonly log: Logger
  /** Where the slowest and the failed commands are listed. */
  readonly requests: RecentRequests
  readonly limits: RespLimits
  readonly tunables: RespTunables
  /** Whether all keys may be removed at once. */
  readonly mayFlush: boolean
  readonly mayDebug: boolean
  /** Undefined for none: then all clients are authenticated. */
  readonly password: string | undefined
  /** Undefined for connections without TLS. */
  readonly tls: TlsFiles | undefined
  /** How many connections and commands that went well get a line of the log each second, see `Sampling`. */
  readonly loggedPerSecond: number
  /** Of reads of clients that have not said which they want. */
  readonly consistency: Consistency
  /** Which events of keys are published at first, as `parseNotifications` returns them. */
  readonly notifications: string
  readonly build: string
}

/** Totals since the start. */
export type RespTotals = {
  connections: number
  refused: number
  /** Clients that were cut because they read too slowly. */
  cut: number
  inputBytes: number
  outputBytes: number
  /** At this moment. */
  bufferedBytes: number
}

/** What commands work with. */
export type Stores = {
  readonly kv: Kv
  readonly streams: Streams
  readonly groups: Groups
  readonly sequences: Sequences
  readonly node: Node
  readonly reads: Reads
}

export type RespContext = {
  readonly options: RespOptions
  /** By their id, the oldest first. */
  readonly clients: Map<number, Client>
  readonly totals: RespTotals
  readonly slowLog: SlowLog
  readonly pubSub: PubSub
  readonly keyNotifications: KeyNotifications
  /** 40 hexadecimal digits, other ones after each start. */
  readonly runId: string
  /** By the clock that never goes back. */
  readonly startedAtMs: number
  /** The port it listens on. */
  port: number
  /** Undefined while the service starts. */
  opened: Stores | undefined
}

export function noTotals(): RespTotals {
  return { connections: 0, refused: 0, cut: 0, inputBytes: 0, outputBytes: 0, bufferedBytes: 0 }
}

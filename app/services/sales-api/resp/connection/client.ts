/** What the server knows of one client: what CLIENT tells and changes. */
import type { ProtocolVersion } from '#foundation/resp/encoder'
import type { Consistency } from '#business/data/reads/reads'
import type { Guard } from '#business/data/txn/sequence'
import type { Subscriber, Subscriptions } from '../pubsub/pub-sub.ts'
import type { Transaction } from './transaction.ts'

/** Which replies the client wants: all, none, or all but the next one. */
export type ReplyMode = 'on' | 'off' | 'skip'

export type ClientAddress = {
  readonly remote: string
  readonly local: string
  readonly isLoopback: boolean
}

/** What the connection of a client does for others. */
export type ClientConnection = {
  /** Ends it, for a reason that the log gets. */
  readonly close: (why: string) => void
  readonly deliver: Subscriber['deliver']
}

export class Client implements Subscriber {
  readonly id: number
  readonly address: ClientAddress
  /** By the clock that never goes back. */
  readonly createdAtMs: number
  lastAtMs: number
  name = ''
  libraryName = ''
  libraryVersion = ''
  isAuthenticated: boolean
  protocol: ProtocolVersion = 2
  replyMode: ReplyMode = 'on'
  /** Of what it reads. */
  consistency: Consistency
  isKeptInMemory = false
  isUntouching = false
  lastCommand = 'NULL'
  commands = 0
  failures = 0
  inputBytes = 0
  outputBytes = 0
  /** Of replies that the system has not taken. */
  waitingBytes = 0
  /** Ends what the client waits for; undefined if it waits for nothing. */
  unblock: ((withError: boolean) => void) | undefined
  /** What MULTI began; undefined outside of transactions. */
  transaction: Transaction | undefined
  /** What the next EXEC looks at, by the names of keys. */
  readonly watched = new Map<string, Guard>()
  readonly subscriptions: Subscriptions = { channels: new Set(), patterns: new Set() }
  readonly close: ClientConnection['close']
  readonly deliver: ClientConnection['deliver']
  readonly #consistency: Consistency

  constructor(
    id: number,
    address: ClientAddress,
    nowMs: number,
    isAuthenticated: boolean,
    consistency: Consistency,
    { close, deliver }: ClientConnection,
  ) {
    this.id = id
    this.address = address
    this.createdAtMs = nowMs
    this.lastAtMs = nowMs
    this.isAuthenticated = isAuthenticated
    this.consistency = consistency
    this.#consistency = consistency
    this.close = close
    this.deliver = deliver
  }

  endTransaction(): void {
    this.transaction = undefined
    this.watched.clear()
  }

  /** As after connecting, but for the password. */
  reset(isAuthenticated: boolean): void {
    this.name = ''
    this.isAuthenticated = isAuthenticated
    this.protocol = 2
    this.replyMode = 'on'
    this.consistency = this.#consistency
    this.isKeptInMemory = false
    this.isUntouching = false
    this.endTransaction()
  }

  /** The line of CLIENT LIST. */
  line(nowMs: number): string {
    const seconds = (since: number): string => String(Math.floor((nowMs - since) / 1000))
    const { channels, patterns } = this.subscriptions
    const isListening = channels.size + patterns.size > 0
    const flags = `${isListening ? 'P' : ''}${this.transaction ? 'x' : ''}${this.unblock ? 'b' : ''}${this.isKeptInMemory ? 'e' : ''}${this.isUntouching ? 'T' : ''}`
    const fields: readonly (readonly [string, string | number])[] = [
      ['id', this.id],
      ['addr', this.address.remote],
      ['laddr', this.address.local],
      ['name', this.name],
      ['age', seconds(this.createdAtMs)],
      ['idle', seconds(this.lastAtMs)],
      ['flags', flags === '' ? 'N' : flags],
      ['db', 0],
      ['sub', channels.size],
      ['psub', patterns.size],
      ['ssub', 0],
      ['multi', this.transaction?.queued.length ?? -1],
      ['watch', this.watched.size],
      ['omem', this.waitingBytes],
      ['cmd', this.lastCommand],
      ['user', 'default'],
      ['redir', -1],
      ['resp', this.protocol],
      ['lib-name', this.libraryName],
      ['lib-ver', this.libraryVersion],
      ['tot-net-in', this.inputBytes],
      ['tot-net-out', this.outputBytes],
      ['tot-cmds', this.commands],
    ]
    return fields.map(([name, value]) => `${name}=${String(value)}`).join(' ')
  }
}

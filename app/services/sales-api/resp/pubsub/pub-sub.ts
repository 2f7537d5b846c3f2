/**
 * Who listens to which channels, in the memory of this process: a message reaches the clients that listen when it is published,
 * and is kept for no one else.
 */
import type { ProtocolVersion } from '#foundation/resp/encoder'
import { ReplyEncoder } from '#foundation/resp/encoder'
import { globMatches } from '../command/glob.ts'

/** Of channels and patterns. The channel of a key event has a key and a prefix. */
export const CHANNEL_BYTES_MAX = 1100
/** Channels and patterns of one client. */
export const SUBSCRIPTIONS_MAX = 10_000
/** Different patterns of all clients together. With the length of channels this bounds the time that one message takes. */
export const PATTERN_BYTES_MAX = 32 * 1024
/** What a subscription takes besides its name. */
const SUBSCRIPTION_BYTES = 200

/** Names are bytes, one character each. */
export type Subscriptions = { readonly channels: Set<string>; readonly patterns: Set<string> }

export type Subscriber = {
  readonly subscriptions: Subscriptions
  readonly protocol: ProtocolVersion
  /** A message on its way to the client, behind the reply to what is being executed. */
  readonly deliver: (message: Uint8Array) => void
}

export type SubscriptionKind = 'channels' | 'patterns'

/** Which limit new subscriptions would pass. */
export type Excess = 'subscriptions' | 'patterns' | 'memory'

type Named = { readonly bytes: Uint8Array; readonly listeners: Set<Subscriber> }

export class PubSub {
  readonly #bytesMax: number
  readonly #named: Readonly<Record<SubscriptionKind, Map<string, Named>>> = {
    channels: new Map(),
    patterns: new Map(),
  }
  #bytes = 0
  #patternBytes = 0

  /** `bytesMax` is what the subscriptions of all clients may take. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get channels(): number {
    return this.#named.channels.size
  }

  get patterns(): number {
    return this.#named.patterns.size
  }

  names(): IterableIterator<string> {
    return this.#named.channels.keys()
  }

  listeners(channel: string): number {
    return this.#named.channels.get(channel)?.listeners.size ?? 0
  }

  /** Undefined if the client may subscribe to all of these. */
  excess(
    client: Subscriber,
    kind: SubscriptionKind,
    names: ReadonlySet<string>,
  ): Excess | undefined {
    const own = client.subscriptions[kind]
    const added = [...names].filter(name => !own.has(name))
    const bytes = added.reduce((sum, name) => sum + subscriptionBytes(name), 0)
    const isNew = (name: string): boolean => kind === 'patterns' && !this.#named.patterns.has(name)
    const patternBytes = added.filter(isNew).reduce((sum, { length }) => sum + length, 0)
    if (added.length + subscriptionsOf(client) > SUBSCRIPTIONS_MAX) return 'subscriptions'
    if (this.#patternBytes + patternBytes > PATTERN_BYTES_MAX) return 'patterns'
    return this.#bytes + bytes > this.#bytesMax ? 'memory' : undefined
  }

  subscribe(client: Subscriber, kind: SubscriptionKind, name: string): void {
    const own = client.subscriptions[kind]
    if (own.has(name)) return
    own.add(name)
    this.#bytes += subscriptionBytes(name)
    const named = this.#named[kind].get(name)
    if (named) {
      named.listeners.add(client)
    } else {
      const bytes = Buffer.from(name, 'latin1')
      this.#named[kind].set(name, { bytes, listeners: new Set([client]) })
      if (kind === 'patterns') this.#patternBytes += name.length
    }
  }

  unsubscribe(client: Subscriber, kind: SubscriptionKind, name: string): void {
    if (!client.subscriptions[kind].delete(name)) return
    this.#bytes -= subscriptionBytes(name)
    const named = this.#named[kind].get(name)
    named?.listeners.delete(client)
    if (named?.listeners.size !== 0) return
    this.#named[kind].delete(name)
    if (kind === 'patterns') this.#patternBytes -= name.length
  }

  /** The client listens to nothing any more. */
  leave(client: Subscriber): void {
    for (const kind of ['channels', 'patterns'] as const) {
      for (const name of client.subscriptions[kind]) this.unsubscribe(client, kind, name)
    }
  }

  /** Returns how many deliveries that makes; a client that listens in several ways gets the message several times. */
  publish(channel: Uint8Array, message: Uint8Array): number {
    let deliveries = 0
    const name = Buffer.from(channel.buffer, channel.byteOffset, channel.length).toString('latin1')
    const named = this.#named.channels.get(name)
    if (named) {
      deliveries += named.listeners.size
      deliver(named.listeners, [MESSAGE, channel, message])
    }
    for (const { bytes, listeners } of this.#named.patterns.values()) {
      if (!globMatches(bytes, channel)) continue
      deliveries += listeners.size
      deliver(listeners, [PATTERN_MESSAGE, bytes, channel, message])
    }
    return deliveries
  }
}

export function subscriptionsOf({ subscriptions }: Subscriber): number {
  return subscriptions.channels.size + subscriptions.patterns.size
}

const MESSAGE = Buffer.from('message')
const PATTERN_MESSAGE = Buffer.from('pmessage')

/** Encodes the message once for each protocol. */
function deliver(listeners: ReadonlySet<Subscriber>, parts: readonly Uint8Array[]): void {
  const encoded = new Map<ProtocolVersion, Uint8Array>()
  for (const client of listeners) {
    const message = encoded.get(client.protocol) ?? encode(client.protocol, parts)
    encoded.set(client.protocol, message)
    client.deliver(message)
  }
}

function encode(version: ProtocolVersion, parts: readonly Uint8Array[]): Uint8Array {
  const encoder = new ReplyEncoder()
  encoder.version = version
  encoder.push(parts.length)
  for (const part of parts) encoder.bulk(part)
  return encoder.take()
}

function subscriptionBytes(name: string): number {
  return name.length + SUBSCRIPTION_BYTES
}

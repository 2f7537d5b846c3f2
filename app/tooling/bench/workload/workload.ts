/** A kind of operations: what each of them asks, how keys are chosen, and over which protocols it is there. */
import type { Connect } from '../load/driver.ts'
import type { Address, Exchange, Protocol } from '../load/exchange.ts'
import { connectClient, doAll } from '../load/exchange.ts'

/** What a server speaks: HTTP as sales-api does, HTTP as etcd does, or Redis's protocol. */
export type Api = (typeof APIS)[number]

export const APIS = ['http', 'etcd', 'resp'] as const

export type Workload = {
  /** Names it on the command line. */
  readonly name: string
  readonly what: string
  /** What is counted. */
  readonly unit: string
  /** Over so many keys, or entries of a stream. */
  readonly over: Readonly<Partial<Record<Api, (keys: number) => Traffic>>>
}

/** The one that is meant where nothing else is said comes first. */
export function apisOf({ over }: Workload): Api[] {
  return APIS.filter(api => over[api])
}

/** Operations on one server. All keys and streams have names that begin with `bench`. */
export type Traffic = {
  /** Writes what the operations are going to find. */
  prepare(address: Address): Promise<void>
  connect(address: Address): Connect
}

/** `operations` makes those of a client by its number; `preparing` what is done before, one after the other. */
export function traffic<Request, Answer>(
  protocol: Protocol<Request, Answer>,
  operations: (client: number) => () => Exchange<Request, Answer>,
  preparing: () => Iterable<Exchange<Request, Answer>> = () => [],
): Traffic {
  return {
    prepare: address => doAll(protocol, address, preparing()),
    connect: address => (client, failed) =>
      connectClient(protocol, address, operations(client), failed),
  }
}

/** The numbers below `count` in groups, each of `size` at most. */
export function* groups(count: number, size: number): Generator<readonly number[]> {
  for (let from = 0; from < count; from += size) {
    yield Array.from({ length: Math.min(size, count - from) }, (_, at) => from + at)
  }
}

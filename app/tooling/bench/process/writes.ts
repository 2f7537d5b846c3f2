/**
 * Durable writes inside one process of its own, 256 in flight, 100-byte values: either through the key-value store, with its log,
 * memtable and flush, where a sink takes the results; or through the yardstick, a loop with a promise for each write that only
 * appends records of the same length to a file and syncs it once per group. Where the store's log is in etcd, the yardstick is 64
 * clients that put the same values into an etcd. Its parent sends `WritesOrder` and receives writes per second.
 */
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import fs from 'node:fs'
import { join } from 'node:path'
import { Etcd } from '#foundation/etcd/etcd'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import type { PutResult, Refusal } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { mutationBytes } from '#business/core/kv/mutation'
import { OPERATION_HEADER_BYTES } from '#business/data/node/batch'
import type { Sink } from '#business/data/node/operation'
import { openNode } from './node.ts'
import { answer } from './process.ts'

export type WritesOrder = {
  readonly directory: string
  readonly seconds: number
  /** Different keys written. */
  readonly keys: number
} & (
  | { readonly kind: 'store' | 'bare' }
  /** `member` is where etcd is. */
  | { readonly kind: 'on etcd' | 'etcd itself'; readonly member: string }
)

/** Begins a write, and calls back when it is durable. */
type Writer = {
  readonly inFlight: number
  readonly write: (done: () => void) => void
  readonly end: () => Promise<void>
}

const IN_FLIGHT = 256
const ETCD_CLIENTS = 64
const ETCD_MS_MAX = 10_000
const KEY_BYTES = 16
const KEY_DIGITS = 8
const FILE_BYTES = 256 * 1024 * 1024
const value = new Uint8Array(100).fill(120)

process.once('message', (order: WritesOrder) => {
  void answer(measure(order))
})

async function measure(order: WritesOrder): Promise<number> {
  const { seconds } = order
  const writer = await writerOf(order)
  let writes = 0
  let underWay = 0
  let isOver = false
  const started = performance.now()
  setTimeout(() => (isOver = true), seconds * 1000)
  await new Promise<void>(resolve => {
    const begin = (): void => {
      underWay++
      writer.write(done)
    }
    const done = (): void => {
      underWay--
      writes++
      if (!isOver) begin()
      else if (underWay === 0) resolve()
    }
    for (let count = 0; count < writer.inFlight; count++) begin()
  })
  const perSecond = writes / ((performance.now() - started) / 1000)
  await writer.end()
  return perSecond
}

async function writerOf(order: WritesOrder): Promise<Writer> {
  const { directory, keys } = order
  switch (order.kind) {
    case 'bare':
      return bareLoop(join(directory, 'bare'))
    case 'store':
      return await keyValueStore(directory, keys)
    case 'on etcd':
      return await keyValueStore(directory, keys, order.member)
    case 'etcd itself':
      return etcdItself(order.member, keys)
  }
}

async function keyValueStore(path: string, keys: number, member?: string): Promise<Writer> {
  const { node, kv } = await openNode(path, member)
  const key = parseKey(new Uint8Array(KEY_BYTES).fill(48))
  const request = {
    key,
    value,
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  }
  const random = seeded(1)
  let done = (): void => undefined
  const sink: Sink<PutResult | Refusal> = {
    done: () => {
      done()
    },
    failed: (_tag, error) => {
      throw error
    },
  }
  return {
    inFlight: IN_FLIGHT,
    write: whenDone => {
      done = whenDone
      writeDigits(key, Math.floor(random() * keys))
      kv.proposePut(request, sink, 0)
    },
    end: async () => {
      await node[Symbol.asyncDispose]()
    },
  }
}

/** Writes a number into the end of a key. */
function writeDigits(key: Key, number: number): void {
  let rest = number
  for (let at = KEY_BYTES - 1; at >= KEY_BYTES - KEY_DIGITS; at--) {
    key[at] = 48 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}

/** Appends into a file that was written with zeros before, over and over, as fast as this machine can. */
function bareLoop(path: string): Writer {
  const zeros = new Uint8Array(1024 * 1024)
  const file = fs.openSync(path, 'w')
  for (let at = 0; at < FILE_BYTES; at += zeros.length)
    fs.writeSync(file, zeros, 0, zeros.length, at)
  fs.fsyncSync(file)
  const put = { kind: 'put', key: parseKey(new Uint8Array(KEY_BYTES)), value } as const
  const more = { contentType: DEFAULT_CONTENT_TYPE, expiresAt: undefined, lease: undefined }
  const length =
    OPERATION_HEADER_BYTES + mutationBytes({ ...put, ...more, condition: NO_CONDITION })
  const record = new Uint8Array(length).fill(120)
  const group = new Uint8Array(length * IN_FLIGHT)
  let used = 0
  let position = 0
  let waiting: (() => void)[] = []
  const sync = (): void => {
    if (position + used > FILE_BYTES) position = 0
    const written = fs.writeSync(file, group, 0, used, position)
    assert(written === used, 'a group is written in one go')
    fs.fdatasyncSync(file)
    position += used
    used = 0
    const answered = waiting
    waiting = []
    for (const resolve of answered) resolve()
  }
  const append = (): Promise<void> =>
    new Promise(resolve => {
      if (used === 0) setImmediate(sync)
      group.set(record, used)
      used += length
      waiting.push(resolve)
    })
  const write = (done: () => void): void => {
    void append().then(done)
  }
  const end = (): Promise<void> => {
    fs.closeSync(file)
    return Promise.resolve()
  }
  return { inFlight: IN_FLIGHT, write, end }
}

/** Clients with connections of their own, each of which puts one value after the other. */
function etcdItself(member: string, keys: number): Writer {
  const { clock } = systemHost()
  const options = { members: [member], tls: undefined, user: undefined, clock }
  const clients = Array.from({ length: ETCD_CLIENTS }, () => new Etcd(options))
  const free = [...clients]
  const random = seeded(1)
  return {
    inFlight: ETCD_CLIENTS,
    write: done => {
      const client = free.pop()
      assert(client, 'as many writes as clients')
      const key = String(Math.floor(random() * keys)).padStart(KEY_BYTES, '0')
      const put = { conditions: [], then: [{ kind: 'put', key, value }], otherwise: [] } as const
      void client.transact(put, ETCD_MS_MAX).then(() => {
        free.push(client)
        done()
      })
    },
    end: () => {
      for (const client of clients) client[Symbol.dispose]()
      return Promise.resolve()
    },
  }
}

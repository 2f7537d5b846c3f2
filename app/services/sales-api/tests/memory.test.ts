import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { MemoryGroup } from '#foundation/program/memory-group'
import { CLIENT_LIMITS, RespClient, tcp } from '#foundation/resp/client'
import type { Reply } from '#foundation/resp/reply'
import { Service, until } from './service.ts'

/** It is given back when the service has rested for 20 s: what was written has to be flushed and collected before. */
const GIVEN_BACK_MS_MAX = 180_000
const MiB = 1024 ** 2
const LIMIT_BYTES = 256 * MiB
const VALUE_BYTES = 1_000_000
const KEYS = 160
const CLIENTS = 4
/** Some more than the memtable holds. */
const LOAD_KEYS = 100

/** What is refused for a moment, because the disk is slower than the clients, is sent again. */
async function put(service: Service, key: string, value: Uint8Array<ArrayBuffer>): Promise<void> {
  await until(
    async () => {
      const answer = await fetch(`${service.url}/v1/kv/${key}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: value,
      })
      await answer.arrayBuffer()
      return answer.ok ? true : undefined
    },
    () => `${key} is refused`,
  )
}

async function putAll(service: Service, keys: number, byte: number): Promise<void> {
  const value = new Uint8Array(VALUE_BYTES).fill(byte)
  let next = 0
  const client = async (): Promise<void> => {
    while (next < keys) await put(service, `key-${String(next++)}`, value)
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
}

async function changesBytes(service: Service): Promise<number> {
  const vars = await fetch(`${service.debugUrl}/debug/vars`)
  return ((await vars.json()) as { store: { changes_bytes: number } }).store.changes_bytes
}

/** The most that was seen since the last look. */
class Peak {
  bytes = 0

  constructor(group: MemoryGroup) {
    const timer = setInterval(() => {
      this.bytes = Math.max(this.bytes, group.anonymousBytes)
    }, 20)
    onTestFinished(() => {
      clearInterval(timer)
    })
  }
}

/** What is left of a process's own when the rest is at rest. */
function anonymousBytes(pid: number): number {
  const text = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(text)?.[1]) * 1024
}

it.runIf(process.platform === 'linux')(
  'a service that had large values written to it is as small a minute later as one that was just started on them',
  async () => {
    await using service = await Service.start()
    await putAll(service, LOAD_KEYS, 1)
    await service.stop()
    await service.restart()
    const fresh = anonymousBytes(service.pid)
    await putAll(service, LOAD_KEYS, 2)
    expect(anonymousBytes(service.pid)).toBeGreaterThan(1.5 * fresh)
    await until(
      () => (anonymousBytes(service.pid) <= 1.5 * fresh ? true : undefined),
      () => `${String(anonymousBytes(service.pid))} bytes stay, ${String(fresh)} after a start`,
      GIVEN_BACK_MS_MAX,
    )
  },
)

const ENTRIES = 5000
const ENTRY_BYTES = 32 * 1024
const APPENDED_AT_ONCE = 50
const READ_AT_ONCE = 100
/** Of a reader that has come to the end. */
const ASK_EVERY_MS = 10

async function connect(service: Service): Promise<RespClient> {
  const client = await RespClient.connect({
    host: systemHost(),
    open: tcp({ host: '127.0.0.1', port: service.respPort }),
    limits: { ...CLIENT_LIMITS, timeoutMs: 300_000 },
  })
  onTestFinished(() => {
    client.close()
  })
  return client
}

/** The id of the last entry of a reply of XRANGE, and how many there are. */
function entriesOf(reply: Reply): { count: number; last: string | undefined } {
  if (reply.kind !== 'array') throw new Error(`XRANGE replies with ${reply.kind}`)
  const entry = reply.items.at(-1)
  const id = entry?.kind === 'array' ? entry.items[0] : undefined
  const last = id?.kind === 'bulk' ? Buffer.from(id.bytes).toString() : undefined
  return { count: reply.items.length, last }
}

async function appendAll(service: Service): Promise<void> {
  const client = await connect(service)
  const value = 'x'.repeat(ENTRY_BYTES)
  for (let appended = 0; appended < ENTRIES; appended += APPENDED_AT_ONCE) {
    const calls = Array.from({ length: APPENDED_AT_ONCE }, () =>
      client.call('XADD', 'large', '*', 'value', value),
    )
    await Promise.all(calls)
  }
}

/** From the beginning on, while it is appended to or afterwards. */
async function readAll(service: Service): Promise<void> {
  const client = await connect(service)
  let after = '0-0'
  for (let read = 0; read < ENTRIES;) {
    const count = String(READ_AT_ONCE)
    const found = entriesOf(await client.call('XRANGE', 'large', `(${after}`, '+', 'COUNT', count))
    if (found.count === 0) await pause(ASK_EVERY_MS)
    read += found.count
    after = found.last ?? after
  }
}

describe('within a limit of 256 MiB', () => {
  it('a stream ten times as large as the memtable is appended to, followed and read back', async context => {
    await using group = MemoryGroup.make('sales-stream', LIMIT_BYTES)
    if (!group) return context.skip('no control group can be made here')
    const peak = new Peak(group)
    await using service = await Service.start({ group, args: ['--store-memory=16MiB'] })
    await Promise.all([appendAll(service), readAll(service)])
    await readAll(service)
    expect(group.oomKills).toBe(0)
    expect(peak.bytes).toBeLessThan(0.9 * LIMIT_BYTES)
  })

  it('twice its size in old values is collected, also by a service that was killed before', async context => {
    await using group = MemoryGroup.make('sales-collect', LIMIT_BYTES)
    if (!group) return context.skip('no control group can be made here')
    const peak = new Peak(group)
    await using service = await Service.start({ group })
    for (const byte of [1, 2]) await putAll(service, KEYS, byte)
    const compacted = await fetch(`${service.url}/v1/compact`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ revision: 2 * KEYS }),
    })
    expect(compacted.status).toBe(200)
    await service.kill()
    await service.restart()
    await until(
      async () => ((await changesBytes(service)) < 1.5 * KEYS * VALUE_BYTES ? true : undefined),
      () => `old values stay:\n${service.output}`,
    )
    expect(group.oomKills).toBe(0)
    expect(peak.bytes).toBeLessThan(0.9 * LIMIT_BYTES)
    const answer = await fetch(`${service.url}/v1/kv/key-7`)
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array(VALUE_BYTES).fill(2))
  })
})

/** What its users did: a small disk, the default settings, and writers who do not stop before they are told to. */
import fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SmallDisk } from '#foundation/testing/small-disk'
import { Service, until } from './service.ts'

const MiB = 1024 * 1024
const DISK_BYTES = 256 * MiB
const VALUE = Buffer.alloc(400_000, 'x')
/** A client that was refused for a moment asks again after so long. */
const BUSY_MS = 20
/** Some five seconds where nothing else is to be done; the machine of a test may have much else to do. */
const BACK_MS_MAX = 300_000

const isPossible = ((): boolean => {
  using disk = SmallDisk.mount(DISK_BYTES)
  return disk !== undefined
})()
if (!isPossible) console.warn('skipped: tests of a small disk, because only root can mount one')

/** The service on a small disk, both of which end with the test, also one that ran out of time. */
async function start(): Promise<{ service: Service; disk: SmallDisk }> {
  const disk = SmallDisk.mount(DISK_BYTES)
  if (!disk) throw new Error('no small disk can be mounted any more')
  onTestFinished(() => {
    disk[Symbol.dispose]()
  })
  const service = await Service.start({ directory: join(disk.directory, 'data') })
  onTestFinished(async () => {
    await service[Symbol.asyncDispose]()
  })
  return { service, disk }
}

async function put(service: Service, key: string): Promise<number> {
  const response = await fetch(`${service.url}/v1/kv/${key}`, { method: 'PUT', body: VALUE })
  await response.text()
  return response.status
}

/** Writes until the disk is full; resolves with the keys that were acknowledged. */
async function fill(service: Service, clients: number): Promise<string[]> {
  const written: string[] = []
  let next = 0
  const client = async (): Promise<void> => {
    for (;;) {
      const key = `key-${String(next++)}`
      const status = await put(service, key)
      if (status === 507) return
      // Busy is no answer: the next one may be another.
      expect([201, 503]).toContain(status)
      if (status === 201) written.push(key)
      else await pause(BUSY_MS)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return written
}

async function remove(service: Service, keys: readonly string[]): Promise<void> {
  const operations = keys.map(key => ({ op: 'delete', key }))
  const half = Math.ceil(operations.length / 2)
  // Half of them one by one, the others in transactions.
  for (const { key } of operations.slice(0, half)) {
    const response = await fetch(`${service.url}/v1/kv/${key}`, { method: 'DELETE' })
    expect(response.status).toBe(204)
  }
  for (let at = half; at < operations.length; at += 50) {
    const response = await fetch(`${service.url}/v1/txn`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ then: operations.slice(at, at + 50) }),
    })
    expect(response.status, await response.text()).toBe(200)
  }
}

async function compactAll(service: Service): Promise<void> {
  const listing = await fetch(`${service.url}/v1/kv?limit=1&keysOnly=true`)
  const { revision } = (await listing.json()) as { revision: number }
  const response = await fetch(`${service.url}/v1/compact`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ revision }),
  })
  expect(response.status, await response.text()).toBe(200)
}

const REFUSED = 'the disk is full: writes are refused'
const ACCEPTED = 'the disk has space: writes are accepted again'

describe.runIf(isPossible)('a small disk', () => {
  it.each([
    ['as fast as it can be', 8],
    ['by one client', 1],
  ])(
    'that is filled %s keeps its reserve; deleting and compacting brings writes back',
    async (_name, clients) => {
      const { service, disk } = await start()
      const written = await fill(service, clients)
      expect(written.length).toBeGreaterThan(100)
      const { bavail, bsize } = fs.statfsSync(disk.directory)
      // A flush of what was accepted last, and no more, was taken from it.
      expect(bavail * bsize).toBeGreaterThan(40 * MiB)
      await service.logged(REFUSED)

      const kept = written.filter((_, index) => index % 5 > 2)
      await remove(
        service,
        written.filter((_, index) => index % 5 <= 2),
      )
      await compactAll(service)
      await until(
        async () => ((await put(service, 'again')) === 201 ? true : undefined),
        () => `writes were not taken again:\n${service.output.slice(-2000)}`,
        BACK_MS_MAX,
      )
      await service.logged(ACCEPTED)
      for (const key of kept) {
        const response = await fetch(`${service.url}/v1/kv/${key}`)
        expect(VALUE.equals(Buffer.from(await response.arrayBuffer())), key).toBe(true)
      }
    },
  )

  it('that is full at a kill is served again after it: reads and deletes, and a stop when asked', async () => {
    const { service, disk } = await start()
    const written = await fill(service, 8)
    await service.kill()
    disk.fill()
    await service.restart()
    await service.logged(REFUSED)
    for (const key of written) {
      const response = await fetch(`${service.url}/v1/kv/${key}`)
      expect(VALUE.equals(Buffer.from(await response.arrayBuffer())), key).toBe(true)
    }
    expect(await put(service, 'more')).toBe(507)
    await remove(service, written.slice(0, 20))
    expect(await service.stop()).toBe(0)
  })
})

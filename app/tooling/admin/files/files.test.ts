/** Backups, checks and restores beside the real service. What looks into files is a process of its own. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import { BACKUP_FORMAT, readManifest, writeManifest } from '#business/data/backup/manifest'
import { EXIT } from '../outcome.ts'
import type { Ended } from '../test-process.ts'
import { adminHere, json, listening, startAdmin, TestService } from '../test-process.ts'

const CLIENTS = 8
/** Each is a start of a process. */
const FLIPS = 6
/** Little memory and a short past, so that flushes, collections and trims happen under the backup's eyes. */
const BUSY = ['--store-memory=16MiB', '--store-retention=1s']

const findingsSchema = z.array(
  z.object({
    message: z.string(),
    table: z.int().optional(),
    key: z.string().optional(),
    file: z.string().optional(),
    offset: z.int().optional(),
  }),
)

/** All commands here name their places. */
function admin(args: readonly string[]): Promise<Ended> {
  return adminHere(args, { url: '', debugUrl: '', resp: '0.0.0.0:6380', directory: '' })
}

/** Writes without end: every client counts its own keys up, and knows what was acknowledged. */
class Load {
  readonly acknowledged = new Map<string, number>()
  writes = 0
  readonly #over = new AbortController()
  readonly #clients: Promise<void>[]

  constructor(service: TestService) {
    this.#clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let version = 1; !this.#over.signal.aborted; version++) {
        const key = `load/${String(client)}/${String(version % 40)}`
        try {
          await service.put(key, `${String(version)} ${'x'.repeat((version * 37) % 5000)}`)
        } catch {
          // The service was killed.
          return
        }
        this.acknowledged.set(key, version)
        this.writes++
      }
    })
  }

  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#clients)
  }
}

async function written(load: Load, writes: number): Promise<void> {
  const target = load.writes + writes
  await until(
    () => (load.writes >= target ? true : undefined),
    () => `only ${String(load.writes)} writes were acknowledged`,
  )
}

it('a backup made under load has every write acknowledged before it, and restored serves it', async () => {
  await using service = await TestService.start(...BUSY)
  const load = new Load(service)
  await written(load, 500)
  const before = new Map(load.acknowledged)
  const underLoad = join(service.root, 'backups', 'under load')
  const args = ['backup', underLoad, '--debug-url', service.debugUrl, '--json']
  const { code, stdout, stderr } = await admin(args)
  expect([code, stderr]).toEqual([EXIT.done, ''])
  expect(json(stdout)).toMatchObject([
    { backup: underLoad, verified: true, revision: expect.any(Number) as number },
  ])
  await service.kill()
  await load.stop()
  // The last one begins with what the killed service left.
  const path = join(service.root, 'backups', 'killed')
  expect((await admin(['backup', path, '--from', service.directory])).code).toBe(EXIT.done)
  const backups = [[underLoad, before] as const, [path, new Map(load.acknowledged)] as const]

  for (const [backup, acknowledged] of backups) {
    const target = `${backup}.restored`
    const restored = await admin(['restore', backup, target, '--json'])
    expect([restored.code, restored.stderr]).toEqual([EXIT.done, ''])
    expect(json(restored.stdout)).toMatchObject([{ restored: target, from: backup }])
    await service.start(target, ...BUSY)
    // One after the other: thousands at the same time are refused when the machine is busy.
    for (const [key, version] of acknowledged) {
      expect(Number((await service.get(key))?.split(' ')[0]), key).toBeGreaterThanOrEqual(version)
    }
    await service.put('after', 'restore')
    expect(await service.get('after')).toBe('restore')
    expect(await service.stop()).toBe(0)
  }
})

it('a directory that a service has is neither verified nor restored over; one that is stopped is sound', async () => {
  await using service = await TestService.start(...BUSY)
  const load = new Load(service)
  await written(load, 200)
  const path = join(service.root, 'backup')
  expect((await admin(['backup', path, '--debug-url', service.debugUrl])).code).toBe(EXIT.done)
  const commands = [
    ['verify', service.directory],
    ['backup', `${path}.other`, '--from', service.directory],
    ['restore', path, service.directory],
  ]
  for (const args of commands) {
    const { code, stderr } = await admin(args)
    expect([code, stderr.includes('is in use by process')], args[0]).toEqual([EXIT.failed, true])
  }
  expect((await admin(['verify', service.directory])).stderr).toContain('admin backup')
  await load.stop()
  expect(await service.stop()).toBe(0)
  const { code, stdout, stderr } = await admin(['verify', service.directory, '--json'])
  expect([code, stderr]).toEqual([EXIT.done, ''])
  expect(json(stdout)).toMatchObject([
    {
      sound: true,
      kind: 'directory',
      store: { rows: expect.any(Number) as number, changes: expect.any(Number) as number },
      log: { last: expect.any(Number) as number },
      findings: [],
    },
  ])
  const filled = await admin(['restore', path, service.directory, '--json'])
  expect(filled.code).toBe(EXIT.failed)
  expect(json(filled.stderr)).toMatchObject([{ error: { code: 'TARGET_NOT_EMPTY', exitCode: 1 } }])
})

it('after a restore that raises the revision no ETag of the lost time fits, and no watch of it goes on', async () => {
  await using service = await TestService.start()
  await service.put('kept', 'a')
  await service.put('changed', 'a')
  const path = join(service.root, 'backup')
  expect((await admin(['backup', path, '--debug-url', service.debugUrl])).code).toBe(EXIT.done)
  await service.put('changed', 'lost')
  await service.put('kept too late', 'lost')
  await service.kill()
  const target = `${path}.restored`
  const restored = await admin(['restore', path, target, '--raise-revision', '1000', '--json'])
  expect(json(restored.stdout)).toMatchObject([{ restored: target, revision: 1002 }])
  await service.start(target)

  const put = (key: string, etag: number): Promise<Response> =>
    fetch(`${service.url}/v1/kv/${key}`, {
      method: 'PUT',
      body: 'b',
      headers: { 'If-Match': `"${String(etag)}"` },
    })
  // Its ETag is of the backup, and so is its value.
  expect((await put('kept', 1)).headers.get('etag')).toBe('"1003"')
  expect((await put('changed', 3)).status).toBe(412)
  await service.put('changed', 'b')
  expect((await put('changed', 3)).status).toBe(412)
  expect((await put('changed', 1004)).status).toBe(200)
  for (const [from, status] of [
    [3, 410],
    [1002, 410],
    [1003, 200],
  ]) {
    const stop = new AbortController()
    const url = `${service.url}/v1/watch?prefix=&from=${String(from)}`
    const response = await fetch(url, { signal: stop.signal })
    expect(response.status, `from ${String(from)}`).toBe(status)
    stop.abort()
  }
})

it('damage is found, with its place, by an exit code of its own; whatever LMDB does about it', async () => {
  // All that is written stays: nothing of it is too old while the test runs.
  await using service = await TestService.start()
  for (let index = 0; index < 300; index++)
    await service.put(`key ${String(index)}`, 'x'.repeat(500))
  expect(await service.stop()).toBe(0)
  const directory = service.directory

  const changes = join(directory, 'store', '000000001.changes')
  const bytes = fs.readFileSync(changes)
  bytes.writeUInt8(bytes.readUInt8(10_000) ^ 4, 10_000)
  fs.writeFileSync(changes, bytes)
  const found = await admin(['verify', directory, '--json'])
  expect(found.code).toBe(EXIT.damaged)
  const [report] = json(found.stdout)
  expect(report?.sound).toBe(false)
  const [block, ...keys] = findingsSchema.parse(report?.findings)
  expect(block).toMatchObject({ file: 'store/000000001.changes' })
  expect(block?.offset).toBeLessThanOrEqual(10_000)
  expect(keys.length).toBeGreaterThan(5)
  for (const { key, table } of keys) expect([key?.slice(0, 4), table]).toEqual(['key ', 1])
  expect(json(found.stderr)).toMatchObject([{ error: { code: 'DAMAGED', exitCode: EXIT.damaged } }])
  const path = join(service.root, 'backup')
  const backup = await admin(['backup', path, '--from', directory])
  expect(backup.code).toBe(EXIT.damaged)
  expect(fs.readdirSync(service.root)).toEqual(['data'])
  bytes.writeUInt8(bytes.readUInt8(10_000) ^ 4, 10_000)
  fs.writeFileSync(changes, bytes)
  expect((await admin(['verify', directory])).code).toBe(EXIT.done)

  // Heads of pages, which LMDB believes: some of these flips end the process that reads them.
  const file = join(directory, 'store', 'store.mdb')
  const pages = fs.readFileSync(file)
  const chance = seeded(7)
  const codes = new Set<number | null>()
  for (let round = 0; round < FLIPS; round++) {
    const page = 2 + Math.floor(chance() * (pages.length / 4096 - 2))
    const at = page * 4096 + 8 + Math.floor(chance() * 24)
    const flipped = Buffer.from(pages)
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << Math.floor(chance() * 8)), at)
    fs.writeFileSync(file, flipped)
    const { code, stderr } = await admin(['verify', directory])
    expect(stderr).not.toContain('    at ')
    codes.add(code)
  }
  // A free page may hold anything.
  expect([...codes].every(code => code === EXIT.damaged || code === EXIT.done)).toBe(true)
  expect(codes).toContain(EXIT.damaged)
})

it('a backup whose manifest is damaged is not restored, and ends with the exit code for damage', async () => {
  await using service = new TestService()
  fs.writeFileSync(join(service.root, 'manifest.json'), '{"format":2}')
  const target = join(service.root, 'target')
  const { code, stderr } = await admin(['restore', service.root, target, '--json'])
  expect(code).toBe(EXIT.damaged)
  expect(json(stderr)).toMatchObject([
    { error: { code: 'MANIFEST_DAMAGED', exitCode: EXIT.damaged } },
  ])
  expect(fs.existsSync(target)).toBe(false)
})

it('what is no data directory, no backup, or not there is refused, and nothing is made of it', async () => {
  await using service = new TestService()
  const empty = join(service.root, 'empty')
  fs.mkdirSync(empty)
  const nowhere = join(service.root, 'nowhere')
  for (const [args, why] of [
    [['verify', nowhere], 'There is no directory'],
    [['verify', empty], 'There is no store'],
    [['backup', nowhere, '--from', empty], 'There is no store'],
    [['restore', empty, nowhere], 'is not a backup'],
    [['restore', nowhere, nowhere], 'is not a backup'],
  ] as const) {
    const { code, stdout, stderr } = await admin(args)
    expect([code, stdout], args.join(' ')).toEqual([EXIT.failed, ''])
    expect(stderr).toContain(why)
  }
  expect(fs.readdirSync(service.root)).toEqual(['empty'])
  expect(fs.readdirSync(empty)).toEqual([])
})

it.each(['admin', 'the service'])('a backup during which %s is killed is none', async killed => {
  await using service = await TestService.start()
  const value = 'x'.repeat(1_000_000)
  for (let number = 0; number < 20; number++) await service.put(`large/${String(number)}`, value)
  const to = join(service.root, 'killed')
  const backup = startAdmin(['backup', to, '--debug-url', service.debugUrl])
  await until(
    () => (fs.existsSync(join(to, 'store')) ? true : undefined),
    () => backup.output,
  )
  if (killed === 'admin') {
    await backup.kill()
    // The service notices.
    await until(
      () => (fs.existsSync(to) ? undefined : true),
      () => fs.readdirSync(to).join(),
    )
  } else {
    await service.kill()
    expect(await backup.ended()).toBe(EXIT.unreachable)
    const restored = await admin(['restore', to, `${to}.restored`])
    expect([restored.code, restored.stderr]).toEqual([
      EXIT.failed,
      expect.stringContaining('is not a backup') as string,
    ])
    await service.start()
  }
  const other = `${to}.other`
  expect((await admin(['backup', other, '--debug-url', service.debugUrl])).code).toBe(EXIT.done)
})

it('a backup that a service made elsewhere leaves another one alone that has its name here', async () => {
  const to = fs.mkdtempSync(join(os.tmpdir(), 'admin-'))
  onTestFinished(() => {
    fs.rmSync(to, { recursive: true })
  })
  const content = { created: '2026-05-01T00:00:00.000Z', version: '0', position: 7, revision: 7 }
  // Its files are missing: it cannot be verified.
  const other = { format: BACKUP_FORMAT, ...content, chainHash: 'a', files: [] }
  writeManifest(systemHost().disk, to, other)
  const body = JSON.stringify({ directory: to, ...content, chainHash: 'b', files: 1, bytes: 1 })
  const debugUrl = await listening(socket => {
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${String(body.length)}\r\nConnection: close`
    socket.once('data', () => socket.end(`${head}\r\n\r\n${body}`))
  })
  const { code, stdout, stderr } = await admin(['backup', to, '--debug-url', debugUrl, '--json'])
  expect([code, stderr]).toEqual([EXIT.done, ''])
  expect(json(stdout)).toMatchObject([{ backup: to, chainHash: 'b', verified: false }])
  expect(readManifest(systemHost().disk, to)).toEqual(other)
})

it('a backup and a tried restore are told by the service, also by the next process, and leave nothing beside', async () => {
  await using service = await TestService.start()
  const told = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${service.debugUrl}/metrics`)).text()
    const times = text.matchAll(/^backup_(made|tried)_timestamp_seconds (\S+)$/gm)
    return Object.fromEntries([...times].map(([, name = '', value]) => [name, Number(value)]))
  }
  expect(await told()).toEqual({ made: 0, tried: 0 })
  await service.put('kept', 'a')
  const before = Date.now() / 1000
  const path = join(service.root, 'backup')
  const where = ['--debug-url', service.debugUrl, '--json']
  expect((await admin(['backup', path, ...where])).code).toBe(EXIT.done)
  const { made = 0, tried } = await told()
  expect([made >= before, tried]).toEqual([true, 0])

  const { code, stdout, stderr } = await admin(['try-restore', path, ...where])
  expect([code, stderr]).toEqual([EXIT.done, ''])
  expect(json(stdout)).toMatchObject([{ tried: path, revision: 1 }])
  const after = await told()
  expect([after.made, (after.tried ?? 0) >= before]).toEqual([made, true])
  expect(fs.readdirSync(service.root).toSorted()).toEqual(['backup', 'data'])

  await service.kill()
  await service.start()
  expect(await told()).toEqual(after)
  const file = join(path, 'store', 'store.mdb')
  fs.appendFileSync(file, 'x')
  expect((await admin(['try-restore', path, ...where])).code).toBe(EXIT.damaged)
  expect(await told()).toEqual(after)
  expect(fs.readdirSync(service.root).toSorted()).toEqual(['backup', 'data'])
})

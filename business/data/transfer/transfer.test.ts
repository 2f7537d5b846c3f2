import fs from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Disk } from '#foundation/host/host'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import { MANIFEST_FILE, parseManifest, sealOf } from '#business/data/backup/manifest'
import { SharedLogs } from '#business/data/log/testing/shared-log'
import { Snapshots } from '#business/data/backup/snapshots'
import type { Node, Report } from '#business/data/node/node'
import { reportsIn, STORE_DIRECTORY } from '#business/data/node/node'
import type { DiskBase } from '#business/data/store/disk-base'
import { checkBlocks } from '#business/data/store/disk-files'
import { fetchSnapshot } from './fetch.ts'
import { HELD_PREFIX, HeldSnapshot } from './held-snapshot.ts'
import { FETCHED_DIRECTORY, install, recover } from './install.ts'
import { continues, replaceTables } from './join.ts'
import { PeerClient, tokenOf } from './peer-client.ts'
import { JoiningNode, place, SECRET } from './testing/joining-node.ts'

const host = systemHost()
const never = new AbortController().signal
const ignore = (): void => undefined
const access = { secret: SECRET, tls: undefined }
const ROW_BYTES = 200_000
const ROWS = 30
/** What of a file is written at once. */
const PIECE_BYTES = 4 * 1024 * 1024

const removals: (() => void)[] = []
afterEach(() => {
  for (const remove of removals.splice(0)) remove()
})

function newDirectory(): string {
  const { directory, remove } = place()
  removals.push(remove)
  return directory
}

/** A node with rows of some MiB, which has reported, and whose log keeps no more than its last entry. */
async function holder(logs: SharedLogs): Promise<JoiningNode> {
  const node = await JoiningNode.start(logs, 'holder', newDirectory())
  for (let row = 0; row < ROWS; row++) await node.write(ROW_BYTES)
  await node.pass(6000)
  logs.trim(logs.last)
  return node
}

async function positionIn(directory: string): Promise<number> {
  const store = join(directory, STORE_DIRECTORY)
  if (!fs.existsSync(store)) return 0
  return (await checkBlocks(host.disk, store, ignore)).position
}

/** What a start does before the node is opened. Resolves with why peers gave nothing. */
async function comeBack(
  logs: SharedLogs,
  directory: string,
  stop = never,
  onFetched: (done: number, total: number) => void = ignore,
  onRefused: (error: Error) => void = ignore,
): Promise<string[]> {
  const reasons: string[] = []
  await recover(host.disk, directory)
  const position = await positionIn(directory)
  const log = logs.open()
  if (await continues(log, position, never)) return reasons
  const order = {
    ...{ directory, position, access, address: '', onFetched },
    onRefused: (error: Error) => {
      reasons.push(error.message)
      onRefused(error)
    },
  }
  await replaceTables(host, log, order, stop)
  return reasons
}

describe('a node whose log begins behind what it has', () => {
  it.each(['with an empty disk', 'with an old one'])(
    '%s comes back with the tables of another one, and goes on',
    async kind => {
      const logs = new SharedLogs(host.turns)
      const directory = newDirectory()
      if (kind === 'with an old one') {
        await using before = await JoiningNode.start(logs, 'joiner', directory)
        await before.write(10)
      }
      await using one = await holder(logs)
      expect(await comeBack(logs, directory)).toEqual([])
      expect(fs.readdirSync(directory)).toEqual([STORE_DIRECTORY])
      await one.write(10)
      await using joiner = await JoiningNode.start(logs, 'joiner', directory)
      await joiner.node.barrier()
      expect(joiner.node.store.state).toEqual(one.node.store.state)
      await joiner.write(20)
      await one.node.barrier()
      expect(one.node.store.state.chainHash).toBe(joiner.node.store.state.chainHash)
      expect([one.node.unsound, joiner.node.unsound]).toEqual([undefined, undefined])
    },
  )

  it('keeps its tables if the log can continue them', async () => {
    const logs = new SharedLogs(host.turns)
    await using one = await JoiningNode.start(logs, 'one', newDirectory())
    await one.write(10)
    expect(await comeBack(logs, newDirectory())).toEqual([])
    expect(one.held.position).toBeUndefined()
  })

  it('goes on where it was cut off, and fetches nothing twice', async () => {
    const logs = new SharedLogs(host.turns)
    await using one = await holder(logs)
    const directory = newDirectory()
    const stop = new AbortController()
    const cut = comeBack(logs, directory, stop.signal, done => {
      if (done > 2_000_000) stop.abort(new Error('cut off'))
    })
    await expect(cut).rejects.toThrow('cut off')
    expect(one.starts).toEqual([0])
    await comeBack(logs, directory)
    const [, second = 0] = one.starts
    expect(one.starts).toHaveLength(2)
    expect(second).toBeGreaterThan(2_000_000)
    expect(await positionIn(directory)).toBe(one.held.position)
  })

  it('writes all of a piece of which the system takes a part at a time', async () => {
    const open = fs.promises.open.bind(fs.promises)
    const half = (bytes: Uint8Array): number => Math.ceil(bytes.length / 2)
    const spy = vi.spyOn(fs.promises, 'open').mockImplementation(async (...order) => {
      const file = await open(...order)
      const write = file.write.bind(file) as (...order: unknown[]) => ReturnType<typeof file.write>
      file.write = ((bytes: Uint8Array, at: number, _length: number, position: number) =>
        write(bytes, at, Math.min(half(bytes), bytes.length - at), position)) as typeof file.write
      return file
    })
    onTestFinished(() => {
      spy.mockRestore()
    })
    const logs = new SharedLogs(host.turns)
    await using one = await holder(logs)
    const directory = newDirectory()
    expect(await comeBack(logs, directory)).toEqual([])
    expect(await positionIn(directory)).toBe(one.held.position)
  })

  it.each([
    ['in a piece', 'file', PIECE_BYTES / 2 + 5, [PIECE_BYTES / 2 + 5]],
    ['before anything was written', 'file', 0, [0]],
    ['before a piece was on the disk', 'file', 'zeros', [PIECE_BYTES, 0]],
    ['in the manifest', 'manifest', 20, [0]],
  ] as const)('that was killed %s has the old tables, and comes back', async (...when) => {
    const [, where, left, starts] = when
    const logs = new SharedLogs(host.turns)
    const directory = newDirectory()
    {
      await using before = await JoiningNode.start(logs, 'joiner', directory)
      await before.write(10)
    }
    const old = await positionIn(directory)
    await using one = await holder(logs)
    const stop = new AbortController()
    const cut = comeBack(logs, directory, stop.signal, () => {
      stop.abort(new Error('killed'))
    })
    await expect(cut).rejects.toThrow('killed')
    const fetched = join(directory, FETCHED_DIRECTORY)
    const [file = ''] = fs.readdirSync(join(fetched, STORE_DIRECTORY))
    const path = where === 'file' ? join(STORE_DIRECTORY, file) : MANIFEST_FILE
    if (left === 'zeros') fs.writeFileSync(join(fetched, path), new Uint8Array(PIECE_BYTES))
    else fs.truncateSync(join(fetched, path), left)
    expect(await positionIn(directory)).toBe(old)
    one.starts.length = 0
    await comeBack(logs, directory, never, ignore, () => void one.pass(6000))
    expect(one.starts).toEqual(starts)
    expect(await positionIn(directory)).toBe(one.held.position)
    expect(fs.readdirSync(directory)).toEqual([STORE_DIRECTORY])
  })

  it('asks nobody who has another log, another secret, or a reason of its own, and waits for one who gives', async () => {
    const logs = new SharedLogs(host.turns)
    await using one = await holder(logs)
    one.refusal = 'this node is unsound'
    const reasons: string[] = []
    const directory = newDirectory()
    const back = comeBack(logs, directory, never, ignore, error => {
      reasons.push(error.message)
      one.refusal = undefined
      void one.pass(6000)
    })
    await back
    expect(reasons[0]).toContain('this node is unsound')
    using stranger = new PeerClient(`127.0.0.1:${String(one.peer.port)}`, {
      ...access,
      secret: 'x',
    })
    const into = join(newDirectory(), 'fetched')
    const fetching = fetchSnapshot(host, stranger, into, wanted(), never, ignore)
    await expect(fetching).rejects.toThrow(/401 .*SALES_NODE_PEER_SECRET/)
    using peer = new PeerClient(`127.0.0.1:${String(one.peer.port)}`, access)
    const other = fetchSnapshot(host, peer, into, { log: 'other', after: 0 }, never, ignore)
    await expect(other).rejects.toThrow('409 this node has the log shared')
    const newer = fetchSnapshot(host, peer, into, { ...wanted(), after: 1e9 }, never, ignore)
    await expect(newer).rejects.toThrow('this node has 1000000000')
    expect(fs.existsSync(into)).toBe(false)
  })
})

const wanted = () => ({ log: 'shared', after: 0 })

async function manifestOf(one: JoiningNode) {
  using peer = new PeerClient(`127.0.0.1:${String(one.peer.port)}`, access)
  const { body } = await until(
    async () => {
      const answer = await peer.get('/v1/snapshot?log=shared', 1e6, never)
      return answer.status === 200 ? answer : undefined
    },
    () => 'no snapshot was made',
  )
  return parseManifest(body.toString(), 'peer')
}

describe('an installation', () => {
  it('that is cut off at any of its steps leaves the old tables or the new ones', async () => {
    const logs = new SharedLogs(host.turns)
    const old = newDirectory()
    {
      await using before = await JoiningNode.start(logs, 'joiner', old)
      await before.write(10)
    }
    const oldPosition = await positionIn(old)
    await using one = await holder(logs)
    using peer = new PeerClient(`127.0.0.1:${String(one.peer.port)}`, access)
    const manifest = await fetchSnapshot(
      host,
      peer,
      join(old, FETCHED_DIRECTORY),
      wanted(),
      never,
      ignore,
    )
    const found = new Set<number>()
    for (let steps = 0; ; steps++) {
      const directory = newDirectory()
      fs.cpSync(old, directory, { recursive: true })
      const isDone = await install(cutOff(steps), directory, manifest).then(
        () => true,
        () => false,
      )
      await recover(host.disk, directory)
      const position = await positionIn(directory)
      expect([oldPosition, manifest.position]).toContain(position)
      found.add(position)
      if (isDone) break
    }
    expect(found.size).toBe(2)
  })
})

/** Every change of a name after so many fails. */
function cutOff(steps: number): Disk {
  let left = steps
  const step = (act: () => void): void => {
    if (left-- <= 0) throw new Error('cut off')
    act()
  }
  return Object.assign(Object.create(host.disk) as Disk, {
    rename: (from: string, to: string) => {
      step(() => {
        host.disk.rename(from, to)
      })
    },
    syncDirectory: (directory: string) => {
      step(() => {
        host.disk.syncDirectory(directory)
      })
    },
  })
}

describe('the peer port', () => {
  it('serves on after hostile bytes, bodies, and paths that lead elsewhere', async () => {
    const logs = new SharedLogs(host.turns)
    await using one = await JoiningNode.start(logs, 'one', newDirectory())
    const { port } = one.peer
    const authorization = `Authorization: Bearer ${tokenOf(SECRET)}\r\n`
    const answers = await Promise.all(
      [
        Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)),
        `GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n`,
        `POST /v1/status HTTP/1.1\r\nHost: x\r\n${authorization}Content-Length: 5\r\n\r\n`,
        `GET /v1/status HTTP/1.1\r\nHost: x\r\n${authorization}Content-Length: 5\r\n\r\nhello`,
        `GET /v1/files/../../etc/passwd?seal=x&from=0 HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`,
        `GET /v1/files/store/store.mdb?seal=x&from=-1 HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`,
        `GET //[ HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`,
        `GET /v1/status HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(10_000)}\r\n\r\n`,
      ].map(bytes => spoken(port, bytes)),
    )
    const status = answers.map(answer => answer.split(' ')[1])
    expect(status).toEqual([undefined, '401', '405', '405', '404', '404', '400', undefined])
    using peer = new PeerClient(`127.0.0.1:${String(port)}`, access)
    const { body } = await peer.get('/v1/status', 100, never)
    expect(body.toString()).toBe('{"name":"one"}')
  })
})

it('of a file that is held, nothing is given before its beginning or behind its end', async () => {
  const logs = new SharedLogs(host.turns)
  await using one = await holder(logs)
  const manifest = await manifestOf(one)
  const [{ path, bytes } = { path: '', bytes: 0 }] = manifest.files
  using peer = new PeerClient(`127.0.0.1:${String(one.peer.port)}`, access)
  const statuses = ['-1', '0.5', 'x', String(bytes)].map(async from => {
    const query = `seal=${sealOf(manifest)}&from=${from}`
    return (await peer.get(`/v1/files/${path}?${query}`, bytes + 1, never)).status
  })
  expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404])
})

/** What is answered to these bytes. */
function spoken(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1', () => socket.end(bytes))
    let text = ''
    socket.setEncoding('latin1').on('data', (some: string) => {
      text += some
    })
    socket.on('error', ignore).on('close', () => {
      resolve(text)
    })
  })
}

describe('a snapshot that is held', () => {
  it('keeps the log behind it, and is removed when nobody reads of it any more', async () => {
    const logs = new SharedLogs(host.turns)
    await using one = await holder(logs)
    const { position } = await manifestOf(one)
    for (let row = 0; row < 5; row++) await one.write(10)
    await one.node.store.flushAll()
    await one.pass(6000)
    expect(lastReport(logs)?.flushedPosition).toBe(position)
    expect(heldIn(one.directory)).toHaveLength(1)
    expect(one.held.position).toBe(position)
    await one.pass(70_000)
    await until(
      () => (heldIn(one.directory).length > 0 ? undefined : true),
      () => 'it is still there',
    )
    expect(one.held.position).toBeUndefined()
    await one.pass(6000)
    expect(lastReport(logs)?.flushedPosition).toBeGreaterThan(position)
  })

  it('is left alone by another process on its way out, which lost the directory to this one', async () => {
    const logs = new SharedLogs(host.turns)
    await using one = await holder(logs)
    const { clock, node, directory } = one
    await using snapshots = new Snapshots(node.store, diskOf(node), { ...host, version: 'test' })
    const before = new HeldSnapshot(clock, node, snapshots, directory, ignore)
    before.ask()
    await until(
      () => before.position,
      () => 'no snapshot was made',
    )
    await recover(host.disk, directory)
    await manifestOf(one)
    const names = heldIn(directory)
    await before[Symbol.asyncDispose]()
    expect(heldIn(directory)).toEqual(names)
    expect(names.map(name => fs.readdirSync(join(directory, name)))).toEqual([
      [MANIFEST_FILE, STORE_DIRECTORY],
    ])
  })
})

function diskOf({ disk }: Node): DiskBase {
  if (!disk) throw new Error('it has a disk')
  return disk
}

function heldIn(directory: string): string[] {
  return fs.readdirSync(directory).filter(name => name.startsWith(HELD_PREFIX))
}

function lastReport(logs: SharedLogs): Report | undefined {
  let last: Report | undefined
  let entry = logs.after(logs.first - 1)
  for (; entry; entry = logs.after(entry.position)) {
    last = reportsIn(entry.position, entry.payload).at(-1) ?? last
  }
  return last
}

/** PostgreSQL servers for tests, in a directory that goes with them: one that writes, and if wanted a hot standby of it. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { systemHost } from '#foundation/host/system'
import type { Binaries } from '../embedded/binaries.ts'
import { binaries } from '../embedded/binaries.ts'
import type { Site } from '../embedded/cluster.ts'
import { initialise, Server } from '../embedded/cluster.ts'
import { ownedDirectory, serverOwner } from '../embedded/owner.ts'

/** Nobody misses what a test wrote. */
const CARELESS = { fsync: 'off', full_page_writes: 'off' }

export class TestPostgres implements AsyncDisposable {
  readonly #directory: string
  readonly #writerSite: Site
  readonly #standbySite: Site
  #writer: Server
  #standby: Server

  /** Of the embedded PostgreSQL, if no other is handed over. What the writer writes is in `place`, if there is one. */
  static async start(programs = binaries(), place?: string): Promise<TestPostgres> {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'pg-'))
    // The server's user passes through it.
    fs.chmodSync(directory, 0o755)
    const writer = siteIn(place ?? directory, 'writer', programs)
    const standby = siteIn(directory, 'standby', programs)
    await initialise(writer, false)
    copyCluster(writer, standby)
    const server = await Server.start(writer, systemHost().clock, CARELESS)
    const copy = await startStandby(standby, writer)
    return new TestPostgres(directory, [writer, server], [standby, copy])
  }

  private constructor(
    directory: string,
    [writerSite, writer]: readonly [Site, Server],
    [standbySite, standby]: readonly [Site, Server],
  ) {
    this.#directory = directory
    this.#writerSite = writerSite
    this.#writer = writer
    this.#standbySite = standbySite
    this.#standby = standby
  }

  get writerUrl(): string {
    return this.#writer.url('postgres')
  }

  get standbyUrl(): string {
    return this.#standby.url('postgres')
  }

  /** The last of what the writer has logged. */
  output(): string {
    return this.#writer.output()
  }

  async stopStandby(): Promise<void> {
    await this.#standby.stop()
  }

  async startStandby(): Promise<void> {
    this.#standby = await startStandby(this.#standbySite, this.#writerSite)
  }

  async stopWriter(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    await this.#writer.stop(signal)
  }

  async startWriter(): Promise<void> {
    this.#writer = await Server.start(this.#writerSite, systemHost().clock, CARELESS)
  }

  /** On Linux: of the server with all its processes, which are in no group together. What it is sent meanwhile waits. */
  async whileWriterIsStopped(work: () => Promise<void>): Promise<void> {
    const pid = String(this.#writer.pid)
    process.kill(Number(pid), 'SIGSTOP')
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const pids = [...children.trim().split(' '), pid].map(Number)
    const signal = (name: NodeJS.Signals): void => {
      for (const each of pids) process.kill(each, name)
    }
    signal('SIGSTOP')
    try {
      await work()
    } finally {
      signal('SIGCONT')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#standby.stop(), this.#writer.stop()])
    fs.rmSync(this.#directory, { recursive: true, force: true })
  }
}

function siteIn(directory: string, name: string, programs: Binaries): Site {
  const owner = serverOwner()
  const root = join(directory, name)
  const sockets = join(root, 'run')
  for (const path of [root, sockets]) ownedDirectory(path, owner)
  return { binaries: programs, owner, data: join(root, 'data'), sockets }
}

/** A cluster that no server has opened yet is whole as it is. */
function copyCluster(from: Site, to: Site): void {
  fs.cpSync(from.data, to.data, { recursive: true, preserveTimestamps: true })
  fs.chmodSync(to.data, 0o700)
  fs.writeFileSync(join(to.data, 'standby.signal'), '')
  const { uid, gid } = to.owner
  if (uid === undefined || gid === undefined) return
  for (const name of ['', ...fs.readdirSync(to.data, { recursive: true, encoding: 'utf8' })]) {
    fs.lchownSync(join(to.data, name), uid, gid)
  }
}

async function startStandby(standby: Site, writer: Site): Promise<Server> {
  return await Server.start(standby, systemHost().clock, {
    ...CARELESS,
    primary_conninfo: `host=${writer.sockets} user=postgres`,
    wal_retrieve_retry_interval: '100ms',
  })
}

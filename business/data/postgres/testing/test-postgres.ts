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
  readonly #programs: Binaries
  readonly #directory: string
  #writer: Server
  #standby: Server

  /** Of the embedded PostgreSQL, if no other is handed over. */
  static async start(programs = binaries()): Promise<TestPostgres> {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'pg-'))
    // The server's user passes through it.
    fs.chmodSync(directory, 0o755)
    const writer = siteIn(directory, 'writer', programs)
    const standby = siteIn(directory, 'standby', programs)
    await initialise(writer, false)
    copyCluster(writer, standby)
    const server = await Server.start(writer, systemHost().clock, CARELESS)
    const copy = await startStandby(standby, writer)
    return new TestPostgres(programs, directory, server, copy)
  }

  private constructor(programs: Binaries, directory: string, writer: Server, standby: Server) {
    this.#programs = programs
    this.#directory = directory
    this.#writer = writer
    this.#standby = standby
  }

  get writerUrl(): string {
    return this.#writer.url('postgres')
  }

  get standbyUrl(): string {
    return this.#standby.url('postgres')
  }

  async stopStandby(): Promise<void> {
    await this.#standby.stop()
  }

  async startStandby(): Promise<void> {
    this.#standby = await startStandby(this.#siteOf('standby'), this.#siteOf('writer'))
  }

  async stopWriter(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    await this.#writer.stop(signal)
  }

  async startWriter(): Promise<void> {
    const { clock } = systemHost()
    this.#writer = await Server.start(this.#siteOf('writer'), clock, CARELESS)
  }

  #siteOf(name: string): Site {
    return siteIn(this.#directory, name, this.#programs)
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

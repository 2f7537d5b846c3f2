/**
 * A real PostgreSQL that belongs to this process, so that a service starts with nothing else installed. For development and
 * tests: it is not backed up, not replicated, and stops with its process.
 */
import fs from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import type { Clock } from '#foundation/host/host'
import { DirectoryLock } from '#foundation/lock/lock'
import { binaries, EmbeddedUnavailable } from './embedded/binaries.ts'
import { checkSocketPath, initialise, Server } from './embedded/cluster.ts'
import { ownedDirectory, serverOwner } from './embedded/owner.ts'

/** The files of another major version cannot be read. */
const CLUSTER = 'cluster-18'

export class EmbeddedPostgres implements AsyncDisposable {
  readonly url: string
  readonly #server: Server
  readonly #lock: DirectoryLock
  #isStopping = false

  /**
   * Makes the cluster and the database if they are not there. `onLost` is called when the server ends by itself, or another
   * process takes the directory. Rejects with `EmbeddedUnavailable`, or like `DirectoryLock.take`.
   */
  static async start(
    directory: string,
    database: string,
    clock: Clock,
    onLost: (error: Error) => void,
  ): Promise<EmbeddedPostgres> {
    const root = resolve(directory)
    const sockets = join(root, 'run')
    checkSocketPath(sockets)
    await using stack = new AsyncDisposableStack()
    const lock = stack.use(
      await DirectoryLock.take(root, clock, () => {
        onLost(new Error(`another process has taken the lock of ${root}`))
      }),
    )
    const owner = serverOwner()
    const site = { binaries: binaries(), owner, data: join(root, CLUSTER, 'data'), sockets }
    ownedDirectory(join(root, CLUSTER), owner)
    ownedDirectory(sockets, owner)
    if (!fs.existsSync(site.data)) await initialise(site, true)
    const server = await Server.start(site, clock, {})
    stack.defer(() => server.stop())
    await createDatabase(server, database)
    const embedded = new EmbeddedPostgres(server, lock, database, onLost)
    stack.move()
    return embedded
  }

  private constructor(
    server: Server,
    lock: DirectoryLock,
    database: string,
    onLost: (error: Error) => void,
  ) {
    this.#server = server
    this.#lock = lock
    this.url = server.url(database)
    void server.ended.then(() => {
      if (this.#isStopping) return
      onLost(new EmbeddedUnavailable(`it ended by itself, and said last: ${server.output()}`))
    })
  }

  get pid(): number | undefined {
    return this.#server.pid
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    await this.#server.stop()
    this.#lock[Symbol.dispose]()
  }
}

async function createDatabase(server: Server, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') })
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

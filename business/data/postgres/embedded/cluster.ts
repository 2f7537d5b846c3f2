/** One PostgreSQL server as a child of this process: its files in a directory, reached by a socket in another one. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import { environment, tied } from '#foundation/program/program'
import type { Binaries } from './binaries.ts'
import { EmbeddedUnavailable } from './binaries.ts'
import type { Owner } from './owner.ts'

export type Site = {
  readonly binaries: Binaries
  readonly owner: Owner
  /** The cluster's files. */
  readonly data: string
  /** Holds the socket. */
  readonly sockets: string
}

const USER = 'postgres'
/** The name of the socket ends with it; there is no port. */
const PORT = 5432
/** The kernel takes no longer path of a socket, on any system. */
const SOCKET_PATH_BYTES_MAX = 103
/** What a server that does not start is quoted with. */
const OUTPUT_CHARS_MAX = 2_000
/** How long the server of a process that was killed may take to end. */
const LEAVE_MS = 10_000
const LEAVE_CHECK_MS = 20

/** Throws `EmbeddedUnavailable` if no server could make its socket in the directory. */
export function checkSocketPath(sockets: string): void {
  const socket = socketIn(sockets)
  if (Buffer.byteLength(socket) <= SOCKET_PATH_BYTES_MAX) return
  const max = String(SOCKET_PATH_BYTES_MAX)
  throw new EmbeddedUnavailable(`${socket} is longer than ${max} bytes: take another directory`)
}

/** Makes the files of a new cluster, in one step: there is a whole one afterwards, or none. */
export async function initialise(
  { binaries, owner, data }: Site,
  isDurable: boolean,
): Promise<void> {
  const draft = `${data}.new`
  fs.rmSync(draft, { recursive: true, force: true })
  const [command = '', ...args] = tied([
    binaries.initdb,
    ...[`--pgdata=${draft}`, `--username=${USER}`, '--auth=trust'],
    ...['--encoding=UTF8', '--locale=C', ...(isDurable ? [] : ['--no-sync'])],
  ])
  const child = run(command, owner, args)
  const output = tailOf(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new EmbeddedUnavailable(`initdb failed: ${output()}`)
  fs.renameSync(draft, data)
}

export class Server {
  readonly #child: ChildProcess
  readonly #site: Site
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** The last of what it has logged. */
  readonly output: () => string
  readonly #onExit: () => void

  /** Resolves when it answers. `settings` are those of postgresql.conf. */
  static async start(
    site: Site,
    clock: Clock,
    settings: Readonly<Record<string, string>>,
  ): Promise<Server> {
    const { binaries, owner, data, sockets } = site
    await awaitPredecessor(site, clock)
    const all = {
      listen_addresses: '',
      port: String(PORT),
      unix_socket_directories: sockets,
      ...settings,
    }
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    // Whatever becomes of this process, the server is told to stop.
    const [command = '', ...args] = tied([binaries.postgres, '-D', data, ...flags], 'INT')
    const server = new Server(site, run(command, owner, args))
    await server.#ready()
    return server
  }

  private constructor(site: Site, child: ChildProcess) {
    this.#site = site
    this.#child = child
    this.output = tailOf(child)
    this.ended = once(child, 'close').then(() => undefined)
    this.#onExit = () => {
      child.kill('SIGINT')
    }
    process.once('exit', this.#onExit)
  }

  url(database: string): string {
    const url = new URL(`postgresql://${USER}@localhost:${String(PORT)}/${database}`)
    url.searchParams.set('host', this.#site.sockets)
    return url.href
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Cuts its connections. Told to quit, it writes nothing that it has, and recovers at its next start. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    process.off('exit', this.#onExit)
    this.#child.kill(signal)
    await this.ended
  }

  async #ready(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.#child.stderr?.on('data', () => {
      if (this.output().includes('database system is ready to accept')) resolve(undefined)
    })
    void this.ended.then(() => {
      process.off('exit', this.#onExit)
      reject(new EmbeddedUnavailable(`PostgreSQL ended: ${this.output()}`))
    })
    await promise
  }
}

function run(command: string, owner: Owner, args: readonly string[]): ChildProcess {
  return spawn(command, args, {
    ...owner,
    // Its messages are read.
    env: environment({ LC_ALL: 'C', TZ: 'UTC' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A signal from the terminal is for the process, which stops the server when it no longer needs it.
    detached: true,
  })
}

function tailOf({ stdout, stderr }: ChildProcess): () => string {
  let tail = ''
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-OUTPUT_CHARS_MAX)
    })
  }
  return () => tail.trim()
}

/**
 * The process before may have been killed a moment ago: then its server is about to end. After a crash of the machine, some other
 * process may have the id of that server. PostgreSQL would take it for the server, and not start. PostgreSQL ignores the id of the
 * process that starts it.
 */
async function awaitPredecessor({ data, sockets }: Site, clock: Clock): Promise<void> {
  const until = clock.monotonic() + LEAVE_MS
  const here = fs.realpathSync(data)
  for (const file of [join(data, 'postmaster.pid'), `${socketIn(sockets)}.lock`]) {
    while (workplaceOf(file) === here) {
      if (clock.monotonic() > until)
        throw new EmbeddedUnavailable(`a server runs on ${data} already`)
      await elapsed(clock, LEAVE_CHECK_MS)
    }
    if (workplaceOf(file) === undefined) continue
    const [, ...lines] = fs.readFileSync(file, 'utf8').split('\n')
    fs.writeFileSync(file, [process.pid, ...lines].join('\n'))
  }
}

/** Of the process whose id the file of a server has; undefined if there is none, and where there is no /proc. */
function workplaceOf(file: string): string | undefined {
  try {
    const [pid = ''] = fs.readFileSync(file, 'utf8').split('\n', 1)
    return fs.readlinkSync(`/proc/${pid.trim()}/cwd`)
  } catch {
    return undefined
  }
}

function socketIn(sockets: string): string {
  return join(sockets, `.s.PGSQL.${String(PORT)}`)
}

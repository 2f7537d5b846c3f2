/** A real etcd as a process, on free ports of the loopback interface, with its data in a temporary directory. Only for tests. */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { freePorts } from '#foundation/program/free-ports'
import { environment, tied, until } from '#foundation/program/program'

/** Whether this machine has one: tests that need it are skipped otherwise. */
export const hasEtcd = ['etcd', 'etcdctl'].every(
  name =>
    spawnSync(name, ['--help'], { stdio: 'ignore', env: environment({}) }).error === undefined,
)

if (!hasEtcd) {
  console.warn(
    'skipped: the log in etcd, which is not here (apt-get install etcd-server etcd-client)',
  )
}

/** PEM files, of the server and of who asks it; it wants to know who that is. */
export type EtcdTlsFiles = { readonly cert: string; readonly key: string; readonly ca: string }

/** `host:port` each. */
type Place = {
  readonly name: string
  readonly client: string
  readonly peer: string
  /** For whether it is ready; never encrypted. */
  readonly health: string
}

export class EtcdServer implements AsyncDisposable {
  /** `host:port`. */
  readonly address: string
  readonly #place: Place
  /** All members. */
  readonly #cluster: string
  readonly #tls: EtcdTlsFiles | undefined
  readonly #directory = mkdtempSync(join(os.tmpdir(), 'etcd-'))
  readonly #args: readonly string[]
  #data = 'data'
  #child: ChildProcess

  /** Resolves when it answers. */
  static async start(...args: readonly string[]): Promise<EtcdServer> {
    const [server] = await EtcdServer.startMembers(['one'], undefined, ...args)
    if (!server) throw new Error('there is one')
    return server
  }

  /** Of one cluster. Resolves when each of them answers. */
  static async startMembers(
    names: readonly string[],
    tls: EtcdTlsFiles | undefined,
    ...args: readonly string[]
  ): Promise<EtcdServer[]> {
    const addresses = (await freePorts(3 * names.length)).map(port => `127.0.0.1:${String(port)}`)
    const places = names.map((name, index) => {
      const [client = '', peer = '', health = ''] = addresses.slice(3 * index)
      return { name, client, peer, health }
    })
    const cluster = places.map(({ name, peer }) => `${name}=http://${peer}`).join(',')
    const servers = places.map(place => new EtcdServer(place, cluster, tls, args))
    await Promise.all(servers.map(server => server.ready()))
    return servers
  }

  private constructor(
    place: Place,
    cluster: string,
    tls: EtcdTlsFiles | undefined,
    args: readonly string[],
  ) {
    this.address = place.client
    this.#place = place
    this.#cluster = cluster
    this.#tls = tls
    this.#args = args
    this.#child = this.#run()
  }

  get name(): string {
    return this.#place.name
  }

  /** Whether it leads its cluster. Stops this thread meanwhile. */
  isLeader(...args: readonly string[]): boolean {
    const status = this.control(...args, 'endpoint', 'status', '-w', 'json')
    // Too long for numbers.
    const [, member] = /"member_id":(\d+)/.exec(status) ?? []
    return member !== undefined && status.includes(`"leader":${member},`)
  }

  /** Resolves when it answers. */
  async ready(): Promise<void> {
    await until(
      async () => {
        if (this.#hasEnded) throw new Error(`etcd on ${this.address} has ended`)
        const answer = await fetch(`http://${this.#place.health}/health`).catch(() => undefined)
        return answer?.ok === true ? true : undefined
      },
      () => `etcd on ${this.address} does not answer`,
    )
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Until SIGCONT. Resolves when all its threads stand still, which takes a busy machine a while; known on Linux only. */
  async standStill(): Promise<void> {
    this.signal('SIGSTOP')
    const tasks = `/proc/${String(this.#child.pid)}/task`
    if (!existsSync(tasks)) return
    const isStopped = (task: string): boolean =>
      readFileSync(join(tasks, task, 'stat'), 'utf8').includes(') T ')
    await until(
      () => readdirSync(tasks).every(isStopped) || undefined,
      () => 'etcd goes on',
    )
  }

  async kill(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('exit', resolve))
    this.signal('SIGCONT')
    this.signal('SIGKILL')
    await ended
  }

  /** After it was killed, on the same data. */
  async restart(): Promise<void> {
    this.#child = this.#run()
    await this.ready()
  }

  /** Waits for etcdctl, and stops this thread meanwhile. */
  control(...args: readonly string[]): string {
    const tls = this.#tls
      ? [`--cert=${this.#tls.cert}`, `--key=${this.#tls.key}`, `--cacert=${this.#tls.ca}`]
      : []
    return execFileSync('etcdctl', [`--endpoints=${this.address}`, ...tls, ...args], {
      env: environment({ ETCDCTL_API: '3' }),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }

  /** Raises or clears the alarm that etcd raises when it has no space. Stops this thread meanwhile. */
  setFull(isFull: boolean): void {
    const memberID = /^([0-9a-f]+),/.exec(this.control('member', 'list'))?.[1] ?? ''
    const action = isFull ? 'ACTIVATE' : 'DEACTIVATE'
    const alarm = { action, memberID: String(BigInt(`0x${memberID}`)), alarm: 'NOSPACE' }
    const url = `http://${this.address}/v3/maintenance/alarm`
    execFileSync('curl', ['-sf', '-d', JSON.stringify(alarm), url], { stdio: 'ignore' })
  }

  save(name: string): void {
    this.control('snapshot', 'save', join(this.#directory, name))
  }

  /** Kills it and starts it on what was saved. */
  async restore(name: string): Promise<void> {
    await this.kill()
    this.#data = `restored-${name}`
    this.control(
      ...['snapshot', 'restore', join(this.#directory, name)],
      ...[`--data-dir=${join(this.#directory, this.#data)}`, `--name=${this.name}`],
      ...[`--initial-cluster=${this.#cluster}`],
      `--initial-advertise-peer-urls=http://${this.#place.peer}`,
    )
    await this.restart()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) await this.kill()
    rmSync(this.#directory, { recursive: true, force: true })
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  #run(): ChildProcess {
    const { peer, health } = this.#place
    const tls = this.#tls
    const client = `${tls ? 'https' : 'http'}://${this.address}`
    const [command = '', ...args] = tied([
      ...['etcd', `--name=${this.name}`, `--data-dir=${join(this.#directory, this.#data)}`],
      ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
      ...[`--listen-peer-urls=http://${peer}`, `--initial-advertise-peer-urls=http://${peer}`],
      ...[`--initial-cluster=${this.#cluster}`, `--listen-metrics-urls=http://${health}`],
      ...(tls ? [`--cert-file=${tls.cert}`, `--key-file=${tls.key}`, '--client-cert-auth'] : []),
      ...(tls ? [`--trusted-ca-file=${tls.ca}`] : []),
      ...this.#args,
    ])
    return spawn(command, args, { stdio: 'ignore', env: environment({}) })
  }
}

/** The etcd that holds the log of several nodes: of one member, on free ports of the loopback interface. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePorts } from '#foundation/program/free-ports'
import { environment, tied, until } from '#foundation/program/program'

export class ChaosEtcd implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess

  /** Resolves when it answers; rejects if there is no etcd on this machine. */
  static async start(directory: string): Promise<ChaosEtcd> {
    const [port = 0, peerPort = 0] = await freePorts(2)
    const etcd = new ChaosEtcd(directory, port, peerPort)
    const health = `${etcd.url}/health`
    const failed = once(etcd.#child, 'error').then(([error]: unknown[]) => {
      throw new Error('several nodes need etcd: apt-get install etcd-server', { cause: error })
    })
    const ready = until(
      async () => ((await fetch(health).catch(() => undefined))?.ok === true ? true : undefined),
      () => `etcd does not answer at ${health}`,
    )
    await Promise.race([ready, failed])
    return etcd
  }

  private constructor(directory: string, port: number, peerPort: number) {
    this.url = `http://127.0.0.1:${String(port)}`
    const peer = `http://127.0.0.1:${String(peerPort)}`
    const [command = '', ...args] = tied([
      ...['etcd', '--name=etcd', `--data-dir=${directory}`],
      ...[`--listen-client-urls=${this.url}`, `--advertise-client-urls=${this.url}`],
      ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`],
      ...[`--initial-cluster=etcd=${peer}`],
      ...['--auto-compaction-mode=periodic', '--auto-compaction-retention=1m'],
    ])
    this.#child = spawn(command, args, { stdio: 'ignore', env: environment({}) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}

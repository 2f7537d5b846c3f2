/** The etcd that holds the log of several nodes: of one member, on free ports of the loopback interface. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { environment, tied, until } from '#foundation/program/program'

export class ChaosEtcd implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess

  /** Resolves when it answers; rejects if there is no etcd on this machine. */
  static async start(directory: string): Promise<ChaosEtcd> {
    const etcd = new ChaosEtcd(directory, await freePort(), await freePort())
    const health = `${etcd.url}/health`
    const failed = once(etcd.#child, 'error').then(([error]: unknown[]) => {
      throw new Error('several nodes need etcd: apt-get install etcd-server', { cause: error })
    })
    const ready = until(
      async () => (await fetch(health).catch(() => undefined))?.ok,
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

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a port has no number')
  return address.port
}

/** Stands between programs and the socket of a PostgreSQL, on a port, and can lose a statement or its answer. Only for tests. */
import type { AddressInfo, Socket } from 'node:net'
import net from 'node:net'
import { join } from 'node:path'

/** Of a statement, before its connection is cut. After `silence` nothing comes back, and nothing is cut. */
export type Loss = 'request' | 'answer' | 'silence'

export class PgProxy implements AsyncDisposable {
  /** What is lost of statements with this text. */
  loses: { readonly loss: Loss; readonly of: string } | undefined
  #socket: string
  readonly #server: net.Server
  readonly #open = new Set<Socket>()

  /** `url` names the directory of a socket. */
  static async start(url: string): Promise<PgProxy> {
    const proxy = new PgProxy(url)
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  private constructor(url: string) {
    this.#socket = socketOf(url)
    this.#server = net.createServer(client => {
      const server = net.connect(this.#socket)
      let lost: Loss | undefined
      for (const socket of [client, server]) {
        this.#open.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          this.#open.delete(socket)
          client.destroy()
          server.destroy()
        })
      }
      client.on('data', bytes => {
        const { loses } = this
        const loss = loses && bytes.includes(loses.of) ? loses.loss : undefined
        if (loss === 'request') client.destroy()
        else server.write(bytes)
        lost ??= loss
      })
      server.on('data', bytes => {
        if (lost === 'answer') client.destroy()
        else if (lost === undefined) client.write(bytes)
      })
    })
  }

  /** Where new connections lead from now on. */
  leadTo(url: string): void {
    this.#socket = socketOf(url)
  }

  url(user: string, database: string): string {
    const { port } = this.#server.address() as AddressInfo
    return `postgresql://${user}@127.0.0.1:${String(port)}/${database}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

function socketOf(url: string): string {
  const { searchParams, port } = new URL(url)
  return join(searchParams.get('host') ?? '', `.s.PGSQL.${port}`)
}

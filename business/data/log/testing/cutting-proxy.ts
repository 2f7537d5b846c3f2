/** Stands between a client and a server, and can lose what the server answers. Only for tests. */
import type { AddressInfo, Socket } from 'node:net'
import net from 'node:net'

export class CuttingProxy implements AsyncDisposable {
  /** Requests get through, and then the connection is cut instead of their answers. */
  isCutting = false
  /** Connections that were cut. */
  cuts = 0
  readonly #server: net.Server
  readonly #open = new Set<Socket>()

  static async start(target: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target)
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  private constructor(target: string) {
    const [host, port] = target.split(':')
    this.#server = net.createServer(client => {
      const server = net.connect({ host, port: Number(port) })
      for (const socket of [client, server]) {
        this.#open.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          this.#open.delete(socket)
          client.destroy()
          server.destroy()
        })
      }
      client.on('data', bytes => server.write(bytes))
      server.on('data', bytes => {
        if (!this.isCutting) client.write(bytes)
        else {
          this.cuts++
          client.destroy()
        }
      })
    })
  }

  get address(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

/**
 * A TCP balancer with one backend, for tests: passes connections on while the backend says that it is ready, and holds new
 * ones while it does not. It knows nothing of HTTP but the readiness probe, and never touches a connection that it passed on.
 */
import http from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import net from 'node:net'

const PROBE_EVERY_MS = 20

export class Balancer implements AsyncDisposable {
  readonly #server: Server
  readonly #held: Socket[] = []
  readonly #open = new Set<Socket>()
  readonly #gapsMs: number[] = []
  #backend: number | undefined
  #isReady = false
  #isClosed = false
  #notReadySince = 0

  static async listen(): Promise<Balancer> {
    const balancer = new Balancer()
    await new Promise<void>(resolve => balancer.#server.listen(0, '127.0.0.1', resolve))
    void balancer.#probe()
    return balancer
  }

  private constructor() {
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, client => {
      this.#keep(client)
      if (this.#isReady) this.#pass(client)
      else this.#held.push(client)
    })
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${String(port)}`
  }

  /** How long nothing was ready, each time. */
  get gapsMs(): readonly number[] {
    return this.#gapsMs
  }

  /** Where the next connections go, once it is ready. */
  use(url: string): void {
    this.#backend = Number(new URL(url).port)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    for (const socket of this.#open) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #probe(): Promise<void> {
    while (!this.#isClosed) {
      this.#turn(await this.#answersReady())
      await new Promise(resolve => setTimeout(resolve, PROBE_EVERY_MS))
    }
  }

  #turn(isReady: boolean): void {
    if (isReady === this.#isReady) return
    this.#isReady = isReady
    const now = performance.now()
    if (!isReady) this.#notReadySince = now
    else if (this.#notReadySince > 0) this.#gapsMs.push(now - this.#notReadySince)
    if (isReady) for (const client of this.#held.splice(0)) this.#pass(client)
  }

  #answersReady(): Promise<boolean> {
    return new Promise(resolve => {
      const probe = http.get(
        { host: '127.0.0.1', port: this.#backend, path: '/v1/readiness', agent: false },
        response => {
          response.resume()
          resolve(response.statusCode === 200)
        },
      )
      probe.on('error', () => {
        resolve(false)
      })
    })
  }

  #pass(client: Socket): void {
    const port = this.#backend ?? 0
    const server = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    this.#keep(server)
    let isConnected = false
    server.on('connect', () => {
      isConnected = true
      client.pipe(server)
      server.pipe(client)
    })
    server.on('close', () => {
      // Refused before a byte was passed on: the backend has just stopped listening.
      if (isConnected || client.destroyed) client.destroySoon()
      else this.#held.push(client)
    })
    client.on('close', () => {
      server.destroySoon()
    })
  }

  #keep(socket: Socket): void {
    this.#open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#open.delete(socket))
  }
}

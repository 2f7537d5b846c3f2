/** Stands in for the programs that are not ours: what the docs say they tell can be scraped, one series of each. Only for tests. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { othersRows } from './expressions.ts'

export class Others implements AsyncDisposable {
  readonly #server: http.Server

  static async start(): Promise<Others> {
    const server = http.createServer((_request, response) => {
      response.end(exposition(Math.floor(performance.now())))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return new Others(server)
  }

  private constructor(server: http.Server) {
    this.#server = server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

/** Nothing is lost: counters stay. What histograms counted grows. */
function exposition(observed: number): string {
  return othersRows()
    .map(([name = '', type = '', labels = '']) => {
      const names = [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label)
      const pairs = names.map(label => `${label}="${label === 'mode' ? 'idle' : 'some'}"`)
      if (type !== 'histogram') return `${name}{${pairs.join()}} ${type === 'gauge' ? '1' : '0'}\n`
      return ['0.01', '+Inf']
        .map(le => `${name}_bucket{${[...pairs, `le="${le}"`].join()}} ${String(observed)}\n`)
        .join('')
    })
    .join('')
}

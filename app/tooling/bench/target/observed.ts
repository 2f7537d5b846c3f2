/** The service as the stack of compose looks at it: it sends the traces that it records by default, and is scraped. */
import { Program } from '#foundation/program/program'
import { SalesApi } from './sales-api.ts'
import type { Target } from './target.ts'

/** Fifteen times as often as the stack does: a round takes seconds. */
const SCRAPE_MS = 1000

export const SALES_API_OBSERVED: Target = {
  name: 'sales-api-observed',
  apis: ['http', 'resp'],
  start: async directory => {
    await using starting = new AsyncDisposableStack()
    const collector = starting.use(
      new Program(new URL('collector.ts', import.meta.url).pathname, []),
    )
    const { port } = await collector.logged('listening')
    const endpoint = `http://127.0.0.1:${String(port)}`
    const service = starting.use(
      await SalesApi.start(directory, [`--telemetry-endpoint=${endpoint}`]),
    )
    const { host, port: debugPort } = service.addresses.debug
    let scrape = Promise.resolve()
    const scrapes = setInterval(() => {
      scrape = scrape.then(async () => {
        const response = await fetch(`http://${host}:${String(debugPort)}/metrics`)
        await response.arrayBuffer()
      })
    }, SCRAPE_MS)
    starting.defer(async () => {
      clearInterval(scrapes)
      await scrape
    })
    const running = starting.move()
    return {
      addresses: service.addresses,
      [Symbol.asyncDispose]: () => running.disposeAsync(),
    }
  },
}

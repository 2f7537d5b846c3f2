/** The service as the stack of compose looks at it: it sends the traces that it records by default, and is scraped. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Program } from '#foundation/program/program'
import { SalesApi } from './sales-api.ts'
import type { Target } from './target.ts'

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
    const scraper = new Worker(new URL('scraper.ts', import.meta.url), {
      workerData: `http://${host}:${String(debugPort)}/metrics`,
    })
    starting.defer(async () => {
      await scraper.terminate()
    })
    await once(scraper, 'online')
    const running = starting.move()
    return {
      addresses: service.addresses,
      driven: isDriven => {
        scraper.postMessage(isDriven)
      },
      [Symbol.asyncDispose]: () => running.disposeAsync(),
    }
  },
}

import http from 'node:http'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import v8 from 'node:v8'
import vm from 'node:vm'
import { propagation, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import type { Telemetry } from './telemetry.ts'
import { SPANS_MAX, startTelemetry } from './telemetry.ts'

/** Far less than a span each would take of them, were they kept. */
const GROWTH_BYTES_MAX = 4 * 1024 * 1024
const SPANS = 50_000
const WAIT = { timeout: 60_000 }

v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc') as () => void

const open: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]()
})
// Files of one worker share what is global, and the first who sets it wins.
beforeEach(() => {
  trace.disable()
  propagation.disable()
})

/** Where this server listens, until the test has ended. */
async function listening(server: net.Server): Promise<URL> {
  const sockets = new Set<net.Socket>()
  server.on('connection', socket => sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  open.push({
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  })
  return new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
}

async function tracingTo(endpoint: URL): Promise<{ telemetry: Telemetry; full: () => number }> {
  let full = 0
  const telemetry = await startTelemetry({
    host: systemHost(),
    service: 'test',
    version: '1',
    endpoint,
    probability: 1,
    propagation: 'w3c',
    onSent: () => undefined,
    onFull: () => full++,
    onComplaint: () => undefined,
  })
  open.push({ [Symbol.asyncDispose]: () => telemetry.shutdown().catch(() => undefined) })
  return { telemetry, full: () => full }
}

function record(spans: number): void {
  const tracer = trace.getTracer('test')
  for (let at = 0; at < spans; at++) {
    tracer.startSpan('one', { attributes: { text: 'x'.repeat(100) + String(at) } }).end()
  }
}

function usedBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

it('keeps no more spans than it says while the collector hangs, and counts those that it lost', async () => {
  const hanging = net.createServer(socket => socket.resume())
  const { telemetry, full } = await tracingTo(await listening(hanging))
  record(SPANS_MAX)
  expect(telemetry.spans).toEqual({ sent: 0, lost: 0 })
  const before = usedBytes()
  record(SPANS)
  expect(usedBytes() - before).toBeLessThan(GROWTH_BYTES_MAX)
  expect(telemetry.spans).toEqual({ sent: 0, lost: SPANS })
  expect(full()).toBe(SPANS)
  // Of several batches it does not wait for the last.
  await telemetry.shutdown().catch(() => undefined)
  await expect.poll(() => telemetry.spans.lost, WAIT).toBe(SPANS + SPANS_MAX)
})

it('has room again when the collector has taken what waited', async () => {
  const taking = http.createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end())
  })
  const { telemetry } = await tracingTo(await listening(taking))
  record(SPANS_MAX + 1)
  await expect.poll(() => telemetry.spans.sent, WAIT).toBe(SPANS_MAX)
  record(SPANS_MAX)
  await telemetry.shutdown()
  expect(telemetry.spans).toEqual({ sent: 2 * SPANS_MAX, lost: 1 })
})

import http from 'node:http'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { Service, until } from './service.ts'

/** A collector that keeps what it is sent. */
async function collector(): Promise<{ url: string; requests: Buffer[]; close: () => void }> {
  const requests: Buffer[] = []
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      requests.push(Buffer.concat([Buffer.from(`${request.url ?? ''}\n`), ...parts]))
      response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${String(port)}`, requests, close: () => server.close() }
}

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const AWS_ID = '5759e988bd862e3fe1be46a994272793'

it('spans of a request, with queue wait, fsync and apply, reach the collector, flushed at shutdown; probes do not', async () => {
  const { url, requests, close } = await collector()
  await using service = await Service.start({ args: [`--telemetry-endpoint=${url}`] })
  const headers = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` }
  const response = await fetch(`${service.url}/v1/kv/a`, { method: 'PUT', body: 'x', headers })
  expect(response.headers.get('traceresponse')).toMatch(
    new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`),
  )
  await fetch(`${service.url}/v1/liveness`, { headers })
  await fetch(`${service.url}/v1/readiness`, { headers })
  expect(await service.stop()).toBe(0)
  close()
  const sent = Buffer.concat(requests)
  expect(sent.includes('/v1/traces')).toBe(true)
  // Protobuf keeps texts and ids as they are.
  expect(sent.includes(Buffer.from(TRACE_ID, 'hex'))).toBe(true)
  for (const name of ['PUT /v1/kv/{key}', 'queue', 'fsync', 'apply', 'sales-api']) {
    expect(sent.includes(name), name).toBe(true)
  }
  expect(sent.includes('liveness') || sent.includes('readiness')).toBe(false)
})

it('a trace that its caller does not record is not recorded here either; that of a load balancer is', async () => {
  const { url, requests, close } = await collector()
  const args = [
    `--telemetry-endpoint=${url}`,
    '--telemetry-probability=1',
    '--telemetry-propagation=w3c,xray',
  ]
  await using service = await Service.start({ args })
  const headers = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-00` }
  await fetch(`${service.url}/v1/kv/a`, { headers })
  const balanced = { 'X-Amzn-Trace-Id': `Root=1-${AWS_ID.slice(0, 8)}-${AWS_ID.slice(8)}` }
  const { headers: answered } = await fetch(`${service.url}/v1/kv/a`, { headers: balanced })
  expect(answered.get('traceresponse')).toMatch(new RegExp(`^00-${AWS_ID}-[0-9a-f]{16}-01$`))
  await service.stop()
  close()
  expect(Buffer.concat(requests).includes(Buffer.from(AWS_ID, 'hex'))).toBe(true)
  expect(Buffer.concat(requests).includes(Buffer.from(TRACE_ID, 'hex'))).toBe(false)
})

it.each(['is down', 'hangs'])(
  'a collector that %s delays neither answers nor the end',
  async how => {
    // Takes what it is sent, and never answers.
    const sockets = new Set<net.Socket>()
    const hanging = net.createServer(socket => {
      sockets.add(socket.resume().on('error', () => undefined))
    })
    await new Promise<void>(resolve => hanging.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      hanging.close()
    })
    const port = how === 'hangs' ? (hanging.address() as AddressInfo).port : 9
    const args = [
      `--telemetry-endpoint=http://127.0.0.1:${String(port)}`,
      '--telemetry-probability=1',
    ]
    await using service = await Service.start({ args })
    expect((await fetch(`${service.url}/v1/kv/a`, { method: 'PUT', body: 'x' })).status).toBe(201)
    // It was answered before anything was tried to be sent.
    expect(service.log.map(({ msg }) => msg)).not.toContain('traces cannot be sent')
    expect(await service.stop()).toBe(0)
    expect(await service.logged('traces cannot be sent')).toMatchObject({ level: 'warn' })
    const { parts } = await service.logged('drained')
    expect(parts).toHaveProperty('traces')
    // The SDK's own patience is ten seconds.
    expect((parts as { traces: number }).traces).toBeLessThan(8000)
    if (how === 'hangs') expect(sockets.size).toBeGreaterThan(0)
    await service.logged('stopped')
  },
)

it('a collector that refuses is one line when it begins, and one when it takes traces again', async () => {
  let status = 401
  let refused = 0
  let lost = 0
  const server = http.createServer((request, response) => {
    void buffer(request).then(body => {
      if (status !== 200) {
        refused++
        lost += body.toString('latin1').split('GET /v1/kv/{key}').length - 1
      }
      response.writeHead(status, { 'Content-Type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${String(port)}`
  const args = [`--telemetry-endpoint=${url}`, '--telemetry-probability=1']
  await using service = await Service.start({ args })
  // So many that they are sent at once.
  const batch = async (): Promise<void> => {
    for (let count = 0; count < 512; count++) await fetch(`${service.url}/v1/kv/a`)
  }
  await batch()
  const began = await service.logged('traces cannot be sent')
  await batch()
  await until(
    () => refused > 1 || undefined,
    () => service.output,
  )
  status = 200
  await batch()
  const ended = await service.logged('traces are sent again')
  server.close()
  server.closeAllConnections()
  expect(began).toMatchObject({
    level: 'warn',
    component: 'telemetry',
    reason: '401 Unauthorized',
  })
  expect(ended).toMatchObject({ level: 'info', lastedMs: expect.any(Number) as number })
  expect(lost).toBeGreaterThan(1)
  expect(ended.count).toBe(lost)
  expect(service.log.filter(({ component }) => component === 'telemetry').length).toBe(2)
})

import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { quiet } from '#foundation/testing/latency'
import { PeerClient } from './peer-client.ts'

const never = new AbortController().signal

it('a peer that stops in a file is waited for so long, and no longer', async () => {
  const server = http.createServer((_request, response) => {
    response.writeHead(200, { 'Content-Length': 10 }).write('abc')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
    server.close()
    server.closeAllConnections()
  })
  using peer = new PeerClient(`127.0.0.1:${String((server.address() as AddressInfo).port)}`, {
    secret: 'x',
    tls: undefined,
  })
  const asked = once(server, 'request')
  const piece = peer.file('/', 10, never).next()
  const refused = expect(piece).rejects.toThrow(/does not answer/)
  await asked
  await quiet()
  vi.advanceTimersByTime(15_000)
  await refused
})

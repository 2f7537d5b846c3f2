import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import type { NodeStatus } from '#business/web/debug/nodes-contract'
import { statusNow } from './status.ts'

it.each([
  [-600_000, 'its clock is 600 s behind that of the node that was asked'],
  [600_000, 'its clock is 600 s ahead of that of the node that was asked'],
  [5000, undefined],
])('of a node whose clock is %d ms ahead is told that it is', async (aheadMs, reason) => {
  const { clock } = new SimulatedHost(1)
  const now = Math.floor(clock.now() / 1000) * 1000
  const status: NodeStatus = { name: 'one', role: 'voter', version: '1', ready: 'yes' }
  const server = http.createServer((_request, response) => {
    response.setHeader('Date', new Date(now + aheadMs).toUTCString()).end(JSON.stringify(status))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = `127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const access = { secret: 'x', tls: undefined }
  const found = await statusNow({ ...status, address, ready: 'unknown' }, access, clock)
  expect(found).toEqual(reason === undefined ? status : { ...status, reason })
})

import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { status } from '@grpc/grpc-js'
import { Etcd } from '#foundation/etcd/etcd'
import { systemHost } from '#foundation/host/system'
import { Keys } from './keys.ts'
import { Requests } from './requests.ts'

/** An answer of gRPC that has no field. */
const EMPTY = Buffer.alloc(5)
const NO_LEADER = {
  'grpc-status': String(status.UNAVAILABLE),
  'grpc-message': 'etcdserver: no leader',
}
const DENIED = { 'grpc-status': String(status.PERMISSION_DENIED), 'grpc-message': 'denied' }
const DONE = { 'grpc-status': String(status.OK) }

/** A member of etcd that ends each request in the way that is next. */
async function member(ends: http2.OutgoingHttpHeaders[]): Promise<string> {
  const server = http2.createServer()
  server.on('stream', stream => {
    const end = ends.shift()
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    )
    stream.on('wantTrailers', () => {
      stream.sendTrailers(end ?? DONE)
    })
    stream.end(end === DONE ? EMPTY : undefined)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

it('each kind of trouble is told once, also if kinds take turns, until it is told that all is over', async () => {
  const ends = [NO_LEADER, DENIED, NO_LEADER, DENIED, DONE, DENIED]
  const members = [await member([...ends])]
  const { clock } = systemHost()
  const etcd = new Etcd({ members, tls: undefined, user: undefined, clock })
  const told: (string | undefined)[] = []
  const requests = new Requests(etcd, new Keys('test'), trouble => {
    told.push(trouble?.reason)
  })
  onTestFinished(() => {
    requests.close()
  })
  const troubles: (string | undefined)[] = []
  for (const end of ends) {
    const asked = requests.forgetFloor('one')
    await (end === DONE ? asked : expect(asked).rejects.toThrow(/no leader|denied/))
    troubles.push(requests.trouble?.reason)
  }
  expect(told).toEqual(['no leader', 'access denied', undefined, 'access denied'])
  const flips = ['no leader', 'access denied', 'no leader', 'access denied']
  expect(troubles).toEqual([...flips, undefined, 'access denied'])
})

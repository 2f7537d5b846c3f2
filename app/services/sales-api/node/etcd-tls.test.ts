import fs from 'node:fs'
import http2 from 'node:http2'
import { isIP, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { status } from '@grpc/grpc-js'
import { Etcd } from '#foundation/etcd/etcd'
import { systemHost } from '#foundation/host/system'

const DATA = new URL('../resp/testing/tls/', import.meta.url).pathname
const read = (name: string): Buffer => fs.readFileSync(join(DATA, name))
const REFUSAL = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': String(status.PERMISSION_DENIED),
}

/** Refuses all requests, and notes which name it is told. It has the certificate of localhost and 127.0.0.1. */
async function member(host: string): Promise<{ readonly port: number; readonly names: unknown[] }> {
  const server = http2.createSecureServer({ cert: read('server.pem'), key: read('server.key') })
  const names: unknown[] = []
  server.on('secureConnection', (socket: TLSSocket & { readonly servername?: unknown }) => {
    names.push(socket.servername)
  })
  server.on('stream', stream => {
    stream.respond(REFUSAL, { endStream: true })
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, names }
}

it.each([
  ['a name that its certificate has', '127.0.0.1', 'localhost', 'access denied'],
  ['an address that its certificate has', '127.0.0.1', '127.0.0.1', 'access denied'],
  ['an address that its certificate does not have', '127.0.0.2', '127.0.0.2', 'unreachable'],
])('a member of etcd at %s is told no address as its name', async (_what, at, host, reason) => {
  const { port, names } = await member(at)
  const tls = { ca: read('authority.pem'), own: undefined }
  const { clock } = systemHost()
  using etcd = new Etcd({ members: [`${host}:${String(port)}`], tls, user: undefined, clock })
  await expect(etcd.delete({ key: 'a' }, 30_000)).rejects.toMatchObject({ reason })
  if (reason === 'access denied') expect(names).toHaveLength(1)
  expect(names.filter(name => isIP(String(name)) !== 0)).toEqual([])
})

import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { PeerClient } from '#business/data/transfer/peer-client'
import { PeerServer, SERVER_LIMITS } from '#business/data/transfer/peer-server'
import { Certificates } from '../front/tls.ts'

const DATA = new URL('../resp/testing/tls/', import.meta.url).pathname
const { clock } = systemHost()
const log = new Logging({ service: 'test', level: 'fatal', destination: os.devNull }).logger('test')

const certificatesOf = (name: string): Certificates => {
  const files = { cert: join(DATA, `${name}.pem`), key: join(DATA, `${name}.key`) }
  const ca = join(DATA, 'authority.pem')
  return new Certificates('node.peerTls', { ...files, ca }, clock, log)
}

it('nodes with certificates of one authority ask each other, and no others do', async () => {
  const server = certificatesOf('server')
  const listener = https.createServer({ ...SERVER_LIMITS, ...server.serverOptions })
  const place = { host: '127.0.0.1', port: 0 }
  const answers = { status: () => ({ name: 'n' }), readers: () => [] }
  await using peer = await PeerServer.listen(clock, listener, place, 'secret', answers)
  server.follow(listener)
  const ask = async (tls: https.AgentOptions | undefined): Promise<string> => {
    using client = new PeerClient(`127.0.0.1:${String(peer.port)}`, { secret: 'secret', tls })
    const answer = client.get('/v1/status', 100, new AbortController().signal)
    return await answer.then(({ body }) => body.toString(), String)
  }
  expect(await ask(certificatesOf('client').credentials)).toBe('{"name":"n"}')
  const ca = fs.readFileSync(join(DATA, 'authority.pem'))
  for (const tls of [undefined, { ca }, {}]) expect(await ask(tls)).toContain('does not give what')
  server.end()
})

it('a file comes over TLS as it is, also if its pieces are taken slowly', async () => {
  const server = certificatesOf('server')
  const file = randomBytes(20_000_000)
  const listener = https.createServer(server.serverOptions, (_request, response) => {
    response.end(file)
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${String((listener.address() as AddressInfo).port)}`
  using client = new PeerClient(address, {
    secret: 'secret',
    tls: certificatesOf('client').credentials,
  })
  const parts: Buffer[] = []
  for await (const part of client.file('/', file.length, new AbortController().signal)) {
    parts.push(Buffer.from(part))
    // As writing it takes: what is received meanwhile is for the next piece.
    await pause(1)
  }
  expect(Buffer.concat(parts).equals(file)).toBe(true)
  server.end()
  await new Promise(resolve => listener.close(resolve))
})

import fs from 'node:fs'
import https from 'node:https'
import os from 'node:os'
import { join } from 'node:path'
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
  await using peer = await PeerServer.listen(clock, listener, place, 'secret', () => ({
    name: 'n',
  }))
  server.follow(listener)
  const ask = async (tls: https.AgentOptions | undefined): Promise<string> => {
    using client = new PeerClient(`127.0.0.1:${String(peer.port)}`, { secret: 'secret', tls })
    const answer = client.get('/v1/status', 100, new AbortController().signal)
    return await answer.then(({ body }) => body.toString(), String)
  }
  expect(await ask(certificatesOf('client').credentials)).toBe('{"name":"n"}')
  const ca = fs.readFileSync(join(DATA, 'authority.pem'))
  for (const tls of [undefined, { ca }, {}]) expect(await ask(tls)).toContain('gives no snapshot')
  server.end()
})

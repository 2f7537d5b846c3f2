import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import type { PeerCertificate } from 'node:tls'
import tls from 'node:tls'
import { createClient } from 'redis'
import { expect, it, onTestFinished } from 'vitest'
import { RespTest } from './testing/resp-test.ts'

const DATA = new URL('testing/tls/', import.meta.url).pathname
const AUTHORITY = fs.readFileSync(join(DATA, 'authority.pem'))
const of = (name: string) => ({
  cert: fs.readFileSync(join(DATA, `${name}.pem`)),
  key: fs.readFileSync(join(DATA, `${name}.key`)),
})

type Options = tls.ConnectionOptions

/** In a directory of the test, so that it may change them. */
function files(): { cert: string; key: string } {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'tls-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })
  const paths = { cert: join(directory, 'cert'), key: join(directory, 'key') }
  install('server', paths)
  return paths
}

function install(name: string, paths: { cert: string; key: string }): void {
  fs.copyFileSync(join(DATA, `${name}.pem`), paths.cert)
  fs.copyFileSync(join(DATA, `${name}.key`), paths.key)
}

/** Whose certificate the server shows to a client whose PING it answers; or why it answers none. */
function greeted(port: number, options: Options = {}): Promise<string> {
  return new Promise(resolve => {
    const socket = tls.connect({ port, host: '127.0.0.1', ca: AUTHORITY, ...options }, () => {
      socket.write('PING\r\n')
    })
    socket.once('data', (data: Buffer) => {
      const { subject }: PeerCertificate = socket.getPeerCertificate()
      resolve(`${String(subject.CN)} ${data.toString().trim()}`)
      socket.destroy()
    })
    socket.once('error', (error: Error) => {
      resolve(error.message)
    })
    socket.once('close', () => {
      resolve('closed')
    })
  })
}

it('clients of TLS are served, and those without it are not', async () => {
  await using test = await RespTest.start({ tls: { ...files(), ca: undefined } })
  const { port } = test.server
  for (const RESP of [2, 3] as const) {
    const socket = { host: '127.0.0.1', port, tls: true, ca: AUTHORITY } as const
    const client = createClient({ RESP, socket })
    client.on('error', () => undefined)
    await client.connect()
    expect(await client.set('key', 'x'.repeat(90_000))).toBe('OK')
    expect(await client.get('key')).toHaveLength(90_000)
    await client.close()
  }
  expect(await greeted(port)).toBe('server +PONG')
  expect(await greeted(port, { maxVersion: 'TLSv1.2' })).toMatch(/version|closed/)
  const plain = net.connect(port, '127.0.0.1')
  plain.write('PING\r\n')
  const received = Buffer.concat((await plain.toArray()) as Buffer[]).toString('latin1')
  expect(received).not.toContain('PONG')
})

it('a request is answered that comes together with the end of its client', async () => {
  await using test = await RespTest.start({ tls: { ...files(), ca: undefined } })
  const { port } = test.server
  const socket = tls.connect({ port, host: '127.0.0.1', ca: AUTHORITY })
  await new Promise(resolve => socket.once('secureConnect', resolve))
  socket.end('PING\r\n')
  const received = Buffer.concat((await socket.toArray()) as Buffer[]).toString()
  expect(received).toBe('+PONG\r\n')
})

it('with an authority, clients need a certificate of it', async () => {
  const ca = join(DATA, 'authority.pem')
  await using test = await RespTest.start({ tls: { ...files(), ca } })
  const { port } = test.server
  expect(await greeted(port, of('client'))).toBe('server +PONG')
  expect(await greeted(port)).not.toContain('PONG')
})

it('a certificate that was renewed is shown from then on; one that is broken is not taken', async () => {
  const paths = files()
  await using test = await RespTest.start({ tls: { ...paths, ca: undefined } })
  const { port } = test.server
  const { clock } = test.node.host
  install('renewed', paths)
  expect(await greeted(port)).toBe('server +PONG')
  clock.advance(10_000)
  expect(await greeted(port)).toBe('renewed +PONG')
  fs.writeFileSync(paths.cert, 'broken')
  clock.advance(10_000)
  expect(await greeted(port)).toBe('renewed +PONG')
  expect(test.log).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      msg: 'the certificate cannot be read again',
    }),
  )
})

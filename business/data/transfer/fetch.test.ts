import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { quiet } from '#foundation/testing/latency'
import type { Manifest } from '#business/data/backup/manifest'
import { manifestText } from '#business/data/backup/manifest'
import { place } from '#business/data/backup/testing/test-backup'
import { fetchSnapshot } from './fetch.ts'
import { PeerClient, PeerRefused, tokenOf } from './peer-client.ts'
import { SECRET } from './testing/joining-node.ts'

const host = systemHost()
const never = new AbortController().signal
const ignore = (): void => undefined
const access = { secret: SECRET, tls: undefined }
const wanted = { log: 'shared', after: 0 }
const FILE = { path: 'store/store.mdb', bytes: 3_000_000, sha256: 'ab'.repeat(32) }

async function answering(
  answer: (response: http.ServerResponse, request: http.IncomingMessage) => unknown,
) {
  const server = http.createServer((request, response) => {
    answer(response, request)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function emptyManifest(): Manifest {
  const created = '2026-01-01T00:00:00.000Z'
  return {
    format: 2,
    created,
    version: 'x',
    position: 9,
    revision: 1,
    chainHash: 'cd',
    files: [FILE],
  }
}

describe('a peer that lies is refused, and costs neither memory nor disk', () => {
  const text = (): string => manifestText(emptyManifest())
  const piece = (bytes: number) => (response: http.ServerResponse) =>
    response.end(Buffer.alloc(bytes))
  const manifest = (of: string) => (response: http.ServerResponse) => response.end(of)
  const raw = (bytes: string) => (response: http.ServerResponse) => response.socket?.end(bytes)
  const endless = (response: http.ServerResponse): void => {
    const part = Buffer.alloc(64 * 1024)
    const more = (): void => {
      while (!response.destroyed && response.write(part));
    }
    response.on('drain', more)
    more()
  }
  type Answer = (response: http.ServerResponse) => void
  const lies: Record<string, readonly [Answer, Answer, RegExp]> = {
    'no manifest': [manifest('<html>'), piece(1), /is not JSON/],
    'a manifest without its checksum': [
      manifest(text().replace('"position": 9', '"position": 8')),
      piece(1),
      /does not have its checksum/,
    ],
    'a manifest that leads elsewhere': [
      manifest(text().replace('store/store.mdb', '../evil')),
      piece(1),
      /is damaged/,
    ],
    'more than there is space': [
      manifest(
        manifestText({
          ...emptyManifest(),
          files: [{ path: 'store/a', bytes: 2 ** 52, sha256: 'ab'.repeat(32) }],
        }),
      ),
      piece(1),
      /No space left/,
    ],
    'a manifest with a file twice': [
      manifest(manifestText({ ...emptyManifest(), files: emptyManifest().files.concat(FILE) })),
      piece(1),
      /has a file twice/,
    ],
    'an endless manifest': [endless, piece(1), /more than 67108864 bytes/],
    'an endless file': [manifest(text()), endless, /unknown number of bytes .* 3000000/],
    'a file that is not held any more': [
      manifest(text()),
      response => response.writeHead(404, { 'Content-Length': 8 }).end('not held'),
      /404 not held/,
    ],
    'an empty file': [manifest(text()), piece(0), /0 bytes of a file in place of 3000000/],
    'a longer file': [manifest(text()), piece(3_000_001), /3000001 bytes of a file/],
    'other bytes': [manifest(text()), piece(3_000_000), /does not have its SHA-256/],
    'a file that ends early': [
      manifest(text()),
      raw(`HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\nabc`),
      /hung up/,
    ],
    'no HTTP': [manifest(text()), raw('hello\r\n\r\n'), /not HTTP/],
    'an endless head': [manifest(text()), raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1e6)}`), /HTTP/],
    'half a head': [manifest(text()), raw('HTTP/1.1 200'), /hung up/],
  }

  it.each(Object.entries(lies))('%s', async (_name, [first, then, reason]) => {
    await using server = await answering((response, request) => {
      expect(request.headers.authorization).toBe(`Bearer ${tokenOf(SECRET)}`)
      const isFile = request.url?.startsWith('/v1/files/') === true
      ;(isFile ? then : first)(response)
    })
    using peer = new PeerClient(server.address, access)
    const into = join(place(), 'fetched')
    await expect(fetchSnapshot(host, peer, into, wanted, never, ignore)).rejects.toThrow(reason)
    const file = join(into, 'store/store.mdb')
    expect(fs.existsSync(file) ? fs.statSync(file).size : 0).toBeLessThanOrEqual(3_000_000)
  })

  it('nobody', async () => {
    using peer = new PeerClient('127.0.0.1:1', access)
    await expect(peer.get('/v1/status', 100, never)).rejects.toThrow(PeerRefused)
  })

  it.each(['silence', 'half an answer'])('%s, for so long and no longer', async what => {
    const over = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal)
    onTestFinished(() => {
      timeout.mockRestore()
    })
    await using server = await answering(response => {
      if (what === 'half an answer') response.writeHead(200, { 'Content-Length': 10 }).write('abc')
      over.abort()
    })
    using peer = new PeerClient(server.address, access)
    await expect(peer.get('/v1/status', 100, never)).rejects.toThrow(/it does not answer/)
    expect(timeout).toHaveBeenCalledExactlyOnceWith(15_000)
  })

  it('a snapshot that is never made', async () => {
    await using server = await answering(response => response.writeHead(202).end())
    using peer = new PeerClient(server.address, access)
    const { clock } = new SimulatedHost(1)
    const into = join(place(), 'fetched')
    const fetching = fetchSnapshot({ ...host, clock }, peer, into, wanted, never, ignore)
    const over = new AbortController()
    const refused = expect(fetching).rejects.toThrow(/makes none in time/)
    void refused.finally(() => {
      over.abort()
    })
    while (!over.signal.aborted) {
      await quiet()
      clock.advance(100_000)
    }
    await refused
  })
})

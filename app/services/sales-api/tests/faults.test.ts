import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Service, until } from './service.ts'

async function put(service: Service, key: string, body: string | Uint8Array): Promise<Response> {
  return await fetch(`${service.url}/v1/kv/${key}`, { method: 'PUT', body: Buffer.from(body) })
}

/** Reads a key; comes again if the service says that it is busy, as clients do. */
async function served(service: Service): Promise<void> {
  await until(
    async () => {
      const response = await fetch(`${service.url}/v1/kv/key`)
      if (response.status === 503 && (await codeOf(response)) === 'SERVER_BUSY') return undefined
      expect(response.status).toBe(200)
      return true
    },
    () => 'the service was busy all the time',
    SERVED_MS_MAX,
  )
}

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code?: unknown }).code
}

function residentBytes(pid: number): number {
  const status = fs.readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** A file system of its own, which only root can make. */
function mountSmallDisk(bytes: number): string | undefined {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'small-disk-'))
  try {
    const options = `size=${String(bytes)}`
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], { stdio: 'pipe' })
    return directory
  } catch {
    fs.rmdirSync(directory)
    return undefined
  }
}

const MiB = 1024 * 1024
/** What a request takes at most beside hostile ones, on a machine that is busy with other things too. */
const SERVED_MS_MAX = 60_000
const smallDisk = mountSmallDisk(120 * MiB)
// Whatever runs of this file: it was mounted to find out whether it can be.
afterAll(() => {
  if (smallDisk === undefined) return
  execFileSync('umount', [smallDisk])
  fs.rmdirSync(smallDisk)
})
if (smallDisk === undefined) {
  console.warn('skipped: tests of a full disk, because only root can mount a small one')
}

describe.runIf(smallDisk !== undefined)('a full disk', () => {
  const disk = smallDisk ?? ''

  it.each([
    ['with its reserve left', '16MiB'],
    ['to the last byte', '0'],
  ])(
    'refuses writes with 507, serves reads and deletes, and recovers without a restart: %s',
    async (_name, reserve) => {
      const directory = join(disk, `data-${reserve}`)
      const filler = join(disk, 'filler')
      const args = [`--store-disk-reserve=${reserve}`, '--store-memory=16MiB']
      await using service = await Service.start({ directory, args })
      for (let index = 0; index < 20; index++)
        await put(service, `key-${String(index)}`, 'x'.repeat(1000))
      fillUp(filler)
      const refused = await until(
        async () => {
          const response = await put(service, 'more', Buffer.alloc(512 * 1024, 'x'))
          return response.status === 201 || response.status === 200 ? undefined : response
        },
        () => 'writes were never refused',
      )
      expect([refused.status, await codeOf(refused)]).toEqual([507, 'DISK_FULL'])
      expect((await fetch(`${service.url}/v1/kv/key-1`)).status).toBe(200)
      const removed = await fetch(`${service.url}/v1/kv/key-1`, { method: 'DELETE' })
      expect(removed.status).toBe(204)
      expect((await fetch(`${service.url}/v1/kv/key-1`)).status).toBe(404)

      fs.rmSync(filler)
      await until(
        async () => ((await put(service, 'again', 'x')).ok ? true : undefined),
        () => 'writes were not taken again',
      )
      await service.kill()
      await service.restart()
      expect((await fetch(`${service.url}/v1/kv/again`)).status).toBe(200)
      expect((await fetch(`${service.url}/v1/kv/key-1`)).status).toBe(404)
      expect((await fetch(`${service.url}/v1/kv/key-2`)).status).toBe(200)
      await service.stop()
      fs.rmSync(directory, { recursive: true })
    },
  )

  function fillUp(path: string): void {
    const file = fs.openSync(path, 'w')
    const { bavail, bsize } = fs.statfsSync(disk)
    const block = Buffer.alloc(64 * 1024)
    try {
      for (let left = bavail * bsize; left > 0; left -= block.length) fs.writeSync(file, block)
    } catch {
      // Full.
    }
    fs.closeSync(file)
  }
})

describe('a failing disk', () => {
  it('ends the process with exit code 3 and a reason; what was acknowledged is there after a restart', async () => {
    await using service = await Service.start()
    expect((await put(service, 'acknowledged', 'yes')).status).toBe(201)
    // From now on the kernel refuses this process every write to a file.
    execFileSync('prlimit', [`--pid=${String(service.pid)}`, '--fsize=0:0'])
    const refused = await put(service, 'refused', 'no').catch(() => undefined)
    if (refused) expect([500, 503]).toContain(refused.status)
    expect(await service.ended()).toBe(3)
    expect(service.log.find(({ level }) => level === 'fatal')).toMatchObject({
      msg: 'storage failed: nothing more is accepted',
    })
    await service.restart()
    expect(await (await fetch(`${service.url}/v1/kv/acknowledged`)).text()).toBe('yes')
  })
})

describe('hostile clients', () => {
  const connect = (service: Service): net.Socket => {
    const { hostname, port } = new URL(service.url)
    return net.connect({ host: hostname, port: Number(port) }).on('error', () => undefined)
  }

  it('ten thousand slow ones cost bounded memory and get 408, while others are served', async () => {
    await using service = await Service.start({ args: ['--web-read-timeout=3s'] })
    await put(service, 'key', 'value')
    const before = residentBytes(service.pid)
    const sockets: net.Socket[] = []
    let timedOut = 0
    let largest = 0
    for (let count = 0; count < 10_000; count++) {
      const socket = connect(service)
      socket.on('data', data => {
        if (data.includes('408')) timedOut++
      })
      // Headers come byte by byte, bodies stop halfway.
      socket.write(
        count % 2 === 0
          ? 'GET / HTTP/1.1\r\nHo'
          : 'PUT /v1/kv/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nxx',
      )
      sockets.push(socket)
      if (count % 500 === 499) {
        largest = Math.max(largest, residentBytes(service.pid))
        await served(service)
      }
    }
    await until(
      () => (sockets.every(({ destroyed, closed }) => destroyed || closed) ? true : undefined),
      () => `${String(sockets.filter(({ closed }) => !closed).length)} connections are still open`,
    )
    expect(timedOut).toBeGreaterThan(5000)
    expect(largest - before).toBeLessThan(400 * MiB)
    expect((await fetch(`${service.url}/v1/kv/key`)).status).toBe(200)
  })

  it('a flood of headers is refused with 431', async () => {
    await using service = await Service.start()
    const socket = connect(service)
    let received = ''
    socket.setEncoding('utf8').on('data', (text: string) => (received += text))
    socket.write('GET /v1/kv/key HTTP/1.1\r\nHost: x\r\n')
    for (let count = 0; count < 1000; count++)
      socket.write(`X-${String(count)}: ${'x'.repeat(100)}\r\n`)
    await until(
      () => (received.includes('431') ? true : undefined),
      () => received,
    )
    expect(received).toContain('HEADERS_TOO_LARGE')
  })

  it('a body that never ends is refused with 413 at its limit, and costs no memory', async () => {
    await using service = await Service.start({ args: ['--web-read-timeout=2s'] })
    await feedWithoutEnd(service)
    // What one costs before V8 collects it, the next ones do not cost again.
    const before = residentBytes(service.pid)
    for (let count = 0; count < 3; count++) await feedWithoutEnd(service)
    expect(residentBytes(service.pid) - before).toBeLessThan(100 * MiB)
    expect((await fetch(`${service.url}/v1/liveness`)).status).toBe(200)
  })

  /** Resolves when the service has refused the body and closed the connection. */
  async function feedWithoutEnd(service: Service): Promise<void> {
    const socket = connect(service)
    let received = ''
    socket.setEncoding('utf8').on('data', (text: string) => (received += text))
    socket.write('PUT /v1/kv/endless HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    // More than can be sent is not kept here: it is the service that is to be loaded.
    const feeding = setInterval(() => {
      for (let count = 0; count < 20 && !socket.writableNeedDrain && !socket.destroyed; count++) {
        socket.write(chunk)
      }
    }, 10)
    await until(
      () => (socket.closed ? true : undefined),
      () => 'it is still being read',
    )
    clearInterval(feeding)
    expect(received).toContain('413')
  }

  it('too many bodies at once get 503 with Retry-After', async () => {
    await using service = await Service.start({ args: ['--web-buffered-bytes-max=4MiB'] })
    const started = Array.from({ length: 8 }, (_, index) => {
      const socket = connect(service)
      const size = 1024 * 1024
      socket.write(
        `PUT /v1/kv/${String(index)} HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(size)}\r\n\r\n`,
      )
      socket.write(Buffer.alloc(size - 1))
      let received = ''
      socket.setEncoding('utf8').on('data', (text: string) => (received += text))
      return { socket, received: () => received }
    })
    await until(
      () => (started.some(({ received }) => received().includes('503')) ? true : undefined),
      () => 'nobody was refused',
    )
    const refused = started.filter(({ received }) => received().includes('503'))
    expect(refused[0]?.received()).toMatch(/Retry-After: 1[^]*SERVER_BUSY/)
    for (const { socket } of started) socket.write('x')
    await until(
      () =>
        started.every(({ received }) => /HTTP\/1.1 (201|503)/.test(received())) ? true : undefined,
      () => 'not all were answered',
    )
    expect((await put(service, 'after', 'x')).status).toBe(201)
  })
})

import type { AddressInfo, Socket } from 'node:net'
import net from 'node:net'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { configure } from '#foundation/conf/conf'
import { SettingUnusable } from '#foundation/conf/unusable'
import { systemHost } from '#foundation/host/system'
import { openDatabase } from './database.ts'
import { databaseSettings } from './settings.ts'

const program = { name: 'test', description: '', version: '1', prefix: 'TEST' }
const table = { db: databaseSettings('app', 'data') }
const SECRET = 'not-to-be-shown'

/** Has the port of the server. */
type Url = (port: number) => string

const plain: Url = port => `postgresql://app:${SECRET}@127.0.0.1:${String(port)}/app`
const withTls: Url = port => `${plain(port)}?sslmode=verify-full`
const nowhere: Url = () => plain(1)
const unknownHost: Url = () => `postgresql://app:${SECRET}@no-such-host.invalid/app`

/** Refuses each connection with an error of PostgreSQL. */
const refusing = (state: string) => (socket: Socket) => {
  const fields = Buffer.from(`SFATAL\0C${state}\0Mthe server says ${state}\0\0`)
  const header = Buffer.from('E\0\0\0\0')
  header.writeInt32BE(fields.length + 4, 1)
  socket.once('data', () => socket.end(Buffer.concat([header, fields])))
}
const hangingUp = (socket: Socket): void => void socket.once('data', () => socket.destroy())
/** What a server says that has no TLS. */
const withoutTls = (socket: Socket): void => void socket.once('data', () => socket.write('N'))

type Start = {
  /** What it waited for first. Never resolves if it waited for nothing. */
  readonly waits: Promise<string>
  readonly opened: Promise<unknown>
  readonly stop: AbortController
}

async function starting(
  serve: (socket: Socket) => void,
  url: Url,
  work: (start: Start) => Promise<void>,
): Promise<void> {
  const server = net.createServer(socket => {
    socket.on('error', () => undefined)
    serve(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const configured = configure(program, table, [], { TEST_DB_WRITER_URL: url(port) })
  if (configured.kind === 'print') throw new Error(configured.text)
  const stop = new AbortController()
  const waits = Promise.withResolvers<string>()
  const none = (): void => undefined
  await using stack = new AsyncDisposableStack()
  stack.defer(async () => {
    await new Promise(resolve => server.close(resolve))
  })
  const opened = openDatabase({
    ...{ name: 'app', migrations: [], config: configured.config, isProduction: true },
    ...{ host: systemHost(), stack, registry: new Registry(), onLost: none, stop: stop.signal },
    log: { trace: none, debug: none, info: none, warn: none, error: none, fatal: none },
    onWait: what => {
      if (what !== undefined) waits.resolve(what)
    },
  })
  opened.catch(none)
  await work({ waits: waits.promise, opened, stop })
}

describe('a service that starts', () => {
  it.each<[string, (socket: Socket) => void, Url]>([
    ['the server says 28P01 (SQLSTATE 28P01)', refusing('28P01'), plain],
    ['the server says 28000', refusing('28000'), plain],
    ['the server says 3D000', refusing('3D000'), plain],
    ['the server says 42501', refusing('42501'), plain],
    ['The server does not support SSL', withoutTls, withTls],
  ])('ends if its database will not have it: %s', async (why, serve, url) => {
    await starting(serve, url, async ({ opened }) => {
      await expect(opened).rejects.toThrow(SettingUnusable)
      await expect(opened).rejects.toMatchObject({ setting: 'db.writerUrl' })
      await expect(opened).rejects.toThrow(why)
      await expect(opened).rejects.not.toThrow(SECRET)
    })
  })

  it.concurrent.each<[string, (socket: Socket) => void, Url]>([
    ['it is starting', refusing('57P03'), plain],
    ['it has no room, or no connections left', refusing('53300'), plain],
    ['no connection is to be had', hangingUp, plain],
    ['no connection is to be had (ECONNREFUSED)', hangingUp, nowhere],
    ['no connection is to be had (E', hangingUp, unknownHost],
  ])('waits for its database, until it is told to end: %s', async (why, serve, url) => {
    await starting(serve, url, async ({ waits, opened, stop }) => {
      expect(await waits).toContain(why)
      expect(await waits).toContain('start it, or correct db.writerUrl')
      expect(await waits).not.toContain(SECRET)
      stop.abort()
      await expect(opened).rejects.toBe(stop.signal.reason)
    })
  })
})

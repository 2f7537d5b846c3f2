/**
 * HTTP/1.1 over a raw socket, with one request at a time. Parses no more of an answer than it must, so that what is measured
 * is the server.
 */
import { once } from 'node:events'
import net from 'node:net'
import type { Address, Connection, ConnectionEvents } from './exchange.ts'
import { ANSWER_MS_MAX } from './exchange.ts'

const HEADER_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')
const STATUS_AT = 9
/** Of an unexpected answer, for the message. */
const SHOWN_BYTES = 500

export type HttpAnswer = {
  readonly status: number
  /** As it was received, headers and all. */
  readonly bytes: Buffer
}

export async function connectHttp(
  address: Address,
  events: ConnectionEvents<HttpAnswer>,
): Promise<Connection<Buffer>> {
  const socket = net.connect({ ...address, noDelay: true })
  await once(socket, 'connect')
  let received: Buffer = Buffer.alloc(0)
  let isAsked = false
  socket.on('data', data => {
    if (socket.destroyed) return
    const bytes = received.length === 0 ? data : Buffer.concat([received, data])
    if (!isWhole(bytes)) {
      received = bytes
      return
    }
    received = Buffer.alloc(0)
    isAsked = false
    const status = Number(bytes.toString('latin1', STATUS_AT, STATUS_AT + 3))
    events.answered({ status, bytes })
  })
  socket.on('error', events.failed)
  socket.setTimeout(ANSWER_MS_MAX, () => {
    if (isAsked) events.failed(new Error(`no answer for ${String(ANSWER_MS_MAX)} ms`))
  })
  socket.on('end', () => {
    events.failed(new Error('the server closed a connection'))
  })
  return {
    send: request => {
      isAsked = true
      socket.write(request)
    },
    close: () => {
      socket.destroy()
    },
  }
}

export function bodyText({ bytes }: HttpAnswer): string {
  return bytes.toString('utf8', bytes.indexOf(HEADER_END) + HEADER_END.length)
}

export function shownAnswer({ bytes }: HttpAnswer): string {
  return bytes.toString('latin1', 0, SHOWN_BYTES)
}

function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf(HEADER_END)
  if (end < 0) return false
  const head = bytes.toString('latin1', 0, end)
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length !== undefined) return bytes.length >= end + HEADER_END.length + Number(length)
  // Of chunks, the last one: nothing that is asked here is answered with a text that ends so.
  return !/\r\ntransfer-encoding: *chunked/i.test(head) || bytes.subarray(-5).equals(LAST_CHUNK)
}

/** A request with a body or without, as bytes to send. */
export function requestBytes(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: Uint8Array = Buffer.alloc(0),
): Buffer {
  const lines = Object.entries({ Host: 'bench', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const length = method === 'GET' ? '' : `Content-Length: ${String(body.length)}\r\n`
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

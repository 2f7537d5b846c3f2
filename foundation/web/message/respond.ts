/** Writing a response to the connection: the only place that does. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { ServerEvent } from '../contract.ts'
import type { Exchange, Response, ResponseBody } from '../exchange.ts'
import { encoded, MEDIA_TYPES, PROBLEM_MEDIA_TYPES } from '../negotiate.ts'
import { problemBody } from '../problem.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/** A comment goes out when nothing else did for this long, so that no proxy takes the stream for dead. */
const HEARTBEAT_MS = 15_000
/** Bodies up to this length are copied to be sent together with their headers. */
const ONE_WRITE_BYTES_MAX = 4096
/** A reader that has taken nothing for this long is told where to go on, and let go. */
const SLOW_READER_MS = 5_000

/**
 * Undefined when the operating system has taken everything, or the client has gone; a promise of that if it takes longer.
 * Throws or rejects for what cannot be sent, such as a line break in a header.
 */
export function respond(exchange: Exchange, response: Response): Promise<unknown> | undefined {
  const { status, headers, body } = response
  const { out } = exchange
  if (exchange.isGone) {
    if (body.kind === 'stream') body.stream.destroy()
    return undefined
  }
  switch (body.kind) {
    case 'none':
      out.writeHead(status, { ...SECURITY_HEADERS, ...headers })
      out.end()
      return undefined
    case 'bytes':
      send(out, status, { ...SECURITY_HEADERS, ...headers }, body.contentType, body.bytes)
      break
    case 'stream':
      return pipe(exchange, response, body)
    case 'data': {
      const negotiated = {
        ...{ Vary: 'Accept', ...keeping(exchange, response), ...SECURITY_HEADERS },
        ...headers,
      }
      sendText(out, status, negotiated, MEDIA_TYPES[exchange.format], body.text)
      break
    }
    case 'problem': {
      const problem = problemBody(status, body.fields, exchange.traceId)
      const { format } = exchange
      const text = encoded(problem, format, 'problem')
      const negotiated = {
        ...{ Vary: 'Accept', 'Cache-Control': 'no-store' },
        ...SECURITY_HEADERS,
        ...headers,
      }
      sendText(out, status, negotiated, PROBLEM_MEDIA_TYPES[format], text)
      break
    }
    case 'events':
      return openStream(exchange, response, body)
  }
  return (out.socket?.writableLength ?? 0) > 0 ? taken(out) : undefined
}

/** A cache has no way to ask whether data without an ETag still holds, and may keep it although nothing says so. */
function keeping({ operation }: Exchange, { headers }: Response): OutgoingHttpHeaders {
  const mayBeKept = operation.method === 'get' && headers.ETag === undefined
  return mayBeKept ? { 'Cache-Control': 'no-store' } : {}
}

async function pipe(
  { request, out }: Exchange,
  { status, headers }: Response,
  { stream, contentType }: Extract<ResponseBody, { kind: 'stream' }>,
): Promise<void> {
  out.writeHead(status, { ...SECURITY_HEADERS, ...headers, 'Content-Type': contentType })
  if (request.method === 'HEAD') {
    stream.destroy()
    out.end()
    return
  }
  out.setTimeout(SLOW_READER_MS, () => {
    if (out.writableNeedDrain) out.destroy()
  })
  // Destroys both when either fails: a client sees that the answer is not complete.
  await pipeline(stream, out)
}

async function openStream(
  exchange: Exchange,
  { status, headers }: Response,
  body: Extract<ResponseBody, { kind: 'events' }>,
): Promise<void> {
  const { request, out } = exchange
  out.writeHead(status, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    ...SECURITY_HEADERS,
    ...headers,
  })
  // Node would take the events of an answer to HEAD and send none of them, without end. A client that has closed its side
  // may have gone: nothing tells it from one that goes on reading.
  if (request.method === 'HEAD' || request.socket.readableEnded) {
    out.end()
    return
  }
  out.flushHeaders()
  await stream(exchange, body)
}

/** `headers` are not used again. */
function sendText(
  out: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  contentType: string,
  text: string,
): void {
  if (text.length > ONE_WRITE_BYTES_MAX) {
    send(out, status, headers, contentType, Buffer.from(text))
    return
  }
  headers['Content-Type'] = contentType
  headers['Content-Length'] = Buffer.byteLength(text)
  out.writeHead(status, headers)
  // Goes out with the headers in one write.
  out.end(text)
}

function send(
  out: ServerResponse,
  status: number,
  headers: Readonly<OutgoingHttpHeaders>,
  contentType: string,
  bytes: Uint8Array,
): void {
  out.writeHead(status, {
    ...headers,
    'Content-Type': contentType,
    'Content-Length': bytes.length,
  })
  // Node leaves out the body of an answer to HEAD by itself. A string goes out with the headers in one write.
  if (bytes.length > ONE_WRITE_BYTES_MAX) out.end(bytes)
  else
    out.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), 'latin1')
}

/** Lets a reader go that has taken nothing of an answer for too long. Node sets the socket's timeout again when it is sent. */
function taken(out: ServerResponse): Promise<unknown> {
  out.setTimeout(SLOW_READER_MS, () => {
    if (!out.writableFinished) out.destroy()
  })
  return new Promise(resolve => {
    out.once('close', resolve)
  })
}

async function stream(
  exchange: Exchange,
  { events, farewell }: Extract<ResponseBody, { kind: 'events' }>,
): Promise<void> {
  const { signal, out } = exchange
  const heartbeat = setInterval(() => {
    if (!out.writableNeedDrain) out.write(':\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()
  try {
    for await (const event of events) {
      if (signal.aborted) break
      heartbeat.refresh()
      exchange.events++
      if (out.write(eventText(event)) || (await drained(out))) continue
      out.write(eventText(farewell()))
      break
    }
  } catch (error) {
    // Headers are out: all that is left to tell the client is that the stream ends here, and it resumes by itself.
    if (!signal.aborted) throw error
  } finally {
    clearInterval(heartbeat)
    out.end()
    // A reader that takes nothing does not take the end either.
    setTimeout(() => {
      out.destroy()
    }, SLOW_READER_MS).unref()
  }
}

/** As it goes over the wire. */
export function eventText({ event, data, id }: ServerEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Whether the reader took what was written, or went away, before it became too slow. */
function drained(out: ServerResponse): Promise<boolean> {
  return new Promise(resolve => {
    const done = (inTime: boolean): void => {
      clearTimeout(timer)
      out.off('drain', taken)
      out.off('close', taken)
      resolve(inTime)
    }
    const taken = (): void => {
      done(true)
    }
    const timer = setTimeout(() => {
      done(false)
    }, SLOW_READER_MS)
    out.on('drain', taken)
    out.on('close', taken)
  })
}

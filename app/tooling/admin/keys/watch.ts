/** watch: every change of keys, for as long as it is wanted. A connection that ends is opened again where it ended. */
import { setTimeout as pause } from 'node:timers/promises'
import type { EventSourceMessage } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { printable } from '#foundation/terminal/printable'
import { shownKey } from './key-text.ts'
import { EXIT, Failed } from '../outcome.ts'
import type { Service } from '../service/service.ts'
import { refusal, revisionOf, stranger, unreachable } from '../service/service.ts'
import type { Terminal } from '../terminal.ts'

/** Before a connection that ended, or could not be made again, is tried again. */
const RETRY_MS = 500

export type WatchOptions = {
  readonly prefix?: string
  readonly key?: string
  readonly from?: number
  /** Ends after so many changes. */
  readonly count?: number
}

const changeSchema = z.looseObject({
  key: z.string(),
  modRevision: z.int(),
  bytes: z.int().optional(),
  value: z.string().optional(),
})
const damageSchema = z.looseObject({ firstRevision: z.int(), lastRevision: z.int() })

/** Where to go on: behind the last event, which has an id always, or where the first connection was to begin. */
type Place = { from: number; lastEventId?: string | undefined }

export async function watch(
  service: Service,
  terminal: Terminal,
  options: WatchOptions,
): Promise<void> {
  // A number from the start: a connection lost before anything came would otherwise begin again at a later revision.
  const place: Place = { from: options.from ?? (await revisionOf(service)) + 1 }
  await follow(service, terminal, options.count, {
    open: () => opened(service, options, place),
    show: message => show(terminal, message, place),
  })
}

export type Followed = {
  /** Where the last connection ended. */
  readonly open: () => Promise<ReadableStream<EventSourceMessage>>
  /** Whether the message was one of those that are counted. */
  readonly show: (message: EventSourceMessage) => boolean
}

/** Events until there were so many, or until it is stopped, over as many connections as it takes. */
export async function follow(
  { signal }: Service,
  terminal: Terminal,
  count: number | undefined,
  { open, show }: Followed,
): Promise<void> {
  let left = count ?? Number.POSITIVE_INFINITY
  let wasOpen = false
  for (;;) {
    try {
      const messages = await open()
      wasOpen = true
      for await (const message of messages) if (show(message) && --left === 0) return
      terminal.note('The connection ended; going on where it did')
    } catch (error) {
      signal.throwIfAborted()
      if (!wasOpen || !isConnectionLost(error)) throw error
      terminal.note('The connection was lost; trying again')
    }
    await pause(RETRY_MS, undefined, { signal })
  }
}

/** Rather than refused, for example because where to go on is no longer held. */
function isConnectionLost(error: unknown): boolean {
  return error instanceof Failed ? error.exitCode === EXIT.unreachable : error instanceof TypeError
}

async function opened(
  service: Service,
  { prefix, key }: WatchOptions,
  { from, lastEventId }: Place,
): Promise<ReadableStream<EventSourceMessage>> {
  const { client, signal } = service
  const query = {
    ...(prefix !== undefined && { prefix }),
    ...(key !== undefined && { key }),
    ...(lastEventId === undefined && { from }),
  }
  const header = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  return messagesOf(
    service,
    client.GET('/v1/watch', { params: { query, header }, parseAs: 'stream', signal }),
  )
}

type EventAnswer = {
  readonly response: Response
  readonly error?: unknown
  readonly data?: ReadableStream<Uint8Array<ArrayBuffer>> | null
}

/** Throws `Failed` if the answer is none, or no stream of events. */
export async function messagesOf(
  service: Service,
  asked: Promise<EventAnswer>,
): Promise<ReadableStream<EventSourceMessage>> {
  const answer = await asked.catch((error: unknown) => {
    service.signal.throwIfAborted()
    throw unreachable(service, error)
  })
  if (!answer.data) throw refusal(answer)
  const type = answer.response.headers.get('Content-Type') ?? ''
  if (!type.startsWith('text/event-stream')) throw stranger(answer.response.url, type)
  const text: ReadableWritablePair<string, Uint8Array> = new TextDecoderStream()
  return answer.data.pipeThrough(text).pipeThrough(new EventSourceParserStream())
}

/** Prints a change and keeps track of the place. False if it is not a change. */
function show(terminal: Terminal, { event, id, data }: EventSourceMessage, place: Place): boolean {
  const json: unknown = JSON.parse(data)
  if (id !== undefined) place.lastEventId = id
  if (event === 'damaged') {
    const { firstRevision, lastRevision } = damageSchema.parse(json)
    const revisions = `${String(firstRevision)} to ${String(lastRevision)}`
    terminal.note(`Changes of revisions ${revisions} are damaged and may be missing`)
  }
  if (event !== 'put' && event !== 'delete') return false
  const change = changeSchema.parse(json)
  const { key, modRevision, bytes, value } = change
  const shown = event === 'put' ? `\t${printable(value ?? `(${String(bytes ?? 0)} bytes)`)}` : ''
  terminal.result(
    { event, ...change },
    `${event}\t${String(modRevision)}\t${shownKey(key)}${shown}`,
  )
  return true
}

/** Reading server-sent events in tests. */
import type { EventSourceMessage } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'

export type ReceivedEvent = {
  readonly event: string
  readonly id: string | undefined
  readonly data: Readonly<Record<string, unknown>>
}

/** Parameters as they are, or as they stand in the URL. */
type WatchQuery = Readonly<Record<string, string>> | string

/** A watch that is open and has sent its first event, which says where it begins. */
export class OpenWatch {
  readonly #abort: AbortController
  readonly #reader: ReadableStreamDefaultReader<EventSourceMessage>
  #begin: ReceivedEvent | undefined

  /** `signal` closes it, also while it opens. */
  static async open(
    base: string,
    query: WatchQuery,
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<OpenWatch> {
    const abort = new AbortController()
    const close = (): void => {
      abort.abort()
    }
    if (signal?.aborted) close()
    signal?.addEventListener('abort', close, { once: true })
    const text = typeof query === 'string' ? query : new URLSearchParams(query).toString()
    const target = `${base}/v1/watch?${text}`
    const response = await fetch(target, { headers, signal: abort.signal })
    if (response.status !== 200 || !response.body) {
      throw new Error(`the watch was answered with ${String(response.status)}`)
    }
    const watch = new OpenWatch(abort, response.body)
    watch.#begin = await watch.nextOfAll()
    return watch
  }

  private constructor(abort: AbortController, body: ReadableStream<Uint8Array>) {
    this.#abort = abort
    const events = body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .pipeThrough(new EventSourceParserStream())
    this.#reader = events.getReader()
  }

  get begin(): ReceivedEvent | undefined {
    return this.#begin
  }

  /** The next event that is no progress, which comes when it likes; undefined at the end. */
  async next(): Promise<ReceivedEvent | undefined> {
    let event
    do event = await this.nextOfAll()
    while (event?.event === 'progress')
    return event
  }

  async nextOfAll(): Promise<ReceivedEvent | undefined> {
    const { done, value } = await this.#reader.read()
    if (done) return undefined
    const { event = '', id, data } = value
    return { event, id, data: JSON.parse(data) as ReceivedEvent['data'] }
  }

  close(): void {
    this.#abort.abort()
  }
}

/** The first events of a new watch. */
export async function watchEvents(
  base: string,
  query: WatchQuery,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<ReceivedEvent[]> {
  const watch = await OpenWatch.open(base, query, headers)
  const events: ReceivedEvent[] = []
  while (events.length < count) {
    const event = await watch.next()
    if (!event) break
    events.push(event)
  }
  watch.close()
  return events
}

/** Reading server-sent events in tests. */
import type { EventSourceMessage } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'

export type ReceivedEvent = {
  readonly event: string
  readonly id: string | undefined
  readonly data: Readonly<Record<string, unknown>>
}

/** A watch that is open: `next` resolves with its next event, or undefined at its end. */
export class OpenWatch {
  readonly #abort: AbortController
  readonly #reader: ReadableStreamDefaultReader<EventSourceMessage>

  static async open(
    base: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<OpenWatch> {
    return await new Promise((resolve, reject) => {
      const abort = new AbortController()
      const target = `${base}/v1/watch?${new URLSearchParams(query).toString()}`
      fetch(target, { headers, signal: abort.signal }).then(response => {
        if (response.status !== 200 || !response.body) {
          reject(new Error(`the watch was answered with ${String(response.status)}`))
        } else resolve(new OpenWatch(abort, response.body))
      }, reject)
    })
  }

  private constructor(abort: AbortController, body: ReadableStream<Uint8Array>) {
    this.#abort = abort
    const events = body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .pipeThrough(new EventSourceParserStream())
    this.#reader = events.getReader()
  }

  async next(): Promise<ReceivedEvent | undefined> {
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
  query: Readonly<Record<string, string>>,
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

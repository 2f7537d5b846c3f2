/** One connection of a client, from its greeting to its end. */
import type { Duplex } from 'node:stream'
import type { Reply } from '../reply.ts'
import type { ReplyLimits } from '../reply-decoder.ts'
import { ReplyDecoder } from '../reply-decoder.ts'
import { encodeRequest } from '../request.ts'

export type LinkEvents = {
  /** The server answered the greeting: from now on requests may be written. */
  readonly ready: () => void
  readonly received: (reply: Reply) => void
  /** The connection is over, and why. Nothing is called afterwards, nor after `close`. */
  readonly lost: (why: Error) => void
}

export class Link {
  readonly #socket: Duplex
  readonly #decoder: ReplyDecoder
  readonly #events: LinkEvents
  #state: 'greeting' | 'ready' | 'closed' = 'greeting'

  /** Greets the server: RESP3, with the password if there is one. */
  constructor(
    socket: Duplex,
    password: string | undefined,
    limits: ReplyLimits,
    events: LinkEvents,
  ) {
    this.#socket = socket
    this.#decoder = new ReplyDecoder(limits)
    this.#events = events
    socket.on('data', (received: Uint8Array) => {
      this.#receive(received)
    })
    socket.on('error', error => {
      this.lose(error)
    })
    for (const end of ['end', 'close']) {
      socket.on(end, () => {
        this.lose(new Error('the server closed the connection'))
      })
    }
    const auth = password === undefined ? [] : ['AUTH', 'default', password]
    socket.write(encodeRequest(['HELLO', '3', ...auth]))
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  write(requests: Uint8Array): void {
    this.#socket.write(requests)
  }

  /** Ends it, as if it had broken. */
  lose(why: Error): void {
    if (this.#state === 'closed') return
    this.close()
    this.#events.lost(why)
  }

  close(): void {
    this.#state = 'closed'
    this.#socket.destroy()
  }

  #receive(received: Uint8Array): void {
    if (this.#isClosed()) return
    this.#decoder.push(received)
    while (!this.#isClosed()) {
      const reply = this.#next()
      if (!reply) return
      this.#take(reply)
    }
  }

  #next(): Reply | undefined {
    try {
      return this.#decoder.next()
    } catch (error) {
      this.lose(error instanceof Error ? error : new Error(String(error)))
      return undefined
    }
  }

  #take(reply: Reply): void {
    if (this.#state === 'ready' || reply.kind === 'push') this.#events.received(reply)
    else if (reply.kind === 'error') this.lose(new Error(`the server refused HELLO: ${reply.text}`))
    else {
      this.#state = 'ready'
      this.#events.ready()
    }
  }

  /** A call, because the state changes in the events. */
  #isClosed(): boolean {
    return this.#state === 'closed'
  }
}

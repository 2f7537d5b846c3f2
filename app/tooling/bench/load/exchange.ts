/** One operation of a client: what it sends, what it makes of the answers, and how much it did in the end. */

/**
 * Yields a request and takes its answer, as often as it must. Returns how much it did, for example requests or entries: 0 if
 * the server refused it for the moment. Throws if an answer is not what it has to be.
 */
export type Exchange<Request, Answer> = Generator<Request, number, Answer>

/** A connection whose request has no answer for so long has failed. */
export const ANSWER_MS_MAX = 30_000

/** A connection that has one request at a time. */
export type Connection<Request> = {
  send(request: Request): void
  close(): void
}

export type ConnectionEvents<Answer> = {
  readonly answered: (answer: Answer) => void
  readonly failed: (error: Error) => void
}

export type Address = { readonly host: string; readonly port: number }

/** How requests of one kind reach a server. */
export type Protocol<Request, Answer> = (
  address: Address,
  events: ConnectionEvents<Answer>,
) => Promise<Connection<Request>>

/** Does one operation after another over a connection of its own. */
export type Client = {
  /** Begins one; `done` is told how much it did. Not to be called before the one before is done. */
  ask(done: (amount: number) => void): void
  close(): void
}

/** Rejects if there is no connection. Calls `failed` when the connection breaks, or an answer is not what it has to be. */
export async function connectClient<Request, Answer>(
  protocol: Protocol<Request, Answer>,
  address: Address,
  next: () => Exchange<Request, Answer>,
  failed: (error: Error) => void,
): Promise<Client> {
  let exchange: Exchange<Request, Answer> | undefined
  let whenDone: (amount: number) => void
  const take = (step: IteratorResult<Request, number>): void => {
    if (step.done === true) whenDone(step.value)
    else connection.send(step.value)
  }
  const connection = await protocol(address, {
    failed,
    answered: answer => {
      try {
        if (!exchange) throw new Error('an answer came that nothing was asked for')
        take(exchange.next(answer))
      } catch (error) {
        connection.close()
        failed(error instanceof Error ? error : new Error(String(error)))
      }
    },
  })
  return {
    ask: done => {
      whenDone = done
      exchange = next()
      take(exchange.next())
    },
    close: () => {
      connection.close()
    },
  }
}

/** Does these operations one after the other. Rejects when one fails or is refused. */
export async function doAll<Request, Answer>(
  protocol: Protocol<Request, Answer>,
  address: Address,
  exchanges: Iterable<Exchange<Request, Answer>>,
): Promise<void> {
  const left = exchanges[Symbol.iterator]()
  let step = left.next()
  const next = (): Exchange<Request, Answer> => {
    if (step.done === true) throw new Error('there is no operation left')
    return step.value
  }
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const client = await connectClient(protocol, address, next, reject)
  const go = (): void => {
    if (step.done === true) resolve(undefined)
    else client.ask(done)
  }
  const done = (amount: number): void => {
    step = left.next()
    if (amount === 0) reject(new Error('the server refused what was to be prepared'))
    else go()
  }
  go()
  await promise.finally(() => {
    client.close()
  })
}

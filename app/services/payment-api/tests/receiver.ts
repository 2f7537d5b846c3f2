/** A receiver of webhooks, which answers as the path says. Only for tests. */
import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from '#foundation/program/program'

type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }

export type Received = {
  readonly id: string
  readonly text: string
  readonly body: Told
  readonly isSignedBy: (secret: string) => boolean
}

export class Receiver implements AsyncDisposable {
  readonly #server: http.Server
  readonly challenges: Told[] = []
  /** What it took, in order. It may come again. */
  readonly #taken: Received[] = []
  readonly #stuck: Received[] = []
  /** So many events at /failing are answered with 500. */
  failures = 0

  static async start(): Promise<Receiver> {
    const receiver = new Receiver()
    await new Promise<void>(resolve => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  private constructor() {
    this.#server = http.createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', (part: string) => (text += part))
      request.on('end', () => {
        this.#answer(request, text, response)
      })
    })
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`
  }

  /** What came first of this charge, each once. Resolves when it has taken so many. */
  async events(txid: string, count: number): Promise<readonly Received[]> {
    return await until(
      () => {
        const found = this.#taken.filter(({ body }) => body.data.txid === txid)
        const once = [
          ...new Map(found.toReversed().map(one => [one.id, one])).values(),
        ].toReversed()
        return once.length >= count ? once : undefined
      },
      () => 'the receiver did not get the events',
    )
  }

  /** The event of this charge that was not answered. */
  async stuck(txid: string): Promise<Received> {
    return await until(
      () => this.#stuck.find(({ body }) => body.data.txid === txid),
      () => 'the receiver got no event',
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #answer({ url, headers }: http.IncomingMessage, text: string, response: http.ServerResponse) {
    const body = JSON.parse(text) as Told
    const isChallenge = body.type === 'webhook.challenge'
    if (isChallenge) this.challenges.push(body)
    const received = { ...receivedOf(headers, text), body }
    const answers: Readonly<Record<string, (() => unknown) | undefined>> = {
      '/wrong': () => response.end(text.slice(0, 30)),
      '/long': () => response.end(text),
      '/500': () => response.writeHead(500).end(),
      '/302': () => response.writeHead(302, { Location: '/' }).end(),
      '/hangs': () => undefined,
      '/closes': () => response.destroy(),
      ...(!isChallenge && {
        '/gone': () => response.writeHead(410).end(),
        ...(this.failures > 0 && {
          '/failing': () => {
            this.failures--
            response.writeHead(500).end()
          },
        }),
        ...(this.#stuck.length === 0 && { '/stuck': () => this.#stuck.push(received) }),
      }),
    }
    const answer = answers[url ?? '']
    if (answer) {
      answer()
      return
    }
    if (!isChallenge) this.#taken.push(received)
    response.end(isChallenge ? body.data.challenge : '')
  }
}

/** Checked without the code that signs. */
function receivedOf(headers: http.IncomingHttpHeaders, text: string) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = headers
  const isSignedBy = (secret: string): boolean => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signed = `${String(id)}.${String(time)}.${text}`
    const digest = createHmac('sha256', key).update(signed).digest('base64')
    return String(given).split(' ').includes(`v1,${digest}`)
  }
  return { id: String(id), text, isSignedBy }
}

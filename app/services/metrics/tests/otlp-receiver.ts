/** Receives metrics as an OTLP collector does, over HTTP as protobuf, and decodes what these tests ask for. */
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Answer } from '#foundation/testing/misbehaving'
import { MisbehavingServer } from '#foundation/testing/misbehaving'
import type { Message } from './protobuf.ts'
import { decode } from './protobuf.ts'

export type Point = {
  readonly timeMs: number
  /** Of a histogram, the sum. */
  readonly value: number
  /** Of a histogram, how many values up to each bound and above the one before, and above all. */
  readonly counts?: readonly number[]
  readonly bounds?: readonly number[]
  readonly attributes: Readonly<Record<string, string>>
}

export type Metric = {
  readonly scope: string
  readonly name: string
  readonly kind: 'gauge' | 'sum' | 'monotonic sum' | 'histogram' | 'other'
  readonly points: readonly Point[]
}

export type Received = {
  readonly path: string
  readonly contentType: string
  /** The resource's service.name. */
  readonly service: string | undefined
  readonly metrics: readonly Metric[]
}

export class OtlpReceiver implements AsyncDisposable {
  readonly requests: Received[] = []
  readonly #server: MisbehavingServer

  static async start(): Promise<OtlpReceiver> {
    const requests: Received[] = []
    const answer: Answer = (request, response) => {
      void buffer(request).then(bytes => {
        const isZipped = request.headers['content-encoding'] === 'gzip'
        requests.push({
          path: request.url ?? '',
          contentType: request.headers['content-type'] ?? '',
          ...exportRequest(isZipped ? gunzipSync(bytes) : bytes),
        })
        response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end()
      })
    }
    return new OtlpReceiver(await MisbehavingServer.start(answer), requests)
  }

  private constructor(server: MisbehavingServer, requests: Received[]) {
    this.#server = server
    this.requests = requests
  }

  get url(): string {
    return this.#server.url
  }

  async up(): Promise<void> {
    await this.#server.up()
  }

  async down(): Promise<void> {
    await this.#server.down()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
  }
}

/** Numbers of fields are those of opentelemetry/proto/metrics/v1/metrics.proto, in the order of its messages. */
function exportRequest(bytes: Uint8Array): Pick<Received, 'service' | 'metrics'> {
  const [resourceMetrics] = decode(bytes).messages(1)
  const resource = resourceMetrics?.messages(1)[0]
  const metrics = resourceMetrics?.messages(2).flatMap(scopeMetrics => {
    const scope = scopeMetrics.messages(1)[0]?.text(1) ?? ''
    return scopeMetrics.messages(2).map(metric => ({ scope, ...metricOf(metric) }))
  })
  return { service: attributesOf(resource, 1)['service.name'], metrics: metrics ?? [] }
}

function metricOf(metric: Message): Omit<Metric, 'scope'> {
  const name = metric.text(1)
  const [gauge] = metric.messages(5)
  const [sum] = metric.messages(7)
  const [histogram] = metric.messages(9)
  if (histogram) {
    // 2 is for values that are cumulative.
    expect(histogram.integer(2)).toBe(2n)
    return { name, kind: 'histogram', points: histogram.messages(1).map(distributionOf) }
  }
  const kind = gauge ? 'gauge' : !sum ? 'other' : sum.integer(3) === 1n ? 'monotonic sum' : 'sum'
  return { name, kind, points: ((gauge ?? sum)?.messages(1) ?? []).map(pointOf) }
}

function pointOf(point: Message): Point {
  return {
    timeMs: Number(point.fixed(3) / 1_000_000n),
    value: point.double(4),
    attributes: attributesOf(point, 7),
  }
}

function distributionOf(point: Message): Point {
  return {
    timeMs: Number(point.fixed(3) / 1_000_000n),
    value: point.double(5),
    counts: point.fixeds(6).map(Number),
    bounds: point.doubles(7),
    attributes: attributesOf(point, 9),
  }
}

function attributesOf(message: Message | undefined, field: number): Record<string, string> {
  const pairs = message?.messages(field) ?? []
  return Object.fromEntries(
    pairs.map(pair => [pair.text(1), pair.messages(2)[0]?.text(1) ?? ''] as const),
  )
}

import { once } from 'node:events'
import http from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from './contract-check.ts'
import { Service } from './service.ts'

let service: Service

beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

describe('the documentation', () => {
  it('is where / leads to', async () => {
    const root = await fetch(`${service.url}/?from=somewhere`, { redirect: 'manual' })
    expect([root.status, root.headers.get('location')]).toEqual([302, 'docs'])
    const page = await fetch(service.url)
    expect([page.status, page.url]).toEqual([200, `${service.url}/docs`])
  })

  it.each(['/v1/liveness', '/v1/readiness', '/docs', '/v1/openapi.json', '/docs/start.js'])(
    'lets %s be asked for with any query, as balancers and browsers do',
    async path => {
      for (const method of ['GET', 'HEAD']) {
        expect((await call(service.url, method, `${path}?at=1&at=%zz`)).status).toBe(200)
      }
    },
  )

  it('compresses the files of the page for clients that take gzip, and for no others', async () => {
    const url = `${service.url}/docs/swagger-ui.css`
    const plain = await bytesOf(url, {})
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const accepted of ['gzip', 'br, GZIP;q=0.5', '*']) {
      const { headers, bytes } = await bytesOf(url, { 'Accept-Encoding': accepted })
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2)
      expect(gunzipSync(bytes)).toEqual(plain.bytes)
    }
    for (const accepted of ['br', 'gzip;q=0', 'gzip; q=0.0, br', 'x-gzipped']) {
      expect((await bytesOf(url, { 'Accept-Encoding': accepted })).bytes).toEqual(plain.bytes)
    }
  })
})

/** As they were sent. */
async function bytesOf(url: string, headers: http.OutgoingHttpHeaders) {
  const [response] = (await once(http.get(url, { headers }), 'response')) as [http.IncomingMessage]
  return { headers: response.headers, bytes: await buffer(response) }
}

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
})

import { expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { contract } from '../contract.ts'
import type { Exchange } from '../exchange.ts'
import { HttpProblem } from '../problem.ts'
import { TestApp } from '../test-app.ts'

const api = contract({
  put: {
    method: 'put',
    path: '/things',
    summary: '',
    tag: '',
    body: { kind: 'json', schema: z.strictObject({ name: z.string() }) },
    responses: { 204: { description: 'Done', body: 'none' } },
  },
})
const refused = new HttpProblem(401, { code: 'REFUSED', detail: 'Refused' })

/** The status of a request, and the bodies that were seen before the handler was called. */
async function asked(body: string, permit: (exchange: Exchange) => Promise<void> | undefined) {
  const seen: string[] = []
  const options = {
    permit: (exchange: Exchange) => {
      seen.push(Buffer.from(exchange.body).toString())
      return permit(exchange)
    },
  }
  const handlers = { put: () => ({ status: 204 }) as const }
  await using served = await TestApp.serve(systemHost().clock, api, handlers, options)
  const headers = { 'Content-Type': 'application/json', Connection: 'close' }
  const { status } = await fetch(`${served.url}/things`, { method: 'PUT', headers, body })
  return { status, seen }
}

it('a request is served that is permitted, at once or later', async () => {
  for (const permit of [() => undefined, () => Promise.resolve()]) {
    const body = '{"name":"a"}'
    expect(await asked(body, permit)).toEqual({ status: 204, seen: [body] })
    expect(await asked('{"name":1}', permit)).toMatchObject({ status: 422 })
  }
})

it('a request that is not permitted is not even parsed', async () => {
  const throwing = (): undefined => {
    throw refused
  }
  for (const permit of [throwing, () => Promise.reject(refused)]) {
    expect(await asked('{', permit)).toEqual({ status: 401, seen: ['{'] })
  }
})

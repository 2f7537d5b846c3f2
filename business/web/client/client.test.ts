import { expect, it } from 'vitest'
import { salesClient } from './client.ts'

/** The URL that the client would ask, which it does not do. */
async function asked(act: (client: ReturnType<typeof salesClient>) => Promise<unknown>) {
  let url = ''
  const client = salesClient('http://localhost:1')
  client.use({
    onRequest: ({ request }) => {
      url = request.url.replace('http://localhost:1', '')
      return new Response('{}')
    },
  })
  await act(client)
  return url
}

const get = (key: string) =>
  asked(client => client.GET('/v1/kv/{key}', { params: { path: { key } } }))
const list = (prefix: string) =>
  asked(client => client.GET('/v1/kv', { params: { query: { prefix, limit: 7 } } }))

it.each([
  ['plain', 'plain'],
  ['a/b c?#&=+', 'a%2Fb%20c%3F%23%26%3D%2B'],
  ['ü', '%C3%BC'],
  ['%FF', '%FF'],
  ['%25FF', '%25FF'],
  ['%2525', '%2525'],
  ['100%25', '100%25'],
  ['%00..', '%00..'],
])('the key %s is sent as %s', async (key, sent) => {
  expect(await get(key)).toBe(`/v1/kv/${sent}`)
  expect(await list(key)).toBe(`/v1/kv?prefix=${sent}&limit=7`)
})

it.each(['.', '..', '%2e', '.%2E', '%2E%2e'])(
  'the key %s is refused in a path, which would become another one, and sent in a query',
  async key => {
    await expect(get(key)).rejects.toThrow(`cannot carry the key ${key}`)
    expect(await list(key)).toBe(`/v1/kv?prefix=${key}&limit=7`)
  },
)

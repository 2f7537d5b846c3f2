import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { contract } from './contract.ts'
import { TestApp } from './test-app.ts'

const base = {
  path: '/hold',
  summary: 'Answers nothing',
  tag: 'test',
  responses: { 204: { description: 'Done', body: 'none' } },
} as const
const api = contract({ read: { ...base, method: 'get' }, write: { ...base, method: 'put' } })
const never = (): Promise<never> => new Promise(() => undefined)

it.each([
  ['GET', 'Nothing was changed'],
  ['PUT', 'whether a write was executed is unknown'],
])('the end of the time for a %s tells what is known of its outcome', async (method, words) => {
  const handlers = { read: never, write: never }
  await using web = await TestApp.serve(systemHost().clock, api, handlers, { deadlineMs: 50 })
  const response = await fetch(`${web.url}/hold`, { method })
  expect(await response.json()).toMatchObject({
    status: 504,
    code: 'DEADLINE_EXCEEDED',
    detail: expect.stringContaining(words) as string,
  })
})

it('what is unbounded is answered whenever it is done', async () => {
  const unbounded = contract({
    read: { ...base, method: 'get' },
    work: { ...base, method: 'post', path: '/work', isUnbounded: true },
  })
  const done = Promise.withResolvers<undefined>()
  const work = async (): Promise<{ status: 204 }> => {
    await done.promise
    return { status: 204 }
  }
  const handlers = { read: never, work }
  await using web = await TestApp.serve(systemHost().clock, unbounded, handlers, { deadlineMs: 50 })
  const working = fetch(`${web.url}/work`, { method: 'POST' })
  expect((await fetch(`${web.url}/hold`)).status).toBe(504)
  expect((await fetch(`${web.url}/hold`)).status).toBe(504)
  done.resolve(undefined)
  expect((await working).status).toBe(204)
})

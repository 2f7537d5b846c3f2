/**
 * What a handler may be given and may return is a matter of types, so most of what is claimed here is checked by the compiler:
 * a `@ts-expect-error` above code that compiles is an error itself.
 */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { Handlers } from './app.ts'
import type { Input, Output } from './contract.ts'
import { contract } from './contract.ts'
import type { Handler } from './handling/endpoint.ts'

const api = contract({
  write: {
    method: 'put',
    path: '/items/{id}',
    summary: 'Everything that can be declared',
    tag: 'test',
    params: z.strictObject({ id: z.string().transform(Number) }),
    query: z.strictObject({ dry: z.stringbool().default(false) }),
    headers: z.object({ 'if-match': z.string().optional() }),
    body: { kind: 'json', schema: z.strictObject({ name: z.string() }) },
    responses: {
      200: {
        description: 'Written',
        headers: z.object({ etag: z.string() }),
        body: 'data',
        element: 'item',
        schema: z.object({ id: z.int() }),
      },
      204: { description: 'Nothing to do', body: 'none' },
      409: { description: 'Refused', body: 'problem' },
    },
  },
  read: {
    method: 'get',
    path: '/items/{id}',
    summary: 'Bytes, or data',
    tag: 'test',
    responses: {
      200: {
        description: 'Either',
        body: 'bytes',
        or: { element: 'item', schema: z.object({ id: z.int() }) },
      },
    },
  },
  store: {
    method: 'put',
    path: '/files',
    summary: 'Bytes',
    tag: 'test',
    body: { kind: 'bytes', description: 'Anything' },
    responses: { 204: { description: 'Done', body: 'none' } },
  },
  watch: {
    method: 'get',
    path: '/watch',
    summary: 'Events',
    tag: 'test',
    responses: {
      200: { description: 'Events', body: 'events', events: { put: z.int(), end: z.null() } },
    },
  },
})
type Api = typeof api

const handlers: Handlers<Api> = {
  write: () => ({ status: 204 }),
  read: () => ({ status: 200, data: { id: 1 } }),
  store: () => ({ status: 204 }),
  watch: () => ({
    status: 200,
    events: noEvents(),
    farewell: () => ({ event: 'end', data: null }),
  }),
}

async function* noEvents(): AsyncGenerator<{ event: 'put'; data: number }> {
  await Promise.resolve()
  yield { event: 'put', data: 1 }
}

/** The types are all there is to it: nothing is called. */
const write = (handler: Handler<Api['write']>): unknown => handler
const watch = (handler: Handler<Api['watch']>): unknown => handler
const bind = (all: Handlers<Api>): unknown => all

describe('a handler may return', () => {
  it('what its contract declares, at once or later', () => {
    write(() => ({ status: 204 }))
    write(() => ({ status: 200, headers: { etag: '"1"' }, data: { id: 1 } }))
    write(() => ({ status: 409, problem: { code: 'NO', detail: 'No.' } }))
    write(() => Promise.resolve({ status: 204 }))
    expectTypeOf<Output<Api['read']>>().toExtend<{ status: 200 }>()
    expect(bind(handlers)).toBe(handlers)
  })

  it('no status that is not declared', () => {
    // @ts-expect-error There is no 201.
    write(() => ({ status: 201, headers: { etag: '"1"' }, data: { id: 1 } }))
  })

  it('no body with a status that has none', () => {
    // @ts-expect-error 204 has no body.
    write(() => ({ status: 204, data: { id: 1 } }))
  })

  it('no answer without a header that is declared', () => {
    // @ts-expect-error 200 needs an ETag.
    write(() => ({ status: 200, data: { id: 1 } }))
    // @ts-expect-error 200 needs that ETag to be text.
    write(() => ({ status: 200, headers: { etag: 1 }, data: { id: 1 } }))
  })

  it('no other body than the declared one', () => {
    // @ts-expect-error The id is a number.
    write(() => ({ status: 200, headers: { etag: '"1"' }, data: { id: 'one' } }))
    // @ts-expect-error 409 is a problem.
    write(() => ({ status: 409, data: { id: 1 } }))
  })

  it('no events that are not declared', () => {
    const events = noEvents()
    watch(() => ({ status: 200, events, farewell: () => ({ event: 'put', data: 1 }) }))
    // @ts-expect-error A farewell is one of the events.
    watch(() => ({ status: 200, events, farewell: () => ({ event: 'bye', data: null }) }))
    // @ts-expect-error There has to be a farewell.
    watch(() => ({ status: 200, events }))
  })
})

it('every operation of a contract has a handler, and no other has one', () => {
  const { read, store } = handlers
  // @ts-expect-error There are no handlers for the others.
  bind({ read, store })
  // @ts-expect-error There is no operation `remove`.
  bind({ ...handlers, remove: () => ({ status: 204 }) })
})

it('a handler is given what was parsed, not what was sent', () => {
  expectTypeOf<Input<Api['write']>['params']>().toEqualTypeOf<{ id: number }>()
  expectTypeOf<Input<Api['write']>['query']>().toEqualTypeOf<{ dry: boolean }>()
  expectTypeOf<Input<Api['write']>['headers']>().toEqualTypeOf<{
    'if-match'?: string | undefined
  }>()
  expectTypeOf<Input<Api['write']>['body']>().toEqualTypeOf<{ name: string }>()
  expectTypeOf<Input<Api['read']>['body']>().toEqualTypeOf<undefined>()
  expectTypeOf<Input<Api['read']>['query']>().toEqualTypeOf<Readonly<Record<string, never>>>()
  expectTypeOf<Input<Api['store']>['body']>().toEqualTypeOf<{
    readonly bytes: Uint8Array
    readonly contentType: string | undefined
  }>()
})

it('a contract is a value, the one that was given', () => {
  const operations = { read: api.read }
  expect(contract(operations)).toBe(operations)
})

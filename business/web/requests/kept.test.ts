import { expect, it } from 'vitest'
import type { KeptRequest } from './kept.ts'
import { keptText } from './kept.ts'

const request: KeptRequest = {
  time: '2026-01-01T00:00:00.000Z',
  traceId: 'a'.repeat(32),
  operation: 'putKey',
  status: 201,
  ms: 4,
  spans: [{ name: 'handle', startMs: 0, ms: 4 }],
  event: { method: 'PUT', route: '/v1/kv/{key}', url: '/v1/kv/a', client: '10.0.0.1' },
}

/** The first two lines. */
function head(one: KeptRequest): string[] {
  return keptText(one).replaceAll(/ +/g, ' ').split('\n').slice(0, 2)
}

const SPAN = `└─ handle 4.000 ms ${'█'.repeat(30)}`
const TITLE = `2026-01-01T00:00:00.000Z 4.000 ms 201 putKey ${'a'.repeat(32)}`

it('a request says who asked for what', () => {
  expect(head(request)).toEqual([TITLE, 'PUT /v1/kv/a from 10.0.0.1'])
})

it('one without its URL, which is personal, says its route', () => {
  const { method, route, client } = request.event
  expect(head({ ...request, event: { method, route, client } })).toEqual([
    TITLE,
    'PUT /v1/kv/{key} from 10.0.0.1',
  ])
})

it('a command of a Redis client says neither', () => {
  expect(head({ ...request, event: { command: 'set' } })).toEqual([TITLE, SPAN])
})

it('one without a status is under way', () => {
  expect(head({ ...request, status: undefined })[0]).toBe(
    `2026-01-01T00:00:00.000Z 4.000 ms under way putKey ${'a'.repeat(32)}`,
  )
})

it('a URL moves no cursor, and is cut', () => {
  const url = `/v1/kv/\u001b[2J${'k'.repeat(200)}`
  const [, asked = ''] = head({ ...request, event: { ...request.event, url } })
  expect(asked).not.toContain('\u001b')
  expect(asked).toMatch(/k… from 10\.0\.0\.1$/)
  expect(asked.length).toBeLessThan(140)
})

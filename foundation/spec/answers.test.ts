import fs from 'node:fs'
import { expect, it } from 'vitest'
import type { Answer } from './answers.ts'
import { answerCheck } from './answers.ts'

const document: unknown = JSON.parse(
  fs.readFileSync(new URL('testing/items.json', import.meta.url), 'utf8'),
)
const wrongAnswer = answerCheck(document)
const ETAG = { ETag: '"1"' }
const PROBLEM = 'application/problem+json'

const put = (status: number, headers: object, rest: Partial<Answer> = {}) =>
  wrongAnswer('PUT', '/items/{number}', {
    ...{ status, headers: new Headers({ ...headers }), mediaType: 'application/json' },
    ...rest,
  })

it('nothing is wrong with an answer that the document declares', () => {
  expect(put(200, ETAG, { data: { number: 1, name: 'a' } })).toBeUndefined()
  expect(put(200, ETAG, { mediaType: 'application/xml' })).toBeUndefined()
  expect(put(204, {}, { mediaType: undefined })).toBeUndefined()
  for (const status of [409, 503]) {
    const data = { type: 'a', title: 'A', status, code: 'A', detail: 'A', traceId: 'a' }
    expect(put(status, {}, { mediaType: PROBLEM, data })).toBeUndefined()
  }
})

it.each<[string, number, object, Partial<Answer>]>([
  ['the status 201 is not declared', 201, ETAG, {}],
  ['the header ETag is missing', 200, {}, { data: { number: 1, name: 'a' } }],
  ['it has no body', 200, ETAG, { mediaType: undefined }],
  ['a body of text/plain is not declared', 200, ETAG, { mediaType: 'text/plain' }],
  ['a body of application/json is not declared', 204, {}, {}],
  [
    "the body must have required property 'name'; the body/number must be integer",
    ...([200, ETAG, { data: { number: 'one' } }] as const),
  ],
])('%s', (wrong, ...answer) => {
  expect(put(...answer)).toBe(wrong)
})

it('of what the document does not have, nothing is wrong', () => {
  const answer = { status: 200, headers: new Headers(), mediaType: 'text/html' }
  expect(wrongAnswer('GET', '/docs', answer)).toBeUndefined()
})

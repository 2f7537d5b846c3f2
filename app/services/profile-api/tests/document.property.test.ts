/**
 * Requests that are made from the document, right and wrong, to all operations, on profiles that come and go. None of them ends in a
 * fault, and every answer is one that the document declares.
 */
import fs from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestDocument } from '#foundation/testing/from-document'
import { requestOf, requestsOf } from '#foundation/testing/from-document'
import { checkProperty } from '#foundation/testing/property'
import { asked, DOCUMENT, expectDeclared, ProfileService } from './profile-service.ts'

const document = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as RequestDocument

/** Of all operations together, in the short form. */
const RUNS = 150

let service: ProfileService
const ids: string[] = []

beforeAll(async () => {
  service = await ProfileService.start()
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

/** Of ten, seven are of a profile that there is, or was. */
function known(_name: string, pick: number): string | undefined {
  return pick < 70 ? ids.at(-1 - (pick % 5)) : undefined
}

it('every request to every operation gets an answer that the document declares, and no fault', async () => {
  const seen = new Set<number>()
  await checkProperty(
    'app/services/profile-api/tests/document.property.test.ts',
    requestsOf(document),
    RUNS,
    async one => {
      const response = await asked(requestOf(one, service.url, known))
      expect(response.status, JSON.stringify(one)).toBeLessThan(500)
      await expectDeclared(one.method, one.path, response)
      seen.add(response.status)
      const location = response.headers.get('location')
      if (location !== null) ids.push(location.split('/').at(-1) ?? '')
      await response.body?.cancel()
    },
  )
  // Requests of all kinds were made.
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 204, 422]))
})

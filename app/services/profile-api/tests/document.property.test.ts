/**
 * Requests that are made from the document, right and wrong, to all operations, on profiles that come and go. None of them ends in a
 * fault, and every answer is one that the document declares.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { requestOf, requestsOf } from '#foundation/testing/from-document'
import { checkProperty } from '#foundation/testing/property'
import type { TestService } from '#business/web/service/testing/test-service'
import { asked } from '#business/web/service/testing/test-service'
import { document, expectDeclared, startProfile } from './profile-service.ts'

/** Of all operations together, in the short form. */
const RUNS = 150

let service: TestService
const ids: string[] = []

beforeAll(async () => {
  service = await startProfile()
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

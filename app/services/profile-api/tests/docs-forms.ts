/** The page /docs in a browser, where there is one: its forms do what they say, with the examples that they begin with. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DocsPage, expectAllForms, HAS_BROWSER } from '#business/web/docs/testing/docs-page'
import { document } from './profile-service.ts'

/** In an order in which one can try them all, with the tag that they stand under, and what is answered. */
const FORMS = [
  ['profiles', 'createProfile', '201'],
  ['profiles', 'readProfile', '200'],
  ['profiles', 'patchProfile', '200'],
  ['profiles', 'replaceProfile', '200'],
  ['profiles', 'listProfiles', '200'],
  ['profiles', 'searchProfiles', '200'],
  ['privacy', 'exportProfile', '200'],
  ['profiles', 'deleteProfile', '204'],
  ['privacy', 'eraseProfile', '204'],
  ['probes', 'liveness', '200'],
  ['probes', 'readiness', '200'],
] as const

export function docsForms(url: () => string): void {
  describe.runIf(HAS_BROWSER)('the page /docs, in a browser', () => {
    let docs: DocsPage
    let id = ''

    beforeAll(async () => {
      docs = await DocsPage.open(url())
    })

    afterAll(async () => {
      await docs[Symbol.asyncDispose]()
    })

    it('has a form for every operation of the document', () => {
      expectAllForms(
        FORMS.map(([, operation]) => operation),
        document,
      )
    })

    it.each(FORMS)('does, under %s, %s from its form', async (tag, operation, wanted) => {
      const { status, text } = await docs.send(tag, operation, { params: { id, 'If-Match': '*' } })
      expect(status, text).toBe(wanted)
      if (operation === 'createProfile') id = /"id": "([0-9a-f-]{36})"/.exec(text)?.[1] ?? ''
      if (operation === 'searchProfiles') expect(text).toContain(id)
    })
  })
}

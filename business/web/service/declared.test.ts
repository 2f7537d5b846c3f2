import fs from 'node:fs'
import { expect, it, vi } from 'vitest'
import { systemHost } from '#foundation/host/system'
import type { Logger } from '#foundation/logger/logger'
import { fromSpec } from '#foundation/spec/spec'
import type { operations } from '#foundation/spec/testing/items-types.gen'
import { validators } from '#foundation/spec/testing/items-validators.gen'
import { errors, TestApp } from '#foundation/web/test-app'
import { declaredOnly } from './declared.ts'

const DOCUMENT = new URL('../../../foundation/spec/testing/items.json', import.meta.url)
const document = fs.readFileSync(DOCUMENT)
const spec = fromSpec<operations>(JSON.parse(document.toString()), validators)

/** An answer to each of these names, of which the document allows some. */
const COUNTS: Readonly<Record<string, () => number>> = {
  one: () => 1,
  odd: () => 1.5,
  not: () => {
    throw new Error('failed')
  },
}

async function counted(name: string, headers: Readonly<Record<string, string>> = {}) {
  const error = vi.fn<Logger['error']>()
  const middleware = [declaredOnly(document, { error }), errors]
  await using served = await TestApp.serve(systemHost().clock, {}, {}, { middleware })
  served.app.mountSpec<Pick<operations, 'countItems'>>(
    { countItems: spec.countItems },
    {
      countItems: ({ query: { name = '' } }) => ({
        status: 200,
        data: { count: COUNTS[name]?.() ?? 0 },
      }),
    },
  )
  const url = `${served.url}/items?name=${name}`
  const response = await fetch(url, { headers: { Connection: 'close', ...headers } })
  return { status: response.status, text: await response.text(), logged: error.mock.calls.length }
}

it('an answer that the document declares goes out as it is, and so does a problem', async () => {
  expect(await counted('one')).toEqual({ status: 200, text: '{"count":1}', logged: 0 })
  const xml = { Accept: 'application/xml' }
  expect(await counted('one', xml)).toMatchObject({ status: 200, logged: 0 })
  expect(await counted('not')).toMatchObject({ status: 500, logged: 0 })
  expect(await counted('four')).toMatchObject({ status: 422, logged: 0 })
})

it('an answer that it does not declare is a fault, which says why, and is logged', async () => {
  const { status, text, logged } = await counted('odd')
  expect([status, logged]).toEqual([500, 1])
  expect(JSON.parse(text)).toMatchObject({
    code: 'INTERNAL',
    detail: expect.stringContaining('the body/count must be integer') as string,
  })
})

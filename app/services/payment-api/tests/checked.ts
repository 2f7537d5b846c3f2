/** Answers that are checked against the document. Only for tests. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fs from 'node:fs'
import { expect } from 'vitest'
import { declaredAnswers } from '#foundation/spec/testing/declared-answers'
import type { RequestDocument } from '#foundation/testing/from-document'
import { asked } from './payment-service.ts'

const DOCUMENT = new URL('../openapi/payment-api.json', import.meta.url)

export type Body = Readonly<Record<string, unknown>> & {
  readonly txid: string
  readonly endToEndId: string
  readonly violacoes?: readonly { readonly propriedade: string; readonly razao: string }[]
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
export const document = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as RequestDocument
ajv.addSchema(document, 'document')
export const expectDeclared = declaredAnswers(document)

/** `schema` is that of an answer that is no problem. */
export async function askedFor(schema: string, url: string, method: string, body?: unknown) {
  const request = new Request(url, {
    method,
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const response = await asked(request)
  const { status, headers } = response
  const text = await response.text()
  const data = JSON.parse(text === '' ? '{}' : text) as Body
  const validate = ajv.getSchema(
    `document#/components/schemas/${status >= 400 ? 'Problema' : schema}`,
  )
  const isValid = status === 204 || validate?.(data)
  expect(isValid, `${ajv.errorsText(validate?.errors)}: ${JSON.stringify(data)}`).toBe(true)
  return { status, data, location: headers.get('location') ?? '' }
}

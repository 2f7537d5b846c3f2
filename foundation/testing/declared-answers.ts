/** Answers held against an OpenAPI document. Only for tests. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import type { RequestDocument } from './from-document.ts'

/** Fails if the answer of an operation, named by its method and its path in the document, is not what the document says. */
export type ExpectDeclared = (method: string, path: string, response: Response) => Promise<void>

export function declaredAnswers(document: RequestDocument): ExpectDeclared {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'document')
  return async (method, path, response) => {
    const { status } = response
    const text = await response.clone().text()
    const what = `${method} ${path}: ${String(status)} ${text}`
    const answers = document.paths[path]?.[method.toLowerCase()]?.responses
    const name = String(status) in (answers ?? {}) ? String(status) : 'default'
    const declared = answers?.[name]
    expect(declared, what).toBeDefined()
    if (name === 'default') expect(status, what).toBeGreaterThanOrEqual(400)
    const types = response.headers.get('content-type')?.split(';', 1)
    const content = declared?.$ref
      ? ['application/problem+json']
      : Object.keys(declared?.content ?? {})
    expect(types?.every(type => content.includes(type)) ?? content.length === 0, what).toBe(true)
    if (!types) return
    const place =
      declared?.$ref?.slice(1) ??
      `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${name}`
    const validate = ajv.getSchema(`document#${place}/content/${escaped(types[0] ?? '')}/schema`)
    expect(validate, what).toBeDefined()
    expect(validate?.(JSON.parse(text)), `${ajv.errorsText(validate?.errors)}: ${what}`).toBe(true)
  }
}

/** A name in a JSON pointer in a URI. */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/**
 * Responses of the running service checked against the committed OpenAPI document: by JSON Schema alone, without zod and
 * without the contracts that the document was made from.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fs from 'node:fs'
import { expect } from 'vitest'

type MediaTypes = Readonly<Record<string, { readonly schema?: object }>>
type ResponseObject = {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>
  readonly content?: MediaTypes
}
type Reference = { readonly $ref: string }
type OperationObject = { readonly responses: Readonly<Record<string, ResponseObject | Reference>> }
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: { readonly responses: Readonly<Record<string, ResponseObject>> }
}

const document = JSON.parse(
  fs.readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
) as Document
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addFormat('base64', /^[A-Za-z0-9+/]*={0,2}$/)
ajv.addSchema(document, 'document')

/** Like `fetch`; what comes back has been found to be what the document says. The body is read. */
export async function call(
  base: string,
  method: string,
  target: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; bytes: Uint8Array; text: string; data: unknown }> {
  const response = await fetch(base + target, { method, ...init })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = Buffer.from(bytes).toString()
  const { status, headers } = response
  const mediaType = headers.get('content-type')?.split(';')[0] ?? ''
  const data: unknown =
    mediaType.endsWith('json') && method !== 'HEAD' ? JSON.parse(text) : undefined
  const path = template(target)
  if (path !== undefined)
    check(path, method.toLowerCase(), { status, headers, mediaType, data, text })
  // What the document does not have, the service does not have either.
  if (path === undefined && target.startsWith('/v1/'))
    expect([target, status]).toEqual([target, 404])
  return { status, headers, bytes, text, data }
}

type Received = {
  readonly status: number
  readonly headers: Headers
  readonly mediaType: string
  readonly data: unknown
  readonly text: string
}

function check(path: string, method: string, received: Received): void {
  const { status, headers, mediaType, data, text } = received
  const place = `${method} ${path} ${String(status)}`
  const said = document.paths[path]?.[method]?.responses[String(status)]
  const shared = said && '$ref' in said ? said.$ref.split('/').slice(1) : undefined
  const declared =
    said && '$ref' in said ? document.components.responses[shared?.at(-1) ?? ''] : said
  expect(declared, `${place} is in the document; the body is ${text}`).toBeTruthy()
  for (const [name, { required }] of Object.entries(declared?.headers ?? {})) {
    if (required) expect(headers.get(name), `${place} has the header ${name}`).not.toBeNull()
  }
  const content = declared?.content
  if (!content) {
    expect(text, `${place} has no body`).toBe('')
    return
  }
  if (method === 'head') return
  const isDeclared = mediaType in content || '*/*' in content
  expect(isDeclared, `${place} has the media type ${mediaType}`).toBe(true)
  if (!mediaType.endsWith('json') || !content[mediaType]?.schema) return
  const whole = shared ?? ['paths', path, method, 'responses', String(status)]
  const pointer = [...whole, 'content', mediaType, 'schema']
  const reference = pointer.map(part => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
  const validate = ajv.getSchema(`document#/${encodeURI(reference)}`)
  expect(validate, `${place} has a schema`).toBeTruthy()
  expect(validate?.(data), `${place}: ${ajv.errorsText(validate?.errors)} in ${text}`).toBe(true)
}

/** The path of the document that a target belongs to. */
function template(target: string): string | undefined {
  const path = target.split('?', 1)[0] ?? ''
  return Object.keys(document.paths).find(candidate => {
    const pattern = candidate.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')
    return new RegExp(`^${pattern}$`).test(path)
  })
}

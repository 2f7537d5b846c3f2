/**
 * Answers held against an OpenAPI document. A validator is made when an answer of its kind is first seen, which takes
 * milliseconds: for tests and development.
 */
import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Node, SpecOperation, SpecResponse } from './document.ts'
import { isNode, operationsOf, SpecRefused } from './document.ts'
import { FORMATS } from './rules.ts'

export type Answer = {
  readonly status: number
  readonly headers: Headers
  /** Without parameters; undefined if there is no body. */
  readonly mediaType: string | undefined
  /** What the body says, if it is JSON. */
  readonly data?: unknown
}

/** What is wrong with the answer of an operation, named by its method and its path in the document; undefined if nothing is. */
export type WrongAnswer = (method: string, path: string, answer: Answer) => string | undefined

/** Throws `SpecRefused`. What the document does not have, it says nothing about. */
export function answerCheck(document: unknown): WrongAnswer {
  if (!isNode(document)) throw new SpecRefused(['it is no object'])
  const operations = new Map(operationsOf(document).map(one => [nameOf(one.method, one.path), one]))
  const schemas = new Schemas(document)
  return (method, path, answer) => {
    const operation = operations.get(nameOf(method, path))
    return operation && wrongAnswer(operation, answer, schemas)
  }
}

function nameOf(method: string, path: string): string {
  return `${method.toLowerCase()} ${path}`
}

const STATUS_PROBLEM_MIN = 400

function wrongAnswer(
  { responses }: SpecOperation,
  { status, headers, mediaType, data }: Answer,
  schemas: Schemas,
): string | undefined {
  const other = status >= STATUS_PROBLEM_MIN ? responses.default : undefined
  const declared = responses[String(status)] ?? other
  if (!declared) return `the status ${String(status)} is not declared`
  const wrong = wrongHeader(declared, headers, schemas)
  if (wrong !== undefined) return wrong
  const types = Object.keys(declared.content)
  if (mediaType === undefined) return types.length > 0 ? 'it has no body' : undefined
  const content = declared.content[mediaType]
  if (!content) return `a body of ${mediaType} is not declared`
  return data === undefined ? undefined : schemas.wrong(content.schema, data, 'the body')
}

function wrongHeader(
  { headers: declared }: SpecResponse,
  headers: Headers,
  schemas: Schemas,
): string | undefined {
  for (const [name, header] of Object.entries(declared)) {
    if (!isNode(header)) continue
    const value = headers.get(name)
    if (value === null && header.required === true) return `the header ${name} is missing`
    if (value === null || !isNode(header.schema)) continue
    const wrong = schemas.wrong(header.schema, value, `the header ${name}`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Schemas of one document. */
class Schemas {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
  /** What references point to. */
  readonly #components: unknown
  readonly #validators = new Map<Node, ValidateFunction>()

  constructor({ components }: Node) {
    this.#components = components
    addFormats.default(this.#ajv, [...FORMATS] as addFormats.FormatName[])
  }

  wrong(schema: Node, value: unknown, what: string): string | undefined {
    let validate = this.#validators.get(schema)
    if (!validate) {
      validate = this.#ajv.compile({ ...schema, components: this.#components })
      this.#validators.set(schema, validate)
    }
    return validate(value)
      ? undefined
      : this.#ajv.errorsText(validate.errors, { dataVar: what, separator: '; ' })
  }
}

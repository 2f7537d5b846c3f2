/**
 * Operations of an OpenAPI document, to be served like those of a contract. Requests are checked by validators that
 * `generate.ts` made from the document; handlers are typed by what openapi-typescript made of it.
 */
import type {
  Issue,
  ObjectSchema,
  Parsing,
  Schema,
  ServedOperation,
  ServedShape,
  Spec,
} from '#foundation/web/contract'
import type { Node, SpecOperation, SpecResponse } from './document.ts'
import { bodyOf, isNode, operationsOf, SpecRefused, target, typeOf } from './document.ts'
import { brokenRules, schemasIn } from './rules.ts'
import type { Expectations, ValidatorError } from './wording.ts'
import { expectationsOf, issueOf } from './wording.ts'

/** As ajv makes them. May change the value: it adds defaults. */
export type Validator = {
  (value: unknown): boolean
  readonly errors?: readonly ValidatorError[] | null
}

/** By what `validatorName` makes of an operation and a part of its requests. */
export type Validators = Readonly<Record<string, Validator>>

export type RequestPart = 'path' | 'query' | 'header' | 'body'

export function validatorName(operationId: string, part: RequestPart): string {
  return `${operationId}_${part}`
}

/** Throws `SpecRefused` if the document says what would not be enforced, or if the validators are not its own. */
export function fromSpec<Operations>(document: unknown, validators: Validators): Spec<Operations> {
  if (!isNode(document)) throw new SpecRefused(['it is no object'])
  const operations = operationsOf(document)
  const problems = brokenRules(document, operations)
  if (problems.length > 0) throw new SpecRefused(problems)
  const expectations = expectationsOf(schemasIn(operations, document))
  const site = { document, validators, expectations }
  const served: Record<string, ServedOperation> = {}
  for (const operation of operations) served[operation.operationId] = serve(operation, site)
  // The types were made of the same document.
  return served as Spec<Operations>
}

/** The document, as JSON, without the operations of a tag, which are not served. */
export function withoutTag(json: Buffer, tag: string): Buffer {
  const document: unknown = JSON.parse(json.toString())
  if (!isNode(document)) throw new SpecRefused(['it is no object'])
  const has = ({ tags }: Node): boolean => Array.isArray(tags) && tags.includes(tag)
  const paths = entriesOf(document.paths).flatMap(([path, item]): [string, unknown][] => {
    const kept = entriesOf(item).filter(([, operation]) => !isNode(operation) || !has(operation))
    return kept.length > 0 ? [[path, Object.fromEntries(kept)]] : []
  })
  const all: unknown[] = Array.isArray(document.tags) ? document.tags : []
  const tags = all.filter(one => !isNode(one) || one.name !== tag)
  return Buffer.from(JSON.stringify({ ...document, tags, paths: Object.fromEntries(paths) }))
}

const entriesOf = (value: unknown): [string, unknown][] =>
  isNode(value) ? Object.entries(value) : []

/** What an operation is served with. */
type Site = {
  readonly document: Node
  readonly validators: Validators
  readonly expectations: Expectations
}

function serve(operation: SpecOperation, site: Site): ServedOperation {
  const { method, path, summary, tags } = operation
  const body = bodyOf(operation)
  const { document, validators, expectations } = site
  const of = (part: RequestPart): Schema => {
    const name = validatorName(operation.operationId, part)
    const validator = validators[name]
    if (!validator) throw new SpecRefused([`there is no validator ${name}: run make gen`])
    return schemaOf(validator, expectations, parameterSchemas(operation, part, document))
  }
  const [params, query, headers] = [
    parameters(operation, 'path', document, of),
    parameters(operation, 'query', document, of),
    parameters(operation, 'header', document, of),
  ]
  return {
    ...{ method, path, summary, tag: tags[0] ?? '' },
    ...(params && { params }),
    ...(query && { query }),
    ...(headers && { headers }),
    ...(operation['x-probe'] && { isSilent: true, query: 'any' }),
    ...(body && {
      body: { kind: 'json', schema: of('body'), mediaType: body.mediaType },
    }),
    responses: Object.fromEntries(
      Object.entries(operation.responses)
        .filter(([status]) => status !== 'default')
        .map(([status, response]) => [Number(status), shapeOf(response)]),
    ),
  }
}

function parameters(
  operation: SpecOperation,
  part: 'path' | 'query' | 'header',
  document: Node,
  of: (part: RequestPart) => Schema,
): ObjectSchema | undefined {
  const types = new Map(
    operation.parameters
      .filter(parameter => parameter.in === part)
      .map(({ name, schema }) => [
        part === 'header' ? name.toLowerCase() : name,
        typeOf(schema, document),
      ]),
  )
  if (types.size === 0) return undefined
  const schema = of(part)
  return {
    shape: Object.fromEntries([...types.keys()].map(name => [name, true])),
    safeParse: value => {
      const texts = part === 'header' ? { success: true as const, data: value } : decoded(value)
      if (!texts.success) return texts
      const all = Object.entries(Object(texts.data) as Record<string, unknown>)
      return schema.safeParse(
        Object.fromEntries(all.map(([name, text]) => [name, meant(text, types.get(name))])),
      )
    },
  }
}

/** Not all that JavaScript takes for a number: '0x7', '7e0' and ' 7' stay texts. */
const DECIMAL = /^-?\d{1,16}(?:\.\d{1,16})?$/
const INTEGER = /^-?\d{1,16}$/

/** '7' where a number is meant is 7. A text that does not mean such a value stays, for the validator to refuse. */
function meant(text: unknown, type: unknown): unknown {
  if (typeof text !== 'string' || text === '' || type === 'string') return text
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text)
  return (type === 'integer' ? INTEGER : DECIMAL).test(text) ? Number(text) : text
}

/** By the names that a validator has for them. */
function parameterSchemas(
  operation: SpecOperation,
  part: RequestPart,
  document: Node,
): Readonly<Record<string, Node>> {
  return Object.fromEntries(
    operation.parameters
      .filter(parameter => parameter.in === part)
      .map(({ name, schema }) => {
        const { $ref: reference } = schema
        const meant = typeof reference === 'string' ? target(reference, document) : schema
        return [part === 'header' ? name.toLowerCase() : name, isNode(meant) ? meant : schema]
      }),
  )
}

function schemaOf(
  validator: Validator,
  expectations: Expectations,
  schemas: Readonly<Record<string, Node>>,
): Schema {
  return {
    safeParse: data => {
      if (validator(data)) return { success: true, data }
      const errors = validator.errors ?? []
      const issues = errors.map(error => issueOf(error, data, expectations, schemas))
      return { success: false, error: { issues } }
    },
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** Paths and queries come as one character per byte. */
function decoded(value: unknown): Parsing {
  const texts: Record<string, string> = {}
  const issues: Issue[] = []
  for (const [name, bytes] of Object.entries(Object(value) as Record<string, string>)) {
    try {
      texts[name] = UTF8.decode(Buffer.from(bytes, 'latin1'))
    } catch {
      issues.push({ path: [name], message: 'expected text in UTF-8' })
    }
  }
  return issues.length > 0 ? { success: false, error: { issues } } : { success: true, data: texts }
}

function shapeOf({ content }: SpecResponse): ServedShape {
  if (content['application/problem+json']) return { body: 'problem' }
  const { schema } = content['application/json'] ?? {}
  return schema ? { body: 'data', element: elementOf(schema) } : { body: 'none' }
}

/** The root of the answer in XML: the name of the schema. */
function elementOf({ $ref: reference }: Node): string {
  const name = typeof reference === 'string' ? (reference.split('/').at(-1) ?? '') : 'data'
  return name.charAt(0).toLowerCase() + name.slice(1)
}

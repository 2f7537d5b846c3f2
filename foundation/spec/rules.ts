/** What a document must not say, because it would look like a promise, and would not be kept. */
import type { Node, SpecOperation } from './document.ts'
import { isNode, JSON_TYPE, MERGE_PATCH, target, typeOf } from './document.ts'

/** Formats that are checked. */
export const FORMATS: ReadonlySet<string> = new Set(['date', 'date-time', 'email', 'uuid'])

/** What a schema may refer to begins so. */
export const SCHEMAS = '#/components/schemas/'

/** What a text of a request can mean. */
const PARAMETER_TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean'])

const PROBLEM = 'application/problem+json'
const STATUS_PROBLEM_MIN = 400

/** What is wrong, each once with its places; empty if nothing is. */
export function brokenRules(document: Node, operations: readonly SpecOperation[]): string[] {
  const found = operations.flatMap(operation => {
    const place = `${operation.method} ${operation.path}`
    return [
      ...ofOperation(operation),
      ...ofParameters(operation, document),
      ...ofResponses(operation),
      ...schemasOf(operation).flatMap(schema => [...ofSchema(schema, document)]),
      ...bodySchemas(operation).flatMap(schema => [...openObjects(schema, document)]),
    ].map(what => ({ what, place }))
  })
  const places = [...Map.groupBy(found, ({ what }) => what)]
  return places.map(([what, each]) => {
    return `${[...new Set(each.map(({ place }) => place))].join(', ')}: ${what}`
  })
}

function* ofOperation({ operationId, method, requestBody }: SpecOperation) {
  // It becomes a name in code.
  if (!/^[a-z][A-Za-z0-9]*$/.test(operationId)) {
    yield `the operationId ${JSON.stringify(operationId)} is no name like createThing`
  }
  if (!requestBody) return
  const type = Object.keys(requestBody.content).join()
  const isTaken = type === JSON_TYPE || (type === MERGE_PATCH && method === 'patch')
  if (!requestBody.required) yield 'the body is not required'
  if (!isTaken) yield `the body is ${type}, not ${JSON_TYPE}`
}

function* ofParameters({ parameters, path }: SpecOperation, document: Node) {
  for (const { name, in: where, required, schema } of parameters) {
    if (!['path', 'query', 'header'].includes(where)) yield `${name} is in the ${where}`
    if (where === 'path' && !required) yield `${name} is in the path, and not required`
    if (where === 'path' && !path.includes(`{${name}}`)) yield `the path has no {${name}}`
    const type = typeOf(schema, document)
    if (!PARAMETER_TYPES.has(type)) {
      yield `${name} has the type ${JSON.stringify(type)}: a parameter is a string, an integer, a number or a boolean`
    }
  }
}

function* ofResponses({ responses }: SpecOperation) {
  for (const [status, { content }] of Object.entries(responses)) {
    const types = Object.keys(content)
    const isProblem = status === 'default' || Number(status) >= STATUS_PROBLEM_MIN
    const wanted = isProblem
      ? [PROBLEM, 'application/problem+xml']
      : ['application/json', 'application/xml']
    // The client chooses between the two; without a body there is nothing to choose.
    if (!isProblem && types.length === 0) continue
    if (types.toSorted().join() !== wanted.join()) {
      yield `${status} is ${types.join() || 'nothing'}, and would be ${wanted.join(' or ')}`
    }
    if (!/^(?:default|[1-5]\d\d)$/.test(status)) yield `${status} is no status`
  }
}

/** All that the operations refer to, and what is in them. */
export function* schemasIn(operations: readonly SpecOperation[], document: Node): Generator<Node> {
  yield* nodesOf(operations.flatMap(schemasOf), document, new Set())
}

function bodySchemas({ requestBody }: SpecOperation): Node[] {
  return Object.values(requestBody?.content ?? {}).map(({ schema }) => schema)
}

function schemasOf(operation: SpecOperation): Node[] {
  const responses = Object.values(operation.responses).flatMap(({ content }) =>
    Object.values(content).map(({ schema }) => schema),
  )
  const parameters = operation.parameters.map(({ schema }) => schema)
  return [...parameters, ...bodySchemas(operation), ...responses]
}

function* ofSchema(schema: Node, document: Node): Generator<string> {
  for (const node of nodesOf(schema, document, new Set())) {
    const { $ref: reference, pattern, format } = node
    if (typeof reference === 'string' && !reference.startsWith(SCHEMAS)) {
      yield `a schema refers to ${reference}, not to a schema of ${SCHEMAS}`
    }
    if (typeof pattern === 'string' && !isAnchored(pattern)) {
      yield `the pattern ${pattern} also finds a part of a text: it has to be ^(?:...)$`
    }
    if (typeof format === 'string' && !FORMATS.has(format))
      yield `the format ${format} is not checked`
  }
}

function* openObjects(schema: Node, document: Node): Generator<string> {
  for (const node of nodesOf(schema, document, new Set())) {
    const isObject = node.type === 'object' || isNode(node.properties)
    const closed = [node.additionalProperties, node.unevaluatedProperties]
    if (isObject && !closed.some(rule => rule === false || isNode(rule))) {
      const names = Object.keys(isNode(node.properties) ? node.properties : {}).join(', ')
      yield `the object of ${names} in the body has no additionalProperties: false`
    }
  }
}

/** Keywords whose values are schemas by names of the document's own. */
const NAMED = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])
/** Keywords whose values are data. */
const DATA = new Set(['const', 'enum', 'default', 'examples', 'example', 'xml'])

/** The schema, those in it, and those that it points to, each once. */
function* nodesOf(schema: unknown, document: Node, seen: Set<unknown>): Generator<Node> {
  if (Array.isArray(schema)) for (const item of schema) yield* nodesOf(item, document, seen)
  if (!isNode(schema) || seen.has(schema)) return
  seen.add(schema)
  yield schema
  if (typeof schema.$ref === 'string') yield* nodesOf(target(schema.$ref, document), document, seen)
  for (const [name, value] of Object.entries(schema)) {
    if (DATA.has(name)) continue
    if (!NAMED.has(name)) yield* nodesOf(value, document, seen)
    else if (isNode(value)) yield* nodesOf(Object.values(value), document, seen)
  }
}

/** Whether the pattern is one of whole texts: from ^ to $, and no alternative besides. */
function isAnchored(pattern: string): boolean {
  const ends = /^\^([^]*)(?<!\\)(?:\\\\)*\$$/.exec(pattern)
  if (!ends) return false
  // Escapes and classes may hold any sign.
  const plain = pattern.replaceAll(/\\[^]/g, '').replaceAll(/\[[^\]]*\]/g, '')
  let depth = 0
  for (const sign of plain) {
    if (sign === '(') depth++
    if (sign === ')') depth--
    if (sign === '|' && depth === 0) return false
  }
  return true
}

/** What is wrong with a request, in words: what was wanted, and what was found. */
import type { Issue } from '#foundation/web/contract'
import type { Node } from './document.ts'
import { isNode } from './document.ts'

/** As ajv says it. */
export type ValidatorError = {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** What patterns want, as schemas say it by `x-expected`: the same pattern wants the same everywhere. */
export type Expectations = ReadonlyMap<unknown, string>

/** Of a value that is found. */
const FOUND_CHARS_MAX = 64

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day that there is, such as 2026-12-24',
  'date-time': 'a time with its zone, such as 2026-12-24T12:00:00Z',
  email: 'an e-mail address, such as ada@example.org',
  uuid: 'a UUID, such as 123e4567-e89b-12d3-a456-426614174000',
}

/** By the schemas of a document. */
export function expectationsOf(schemas: Iterable<Node>): Expectations {
  const found = new Map<unknown, string>()
  for (const { pattern, 'x-expected': expected } of schemas) {
    if (typeof expected === 'string') found.set(pattern, expected)
  }
  return found
}

/** What is missing or too much is a place of its own. `root` is what was validated, `schemas` those of its names, if known. */
export function issueOf(
  { instancePath, keyword, params, message = 'is wrong' }: ValidatorError,
  root: unknown,
  expectations: Expectations,
  schemas: Readonly<Record<string, Node>>,
): Issue {
  const path = instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const unknown = params.additionalProperty ?? params.unevaluatedProperty
  if (typeof unknown === 'string') return { path, keys: [unknown], message }
  const { missingProperty: missing } = params
  if (typeof missing === 'string') {
    const wanted = path.length === 0 ? wantedBy(schemas[missing], expectations) : undefined
    return {
      path: [...path, missing],
      message: `is missing${wanted ? `: expected ${wanted}` : ''}`,
    }
  }
  const wanted = wantedOf(keyword, params, expectations)
  const said = wanted === undefined ? message : `expected ${wanted}`
  const value = path.reduce<unknown>(
    (within, name) => (Object(within) as Readonly<Record<string, unknown>>)[name],
    root,
  )
  return { path, message: said + foundText(value) }
}

function wantedOf(
  keyword: string,
  params: ValidatorError['params'],
  expectations: Expectations,
): string | undefined {
  switch (keyword) {
    case 'enum':
      return `one of ${[params.allowedValues].flat().map(String).join(', ')}`
    case 'const':
      return String(params.allowedValue)
    case 'format':
      return FORMATS[String(params.format)]
    case 'pattern':
      return expectations.get(params.pattern) ?? `text that matches ${String(params.pattern)}`
    default:
      return undefined
  }
}

/** What a value that is missing should have been. */
function wantedBy(schema: Node | undefined, expectations: Expectations): string | undefined {
  if (!isNode(schema)) return undefined
  const { format, pattern, enum: allowedValues } = schema
  if (format !== undefined) return wantedOf('format', { format }, expectations)
  if (pattern !== undefined) return wantedOf('pattern', { pattern }, expectations)
  return allowedValues === undefined ? undefined : wantedOf('enum', { allowedValues }, expectations)
}

/** Nothing of what has parts of its own. */
function foundText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return ''
  const text = String(value)
  const shown = text.slice(0, FOUND_CHARS_MAX).replaceAll(/\p{Cc}|\p{Cs}/gu, '\ufffd')
  return `; found ${shown}${text.length > FOUND_CHARS_MAX ? '…' : ''}`
}

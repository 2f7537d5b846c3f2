/** What is made of an OpenAPI document and committed: for generators only. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import addFormats from 'ajv-formats'
import openapiTS, { astToString } from 'openapi-typescript'
import fs from 'node:fs'
import * as prettier from 'prettier'
import { parse } from 'yaml'
import { breakingChanges, saysBreaking } from './compatibility.ts'
import type { Node, SpecOperation } from './document.ts'
import { bodyOf, isNode, operationsOf, SpecRefused } from './document.ts'
import { brokenRules, FORMATS, SCHEMAS } from './rules.ts'
import { validatorName } from './spec.ts'

export type GeneratedFile = { readonly path: URL; readonly content: string }

/** Throws `SpecRefused`. Beside `<name>-spec.yaml`: what follows from it. */
export async function generate(spec: URL): Promise<GeneratedFile[]> {
  const document = read(spec)
  const operations = operationsOf(document)
  const problems = brokenRules(document, operations)
  if (problems.length > 0) throw new SpecRefused(problems)
  const types = await openapiTS(JSON.stringify(document), { immutable: true })
  const beside = (ending: string): URL => new URL(spec.href.replace(/-spec\.yaml$/, ending))
  return [
    await formatted(beside('.json'), `${JSON.stringify(document, undefined, 2)}\n`),
    await formatted(beside('-types.gen.ts'), `${HEAD}\n${astToString(types)}`),
    {
      path: beside('-validators.gen.ts'),
      content: validatorsOf(document, requestSchemas(operations)),
    },
  ]
}

/** Writes what is not there as it should be, or, to check, only says so. Returns whether all was fresh. */
export function writeGenerated(files: readonly GeneratedFile[], isCheck: boolean): boolean {
  const stale = files.filter(
    ({ path, content }) => (fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '') !== content,
  )
  for (const { path, content } of stale) {
    if (!isCheck) fs.writeFileSync(path, content)
  }
  return stale.length === 0
}

/**
 * What gen.ts of a service does with its document: writes what follows from it; with `--check` only says what is stale, and what
 * breaks clients of the document that was released last; with `--release` says that this one is released.
 */
export async function genCommand(
  spec: URL,
  argv: readonly string[],
): Promise<{ readonly code: 0 | 1; readonly text: string }> {
  const isCheck = argv.includes('--check')
  const files = await generate(spec).catch(refused)
  if (files instanceof Error) return { code: 1, text: `${spec.pathname}: ${files.message}` }
  const [json] = files
  const released = new URL(spec.href.replace(/-spec\.yaml$/, '-released.json'))
  if (json && argv.includes('--release')) files.push({ ...json, path: released })
  const isFresh = writeGenerated(files, isCheck)
  if (!isCheck) return { code: 0, text: isFresh ? '' : `wrote what follows from ${spec.pathname}` }
  const problems = [
    ...(isFresh ? [] : [`what follows from ${spec.pathname} is stale: run make gen`]),
    ...brokenPromises(released, json?.content ?? ''),
  ]
  return { code: problems.length > 0 ? 1 : 0, text: problems.join('\n') }
}

/** What the author of the document mends. Anything else is a fault. */
function refused(error: unknown): SpecRefused {
  if (error instanceof SpecRefused) return error
  throw error
}

/** Throws `SpecRefused` if it is no object in YAML. */
function read(spec: URL): Node {
  let document: unknown
  try {
    document = parse(fs.readFileSync(spec, 'utf8'))
  } catch (cause) {
    throw new SpecRefused([`it cannot be read as YAML: ${String(cause)}`], { cause })
  }
  if (!isNode(document)) throw new SpecRefused(['it is no object'])
  return document
}

function brokenPromises(released: URL, content: string): string[] {
  if (!fs.existsSync(released)) {
    const what = `there is no ${released.pathname}, the document that clients have: run gen.ts --release`
    return [`${what} to say that they have this one`]
  }
  const [before, after] = [fs.readFileSync(released, 'utf8'), content].map(text => {
    const document: unknown = JSON.parse(text)
    return isNode(document) ? document : {}
  })
  if (!before || !after || saysBreaking(versionOf(before), versionOf(after))) return []
  return breakingChanges(before, after).map(
    what => `clients of the released document break, and its version does not say so: ${what}`,
  )
}

function versionOf({ info }: Node): string {
  return isNode(info) ? String(info.version) : ''
}

async function formatted(path: URL, text: string): Promise<GeneratedFile> {
  const options = await prettier.resolveConfig(path.pathname)
  return { path, content: await prettier.format(text, { ...options, filepath: path.pathname }) }
}

const HEAD = '/* Made by make gen from the document. */'

/** By the names of their validators. */
type Schemas = ReadonlyMap<string, Node>

function requestSchemas(operations: readonly SpecOperation[]): Schemas {
  const schemas = new Map<string, Node>()
  for (const operation of operations) {
    const { operationId, parameters } = operation
    for (const part of ['path', 'query', 'header'] as const) {
      const found = parameters.filter(parameter => parameter.in === part)
      if (found.length === 0) continue
      const named = found.map(({ name, ...rest }) => ({
        ...rest,
        name: part === 'header' ? name.toLowerCase() : name,
      }))
      schemas.set(validatorName(operationId, part), {
        type: 'object',
        properties: Object.fromEntries(named.map(({ name, schema }) => [name, schema])),
        required: named.filter(({ required }) => required).map(({ name }) => name),
        additionalProperties: false,
      })
    }
    const body = bodyOf(operation)
    if (body) schemas.set(validatorName(operationId, 'body'), body.schema)
  }
  return schemas
}

/** A schema of the document has one validator, whatever refers to it, and so have parts of requests that are alike. */
function validatorsOf(document: Node, schemas: Schemas): string {
  const text = JSON.stringify(document)
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    useDefaults: true,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  })
  // What only documents with these keywords need.
  ajv.opts.unevaluated = text.includes('"unevaluated')
  ajv.opts.dynamicRef = text.includes('"$dynamic')
  addFormats.default(ajv, [...FORMATS] as addFormats.FormatName[])
  const components = isNode(document.components) ? document.components : {}
  for (const [name, schema] of Object.entries(components.schemas ?? {})) {
    if (isNode(schema)) ajv.addSchema(withKeys(schema), SCHEMAS_KEY + name)
  }
  /** Of each validator: the name of the first part of a request that it is of. */
  const names = new Map<string, string>()
  const exported: Record<string, string> = {}
  const all = [...schemas].map(([name, schema]) => {
    const part = withKeys(schema)
    const json = JSON.stringify(part)
    const first = names.get(json) ?? name
    if (first !== name) return `${name}: ${first}`
    names.set(json, name)
    const { $ref: component, ...more } = part
    const isComponent = typeof component === 'string' && Object.keys(more).length === 0
    exported[name] = isComponent ? component : name
    if (!isComponent) ajv.addSchema(part, name)
    return name
  })
  return [
    HEAD,
    '// @ts-nocheck',
    "import { createRequire } from 'node:module'",
    "import type { Validators } from '#foundation/spec/spec'",
    '',
    '// Of what ajv itself brings, which is CommonJS.',
    'const require = createRequire(import.meta.url)',
    brief(standalone.default(ajv, exported)),
    'export const validators: Validators = {',
    ...all.map(entry => `  ${entry},`),
    '}',
    '',
  ].join('\n')
}

/** How ajv knows the schemas of the document. */
const SCHEMAS_KEY = 'schema:'

/** With the keys of the schemas that it refers to, all of which are the document's: see `rules.ts`. */
function withKeys(schema: Node): Node {
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => {
      if (name === '$ref') return [name, String(value).replace(SCHEMAS, SCHEMAS_KEY)]
      if (Array.isArray(value))
        return [name, value.map(item => (isNode(item) ? withKeys(item) : (item as unknown)))]
      return [name, isNode(value) ? withKeys(value) : value]
    }),
  )
}

/** The code of ajv without what nothing reads: copies of schemas, places in schemas, and steps that are one. */
function brief(code: string): string {
  const uses = new Map<string, number>()
  for (const [name] of code.matchAll(/\bschema\d+\b/g)) uses.set(name, (uses.get(name) ?? 0) + 1)
  return code
    .replace('"use strict";', '')
    .replaceAll(/^const (schema\d+) = .*\n/gm, (line, name: string) =>
      uses.get(name) === 1 ? '' : line,
    )
    .replaceAll(
      /const (err\d+) = (\{.*\});\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/g,
      '(vErrors ??= []).push($2); errors++;',
    )
    .replaceAll(/schemaPath:"(?:[^"\\]|\\.)*",/g, '')
}

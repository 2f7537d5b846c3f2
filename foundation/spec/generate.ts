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
import { brokenRules, FORMATS } from './rules.ts'
import type { RequestPart } from './spec.ts'
import { validatorName } from './spec.ts'

export type GeneratedFile = { readonly path: URL; readonly content: string }

/** Throws `SpecRefused`. Beside `<name>-spec.yaml`: what follows from it. */
export async function generate(spec: URL): Promise<GeneratedFile[]> {
  const document: unknown = parse(fs.readFileSync(spec, 'utf8'))
  if (!isNode(document)) throw new SpecRefused(['it is no object'])
  const operations = operationsOf(document)
  const problems = brokenRules(document, operations)
  if (problems.length > 0) throw new SpecRefused(problems)
  const types = await openapiTS(JSON.stringify(document), { immutable: true })
  const beside = (ending: string): URL => new URL(spec.href.replace(/-spec\.yaml$/, ending))
  return await Promise.all([
    formatted(beside('.json'), `${JSON.stringify(document, undefined, 2)}\n`),
    formatted(beside('-types.gen.ts'), `${HEAD}\n${astToString(types)}`),
    // Parameters are texts that may mean numbers.
    formatted(
      beside('-parameters.gen.ts'),
      validatorsOf(document, parameterSchemas(operations), 'array'),
    ),
    formatted(beside('-bodies.gen.ts'), validatorsOf(document, bodySchemas(operations), false)),
  ])
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
  const files = await generate(spec)
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

function brokenPromises(released: URL, content: string): string[] {
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
const DOCUMENT = 'document'

type Schemas = ReadonlyMap<string, object>

function parameterSchemas(operations: readonly SpecOperation[]): Schemas {
  const schemas = new Map<string, object>()
  for (const { operationId, parameters } of operations) {
    for (const part of ['path', 'query', 'header'] as const) {
      const found = parameters.filter(parameter => parameter.in === part)
      if (found.length === 0) continue
      const named = found.map(({ name, ...rest }) => ({
        ...rest,
        name: part === 'header' ? name.toLowerCase() : name,
      }))
      schemas.set(validatorName(operationId, part), {
        type: 'object',
        properties: Object.fromEntries(named.map(({ name, schema }) => [name, inDocument(schema)])),
        required: named.filter(({ required }) => required).map(({ name }) => name),
        additionalProperties: false,
      })
    }
  }
  return schemas
}

function bodySchemas(operations: readonly SpecOperation[]): Schemas {
  const schemas = new Map<string, object>()
  for (const operation of operations) {
    const part: RequestPart = 'body'
    const body = bodyOf(operation)
    if (body) schemas.set(validatorName(operation.operationId, part), inDocument(body.schema))
  }
  return schemas
}

/** A schema out of the document still points into it. */
function inDocument(schema: Node): Node {
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => {
      if (name === '$ref') return [name, `${DOCUMENT}${String(value)}`]
      if (Array.isArray(value))
        return [name, value.map(item => (isNode(item) ? inDocument(item) : (item as unknown)))]
      return [name, isNode(value) ? inDocument(value) : value]
    }),
  )
}

function validatorsOf(document: Node, schemas: Schemas, coerceTypes: 'array' | false): string {
  const ajv = new Ajv2020({
    // What the document has besides schemas is no mistake.
    strict: false,
    allErrors: true,
    useDefaults: true,
    coerceTypes,
    code: { source: true, esm: true, lines: true },
  })
  addFormats.default(ajv, [...FORMATS] as addFormats.FormatName[])
  ajv.addSchema(document, DOCUMENT)
  const exported: Record<string, string> = {}
  for (const [name, schema] of schemas) {
    ajv.addSchema(schema, name)
    exported[name] = name
  }
  const names = Object.keys(exported)
  return [
    HEAD,
    '// @ts-nocheck',
    "import { createRequire } from 'node:module'",
    "import type { Validators } from '#foundation/spec/spec'",
    '',
    '// Of what ajv itself brings, which is CommonJS.',
    'const require = createRequire(import.meta.url)',
    standalone.default(ajv, exported).replace('"use strict";', ''),
    `export const validators: Validators = { ${names.join(', ')} }`,
    '',
  ].join('\n')
}

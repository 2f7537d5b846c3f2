/**
 * Whether clients of one document can go on with another one. They send what the old one takes, and understand what it says is
 * answered: a request may become wider, an answer narrower. Answers to new requests do not matter to them.
 */
import type { Node, SpecOperation } from './document.ts'
import { bodyOf, isNode, operationsOf, target } from './document.ts'

type Side = { readonly document: Node; readonly schema: unknown }
type Direction = 'request' | 'answer'

/** What breaks them, each with its place; empty if nothing does. Throws `SpecRefused`. */
export function breakingChanges(before: Node, after: Node): string[] {
  const found = new Map(operationsOf(after).map(operation => [placeOf(operation), operation]))
  return operationsOf(before).flatMap(old => {
    const place = placeOf(old)
    const now = found.get(place)
    if (!now) return [`${place} was removed`]
    return [...ofOperation(before, old, after, now)].map(what => `${place}: ${what}`)
  })
}

/** Whether the version says that clients may break: another major one, or, before 1.0.0, another minor one. */
export function saysBreaking(before: string, after: string): boolean {
  const significant = (version: string): string =>
    /^0\.\d+/.exec(version)?.[0] ?? version.split('.', 1)[0] ?? ''
  return significant(before) !== significant(after)
}

function placeOf({ method, path }: SpecOperation): string {
  return `${method} ${path}`
}

function* ofOperation(before: Node, old: SpecOperation, after: Node, now: SpecOperation) {
  const keyOf = (parameter: SpecOperation['parameters'][number]): string =>
    `${parameter.in} ${parameter.name.toLowerCase()}`
  const parameters = new Map(now.parameters.map(one => [keyOf(one), one]))
  for (const one of old.parameters) {
    const kept = parameters.get(keyOf(one))
    parameters.delete(keyOf(one))
    if (!kept) {
      yield `the parameter ${one.name} was removed`
      continue
    }
    if (kept.required && !one.required) yield `the parameter ${one.name} is required now`
    const sides = [
      { document: before, schema: one.schema },
      { document: after, schema: kept.schema },
    ] as const
    yield* ofSchemas(...sides, 'request', one.name, new Set())
  }
  for (const { name, required } of parameters.values()) {
    if (required) yield `the new parameter ${name} is required`
  }
  yield* ofBodies(before, old, after, now)
  yield* ofResponses(before, old, after, now)
}

function* ofBodies(before: Node, old: SpecOperation, after: Node, now: SpecOperation) {
  const [given, wanted] = [bodyOf(old), bodyOf(now)]
  if (given?.mediaType !== wanted?.mediaType) yield 'the body has another media type'
  if (!given || !wanted) return
  const sides = [
    { document: before, schema: given.schema },
    { document: after, schema: wanted.schema },
  ] as const
  yield* ofSchemas(...sides, 'request', 'body', new Set())
}

function* ofResponses(before: Node, old: SpecOperation, after: Node, now: SpecOperation) {
  for (const [status, { content, headers }] of Object.entries(old.responses)) {
    const kept = now.responses[status]
    // What is no longer answered harms nobody, unless it was what clients wait for.
    if (!kept) {
      if (status.startsWith('2')) yield `the answer ${status} was removed`
      continue
    }
    for (const name of Object.keys(headers)) {
      if (!(name in kept.headers)) yield `${status} has no header ${name} any more`
    }
    for (const [type, { schema }] of Object.entries(content)) {
      const answered = kept.content[type]
      if (!answered) yield `${status} is not had as ${type} any more`
      else {
        const sides = [
          { document: before, schema },
          { document: after, schema: answered.schema },
        ] as const
        yield* ofSchemas(...sides, 'answer', status, new Set())
      }
    }
  }
}

/** Limits of requests that may only be lifted, and those that may only be lowered. */
const UPPER = ['maxLength', 'maximum', 'maxItems'] as const
const LOWER = ['minLength', 'minimum', 'minItems'] as const
/** Of these, nobody can say which of two is the wider one. */
const FIXED = ['pattern', 'format', 'const'] as const

function* ofSchemas(
  before: Side,
  after: Side,
  direction: Direction,
  place: string,
  seen: Set<string>,
): Generator<string> {
  const [old, now] = [resolved(before), resolved(after)]
  // A schema may contain itself.
  const pair = `${JSON.stringify(before.schema)} ${JSON.stringify(after.schema)}`
  if (seen.has(pair)) return
  const inside = new Set([...seen, pair])
  yield* ofTypes(old, now, direction, place)
  if (direction === 'request') yield* ofLimits(old, now, place)
  const [oldFields, fields] = [namesOf(old.properties), namesOf(now.properties)]
  const [oldRequired, required] = [listOf(old.required), listOf(now.required)]
  for (const [name, schema] of Object.entries(oldFields)) {
    const field = fields[name]
    const at = `${place}.${name}`
    if (field === undefined) yield `${at} was removed`
    else {
      const sides = [
        { ...before, schema },
        { ...after, schema: field },
      ] as const
      yield* ofSchemas(...sides, direction, at, inside)
    }
  }
  const [few, many] = direction === 'request' ? [oldRequired, required] : [required, oldRequired]
  for (const name of many) {
    if (few.includes(name)) continue
    yield `${place}.${String(name)} is ${direction === 'request' ? '' : 'not '}required now`
  }
  if (old.items !== undefined || now.items !== undefined) {
    const sides = [
      { ...before, schema: old.items ?? {} },
      { ...after, schema: now.items ?? {} },
    ] as const
    yield* ofSchemas(...sides, direction, `${place}[]`, inside)
  }
}

function* ofTypes(old: Node, now: Node, direction: Direction, place: string) {
  for (const name of ['type', 'enum'] as const) {
    const [few, many] = direction === 'request' ? [now, old] : [old, now]
    const [allowed, used] = [listOf(few[name]), listOf(many[name])]
    if (few[name] === undefined) continue
    const isWider = used.length === 0 || used.some(value => !allowed.includes(value))
    if (isWider) yield `${place} has another ${name}`
  }
}

function* ofLimits(old: Node, now: Node, place: string) {
  for (const name of FIXED) {
    if (now[name] !== undefined && now[name] !== old[name]) yield `${place} has another ${name}`
  }
  for (const name of UPPER) {
    const [before, after] = [numberOf(old[name], Infinity), numberOf(now[name], Infinity)]
    if (after < before) yield `the ${name} of ${place} is ${String(after)} now`
  }
  for (const name of LOWER) {
    const [before, after] = [numberOf(old[name], -Infinity), numberOf(now[name], -Infinity)]
    if (after > before) yield `the ${name} of ${place} is ${String(after)} now`
  }
}

function resolved({ document, schema }: Side): Node {
  if (!isNode(schema)) return {}
  const { $ref } = schema
  if (typeof $ref !== 'string') return schema
  return resolved({ document, schema: target($ref, document) })
}

function namesOf(value: unknown): Node {
  return isNode(value) ? value : {}
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

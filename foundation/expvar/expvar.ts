/**
 * What /debug/vars says, in Go's expvar format: one JSON object, nested at will, with numbers and texts at its leaves. It is
 * read without knowing any name in it but `cmdline`, so that whatever the service counts next is published without a change
 * here. Arrays, booleans and nulls are left out, except the texts of `cmdline` and the `metrics` of metrics.ts.
 */
import type { Metric } from './metrics.ts'
import { metricsIn } from './metrics.ts'

/** Deeper objects are refused, so that the functions that walk them do not run out of stack. */
export const DEPTH_MAX = 8
/** Numbers, texts and series of metrics in one document. Each number is a series wherever it is published. */
export const VALUES_MAX = 10_000
/** Of a name in an object. */
export const NAME_CHARACTERS_MAX = 256
/** Longer texts are cut. */
export const TEXT_CHARACTERS_MAX = 1024
/** Further arguments of `cmdline` are left out. */
export const ARGUMENTS_MAX = 64

export type Tree = { readonly [name: string]: number | string | Tree }

export type Vars = {
  /** The program and its arguments; empty if the service does not say. */
  readonly cmdline: readonly string[]
  /** With labels. Empty if the document has none. */
  readonly metrics: readonly Metric[]
  /** Everything else. */
  readonly tree: Tree
}

/** A number and what leads to it: `memstats.Alloc`. A dot or backslash in a name is escaped: `a\.b`, as expvarmon does. */
export type Reading = { readonly path: string; readonly value: number }

/** The document is JSON, but not what /debug/vars should be. */
export class NotVars extends Error {
  override readonly name = 'NotVars'
}

/** Throws SyntaxError for what is no JSON, NotVars for JSON that cannot be used. */
export function parseVars(text: string): Vars {
  const document: unknown = JSON.parse(text)
  if (!isObject(document)) {
    throw new NotVars(`The document is ${kindOf(document)} where an object was expected`)
  }
  const { cmdline, ...rest } = document
  const count = { numbers: 0, values: 0 }
  const tree = treeOf(rest, 1, count)
  if (count.numbers === 0) throw new NotVars('There is no number in the document')
  const metrics = metricsIn(rest.metrics)
  for (const { series } of metrics) addValues(count, series.length)
  return { cmdline: argumentsOf(cmdline), metrics, tree }
}

/** All numbers, in the order of the document. */
export function readingsOf(tree: Tree, above = ''): Reading[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = above + name.replaceAll(/[.\\]/g, '\\$&')
    if (typeof value === 'number') return [{ path, value }]
    return typeof value === 'string' ? [] : readingsOf(value, `${path}.`)
  })
}

type Count = { numbers: number; values: number }

function treeOf(object: Readonly<Record<string, unknown>>, depth: number, count: Count): Tree {
  if (depth > DEPTH_MAX) {
    throw new NotVars(`The document is nested deeper than ${String(DEPTH_MAX)} objects`)
  }
  const entries: [string, number | string | Tree][] = []
  for (const [name, value] of Object.entries(object)) {
    if (name.length > NAME_CHARACTERS_MAX) {
      const limit = String(NAME_CHARACTERS_MAX)
      throw new NotVars(`A name has ${String(name.length)} characters; the limit is ${limit}`)
    }
    const leaf = leafOf(value, count)
    if (leaf !== undefined) entries.push([name, leaf])
    else if (isObject(value)) entries.push([name, treeOf(value, depth + 1, count)])
  }
  // Unlike assignment, this makes an ordinary property of a name like __proto__.
  return Object.fromEntries(entries)
}

/** Undefined for what is no leaf, or one that is left out. */
function leafOf(value: unknown, count: Count): number | string | undefined {
  if (typeof value !== 'string' && !isNumber(value)) return undefined
  addValues(count, 1)
  if (typeof value === 'string') return value.slice(0, TEXT_CHARACTERS_MAX)
  count.numbers++
  return value
}

function addValues(count: Count, values: number): void {
  count.values += values
  if (count.values > VALUES_MAX) {
    throw new NotVars(`The document has more than ${String(VALUES_MAX)} values`)
  }
}

/** JSON has no infinity, but makes one of a number that is too large. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function argumentsOf(cmdline: unknown): string[] {
  if (!Array.isArray(cmdline)) return []
  return cmdline
    .filter(argument => typeof argument === 'string')
    .slice(0, ARGUMENTS_MAX)
    .map(argument => argument.slice(0, TEXT_CHARACTERS_MAX))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

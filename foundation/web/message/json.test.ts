import { expect, it } from 'vitest'
import { parsedJson } from './json.ts'

const LONG = 'x'.repeat(5000)
const parse = (text: string): unknown => parsedJson(new Uint8Array(Buffer.from(text)))
const deep = (depth: number, inside: string): string =>
  `${'[{"a":'.repeat(depth / 2)}${inside}${'}]'.repeat(depth / 2)}`

it('arrays and objects may lie in each other 100 deep, and no deeper in a body of any length', () => {
  expect(JSON.stringify(parse(deep(100, `"${LONG}"`)))).toBe(deep(100, `"${LONG}"`))
  expect(() => parse(deep(102, `"${LONG}"`))).toThrow('more than 100 deep')
  const megabytes = 2 * 1024 * 1024
  expect(() => parse('['.repeat(megabytes) + ']'.repeat(megabytes))).toThrow('more than 100 deep')
})

it('brackets in texts, and beside each other, make nothing deep', () => {
  const text = `"\\"${'[{'.repeat(3000)}\\\\"`
  expect(parse(text)).toBe(`"${'[{'.repeat(3000)}\\`)
  const wide = `[${'[],{},'.repeat(1000)}${text}]`
  expect(parse(wide)).toHaveLength(2001)
})

it('what is no JSON is refused, however long', () => {
  for (const text of ['{', `"${LONG}`, ']'.repeat(5000)])
    expect(() => parse(text)).toThrow('not JSON')
})

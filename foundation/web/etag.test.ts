import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import type { TagList } from './etag.ts'
import { formatTag, matchesWeakly, parseTagList } from './etag.ts'

const FILE = 'foundation/web/etag.test.ts'

const strong = (tag: string) => ({ tag, isWeak: false })
const weak = (tag: string) => ({ tag, isWeak: true })

describe('a list of entity tags', () => {
  const lists: readonly [string, TagList][] = [
    ['*', '*'],
    [' * ', '*'],
    ['"1"', [strong('1')]],
    ['""', [strong('')]],
    ['W/"1"', [weak('1')]],
    ['"1", W/"2","3"', [strong('1'), weak('2'), strong('3')]],
    ['  "1"\t,\t"2"  ', [strong('1'), strong('2')]],
    [', "1",, "2",', [strong('1'), strong('2')]],
    ['"a,b", "*"', [strong('a,b'), strong('*')]],
    ['"W/\\"', [strong('W/\\')]],
    ['"\xe9"', [strong('\xe9')]],
  ]
  it.each(lists)('%j is read', (value, list) => {
    expect(parseTagList(value)).toEqual(list)
  })

  const malformed = [
    '',
    ' ',
    '1',
    '"1',
    '1"',
    "'1'",
    'w/"1"',
    'W/ "1"',
    '"1" "2"',
    '*, "1"',
    '"1", *',
  ]
  it.each([...malformed, '"a b"', '"a\x7f"', '"\0"', '"1";', ',', ', ,'])('%j is none', value => {
    expect(parseTagList(value)).toBeUndefined()
  })

  it('of any tags is read as it was written', async () => {
    const characters = "!#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\x80\xff"
    const character = fc.constantFrom(...Array.from(characters))
    const tag = fc.record({ tag: fc.string({ unit: character }), isWeak: fc.boolean() })
    await checkProperty(FILE, fc.array(tag, { minLength: 1, maxLength: 5 }), 300, tags => {
      const value = tags.map(({ tag, isWeak }) => `${isWeak ? 'W/' : ''}${formatTag(tag)}`)
      expect(parseTagList(value.join(', '))).toEqual(tags)
    })
  })

  it('is read or refused, whatever it is, without an exception', async () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', 'W', '/', ',', ' ', '*', 'a', '\\', '\0'),
    })
    await checkProperty(FILE, hostile, 500, value => {
      const list = parseTagList(value)
      if (list !== undefined && list !== '*') expect(list.length).toBeGreaterThan(0)
    })
  })
})

describe('an entity tag', () => {
  it('is written in quotes', () => {
    expect(formatTag(17)).toBe('"17"')
    expect(formatTag('a')).toBe('"a"')
  })

  it('matches weakly whatever has its text, and the star', () => {
    expect(matchesWeakly('*', '1')).toBe(true)
    expect(matchesWeakly([strong('1')], '1')).toBe(true)
    expect(matchesWeakly([strong('2'), weak('1')], '1')).toBe(true)
    expect(matchesWeakly([strong('2'), weak('11')], '1')).toBe(false)
  })
})

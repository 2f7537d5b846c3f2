import { expect, it } from 'vitest'
import { globMatches } from './glob.ts'

it.each<[pattern: string, matching: readonly string[], others: readonly string[]]>([
  ['', [''], ['a']],
  ['*', ['', 'a', 'abc'], []],
  ['a*', ['a', 'abc'], ['', 'ba']],
  ['*a*b', ['ab', 'xaxb', 'aabab'], ['ba', 'abx']],
  ['h?llo', ['hello', 'hallo'], ['hllo', 'heello']],
  ['h[ae]llo', ['hello', 'hallo'], ['hillo']],
  ['h[^e]llo', ['hallo'], ['hello']],
  ['h[a-c]llo', ['hbllo'], ['hdllo']],
  ['h[c-a]llo', ['hbllo'], ['hdllo']],
  ['[\\]]', [']'], ['\\']],
  ['[a', ['a'], ['b']],
  ['\\*', ['*'], ['a', '\\*']],
  ['a\\', ['a\\'], ['a']],
  ['a**b', ['ab', 'axb'], ['a']],
])('%j', (pattern, matching, others) => {
  const matches = (text: string): boolean => globMatches(Buffer.from(pattern), Buffer.from(text))
  expect(matching.filter(text => !matches(text))).toEqual([])
  expect(others.filter(matches)).toEqual([])
})

it('takes no longer than the product of both lengths', () => {
  const began = performance.now()
  expect(globMatches(Buffer.from('a*'.repeat(500) + 'b'), Buffer.alloc(5000, 'a'))).toBe(false)
  expect(performance.now() - began).toBeLessThan(2000)
})

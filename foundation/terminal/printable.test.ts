import { describe, expect, it } from 'vitest'
import { printable } from './printable.ts'

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

describe('what a terminal would act on is escaped', () => {
  it.each([
    ['controls of 7 bits', [...range(0x00, 0x1f), 0x7f]],
    ['controls of 8 bits', range(0x80, 0x9f)],
    ['marks of the direction', [0x61c, 0x200e, 0x200f]],
    ['embeddings, overrides and isolates', [...range(0x202a, 0x202e), ...range(0x2066, 0x2069)]],
    ['ends of lines and paragraphs', [0x2028, 0x2029]],
    ['halves of surrogate pairs', [0xd800, 0xdbff, 0xdc00, 0xdfff]],
  ])('%s', (_name, codes) => {
    for (const code of codes) {
      const text = `a${String.fromCharCode(code)}b`
      expect(printable(text)).toBe(`a\\u{${code.toString(16)}}b`)
    }
  })

  it('each one, in a text of several', () => {
    expect(printable('\u001b[2J\r\n\u202egpj')).toBe('\\u{1b}[2J\\u{d}\\u{a}\\u{202e}gpj')
  })
})

it.each(['', 'plain', 'grün', 'שלום', '中文 😀', 'tilde ~ and \u00a0space', '👩‍👩‍👧'])(
  'what can be read stays: %s',
  text => {
    expect(printable(text)).toBe(text)
  },
)

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { parseQuery, routablePath } from './location.ts'
import { HttpProblem } from '../problem.ts'

const FILE = 'foundation/web/message/location.test.ts'

/** Every byte escaped, half of the bytes with small letters. */
function escaped(bytes: Uint8Array): string {
  return Array.from(bytes, byte => {
    const digits = byte.toString(16).padStart(2, '0')
    return `%${byte % 2 === 0 ? digits.toUpperCase() : digits}`
  }).join('')
}

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 64 })

function refusal(parse: () => unknown): readonly [number, string] {
  try {
    parse()
  } catch (error) {
    if (error instanceof HttpProblem) return [error.status, error.fields.code]
    throw error
  }
  throw new Error('nothing was refused')
}

const BAD_ESCAPES = ['%', '%2', '%zz', '%2g', '%%41', 'a%', '%41%', '% 41', '%-1']

describe('a path', () => {
  it('stays as it is when it has no escapes', () => {
    const path = "/v1/kv/a~b!$&'()*+,;=:@-._"
    expect(routablePath(path)).toBe(path)
  })

  it('of any escaped bytes is, to a router, one character per byte', async () => {
    await checkProperty(FILE, anyBytes, 500, bytes => {
      expect(decodeURIComponent(routablePath(`/${escaped(bytes)}`))).toBe(`/${binary(bytes)}`)
    })
  })

  it('means the same with its bytes above 0x7f escaped or not', async () => {
    await checkProperty(FILE, fc.uint8Array({ min: 0x80, maxLength: 64 }), 200, bytes => {
      const [raw, safe] = [binary(bytes), escaped(bytes)]
      expect(routablePath(`/${raw}%41${raw}`)).toBe(routablePath(`/${safe}%41${safe}`))
    })
  })

  it('does not get separators or escapes from what was escaped', () => {
    expect(routablePath('/a%2Fb%2fc')).toBe('/a%2Fb%2Fc')
    expect(routablePath('/%2541')).toBe('/%2541')
    expect(routablePath('/%3F%23')).toBe('/%3F%23')
  })

  it.each(BAD_ESCAPES)('with the escape %j is refused', escape => {
    expect(refusal(() => routablePath(`/x/${escape}`))).toEqual([400, 'MALFORMED_ESCAPE'])
  })
})

describe('a query', () => {
  const cases: readonly [string, Record<string, string>][] = [
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['&a=1&&b=2&', { a: '1', b: '2' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['=1', { '': '1' }],
    ['a=b=c', { a: 'b=c' }],
    ['a+b=c+d', { 'a b': 'c d' }],
    ['a=%2B', { a: '+' }],
    ['a=%26b%3D1', { a: '&b=1' }],
    ['%61=1', { a: '1' }],
    ['a=%FF%00', { a: '\xff\0' }],
    ['a=%C3%A9', { a: '\xc3\xa9' }],
    ['a[]=1&a.b=2', { 'a[]': '1', 'a.b': '2' }],
  ]
  it.each(cases)('%j has the parameters %j', (query, parameters) => {
    expect(parseQuery(query)).toEqual(parameters)
  })

  it('of any escaped names and values is one character per byte', async () => {
    const parameters = fc.uniqueArray(fc.tuple(anyBytes, anyBytes), {
      selector: ([name]) => binary(name),
      maxLength: 8,
    })
    await checkProperty(FILE, parameters, 300, given => {
      const query = given.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')
      const expected = given.map(([name, value]) => [binary(name), binary(value)] as const)
      expect(Object.entries(parseQuery(query)).sort()).toEqual(expected.sort())
    })
  })

  it('may use names that JavaScript objects have already', () => {
    const parsed = parseQuery('__proto__=1&constructor=2')
    expect(Object.entries(parsed)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
  })

  it.each(['a=1&a=1', 'a=1&b=2&a=3', 'a=1&%61=2', 'a&a', '__proto__=1&__proto__=2'])(
    '%j names a parameter twice and is refused',
    query => {
      expect(refusal(() => parseQuery(query))).toEqual([400, 'MALFORMED_QUERY'])
    },
  )

  it.each(BAD_ESCAPES)('with the escape %j is refused, in a name as in a value', escape => {
    for (const query of [`${escape}=1`, `a=${escape}`]) {
      expect(refusal(() => parseQuery(query))).toEqual([400, 'MALFORMED_ESCAPE'])
    }
  })
})

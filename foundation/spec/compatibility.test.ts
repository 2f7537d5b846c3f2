import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { breakingChanges, saysBreaking } from './compatibility.ts'

type Loose = { [name: string]: Loose }

const document = JSON.parse(
  fs.readFileSync(new URL('testing/items.json', import.meta.url), 'utf8'),
) as Loose

/** A place in a copy of the document, and what is put there; undefined to remove it. */
type Change = readonly [path: string, value: unknown]

function changed(...changes: readonly Change[]): Loose {
  const copy = structuredClone(document)
  for (const [path, value] of changes) {
    const names = path.split(' ')
    const last = names.pop() ?? ''
    let place: Loose = copy
    for (const name of names) place = place[name] ?? {}
    if (value === undefined) Reflect.deleteProperty(place, last)
    else Object.assign(place, { [last]: value })
  }
  return copy
}

const NEW_ITEM = 'components schemas NewItem'
const PUT = 'paths /items/{number} put'

describe('clients of a document', () => {
  it.each<[string, Change[]]>([
    ['put /items/{number} was removed', [[PUT, undefined]]],
    ['get /items: the parameter name was removed', [['paths /items get parameters', []]]],
    [
      'get /items: the new parameter page is required',
      [
        [
          'paths /items get parameters 1',
          { name: 'page', in: 'query', required: true, schema: { type: 'integer' } },
        ],
      ],
    ],
    [
      'get /items: the maxLength of name is 2 now',
      [['paths /items get parameters 0 schema maxLength', 2]],
    ],
    ['put /items/{number}: body.mail was removed', [[`${NEW_ITEM} properties mail`, undefined]]],
    [
      'put /items/{number}: body.mail is required now',
      [[`${NEW_ITEM} required`, ['name', 'mail']]],
    ],
    [
      'put /items/{number}: body.name has another pattern',
      [[`${NEW_ITEM} properties name pattern`, '^[a-z]*$']],
    ],
    [
      'put /items/{number}: body.name has another type',
      [[`${NEW_ITEM} properties name type`, 'integer']],
    ],
    [
      'put /items/{number}: the maxItems of body.parts is 2 now',
      [[`${NEW_ITEM} properties parts maxItems`, 2]],
    ],
    ['put /items/{number}: the answer 204 was removed', [[`${PUT} responses 204`, undefined]]],
    [
      'put /items/{number}: 200 has no header ETag any more',
      [[`${PUT} responses 200 headers`, {}]],
    ],
    ['get /items: 200.count is not required now', [['components schemas Count required', []]]],
    [
      'get /items: 200.count has another type',
      [['components schemas Count properties count type', 'string']],
    ],
  ])('cannot go on: %s', (what, changes) => {
    expect(breakingChanges(document, changed(...changes))).toContain(what)
  })

  it.each<[string, Change[]]>([
    ['the same document', []],
    ['a new operation', [['paths /more', { get: { operationId: 'more', responses: {} } }]]],
    [
      'a new parameter that may be left out',
      [['paths /items get parameters 1', { name: 'page', in: 'query', schema: {} }]],
    ],
    ['a new field that may be left out', [[`${NEW_ITEM} properties more`, { type: 'string' }]]],
    ['a field that may be left out now', [[`${NEW_ITEM} required`, []]]],
    ['a longer text', [[`${NEW_ITEM} properties name maxLength`, 6]]],
    ['a text without a limit', [[`${NEW_ITEM} properties name maxLength`, undefined]]],
    ['a text without a pattern', [[`${NEW_ITEM} properties name pattern`, undefined]]],
    ['a null in a request', [[`${NEW_ITEM} properties mail type`, ['string', 'null']]]],
    [
      'a new field of an answer',
      [['components schemas Count properties more', { type: 'string' }]],
    ],
    ['a new error', [[`${PUT} responses 412`, { $ref: '#/components/responses/Problem' }]]],
    ['an error that is no more', [[`${PUT} responses 409`, undefined]]],
  ])('can go on with %s', (_what, changes) => {
    expect(breakingChanges(document, changed(...changes))).toEqual([])
  })
})

it.each([
  ['1.2.3', '1.3.0', false],
  ['1.2.3', '2.0.0', true],
  ['0.1.0', '0.1.1', false],
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '1.0.0', true],
])('a version says whether clients may break: from %s to %s, %s', (before, after, says) => {
  expect(saysBreaking(before, after)).toBe(says)
})

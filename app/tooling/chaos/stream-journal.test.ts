import { describe, expect, it } from 'vitest'
import type { Found } from './stream-journal.ts'
import { StreamJournal } from './stream-journal.ts'

const id = (number: number): string => `5-${String(number)}`
const entry = (number: number) => ({ id: id(number), number })
const entries = (...numbers: number[]) => numbers.map(entry)
const ids = (...numbers: number[]) => numbers.map(id)

/** 1 and 2 were delivered, and 1 acknowledged; 3 was appended; 4 and 5 were begun. */
function journal(): StreamJournal {
  const journal = new StreamJournal()
  for (let number = 1; number <= 5; number++) expect(journal.begin()).toBe(number)
  for (const number of [1, 2, 3]) expect(journal.appended(entry(number))).toEqual([])
  for (const number of [1, 2]) expect(journal.delivered(entry(number))).toEqual([])
  journal.acknowledge(id(1), 'acknowledging')
  journal.acknowledge(id(1), 'acknowledged')
  return journal
}

describe('after a crash', () => {
  it.each<[what: string, found: Found]>([
    [
      'all that is known is there, and nothing else',
      { entries: entries(1, 2, 3), pending: ids(2) },
    ],
    ['so is what was begun', { entries: entries(1, 2, 3, 4, 5), pending: ids(2) }],
    [
      'the group had delivered more than the consumer got',
      { entries: entries(1, 2, 3), pending: ids(2, 3) },
    ],
  ])('nothing is wrong if %s', (_, found) => {
    expect(journal().complaints(found)).toEqual([])
  })

  it.each<[complaint: string, found: Found]>([
    ['5-3: was acknowledged as appended, and is lost', { entries: entries(1, 2), pending: ids(2) }],
    [
      '5-6: number 6 was never appended under this id',
      { entries: entries(1, 2, 3, 6), pending: ids(2) },
    ],
    [
      '5-9: number 3 is there twice',
      { entries: [...entries(1, 2, 3), { id: '5-9', number: 3 }], pending: ids(2) },
    ],
    [
      '5-3: number 4 was never appended under this id',
      { entries: [...entries(1, 2), { id: '5-3', number: 4 }], pending: ids(2) },
    ],
    ['5-2: stands behind 5-3', { entries: entries(1, 3, 2), pending: ids(2) }],
    [
      '5-2: was delivered and not acknowledged, and is not pending',
      { entries: entries(1, 2, 3), pending: [] },
    ],
    [
      "5-1: the consumer's acknowledgement is lost, it is pending again",
      { entries: entries(1, 2, 3), pending: ids(1, 2) },
    ],
    ['5-4: is pending, and not in the stream', { entries: entries(1, 2, 3), pending: ids(2, 4) }],
    ['5-3: the group passed over it', { entries: entries(1, 2, 3, 4), pending: ids(2, 4) }],
  ])('%s', (complaint, found) => {
    expect(journal().complaints(found)).toContain(complaint)
  })

  it('what was found is known from then on, whether or not it was confirmed', () => {
    const known = journal()
    known.delivered(entry(3))
    known.acknowledge(id(3), 'acknowledging')
    known.settle({ entries: entries(1, 2, 3, 4), pending: ids(2, 4) })
    const found = { entries: entries(1, 2, 3, 4), pending: ids(2, 4) }
    expect(known.complaints(found)).toEqual([])
    expect(known.complaints({ ...found, pending: ids(2, 3) })).toHaveLength(2)
    expect(known.complaints({ ...found, entries: entries(1, 2, 3, 4, 5) })).toHaveLength(1)
    expect(known.delivered(entry(4))).toEqual(['5-4: was delivered as new twice'])
  })
})

it('what no crash explains is a complaint at once', () => {
  const known = journal()
  expect(known.appended({ id: id(2), number: 4 })).toEqual(['5-2: is the id of number 2 and of 4'])
  expect(known.delivered(entry(2))).toEqual(['5-2: was delivered as new twice'])
  expect(known.delivered({ id: '5-9', number: 3 })).toEqual([
    '5-9: number 3 was never appended, or has another id too',
  ])
  expect(known.counts).toEqual({ appended: 4, acknowledged: 1 })
})

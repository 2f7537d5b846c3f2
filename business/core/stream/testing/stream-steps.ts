/** What may happen to a stream and its groups, by chance. Only for tests. */
import fc from 'fast-check'
import type { References } from '../model.ts'

export const GROUPS = ['g', 'h'] as const
const CONSUMERS = ['a', 'b'] as const

/** Ids among the first so many. */
const ms = fc.integer({ min: 0, max: 400 })
const references = fc.constantFrom<References>('keep', 'drop', 'acked')
export const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append'),
      count: fc.integer({ min: 1, max: 120 }),
      bytes: fc.integer({ min: 0, max: 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('remove'), ids: fc.array(ms, { maxLength: 20 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('length'), to: fc.integer({ min: 0, max: 300 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('id'), to: ms }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('removeEach'),
      ids: fc.array(ms, { maxLength: 20 }),
      group: fc.constantFrom(undefined, ...GROUPS),
      references,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('trimReferenced'),
      to: fc.integer({ min: 0, max: 300 }),
      references: fc.constantFrom<References>('drop', 'acked'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('setId'), to: fc.integer({ min: 0, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reclaim') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('move'), isCopied: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('produce'),
      producer: fc.constantFrom('p', 'q'),
      number: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('producers'),
      to: fc.integer({ min: 1, max: 600 }),
      limit: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('group'),
      group: fc.constantFrom(...GROUPS),
      from: ms,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('ungroup'), group: fc.constantFrom(...GROUPS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('read'),
      group: fc.constantFrom(...GROUPS),
      consumer: fc.constantFrom(...CONSUMERS),
      limit: fc.integer({ min: 1, max: 250 }),
      idle: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), to: ms }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('giveBack'),
      group: fc.constantFrom(...GROUPS),
      ids: fc.array(ms, { maxLength: 20 }),
      isFatal: fc.boolean(),
      isForced: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('seek'),
      group: fc.constantFrom(...GROUPS),
      from: ms,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('again'),
      group: fc.constantFrom(...GROUPS),
      consumer: fc.constantFrom(...CONSUMERS),
      from: ms,
      limit: fc.integer({ min: 1, max: 200 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('leave'),
      group: fc.constantFrom(...GROUPS),
      consumer: fc.constantFrom(...CONSUMERS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('configure'),
      group: fc.constantFrom(...GROUPS),
      // 0 turns it off; it stays as it is if undefined.
      idle: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
      // Up to so many deliveries; 0 for any number.
      limit: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('claim'),
      group: fc.constantFrom(...GROUPS),
      consumer: fc.constantFrom(...CONSUMERS),
      limit: fc.integer({ min: 1, max: 50 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ack'),
      group: fc.constantFrom(...GROUPS),
      ids: fc.array(ms, { maxLength: 20 }),
    }),
  },
)
export type Step = {
  readonly kind: string
  readonly count?: number
  readonly bytes?: number
  readonly ids?: readonly number[]
  readonly references?: References
  readonly to?: number
  readonly group?: string | undefined
  readonly consumer?: string
  readonly from?: number
  readonly limit?: number
  readonly idle?: number | undefined
  readonly isFatal?: boolean
  readonly isForced?: boolean
  readonly isCopied?: boolean
  readonly producer?: string
  readonly number?: number
}

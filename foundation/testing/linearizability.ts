/**
 * Whether what clients saw of one key is linearizable: whether every operation can have taken place at one moment between its
 * call and its answer, so that the results are those of one client that does them in this order. Only for tests.
 *
 * The search is the one of Wing and Gong: it takes operations that may be the next one, in every order that there is, and goes
 * back where a result does not fit. It remembers, as Lowe has it, which operations led to which value, and tries none of these
 * twice. Keys are independent of each other: a history of many keys is linearizable if that of each key is.
 */
import { strict as assert } from 'node:assert'

/** What a client asked of the key, and what it was told; undefined if it was not told what became of it. */
export type Act =
  | { readonly kind: 'put'; readonly value: string; readonly created: boolean | undefined }
  | { readonly kind: 'delete'; readonly deleted: boolean | undefined }
  /** Puts if the key has the expected value, or does not exist if that is undefined. */
  | {
      readonly kind: 'swap'
      readonly expected: Value
      readonly value: string
      readonly swapped: boolean | undefined
    }
  | { readonly kind: 'get'; readonly found: Value }

/** Undefined if there is no such key. */
type Value = string | undefined

/** Times only have to be in order. What has no answer may take place at any time after its call, or never. */
export type Call = {
  readonly client: string
  readonly calledAt: number
  readonly answeredAt: number | undefined
  readonly act: Act
}

/** Sets of operations with the value that they lead to, before the search gives up. */
const VISITED_MAX = 2_000_000

/** Whether the calls are of a key that did not exist before. Throws an `AssertionError` where that takes too long to find out. */
export function isLinearizable(calls: readonly Call[]): boolean {
  const head = eventsOf(calls)
  const visited = new Set<string>()
  const taken: { readonly event: CallEvent; readonly before: Value }[] = []
  let value: Value
  let set = 0n
  let unanswered = calls.filter(({ answeredAt }) => answeredAt !== undefined).length
  let event = head.next
  while (unanswered > 0) {
    assert(event, 'an answer is behind what may come before it')
    if (event.kind === 'call') {
      const after = step(value, event.call.act)
      if (after.fits && isNew(visited, head, set | (1n << event.id), event, after.value)) {
        taken.push({ event, before: value })
        value = after.value
        set |= 1n << event.id
        if (event.answer) unanswered--
        lift(event)
        event = head.next
      } else event = event.next
    } else {
      // What was answered here has to come before all that follows, and cannot.
      const last = taken.pop()
      if (!last) return false
      value = last.before
      set ^= 1n << last.event.id
      if (last.event.answer) unanswered++
      unlift(last.event)
      event = last.event.next
    }
  }
  return true
}

/**
 * Undefined if the calls are linearizable. Else the part of them that was wrong first, without the reads that it is wrong without.
 */
export function shortestViolation(calls: readonly Call[]): readonly Call[] | undefined {
  if (isLinearizable(calls)) return undefined
  const times = calls.flatMap(({ answeredAt }) => answeredAt ?? []).sort((a, b) => a - b)
  let low = 0
  let high = times.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (isLinearizable(until(calls, times[middle] ?? 0))) low = middle + 1
    else high = middle
  }
  let shortest = until(calls, times[low] ?? 0)
  for (const call of shortest.filter(({ act }) => act.kind === 'get')) {
    const without = shortest.filter(one => one !== call)
    if (!isLinearizable(without)) shortest = without
  }
  return shortest
}

/** A line for each call. */
export function textOf(calls: readonly Call[]): string {
  return calls
    .map(({ client, calledAt, answeredAt, act }) => {
      const times = `${String(calledAt)}..${String(answeredAt ?? '?')}`
      return `${times.padEnd(16)} ${client.padEnd(8)} ${actText(act)}`
    })
    .join('\n')
}

function actText(act: Act): string {
  const told = (is: boolean | undefined, yes: string, no: string): string =>
    is === undefined ? 'not answered' : is ? yes : no
  switch (act.kind) {
    case 'put':
      return `put ${act.value}: ${told(act.created, 'created', 'replaced')}`
    case 'delete':
      return `delete: ${told(act.deleted, 'deleted', 'there was none')}`
    case 'swap':
      return `put ${act.value} for ${act.expected ?? 'none'}: ${told(act.swapped, 'done', 'there was another')}`
    case 'get':
      return `get: ${act.found ?? 'none'}`
  }
}

/** What clients knew at a time. */
function until(calls: readonly Call[], time: number): readonly Call[] {
  return calls
    .filter(({ calledAt }) => calledAt <= time)
    .flatMap(call => {
      if (call.answeredAt === undefined || call.answeredAt <= time) return call
      const { act } = call
      return act.kind === 'get' ? [] : { ...call, answeredAt: undefined, act: unknown(act) }
    })
}

function unknown(act: Exclude<Act, { kind: 'get' }>): Act {
  switch (act.kind) {
    case 'put':
      return { ...act, created: undefined }
    case 'delete':
      return { ...act, deleted: undefined }
    case 'swap':
      return { ...act, swapped: undefined }
  }
}

/** What the act makes of the value, and whether its result is the one that it then has. */
function step(value: Value, act: Act): { readonly fits: boolean; readonly value: Value } {
  const is = (told: boolean | undefined, isSo: boolean): boolean => (told ?? isSo) === isSo
  switch (act.kind) {
    case 'put':
      return { fits: is(act.created, value === undefined), value: act.value }
    case 'delete':
      return { fits: is(act.deleted, value !== undefined), value: undefined }
    case 'swap': {
      const swaps = value === act.expected
      return { fits: is(act.swapped, swaps), value: swaps ? act.value : value }
    }
    case 'get':
      return { fits: value === act.found, value }
  }
}

/** Calls and answers in the order of time, in a list that they are taken out of and put back into. */
type Link = { previous: Link | undefined; next: Event | undefined }
type CallEvent = Link & {
  readonly kind: 'call'
  readonly id: bigint
  readonly call: Call
  answer: AnswerEvent | undefined
}
type AnswerEvent = Link & { readonly kind: 'answer' }
type Event = CallEvent | AnswerEvent

function eventsOf(calls: readonly Call[]): Link {
  const timed = calls
    .toSorted((one, other) => one.calledAt - other.calledAt)
    .flatMap((call, index) => {
      const { calledAt, answeredAt } = call
      const none = { previous: undefined, next: undefined }
      const begun: CallEvent = { kind: 'call', id: BigInt(index), call, answer: undefined, ...none }
      if (answeredAt === undefined) return [{ time: calledAt, event: begun }]
      assert(answeredAt >= calledAt, 'an answer comes after its call')
      const answer: AnswerEvent = { kind: 'answer', ...none }
      begun.answer = answer
      return [
        { time: calledAt, event: begun },
        { time: answeredAt, event: answer },
      ]
    })
  // Of what happened at one time, calls come first: they overlap.
  const rank = ({ kind }: Event): number => (kind === 'call' ? 0 : 1)
  timed.sort((a, b) => a.time - b.time || rank(a.event) - rank(b.event))
  const head: Link = { previous: undefined, next: undefined }
  let last = head
  for (const { event } of timed) {
    event.previous = last
    last.next = event
    last = event
  }
  return head
}

/** Whether these operations did not lead to this value before. Those before the first one that is left are told by their number. */
function isNew(
  visited: Set<string>,
  head: Link,
  set: bigint,
  taken: CallEvent,
  value: Value,
): boolean {
  let first = head.next
  while (first && (first === taken || first.kind === 'answer')) first = first.next
  const from = first?.kind === 'call' ? first.id : -1n
  const rest = from < 0n ? set : set >> from
  const key = `${String(from)} ${rest.toString(36)} ${value === undefined ? '' : `=${value}`}`
  if (visited.has(key)) return false
  assert(visited.size < VISITED_MAX, 'the history is not too hard: have fewer clients at once')
  visited.add(key)
  return true
}

function lift(event: CallEvent): void {
  for (const one of [event, event.answer]) {
    if (one?.previous) one.previous.next = one.next
    if (one?.next) one.next.previous = one.previous
  }
}

/** In the opposite order of `lift`. */
function unlift(event: CallEvent): void {
  for (const one of [event.answer, event]) {
    if (one?.previous) one.previous.next = one
    if (one?.next) one.next.previous = one
  }
}

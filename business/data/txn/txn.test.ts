import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Keyspace } from '#business/data/keyspace/keyspace'
import { Entry } from '#business/data/node/entry'
import type { BatchBytes, Call, Operation } from '#business/data/node/operation'
import { call, LATER } from '#business/data/node/operation'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { Store } from '#business/data/store/store'
import { ENTRY_READ_BYTES_MAX, Plan } from './plan.ts'
import type { Check, TxnCalls } from './txn.ts'
import { TxnOperation } from './txn.ts'

type NoteResult =
  | { readonly kind: 'noted'; readonly domain: number; readonly at: string }
  | { readonly kind: 'refused'; readonly domain: number }

/** Two domains whose operation takes one number: it refuses 0, and otherwise changes something. */
function domains() {
  const asked: string[] = []
  const operation = (domain: number): Operation<number, NoteResult> => ({
    domain,
    code: 5,
    isAlone: false,
    isFreeing: number => number < 0,
    bytes: () => 3,
    encode: (number, { view }, at) => {
      view.setInt8(at, number)
    },
    refuse: ({ view }, at) => {
      asked.push(`ask ${String(domain)}`)
      return view.getInt8(at) === 0 ? { kind: 'refused', domain } : undefined
    },
    perform: (_batch, _at, entry) => {
      asked.push(`perform ${String(domain)}`)
      entry.nextChange()
      return { kind: 'noted', domain, at: `${String(entry.revision)}.${String(entry.sub)}` }
    },
    encodeResult: () => undefined,
    decodeResult: () => ({ kind: 'refused', domain }),
  })
  const isPositive: Check<number, NoteResult> = {
    ...operation(8),
    code: 6,
    refuse: () => undefined,
    perform: ({ view }: BatchBytes, at: number) => view.getInt8(at) > 0,
    decodeResult: () => false,
    holdsNow: number => number > 0,
  }
  return { first: operation(7), second: operation(8), isPositive, asked }
}

function start() {
  const { clock, random } = new SimulatedHost(1)
  const fail = (error: Error): never => {
    throw error
  }
  const options = { memoryBytes: 1024 * 1024, flushBytes: 1024 * 1024, onFlushed: () => undefined }
  const store = new Store(new MemoryBase(), clock, random, {
    ...options,
    onDamaged: fail,
    onFailed: fail,
  })
  const plan = new Plan(new Keyspace(store))
  const known = domains()
  const txn = new TxnOperation<NoteResult>([known.first, known.second], [known.isPositive], plan)
  const entry = new Entry(1, 0, 0, 41, 0)
  const run = (calls: TxnCalls<NoteResult>) => {
    const bytes = new Uint8Array(64 + txn.bytes(calls))
    const batch = { bytes, view: new DataView(bytes.buffer) }
    txn.encode(calls, batch, 64)
    entry.beginOperation()
    return txn.refuse(batch, 64, entry) ?? txn.perform(batch, 64, entry)
  }
  return { ...known, txn, plan, entry, run }
}

const none: TxnCalls<NoteResult> = { compare: [], then: [], else: [] }

describe('a transaction', () => {
  it('asks all operations, of whatever domain, before it performs them in one revision', () => {
    const { first, second, asked, run } = start()
    const then = [call(first, 1), call(second, 2), call(first, 3)]
    expect(run({ ...none, then })).toEqual({
      kind: 'txn',
      succeeded: true,
      revision: 42,
      results: [
        { kind: 'noted', domain: 7, at: '42.0' },
        { kind: 'noted', domain: 8, at: '42.1' },
        { kind: 'noted', domain: 7, at: '42.2' },
      ],
    })
    expect(asked.join(', ')).toBe('ask 7, ask 8, ask 7, perform 7, perform 8, perform 7')
  })

  it('is refused as a whole when one of its operations refuses', () => {
    const { first, second, asked, entry, run } = start()
    const then = [call(first, 1), call(second, 0), call(first, 3)]
    expect(run({ ...none, then })).toEqual({ kind: 'refused', domain: 8 })
    expect(asked).toEqual(['ask 7', 'ask 8'])
    expect(entry.revision).toBe(41)
  })

  it.each([
    [[1, 2], true],
    [[1, -2, 3], false],
    [[], true],
  ] as const)('with the checks %j asks and performs one branch only', (numbers, succeeded) => {
    const { first, second, isPositive, run } = start()
    const compare = numbers.map(args => ({ operation: isPositive, args }))
    const calls = { compare, then: [call(first, 1)], else: [call(second, 0)] }
    const result = run(calls)
    expect(result).toMatchObject(succeeded ? { succeeded } : { kind: 'refused', domain: 8 })
  })

  it('frees space if the branch does that it would take now', () => {
    const { first, isPositive, txn } = start()
    const [frees, takes]: Call<NoteResult>[][] = [[call(first, -1)], [call(first, 1)]]
    const isFreeing = (number: number, then = frees ?? [], otherwise = takes ?? []) =>
      txn.isFreeing({ compare: [{ operation: isPositive, args: number }], then, else: otherwise })
    expect([isFreeing(1), isFreeing(-1)]).toEqual([true, false])
    expect([isFreeing(1, takes, takes), isFreeing(1, frees, frees)]).toEqual([false, true])
  })

  it('that would read too much after others of its entry is performed later', () => {
    const { plan, entry } = start()
    plan.begin()
    plan.get(1000)
    expect(plan.refusal(entry)).toBeUndefined()
    entry.readBytes = ENTRY_READ_BYTES_MAX - 999
    expect(plan.refusal(entry)).toBe(LATER)
  })
})

it('a result comes back from an idempotency record as it was, bytes included, or is too long for it', () => {
  const { txn } = start()
  const noted: NoteResult = { kind: 'noted', domain: 7, at: '1.0' }
  const found = Object.assign({ bytes: new Uint8Array([0, 255, 7]) }, noted)
  const result = { kind: 'txn', succeeded: true, revision: 9, results: [found] } as const
  const bytes = txn.encodeResult(result, 1000)
  expect(bytes && txn.decodeResult(bytes)).toEqual(result)
  expect(txn.encodeResult(result, (bytes?.length ?? 0) - 1)).toBeUndefined()
})

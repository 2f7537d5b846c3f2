import { describe, expect, it } from 'vitest'
import { Turns } from './arrivals.ts'

const NAMES = [Buffer.from('stream'), Buffer.from('group')]
const MAX = 16

describe('turns of the readers of a group', () => {
  it('are handed on in order, past clients that have left', async () => {
    const turns = new Turns()
    const { signal } = new AbortController()
    const held = await Promise.all(Array.from({ length: MAX }, () => turns.take(NAMES, signal)))
    const leaves = new AbortController()
    const left = turns.take(NAMES, leaves.signal)
    const got: string[] = []
    const second = turns.take(NAMES, signal).then(turn => {
      got.push('second')
      return turn
    })
    const third = turns.take(NAMES, signal).then(turn => {
      got.push('third')
      return turn
    })
    leaves.abort()
    expect(await left).toBeUndefined()
    expect(got).toEqual([])
    held[0]?.[Symbol.dispose]()
    const turn = await second
    expect(got).toEqual(['second'])
    turn?.[Symbol.dispose]()
    expect(await third).toBeDefined()
  })

  it('are counted for each group, and a client that has left gets none', async () => {
    const turns = new Turns()
    const { signal } = new AbortController()
    for (let taken = 0; taken < MAX; taken++) await turns.take(NAMES, signal)
    expect(await turns.take([...NAMES].reverse(), signal)).toBeDefined()
    expect(await turns.take(NAMES, AbortSignal.abort())).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { EventLoopTurns } from './turns.ts'

describe('turns of the event loop', () => {
  it('end before the next one begins, whichever was asked for first', async () => {
    const turns = new EventLoopTurns()
    const called: string[] = []
    await new Promise<void>(resolve => {
      turns.next(() => {
        called.push('next')
        resolve()
      })
      turns.atEnd(() => called.push('first at the end'))
      turns.atEnd(() => called.push('second at the end'))
    })
    expect(called).toEqual(['first at the end', 'second at the end', 'next'])
  })

  it('call back once, and at the same end who asks meanwhile, behind the others', async () => {
    const turns = new EventLoopTurns()
    const called: string[] = []
    await new Promise<void>(resolve => {
      turns.next(() => {
        called.push('next')
        resolve()
      })
      turns.atEnd(() => {
        called.push('first')
        turns.atEnd(() => called.push('asked meanwhile'))
      })
      turns.atEnd(() => called.push('second'))
    })
    expect(called).toEqual(['first', 'second', 'asked meanwhile', 'next'])
  })
})

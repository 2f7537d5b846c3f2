import { describe, expect, it } from 'vitest'
import { Program } from '#foundation/program/program'

const MAIN = new URL('main.ts', import.meta.url).pathname

describe('a run that would try nothing is refused, with the name of the flag', () => {
  it.each([
    ['--rounds=abc', '--rounds'],
    ['--rounds=0', '--rounds'],
    ['--rounds=', '--rounds'],
    ['--clients=0', '--clients'],
    ['--clients=1.5', '--clients'],
    ['--seed=x', '--seed'],
    ['--round=5', '--round'],
    ['5', 'too many arguments'],
  ])('%s', async (argument, named) => {
    const chaos = new Program(MAIN, [argument])
    expect(await chaos.ended()).toBe(2)
    expect(chaos.output).toContain(named)
  })

  it('also if a flag stands where a number belongs', async () => {
    const chaos = new Program(MAIN, ['--rounds', '--clients=16'])
    expect(await chaos.ended()).toBe(2)
    expect(chaos.output).toContain("'--rounds <n>' argument missing")
  })
})

/** The short form; `make chaos` is the long one. */
it('acknowledged writes survive kills at random moments', async () => {
  await using chaos = new Program(MAIN, ['--rounds=5', '--clients=16'])
  const code = await chaos.ended()
  expect(code, chaos.output).toBe(0)
  const survived = Number(/(\d+) acknowledged writes survived 5 kills/.exec(chaos.output)?.[1])
  expect(survived).toBeGreaterThanOrEqual(5)
})

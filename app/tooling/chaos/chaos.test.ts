import { expect, it } from 'vitest'
import { Program } from '#foundation/program/program'

/** The short form; `make chaos` is the long one. */
it('acknowledged writes survive kills at random moments', async () => {
  const main = new URL('main.ts', import.meta.url).pathname
  const chaos = new Program(main, ['--rounds=5', '--clients=16'])
  const code = await chaos.ended()
  expect(code, chaos.output).toBe(0)
  expect(
    Number(/(\d+) acknowledged writes survived 5 kills/.exec(chaos.output)?.[1]),
  ).toBeGreaterThan(100)
}, 60_000)

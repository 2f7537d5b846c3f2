import { expect, it } from 'vitest'
import { Seeds } from './seeds.ts'

it('runs each seed once, on several threads, and knows where to go on', async () => {
  const seeds = new Seeds(5, 3, 2)
  expect(seeds.next).toBe(5)
  expect(await seeds.run()).toBeUndefined()
  expect([seeds.done, seeds.next]).toEqual([3, 8])
  expect(seeds.counts.answered).toBeGreaterThan(0)
})

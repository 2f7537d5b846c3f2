import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Ledger } from '../ledger.ts'
import type { Publisher } from './publisher.ts'
import { Publishing } from './publisher.ts'

/** A publisher that ends each report when the test says so. */
class HeldPublisher implements Publisher {
  readonly name: string
  readonly waiting: PromiseWithResolvers<undefined>[] = []

  constructor(name: string) {
    this.name = name
  }

  async publish(): Promise<void> {
    const held = Promise.withResolvers<undefined>()
    this.waiting.push(held)
    await held.promise
  }
}

function bench() {
  const slow = new HeldPublisher('slow')
  const quick = new HeldPublisher('quick')
  const deliveries: string[] = []
  const started: string[] = []
  const publishing = new Publishing([slow, quick], {
    start: (name, job) => {
      started.push(name)
      void job()
    },
    onDelivery: (publisher, delivery, error) => {
      deliveries.push(
        [publisher, delivery, ...(error instanceof Error ? [error.message] : [])].join(' '),
      )
    },
  })
  const publish = (): void => {
    publishing.publish(new Ledger(1000).report(0))
  }
  return { slow, quick, deliveries, started, publish }
}

it('a publisher that is slow misses reports, one at a time, and nobody waits for it', async () => {
  const { slow, quick, deliveries, started, publish } = bench()
  publish()
  quick.waiting[0]?.resolve(undefined)
  await turn()
  publish()
  expect(deliveries).toEqual(['quick published', 'slow skipped'])
  slow.waiting[0]?.resolve(undefined)
  await turn()
  publish()
  expect(slow.waiting).toHaveLength(2)
  expect(started).toEqual([
    'publish to slow',
    'publish to quick',
    'publish to quick',
    'publish to slow',
  ])
})

it('a publisher that fails is said to, and gets the next report', async () => {
  const { slow, deliveries, publish } = bench()
  publish()
  slow.waiting[0]?.reject(new Error('no route'))
  await turn()
  expect(deliveries).toEqual(['slow failed no route'])
  publish()
  expect(slow.waiting).toHaveLength(2)
})

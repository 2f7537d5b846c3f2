import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Changes } from './changes.ts'

it('tells that a publisher publishes, also one that was slow or failed before', () => {
  const lines: string[] = []
  const line = (_fields: object, msg: string) => lines.push(msg)
  const quiet = () => undefined
  const log = { trace: quiet, debug: quiet, error: quiet, fatal: quiet, info: line, warn: line }
  const changes = new Changes(log, new SimulatedHost(1).clock)
  changes.delivery('slow', 'skipped', undefined)
  changes.delivery('slow', 'published', undefined)
  changes.delivery('slow', 'published', undefined)
  changes.delivery('slow', 'failed', new Error('refused'))
  changes.delivery('slow', 'published', undefined)
  expect(lines).toEqual([
    'reports are skipped: the publisher takes longer than the pause between two',
    'publishing',
    'cannot publish',
    'publishing',
  ])
})

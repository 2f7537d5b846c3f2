import { SimulatedHost } from '#foundation/host/simulated'
import { logSuite } from './log-suite.ts'
import { SharedLogs } from './shared-log.ts'

logSuite('shared', () => {
  const shared = new SharedLogs(new SimulatedHost(1).turns)
  return {
    open: () => Promise.resolve(shared.open()),
    crash: () => undefined,
    setFull: isFull => {
      shared.capacityBytes = isFull ? 5000 : Number.POSITIVE_INFINITY
    },
  }
})

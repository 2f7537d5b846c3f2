import { SimulatedHost } from '#foundation/host/simulated'
import { logSuite } from './testing/log-suite.ts'
import { WalLog } from './wal-log.ts'

logSuite('wal', () => {
  const host = new SimulatedHost(1)
  return {
    open: () => WalLog.open(host, '/data/log', { segmentBytes: 4096 }),
    crash: () => {
      host.disk.crash()
      host.disk.restart()
    },
    setFull: isFull => {
      host.disk.capacityBytes = isFull ? 0 : Number.POSITIVE_INFINITY
    },
  }
})

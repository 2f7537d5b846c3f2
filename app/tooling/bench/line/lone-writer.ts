/** One client that writes small values while another writes large ones: it must not wait for those. */
import { alternate } from '../comparison.ts'
import { drive } from '../load/driver.ts'
import { requestBytes } from '../load/http.ts'
import { Directory } from '../target/directory.ts'
import { SalesApi } from '../target/sales-api.ts'
import { repeated } from '../workload/over-http.ts'
import type { Effort, Line } from './line.ts'
import { ratioOf } from './line.ts'

const BULK_BYTES = 1024 * 1024
/** The bulk writer fills the disk by as much as it writes. */
const SECONDS_MAX = 3

export function loneWriter({ rounds, seconds }: Effort): Line {
  return {
    id: 'lone-writer',
    title: 'p99 of a PUT of 100 bytes beside a writer of 1 MiB values, against alone',
    bound: { kind: 'at most', value: 3, of: 'median' },
    unit: '×',
    steps: rounds * 2,
    measure: async step => {
      using directory = new Directory()
      // What is overwritten goes soon: each round writes a gigabyte.
      await using service = await SalesApi.start(directory.path, ['--store-retention=1s'])
      const load = { seconds: Math.min(seconds, SECONDS_MAX), connections: 1 }
      /** The 99th percentile, in milliseconds. */
      const write = async (key: string, bytes: number): Promise<number> => {
        const request = requestBytes('PUT', `/v1/kv/${key}`, {}, Buffer.alloc(bytes, 'x'))
        const connect = repeated(request).connect(service.addresses.http)
        return (await drive(connect, load)).answered.percentiles().p99
      }
      const alone = async (): Promise<number> => {
        step('alone')
        return await write('lone', 100)
      }
      const beside = async (): Promise<number> => {
        step('beside a bulk writer')
        const [p99] = await Promise.all([write('lone', 100), write('bulk', BULK_BYTES)])
        return p99
      }
      const [slowed = [], undisturbed = []] = await alternate(rounds, [beside, alone])
      return ratioOf(slowed, undisturbed, 'ms', 'the writer alone')
    },
  }
}

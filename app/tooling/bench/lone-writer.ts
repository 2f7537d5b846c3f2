/** One client that writes small values while another writes large ones: it must not wait for those. */
import type { Effort } from './lines.ts'
import type { Line } from './line.ts'
import { alternate, ratioOf } from './line.ts'
import { requestBytes } from './connection.ts'
import { load } from './load.ts'
import { Directory, SalesApi } from './servers.ts'

const BULK_BYTES = 1024 * 1024
/** The bulk writer fills the disk by as much as it writes. */
const SECONDS_MAX = 3
const STATUSES = [200, 201]

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
      const common = { url: service.url, seconds: Math.min(seconds, SECONDS_MAX), connections: 1 }
      const write = (key: string, bytes: number) => {
        const request = requestBytes('PUT', `/v1/kv/${key}`, {}, Buffer.alloc(bytes, 'x'))
        return load({ ...common, statuses: STATUSES, request: () => request })
      }
      const alone = async (): Promise<number> => {
        step('alone')
        return (await write('lone', 100)).p99
      }
      const beside = async (): Promise<number> => {
        step('beside a bulk writer')
        const [{ p99 }] = await Promise.all([write('lone', 100), write('bulk', BULK_BYTES)])
        return p99
      }
      return ratioOf(await alternate(rounds, beside, alone), 'ms', 'the writer alone')
    },
  }
}

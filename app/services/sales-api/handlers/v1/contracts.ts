/** All of version 1, in the order in which routes are tried: what is used most comes first. */
import { docsContract } from '#business/web/docs/docs-contract'
import { checkContract } from './check/check-contract.ts'
import { historyContract } from './kv/history-contract.ts'
import { kvContract } from './kv/kv-contract.ts'
import { leaseContract } from './lease/lease-contract.ts'
import { entryContract } from './stream/entry-contract.ts'
import { deliveryContract } from './stream/group/delivery-contract.ts'
import { groupContract } from './stream/group/group-contract.ts'
import { streamContract } from './stream/stream-contract.ts'
import { txnContract } from './txn/txn-contract.ts'
import { watchContract } from './kv/watch-contract.ts'

export const mainContracts = {
  ...kvContract,
  ...txnContract,
  ...entryContract,
  ...streamContract,
  ...deliveryContract,
  ...groupContract,
  ...leaseContract,
  ...watchContract,
  ...historyContract,
  ...docsContract,
}

export const contracts = { ...mainContracts, ...checkContract }

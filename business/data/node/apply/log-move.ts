/**
 * Moving a store from one log to another. A seal is the last entry of a log: no node applies what comes behind it, so that nothing
 * behind it is ever acknowledged. The seal names the log that goes on behind its position, which only nodes that applied the seal
 * begin. The table LOG_MOVES holds the newest seal.
 */
import { z } from 'zod'
import type { Log } from '#business/data/log/log'
import type { Base } from '#business/data/store/base'
import type { Store } from '#business/data/store/store'
import { LOG_MOVES } from '#business/data/store/tables'
import { jsonOperation } from '../json-operation.ts'
import { decodeJson, encodeJson } from '../json-result.ts'
import type { Operation } from '../operation.ts'
import { NODE_DOMAIN } from '../peers/report.ts'

const SEAL_CODE = 2
const KEY = new TextEncoder().encode('seal')

const moveSchema = z.strictObject({
  /** The id of the log that is sealed; empty for one that is not shared. */
  from: z.string(),
  to: z.enum(['wal', 'etcd']),
  /** The id of the log that goes on; empty for one that is not shared. */
  log: z.string(),
  /** The name of the node that moves it, which a log that is not shared belongs to. */
  node: z.string(),
})
const sealSchema = moveSchema.extend({ position: z.int() })

export type LogMove = z.output<typeof moveSchema>
export type Seal = z.output<typeof sealSchema>

/** The log was moved: nothing is applied or written any more. The process has to end. */
export class LogMoved extends Error {
  override readonly name = 'LogMoved'
  readonly code = 'LOG_MOVED'
  constructor({ to, node, position }: Seal) {
    const what = `The log of this data was moved behind entry ${String(position)}`
    super(
      to === 'etcd'
        ? `${what} to etcd: set SALES_LOG_KIND=etcd and start again`
        : `${what} to the disk of the node ${node}: start that one, and no other, with SALES_LOG_KIND=wal`,
    )
  }
}

/** Undefined as long as there is no seal. */
export function movedBy(seal: Seal | undefined): LogMoved | undefined {
  return seal && new LogMoved(seal)
}

/** `onSealed` is told of every seal that is applied. */
export function sealOperation(
  store: Store,
  onSealed: (seal: Seal) => void,
): Operation<Uint8Array, Seal> {
  return jsonOperation<LogMove, Seal>({
    domain: NODE_DOMAIN,
    code: SEAL_CODE,
    isFreeing: true,
    decode: bytes => moveSchema.parse(decodeJson(bytes)),
    refuse: () => undefined,
    perform: (move, { position }) => {
      const seal = { ...move, position }
      const bytes = encodeJson(seal, Number.MAX_SAFE_INTEGER) ?? new Uint8Array()
      const row = store.put(LOG_MOVES, KEY, 0, KEY.length, bytes.length)
      row.bytes.set(bytes, row.start)
      onSealed(seal)
      return seal
    },
  })
}

/** The seal that the tables of a node end with, if they do: then the log that it names goes on. */
export function lastSeal(base: Base): Seal | undefined {
  for (const row of base.scan(LOG_MOVES, KEY, undefined, false)) {
    if (row.state === 'damaged') return undefined
    const seal = sealSchema.parse(decodeJson(row.value()))
    return seal.position === base.state.position ? seal : undefined
  }
  return undefined
}

/** The last entry of this log that counts, if the store has applied it. Throws `StoreDamaged`. */
export function sealOf(log: Log, store: Store): Seal | undefined {
  const row = store.find(LOG_MOVES, KEY, 0, KEY.length)
  const seal = row && sealSchema.parse(decodeJson(row.copy()))
  const { position } = store.state
  if (seal?.position !== position || seal.from !== (log.id ?? '')) return undefined
  // A log that begins behind a seal has none, as that of a restored backup.
  return log.isShared || log.info().first <= position ? seal : undefined
}

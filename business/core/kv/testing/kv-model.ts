/** A plain model of the key-value store, for tests: every revision is a whole copy, every rule one line. */
import type { Compare, Condition, TxnOperation, Txn } from '../model.ts'

export type ModelValue = {
  readonly value: string
  readonly createRevision: number
  readonly modRevision: number
  readonly version: number
  readonly expiresAt: number | undefined
  readonly lease: number | undefined
}

export type ModelEvent = {
  readonly revision: number
  readonly key: string
  readonly value: string | undefined
}

type Keys = ReadonlyMap<string, ModelValue>

export class KvModel {
  revision = 0
  compactedRevision = 0
  /** What there was after each revision. */
  readonly history: Keys[] = [new Map()]
  readonly events: ModelEvent[] = []
  readonly leases = new Map<number, { ttlMs: number; expiresAt: number }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** What there is, due or not. */
  get keys(): Keys {
    return this.history[this.revision] ?? new Map()
  }

  /** The keys that an operation or a reader finds. Keys that are due are absent. */
  get present(): Keys {
    return new Map([...this.keys].filter(([, value]) => !this.#isDue(value)))
  }

  hasLease(lease: number): boolean {
    return (this.leases.get(lease)?.expiresAt ?? 0) > this.#now()
  }

  /** What a put, delete or transaction answers, in the words of the real one's results. */
  put(put: TxnOperation & { kind: 'put' }): string {
    const key = textOf(put.key)
    if (!holds(put.condition, this.present.get(key))) return 'conditionFailed'
    if (put.lease !== undefined && !this.hasLease(put.lease)) return 'leaseNotFound'
    this.#removeIfDue(key)
    const created = !this.keys.has(key)
    this.#commit(keys => {
      this.#putInto(keys, put)
    })
    return created ? 'created' : 'replaced'
  }

  delete(key: string, condition: Condition): string {
    if (!holds(condition, this.present.get(key))) return 'conditionFailed'
    if (!this.present.has(key)) return 'notFound'
    this.#commit(keys => {
      this.#deleteFrom(keys, key)
    })
    return 'deleted'
  }

  txn(txn: Txn): string {
    const succeeded = txn.compare.every(compare =>
      compares(compare, this.present.get(textOf(compare.key))),
    )
    const operations = succeeded ? txn.then : txn.else
    const lost = operations.some(
      operation =>
        operation.kind === 'put' &&
        operation.lease !== undefined &&
        !this.hasLease(operation.lease),
    )
    if (lost) return 'leaseNotFound'
    const { present } = this
    for (const operation of operations) {
      if (operation.kind === 'put') this.#removeIfDue(textOf(operation.key))
    }
    const changes = operations.some(
      operation =>
        operation.kind === 'put' ||
        (operation.kind === 'delete' && present.has(textOf(operation.key))),
    )
    if (changes) {
      this.#commit(keys => {
        for (const operation of operations) {
          if (operation.kind === 'put') this.#putInto(keys, operation)
          if (operation.kind !== 'delete') continue
          if (present.has(textOf(operation.key))) this.#deleteFrom(keys, textOf(operation.key))
        }
      })
    }
    return succeeded ? 'succeeded' : 'failed'
  }

  revoke(lease: number): string {
    if (!this.hasLease(lease)) return 'leaseNotFound'
    this.#revoke(lease)
    return 'revoked'
  }

  expire(): void {
    const now = this.#now()
    this.#removeKeys(key => key.expiresAt !== undefined && key.expiresAt <= now)
    const due = [...this.leases].filter(([, { expiresAt }]) => expiresAt <= now)
    due.sort(([idA, a], [idB, b]) => a.expiresAt - b.expiresAt || idA - idB)
    for (const [lease] of due) this.#revoke(lease)
  }

  compact(revision: number): void {
    this.compactedRevision = Math.max(this.compactedRevision, revision)
  }

  #isDue({ expiresAt, lease }: ModelValue): boolean {
    const now = this.#now()
    const isOver = lease !== undefined && this.leases.has(lease) && !this.hasLease(lease)
    return isOver || (expiresAt !== undefined && expiresAt <= now)
  }

  /** In a revision of its own. */
  #removeIfDue(key: string): void {
    const value = this.keys.get(key)
    if (!value || !this.#isDue(value)) return
    this.#removeKeys(old => old === value)
  }

  #revoke(lease: number): void {
    this.#removeKeys(key => key.lease === lease)
    this.leases.delete(lease)
  }

  #removeKeys(which: (value: ModelValue) => boolean): void {
    const gone = [...this.keys].filter(([, value]) => which(value)).map(([key]) => key)
    if (gone.length === 0) return
    this.#commit(keys => {
      for (const key of gone.sort()) this.#deleteFrom(keys, key)
    })
  }

  #commit(change: (keys: Map<string, ModelValue>) => void): void {
    const keys = new Map(this.keys)
    this.revision++
    change(keys)
    this.history[this.revision] = keys
  }

  #putInto(keys: Map<string, ModelValue>, put: TxnOperation & { kind: 'put' }): void {
    const key = textOf(put.key)
    const old = keys.get(key)
    const value = textOf(put.value)
    keys.set(key, {
      value,
      createRevision: old?.createRevision ?? this.revision,
      modRevision: this.revision,
      version: (old?.version ?? 0) + 1,
      expiresAt: put.expiresAt,
      lease: put.lease,
    })
    this.events.push({ revision: this.revision, key, value })
  }

  #deleteFrom(keys: Map<string, ModelValue>, key: string): void {
    if (keys.delete(key)) this.events.push({ revision: this.revision, key, value: undefined })
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

function holds(condition: Condition, value: ModelValue | undefined): boolean {
  switch (condition.kind) {
    case 'none':
      return true
    case 'absent':
      return !value
    case 'present':
      return value !== undefined
    case 'revision':
      return value !== undefined && condition.revisions.includes(value.modRevision)
  }
}

function compares({ target, operator }: Compare, found: ModelValue | undefined): boolean {
  if (target.kind === 'value' && !found) return operator === '!='
  const left = target.kind === 'value' ? (found?.value ?? '') : (found?.[target.kind] ?? 0)
  const right = target.kind === 'value' ? textOf(target.value) : target.number
  switch (operator) {
    case '=':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
  }
}

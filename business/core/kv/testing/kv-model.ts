/** A plain model of the key-value store, for tests: every revision is a whole copy, every rule one line. */
import type {
  Compare,
  Condition,
  Move,
  PutAll,
  Txn,
  TxnOperation,
  Update,
  UpdateCondition,
} from '../model.ts'
import { digest } from '../operations/update/digest.ts'

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

  /** What an update answers: a refusal, or whether it wrote, and the value from before. */
  update(update: Update): string {
    const name = textOf(update.key)
    const old = this.present.get(name)
    const before = old?.value ?? ''
    const expiresAt = expiryOf(update, old)
    const skipped = `skipped ${before}`
    if (!old && (update.change.kind === 'same' || update.change.kind === 'remove')) return skipped
    if (!updateHolds(update.condition, expiresAt, old)) return skipped
    const next = nextOf(update, old)
    if (next === undefined) return skipped
    if ('refused' in next) return next.refused
    const isOver = expiresAt !== undefined && expiresAt <= this.#now()
    const { value } = next
    if (value === undefined || isOver) {
      if (old) {
        this.#commit(keys => {
          this.#deleteFrom(keys, name)
        })
      }
      return `written ${before}`
    }
    const leaves = update.change.kind === 'set' && update.expiry.kind !== 'keep'
    this.#removeIfDue(name)
    this.#commit(keys => {
      this.#write(keys, name, value, expiresAt, leaves ? undefined : old?.lease)
    })
    return `written ${before}`
  }

  putAll({ items, expiresAt, condition }: PutAll): boolean {
    const puts = new Map(items.map(({ key, value }) => [textOf(key), textOf(value)]))
    for (const name of puts.keys()) {
      const exists = this.present.has(name)
      if (condition !== 'none' && exists !== (condition === 'present')) return false
    }
    for (const name of puts.keys()) this.#removeIfDue(name)
    if (puts.size === 0) return true
    this.#commit(keys => {
      for (const [name, value] of puts) {
        const before = expiresAt === 'keep' ? keys.get(name) : undefined
        const time = expiresAt === 'keep' ? before?.expiresAt : expiresAt
        this.#write(keys, name, value, time, before?.lease)
      }
    })
    return true
  }

  deleteAll(names: readonly string[]): number {
    const { present } = this
    const found = [...new Set(names)].filter(name => present.has(name))
    if (found.length === 0) return 0
    this.#commit(keys => {
      for (const name of found) this.#deleteFrom(keys, name)
    })
    return found.length
  }

  move(move: Move): string {
    const [from, to] = [textOf(move.from), textOf(move.to)]
    const old = this.present.get(from)
    if (!old) return 'noSuchKey'
    if (!move.replaces && this.present.has(to)) return 'taken'
    if (from === to) return 'moved'
    this.#removeIfDue(to)
    this.#commit(keys => {
      this.#write(keys, to, old.value, old.expiresAt, undefined)
      if (!move.copies) this.#deleteFrom(keys, from)
    })
    return 'moved'
  }

  clear(lower: string, upper: string): number {
    const { size } = this.keys
    this.#removeKeys((_value, name) => name >= lower && name < upper)
    return size - this.keys.size
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

  #removeKeys(which: (value: ModelValue, name: string) => boolean): void {
    const gone = [...this.keys].filter(([name, value]) => which(value, name)).map(([key]) => key)
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
    this.#write(keys, textOf(put.key), textOf(put.value), put.expiresAt, put.lease)
  }

  #write(
    keys: Map<string, ModelValue>,
    key: string,
    value: string,
    expiresAt: number | undefined,
    lease: number | undefined,
  ): void {
    const old = keys.get(key)
    keys.set(key, {
      value,
      createRevision: old?.createRevision ?? this.revision,
      modRevision: this.revision,
      version: (old?.version ?? 0) + 1,
      expiresAt,
      lease,
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

function expiryOf({ expiry }: Update, old: ModelValue | undefined): number | undefined {
  switch (expiry.kind) {
    case 'keep':
      return old?.expiresAt
    case 'none':
      return undefined
    case 'at':
      return expiry.time
    case 'atIfNone':
      return old?.expiresAt ?? expiry.time
  }
}

function updateHolds(
  condition: UpdateCondition,
  expiresAt: number | undefined,
  old: ModelValue | undefined,
): boolean {
  const [next, before] = [expiresAt ?? Infinity, old?.expiresAt ?? Infinity]
  switch (condition.kind) {
    case 'none':
      return true
    case 'absent':
      return !old
    case 'present':
      return old !== undefined
    case 'equal':
      return old?.value === textOf(condition.value)
    case 'different':
      return old?.value !== textOf(condition.value)
    case 'digestEqual':
      return old !== undefined && digest(Buffer.from(old.value)) === condition.digest
    case 'digestDifferent':
      return !old || digest(Buffer.from(old.value)) !== condition.digest
    case 'notExpiring':
      return before === Infinity
    case 'expiring':
      return before < Infinity
    case 'later':
      return next > before
    case 'earlier':
      return next < before
    case 'expiringEarlier':
      return before < Infinity && next < before
  }
}

/** The value after an update, undefined for none; or a refusal; or undefined if there is nothing to do. Values are ASCII. */
function nextOf(
  { change, valueBytesMax }: Update,
  old: ModelValue | undefined,
): { readonly value: string | undefined } | { readonly refused: string } | undefined {
  const before = old?.value ?? ''
  switch (change.kind) {
    case 'set':
      return { value: textOf(change.value) }
    case 'same':
      return { value: before }
    case 'remove':
      return { value: undefined }
    case 'append':
      return limited(before + textOf(change.value), valueBytesMax)
    case 'setRange': {
      if (change.value.length === 0) return undefined
      const padded = before.padEnd(change.offset, '\0')
      const end = change.offset + change.value.length
      const value = padded.slice(0, change.offset) + textOf(change.value) + padded.slice(end)
      return limited(value, valueBytesMax)
    }
    case 'addInteger': {
      const number = Number(old ? before : '0')
      if (!Number.isInteger(number) || String(number) !== (old ? before : '0')) {
        return { refused: 'notInteger' }
      }
      const sum = number + Number(change.by)
      const [lower, upper] = [Number(change.lower), Number(change.upper)]
      if (sum >= lower && sum <= upper) return { value: String(sum) }
      if (change.outside === 'refuse') return { refused: 'overflow' }
      return change.outside === 'skip' ? undefined : { value: String(sum < lower ? lower : upper) }
    }
    case 'addFloat': {
      // Of quarters, which both kinds of numbers have exactly.
      const number = Number(old ? before : '0')
      if (before.trim() !== before || (old && before === '') || Number.isNaN(number)) {
        return { refused: 'notFloat' }
      }
      return { value: String(number + Number(change.by)) }
    }
  }
}

function limited(
  value: string,
  bytesMax: number,
): { readonly value: string } | { readonly refused: string } {
  return value.length > bytesMax ? { refused: 'tooLarge' } : { value }
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

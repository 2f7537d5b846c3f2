/** Damage: what is stored is not what was written, how a message says so, and who remembers it. */
import type { Base } from './base.ts'
import type { Block } from './memory/block.ts'
import type { Row, ScannedRow } from './memory/row.ts'

const ESCAPED = /[\x00-\x1f\x7f-\x9f%]/g

/** Something stored is not what was written. It was not served; the rest of the store is unaffected. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged'
  readonly code = 'STORE_DAMAGED'
  /** Which part of the store, as the subject of a sentence. */
  readonly what: string
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} is damaged on disk: restore the data directory from a backup`, options)
    this.what = what
  }
}

/** What `read` returns; undefined if that is damaged, of which `onDamaged` is told. */
export function passingOver<Result>(
  read: () => Result,
  onDamaged: (error: StoreDamaged) => void,
): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof StoreDamaged)) throw error
    onDamaged(error)
    return undefined
  }
}

export function damagedRow(key: Uint8Array): StoreDamaged {
  return new StoreDamaged(`The row of key "${keyAsText(key)}"`)
}

/** Reads of a base, which remember what damage they met. */
export class BaseReads {
  /** What the last read that met any found damaged; to be cleared by who wants to know of the next. */
  damage: StoreDamaged | undefined
  /** So many so far. Each may stand where the row of the one before was. */
  lookups = 0
  readonly #base: Base

  constructor(base: Base) {
    this.#base = base
  }

  get(table: number, key: Uint8Array, start: number, end: number, row: Row): boolean {
    this.lookups++
    try {
      return this.#base.get(table, key, start, end, row)
    } catch (error) {
      throw this.#noted(error)
    }
  }

  *scan(...bounds: Parameters<Base['scan']>): Generator<ScannedRow> {
    for (const row of this.#base.scan(...bounds)) {
      this.lookups++
      if (row.state === 'damaged') this.damage = damagedRow(row.key())
      yield row
    }
  }

  blockAtOrBefore(revision: number, sub: number): Block | undefined {
    this.lookups++
    try {
      return this.#base.blocks.atOrBefore(revision, sub)
    } catch (error) {
      throw this.#noted(error)
    }
  }

  blockAfter(revision: number, sub: number): Block | undefined {
    this.lookups++
    try {
      return this.#base.blocks.after(revision, sub)
    } catch (error) {
      throw this.#noted(error)
    }
  }

  #noted(error: unknown): unknown {
    if (error instanceof StoreDamaged) this.damage = error
    return error
  }
}

/** A key in a message: text if it is text, with %XX for what cannot be shown and for the percent sign. */
export function keyAsText(key: Uint8Array): string {
  const bytes = Buffer.from(key)
  const text = bytes.toString()
  if (Buffer.from(text).equals(bytes)) return text.replace(ESCAPED, encodeURIComponent)
  return bytes.toString('latin1').replace(/[^\x20-\x24\x26-\x7e]/g, character => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}

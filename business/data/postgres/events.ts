/** What happens to the connections of a database, for its owner to log and count, and to the statements of a caller. */

export type PostgresEvent =
  /** `text` has no values: they are parameters, `$1` and so on. */
  | {
      readonly kind: 'slow statement'
      readonly server: string
      readonly text: string
      readonly ms: number
    }
  /** An idle connection broke. The pool opens a new one when it needs one. */
  | { readonly kind: 'connection lost'; readonly server: string; readonly error: Error }
  | { readonly kind: 'reader left out'; readonly server: string; readonly reason: string }
  | { readonly kind: 'reader taken in'; readonly server: string }
  /** A transaction is done over because another one was in its way. */
  | { readonly kind: 'retried'; readonly attempt: number }

/** A statement, or the wait for a connection: told as it begins. Its end is written into it. */
export type Statement = {
  /** Without values: they are parameters, `$1` and so on. `connect` for the wait. */
  readonly text: string
  /** Milliseconds of the clock that never goes back. */
  readonly from: number
  /** Undefined while it is under way. */
  to: number | undefined
  /** That it returned or changed, if it says so. */
  rows: number | undefined
  isFailed: boolean
}

/** For whom statements are executed. */
export type Call = {
  /** Statements that are under way when it aborts are cancelled, and none begins afterwards. */
  readonly signal?: AbortSignal | undefined
  /** By the clock that never goes back: what the server stops a statement of a transaction at, whatever becomes of this program. */
  readonly deadline?: number | undefined
  readonly observe?: ((statement: Statement) => void) | undefined
  /**
   * Called after a transaction has committed: reads after this position, for `parsePosition`, see it. Not called where there are
   * no readers, or the writer cannot be asked any more.
   */
  readonly committed?: ((position: string) => void) | undefined
}

export type Tell = (event: PostgresEvent) => void

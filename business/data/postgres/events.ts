/** What happens to the connections of a database, for its owner to log and count. */

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

export type Tell = (event: PostgresEvent) => void

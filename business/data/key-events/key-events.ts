/** What happens to keys, in Redis's words, for a listener that wants to know: noted while an entry is applied, told afterwards. */

export type KeyEvent =
  | 'set'
  | 'append'
  | 'setrange'
  | 'incrby'
  | 'incrbyfloat'
  | 'del'
  | 'expire'
  | 'persist'
  | 'rename_from'
  | 'rename_to'
  | 'copy_to'
  | 'expired'
  | 'xadd'
  | 'xtrim'
  | 'xdel'
  | 'xsetid'
  | 'xgroup-create'
  | 'xgroup-setid'
  | 'xgroup-destroy'
  | 'xgroup-createconsumer'
  | 'xgroup-delconsumer'

export type KeyEventListener = (event: KeyEvent, key: Uint8Array) => void

export class KeyEvents {
  /** Undefined as long as nothing is noted. */
  #listener: KeyEventListener | undefined
  /** By the entry that is being applied, which bounds them. */
  readonly #noted: { readonly event: KeyEvent; readonly key: Uint8Array }[] = []

  /** Tells what entries do from the next one on to this listener alone; undefined for nobody. */
  listen(listener: KeyEventListener | undefined): void {
    this.#listener = listener
    this.#noted.length = 0
  }

  /** To be called while the entry is applied. */
  note(event: KeyEvent, bytes: Uint8Array, start: number, end: number): void {
    if (this.#listener) this.#noted.push({ event, key: bytes.slice(start, end) })
  }

  /** To be called after each entry. */
  tell(): void {
    if (this.#noted.length === 0) return
    for (const { event, key } of this.#noted.splice(0)) this.#listener?.(event, key)
  }
}

/** A gate that lets everybody pass while it is open; who comes while it is closed waits. Only for tests. */
export class Gate {
  #isOpen = true
  #waiting: (() => void)[] = []

  get isOpen(): boolean {
    return this.#isOpen
  }

  close(): void {
    this.#isOpen = false
  }

  /** Those who wait pass, in the order in which they came. */
  open(): void {
    this.#isOpen = true
    for (const pass of this.#waiting.splice(0)) pass()
  }

  /** Calls back when it is open: now, or later. */
  pass(callback: () => void): void {
    if (this.#isOpen) callback()
    else this.#waiting.push(callback)
  }

  passed(): Promise<void> {
    return new Promise(resolve => {
      this.pass(resolve)
    })
  }
}

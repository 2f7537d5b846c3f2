/** Tells on standard error what is under way: by a bar on a terminal, by a line for each step elsewhere. */
import { SingleBar } from 'cli-progress'

export class Progress {
  readonly #bar: SingleBar | undefined
  #steps: number
  #done = 0

  /** Of a number of steps that is known about. */
  constructor(steps: number) {
    this.#steps = steps
    if (process.stderr.isTTY) {
      this.#bar = new SingleBar({ format: '{bar} {percentage} % | {what}', hideCursor: true })
      this.#bar.start(steps, 0, { what: '' })
    }
  }

  /** The next step begins. */
  step(what: string): void {
    if (this.#bar) this.#bar.update(Math.min(this.#done++, this.#steps), { what })
    else console.error(what)
  }

  /** Something that stays on the screen, above the bar. */
  tell(text: string): void {
    if (this.#bar) process.stderr.write(`\r\x1b[K${text}\n`)
    else console.error(text)
  }

  /** So many steps have been done, whatever was told. */
  reach(done: number): void {
    this.#done = done
    this.#bar?.update(done)
  }

  end(): void {
    this.#bar?.stop()
  }
}

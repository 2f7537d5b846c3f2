/** Where a command's results, notes and progress go: results to standard output, all else to standard error. */
import { SingleBar } from 'cli-progress'

export type Stream = NodeJS.WriteStream | NodeJS.WritableStream

export class Terminal {
  /** Results as one JSON object a line, and no notes. */
  readonly isJson: boolean
  readonly #out: Stream
  readonly #err: Stream
  #bar: SingleBar | undefined
  #step = ''

  constructor(isJson: boolean, out: Stream, err: Stream) {
    this.isJson = isJson
    this.#out = out
    this.#err = err
  }

  /** A result: `data` for programs, or `text` for people. */
  result(data: object, text: string): void {
    this.#endBar()
    this.#out.write(this.isJson ? `${JSON.stringify(data)}\n` : `${text}\n`)
  }

  /** Bytes as they are. Resolves when they are on their way. */
  async raw(bytes: Uint8Array): Promise<void> {
    await new Promise<void>(resolve => {
      this.#out.write(bytes, () => {
        resolve()
      })
    })
  }

  note(text: string): void {
    if (this.isJson) return
    this.#endBar()
    this.#err.write(`${text}\n`)
  }

  error(data: object, text: string): void {
    this.#endBar()
    this.#err.write(this.isJson ? `${JSON.stringify(data)}\n` : `${text}\n`)
  }

  /** A bar, where somebody looks. */
  readonly progress = (step: string, done: number, total: number): void => {
    if (this.isJson || !('isTTY' in this.#err) || !this.#err.isTTY) return
    if (step !== this.#step) {
      this.#endBar()
      this.#step = step
      this.#bar = new SingleBar({
        stream: this.#err,
        format: '{step} {bar} {percentage} % | {eta_formatted} left',
        clearOnComplete: true,
        hideCursor: true,
      })
      this.#bar.start(total, done, { step })
    }
    this.#bar?.setTotal(total)
    this.#bar?.update(done)
  }

  #endBar(): void {
    this.#bar?.stop()
    this.#bar = undefined
    this.#step = ''
  }
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

export function byteText(bytes: number): string {
  let amount = bytes
  let unit = 0
  for (; amount >= 1024 && unit < UNITS.length - 1; unit++) amount /= 1024
  return `${unit === 0 ? String(amount) : amount.toFixed(1)} ${UNITS[unit] ?? ''}`
}

/** Text of a client as a part of a line: what would break it, or move the cursor, is escaped. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, character => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}

/** `name  value` lines, aligned. */
export function table(rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${oneLine(String(value))}`).join('\n')
}

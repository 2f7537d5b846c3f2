/** Where a command's results, notes and progress go: results to standard output, all else to standard error. */
import { SingleBar } from 'cli-progress'
import { printable } from '#foundation/terminal/printable'

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
    this.#out.write(`${this.isJson ? jsonText(data) : shownText(text)}\n`)
  }

  /** A value, as it is; on a terminal what that would act on is escaped. Resolves when it is on its way. */
  async value(bytes: Uint8Array): Promise<void> {
    await new Promise<void>(resolve => {
      this.#out.write(isTerminal(this.#out) ? onTerminal(bytes) : bytes, () => {
        resolve()
      })
    })
  }

  note(text: string): void {
    if (this.isJson) return
    this.#endBar()
    this.#err.write(`${shownText(text)}\n`)
  }

  error(data: object, text: string): void {
    this.#endBar()
    this.#err.write(`${this.isJson ? jsonText(data) : shownText(text)}\n`)
  }

  /** A bar, on a terminal. */
  readonly progress = (step: string, done: number, total: number): void => {
    if (this.isJson || !isTerminal(this.#err)) return
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

/** Lines for people. The terminal acts on their line ends and tabs; this escapes all other characters that it would act on. */
export function shownText(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, printable)
}

/** The same JSON, with what a terminal would act on escaped as JSON has it. */
function jsonText(data: object): string {
  return JSON.stringify(data).replaceAll(/[^\x20-\x7e]/gu, character =>
    printable(character) === character
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function onTerminal(bytes: Uint8Array): string {
  try {
    return `${shownText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))}\n`
  } catch {
    const count = String(bytes.length)
    return `(${count} bytes that are no text: a file or another program takes them as they are)\n`
  }
}

function isTerminal(stream: Stream): boolean {
  return 'isTTY' in stream && stream.isTTY
}

/** Lines of cells, aligned. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  const shown = rows.map(cells => cells.map(printable))
  for (const cells of shown) {
    for (const [at, { length }] of cells.entries()) widths[at] = Math.max(widths[at] ?? 0, length)
  }
  return shown
    .map(cells =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `name  value` lines, aligned. */
export function table(rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows
    .map(([name, value]) => `${name.padEnd(width)}  ${printable(String(value))}`)
    .join('\n')
}

/**
 * A record as people read it, one line each, in columns as wide as what was seen so far:
 *
 *     2026-05-01 10:00:00.123 INFO  sales-api requests  answered  status=200 ms=1.2 trace=4bf92f3577b34da6a3ce929d0e0e4736
 *
 * An error's stack follows on lines of its own, and what is not in the stack stands with the fields, as `error.code=…`. What
 * could move the cursor or break the line is escaped.
 */
import { printable } from '#foundation/terminal/printable'
import type { LogRecord } from './record.ts'

/** Longer lines are cut, and say how much is missing. */
export const LINE_CHARACTERS_MAX = 4000
const STACK_LINES_MAX = 20
/** Of an error: what is told by its stack, and the stack. */
const STACK_KEYS: ReadonlySet<string> = new Set(['type', 'name', 'message', 'stack'])
const LEVEL_WIDTH = 5
/** A text longer than this does not widen its column. */
const COLUMN_WIDTH_MAX = 24

const RESET = '\x1b[0m'
const COLORS: ReadonlyMap<string, string> = new Map([
  ['dim', '\x1b[2m'],
  ['trace', '\x1b[2m'],
  ['debug', '\x1b[36m'],
  ['info', '\x1b[32m'],
  ['warn', '\x1b[33m'],
  ['error', '\x1b[31m'],
  ['fatal', '\x1b[1;31m'],
])

export class Layout {
  readonly #hasColor: boolean
  readonly #widths = new Map<string, number>()

  constructor(hasColor: boolean) {
    this.#hasColor = hasColor
  }

  /** Without an end of line at its end. Throws a RangeError if a field is nested too deep to be written. */
  record(record: LogRecord): string {
    const { origin, time, level, service, component, message, traceId, fields } = record
    const stack = stackOf(fields.error)
    const shown = Object.entries(fields).flatMap(([name, value]) =>
      name === 'error' && stack !== undefined
        ? besidesStack(name, value)
        : [[name, value] as const],
    )
    const words = [
      this.#paint('dim', printable(time.replace(/^(\d{4}-\d\d-\d\d)T(.*)Z$/, '$1 $2'))),
      this.#paint(level, printable(level).toUpperCase().padEnd(LEVEL_WIDTH)),
      ...(origin === '' ? [] : [this.#column('origin', origin)]),
      this.#column('service', service),
      this.#column('component', component),
      // Set apart from the columns before it.
      message === '' ? '' : ` ${printable(message)}`,
      ...shown.map(([name, value]) => this.#field(name, valueText(value))),
      ...(traceId === '' ? [] : [this.#field('trace', valueText(traceId))]),
    ]
    const line = this.#cut(
      words
        .filter(word => word !== '')
        .join(' ')
        .trimEnd(),
    )
    return stack === undefined ? line : [line, ...stack.map(text => this.#cut(text))].join('\n')
  }

  text(text: string): string {
    return this.#cut(printable(text))
  }

  #column(name: string, text: string): string {
    const shown = printable(text)
    const width = Math.max(this.#widths.get(name) ?? 0, Math.min(shown.length, COLUMN_WIDTH_MAX))
    this.#widths.set(name, width)
    return shown.padEnd(width)
  }

  #field(name: string, text: string): string {
    return this.#paint('dim', `${printable(name)}=`) + text
  }

  #paint(color: string, text: string): string {
    const code = COLORS.get(color)
    return this.#hasColor && code !== undefined && text !== '' ? code + text + RESET : text
  }

  #cut(line: string): string {
    const missing = line.length - LINE_CHARACTERS_MAX
    if (missing <= 0) return line
    // Not between the halves of a surrogate pair.
    const kept = line.slice(0, LINE_CHARACTERS_MAX).replace(/[\ud800-\udbff]$/, '')
    return `${kept}${this.#hasColor ? RESET : ''}… (${String(missing)} more characters)`
  }
}

function valueText(value: unknown): string {
  if (typeof value !== 'string') return printable(JSON.stringify(value))
  return value === '' || /["\s=]/.test(value) ? printable(JSON.stringify(value)) : printable(value)
}

/** The lines of an error as pino writes it, indented; undefined if it is none. */
function stackOf(error: unknown): string[] | undefined {
  if (typeof error !== 'object' || error === null || !('stack' in error)) return undefined
  if (typeof error.stack !== 'string') return undefined
  const lines = error.stack.split('\n').map(line => `    ${printable(line)}`)
  const left = lines.length - STACK_LINES_MAX
  if (left <= 0) return lines
  return [...lines.slice(0, STACK_LINES_MAX), `    … (${String(left)} more lines)`]
}

/** What an error with a stack has besides the words in it, each under a name of its own. */
function besidesStack(name: string, error: unknown): (readonly [string, unknown])[] {
  return Object.entries(Object(error) as object)
    .filter(([key]) => !STACK_KEYS.has(key))
    .map(([key, value]: [string, unknown]) => [`${name}.${key}`, value])
}

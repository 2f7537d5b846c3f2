/** From the bytes of a log to lines for people: split, chosen, laid out. Memory is bounded whatever the input is. */
import { StringDecoder } from 'node:string_decoder'
import { Layout } from './layout.ts'
import type { LogRecord } from './record.ts'
import { parseLine } from './record.ts'

/** A longer line is taken for text, and only its beginning is kept. Well above the longest line that the logger writes. */
export const INPUT_CHARACTERS_MAX = 1024 * 1024

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Level = (typeof LEVELS)[number]

export type Choice = {
  readonly service?: string | undefined
  /** A trace id, or its beginning. */
  readonly trace?: string | undefined
  /** The least important to show. */
  readonly level?: Level | undefined
}

export class Logfmt {
  readonly #choice: Choice
  readonly #layout: Layout
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  #isSkipping = false
  #lines = 0
  #shown = 0

  constructor(choice: Choice, hasColor: boolean) {
    this.#choice = choice
    this.#layout = new Layout(hasColor)
  }

  /** How many came in so far, empty ones left out. */
  get lines(): number {
    return this.#lines
  }

  /** How many of them were chosen. */
  get shown(): number {
    return this.#shown
  }

  /** What the lines that end in these bytes become, each with its end. */
  take(bytes: Buffer): string {
    return this.#split(this.#decoder.write(bytes))
  }

  /** The last line, if it has no end. */
  end(): string {
    const output = this.#split(this.#decoder.end())
    return output + (this.#rest === '' ? '' : this.#line(this.#rest))
  }

  #split(text: string): string {
    let output = ''
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#rest + text.slice(start, end)
      start = end + 1
      this.#rest = ''
      if (this.#isSkipping) this.#isSkipping = false
      else output += this.#line(line)
    }
    if (this.#isSkipping) return output
    this.#rest += text.slice(start)
    if (this.#rest.length > INPUT_CHARACTERS_MAX) {
      output += this.#line(this.#rest)
      this.#rest = ''
      this.#isSkipping = true
    }
    return output
  }

  #line(line: string): string {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (text.trim() === '') return ''
    this.#lines++
    const parsed = parseLine(text)
    const isRecord = parsed.kind === 'record'
    const isChosen = isRecord ? this.#isChosen(parsed.record) : this.#isTextChosen(parsed.origin)
    if (!isChosen) return ''
    this.#shown++
    return `${isRecord ? this.#laidOut(parsed.record, text) : this.#layout.text(text)}\n`
  }

  /** As a record, or as the text it was made of where that is nested too deep. */
  #laidOut(record: LogRecord, text: string): string {
    try {
      return this.#layout.record(record)
    } catch (error) {
      if (error instanceof RangeError) return this.#layout.text(text)
      throw error
    }
  }

  #isChosen(record: LogRecord): boolean {
    const { service, trace, level } = this.#choice
    if (service !== undefined && record.service !== service) return false
    if (trace !== undefined && !record.traceId.startsWith(trace)) return false
    if (level === undefined) return true
    const rank = LEVELS.findIndex(name => name === record.level)
    // An unknown level may be important.
    return rank < 0 || rank >= LEVELS.indexOf(level)
  }

  /**
   * Text has no trace and no level. Of a service it may be the last words, a stack for example: it is hidden only if
   * kubectl says that it is another container's.
   */
  #isTextChosen(origin: string): boolean {
    const { service, trace } = this.#choice
    if (trace !== undefined) return false
    return service === undefined || origin === '' || origin.split('/').at(-1) === service
  }
}

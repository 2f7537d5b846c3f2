/** What a terminal shows of what was written to it, as far as Ink writes: text, moves, erasures. Colours are ignored. Only for tests. */

const ESCAPE = '\u001b'
const SEQUENCE = new RegExp(`^${ESCAPE}\\[([?0-9;]*)([A-Za-z])`)

export class Screen {
  readonly #columns: number
  readonly #rows: number
  readonly #lines: string[][]
  #row = 0
  #column = 0
  /** Asked for by modes 1049 and 25. */
  isAlternate = false
  isCursorShown = true
  /** Whether anything was ever written beyond the right or the lower edge. */
  isExceeded = false

  constructor(rows: number, columns: number) {
    this.#rows = rows
    this.#columns = columns
    this.#lines = Array.from({ length: rows }, () => [])
  }

  get text(): string {
    return this.#lines.map(line => this.#shown(line)).join('\n')
  }

  /** All of it since the beginning, sequences whole. */
  write(text: string): void {
    for (let rest = text; rest !== '';) {
      const sequence = SEQUENCE.exec(rest)
      if (sequence) {
        const [whole, parameters = '', command = ''] = sequence
        this.#obey(command, parameters)
        rest = rest.slice(whole.length)
      } else {
        const [character = ''] = rest
        this.#put(character)
        rest = rest.slice(character.length)
      }
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0
    else if (character === '\n') this.#moveTo(this.#row + 1, this.#column)
    else if (character !== ESCAPE) {
      if (this.#column >= this.#columns) this.isExceeded = true
      const line = this.#lines[this.#row]
      if (line) line[this.#column++] = character
    }
  }

  #obey(command: string, parameters: string): void {
    const [first = 1, second = 1] = parameters.split(';').map(text => Number(text || 1))
    switch (command) {
      case 'A':
        this.#row = Math.max(0, this.#row - first)
        return
      case 'E':
        this.#moveTo(this.#row + first, 0)
        return
      case 'G':
        this.#column = first - 1
        return
      case 'H':
        this.#moveTo(first - 1, second - 1)
        return
      case 'K': {
        const line = this.#lines[this.#row]
        if (line) line.length = parameters === '2' ? 0 : Math.min(line.length, this.#column)
        return
      }
      case 'J':
        for (const line of this.#lines) line.length = 0
        return
      case 'h':
      case 'l':
        if (parameters === '?1049') this.isAlternate = command === 'h'
        if (parameters === '?25') this.isCursorShown = command === 'h'
        return
      case 'm':
        return
      default:
        throw new Error(`the sequence ${parameters}${command} is not known here`)
    }
  }

  #moveTo(row: number, column: number): void {
    if (row >= this.#rows) this.isExceeded = true
    this.#row = Math.min(row, this.#rows - 1)
    this.#column = column
  }

  #shown(line: readonly (string | undefined)[]): string {
    return Array.from(line, character => character ?? ' ')
      .join('')
      .trimEnd()
  }
}

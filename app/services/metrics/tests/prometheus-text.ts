/**
 * Reads Prometheus's text format 0.0.4, strictly: whatever a scraper might stumble over throws, with the line. Written from
 * the description of the format, and not from what writes it here.
 */
export type Family = {
  readonly help: string
  readonly type: string
  /** By name and labels, as `name{reason="x"}` with the labels sorted. */
  readonly series: ReadonlyMap<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const HELP = new RegExp(`^# HELP (${NAME}) (.*)$`)
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`)
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`)
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(,|$)/y
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

export function parsePrometheusText(text: string): Map<string, Family> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, Family & { series: Map<string, number> }>()
  const seen = new Set<string>()
  let help: [name: string, text: string] | undefined
  let current: string | undefined
  for (const line of text.split('\n').slice(0, -1)) {
    const fail = (reason: string): never => {
      throw new Error(`${reason}: ${line}`)
    }
    const isHelp = HELP.exec(line)
    if (isHelp) {
      const [, name = '', words = ''] = isHelp
      if (/\\(?![\\n])/.test(words.replaceAll('\\\\', ''))) fail('a stray backslash in')
      help = [name, words]
      continue
    }
    const isType = TYPE.exec(line)
    if (isType) {
      const [, name = '', type = ''] = isType
      if (families.has(name)) fail('a second family')
      if (help?.[0] !== name) fail('no help for')
      families.set(name, { help: help?.[1] ?? '', type, series: new Map() })
      current = name
      continue
    }
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? fail('neither of')
    if (name !== current) fail('outside of its family')
    if (!NUMBER.test(value)) fail('no number in')
    const key = `${name}${canonical(labels, fail)}`
    if (seen.has(key)) fail('twice the same series')
    seen.add(key)
    families.get(name)?.series.set(key, Number(value))
  }
  return families
}

/** The one series of a family without labels. */
export function valueOf(families: Map<string, Family>, name: string): number | undefined {
  return families.get(name)?.series.get(name)
}

function canonical(labels: string, fail: (reason: string) => never): string {
  if (labels === '') return ''
  const pairs: string[] = []
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < labels.length) {
    const [, name = '', value = ''] = LABEL.exec(labels) ?? fail('broken labels in')
    pairs.push(`${name}="${value}"`)
  }
  return `{${pairs.sort().join(',')}}`
}

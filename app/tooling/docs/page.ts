/**
 * The repository's pages, Markdown read as far as the checks here need it: prose, code, links, headings and tables.
 *
 * Blocks begin with three backticks and a language; what follows the language are flags: ```` ```sh no-run ````.
 */
import fs from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export const ROOT = new URL('../../../', import.meta.url).pathname

/** Where pages are ours. */
const PLACES = ['*.md', '{app,business,docs,foundation,zarf}/**/*.md']

export type Block = {
  readonly language: string
  readonly flags: readonly string[]
  readonly text: string
}

export type Link = {
  /** From the root; of this page if the link is to a place in it. */
  readonly path: string
  readonly anchor: string | undefined
}

export class Page {
  /** From the root. */
  readonly path: string
  readonly blocks: readonly Block[]
  /** Without blocks and code in sentences. */
  readonly prose: string
  /** Every piece of code in sentences. */
  readonly code: readonly string[]
  readonly #sentences: string

  constructor(path: string) {
    this.path = path
    const blocks: Block[] = []
    this.#sentences = fs
      .readFileSync(join(ROOT, path), 'utf8')
      .replace(/^```([^\n]*)\n([^]*?)^```$/gm, (_all, info: string, text: string) => {
        const [language = '', ...flags] = info.trim().split(/\s+/)
        blocks.push({ language, flags, text })
        return ''
      })
    this.blocks = blocks
    this.prose = this.#sentences.replace(/`[^`\n]+`/g, '')
    this.code = [...this.#sentences.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  }

  /** To places in this repository. */
  get links(): Link[] {
    const targets = [...this.#sentences.matchAll(/\]\(([^)\s]+)\)/g)].map(
      ([, target = '']) => target,
    )
    return targets
      .filter(target => !/^[a-z]+:/.test(target))
      .map(target => {
        const [path = '', anchor] = target.split('#', 2)
        return { path: path === '' ? this.path : normalize(join(dirname(this.path), path)), anchor }
      })
  }

  get headings(): string[] {
    return [...this.#sentences.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  }

  /** The places in this page that a link can name, made of the headings as GitHub makes them. */
  get anchors(): string[] {
    const counts = new Map<string, number>()
    return this.headings.map(heading => {
      const anchor = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-')
      const count = counts.get(anchor) ?? 0
      counts.set(anchor, count + 1)
      return count === 0 ? anchor : `${anchor}-${String(count)}`
    })
  }

  /** The text from a heading up to the next one. */
  section(heading: string): string {
    const parts = this.#sentences.split(/^#+ (.+)$/m)
    const at = parts.findIndex((part, index) => index % 2 === 1 && part === heading)
    if (at < 0) throw new Error(`${this.path} has no heading "${heading}"`)
    return parts[at + 1] ?? ''
  }
}

/** Cells of all rows but the heads of the tables in a text, without the backticks around a whole cell. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n').filter(line => line.startsWith('|'))
  const rows = lines.map(line =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map(cell => cell.trim().replace(/^`([^`]+)`$/, '$1')),
  )
  const isRule = (row: readonly string[] | undefined): boolean =>
    row?.[0]?.startsWith('--') === true
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]))
}

export function pages(): Page[] {
  return fs
    .globSync(PLACES, { cwd: ROOT })
    .sort()
    .map(path => new Page(path))
}

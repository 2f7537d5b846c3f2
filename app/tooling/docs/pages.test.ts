import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Page, pages, ROOT, tableRows } from './page.ts'

const all = pages()
const byPath = new Map(all.map(page => [page.path, page]))

/** What is wrong, as `page: what`, for every page. */
function complaints(find: (page: Page) => readonly string[]): string[] {
  return all.flatMap(page => find(page).map(complaint => `${page.path}: ${complaint}`))
}

function codeOf({ code, blocks }: Page): string[] {
  return [...code, ...blocks.map(({ text }) => text)]
}

function found(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([all, part]) => part ?? all)
}

/** A folder that is one part of the system; lint knows the same ones as elements, but that business/web is one here. */
const packages = fs
  .globSync(
    ['foundation/*/', 'business/{core,data}/*/', 'business/web/', 'app/{services,tooling}/*/'],
    { cwd: ROOT },
  )
  .map(path => path.replace(/\/$/, ''))
  .filter(path => fs.globSync('**/*.ts', { cwd: join(ROOT, path) }).length > 0)

/** A check of nothing finds nothing wrong. */
it('there are pages, with links, code, files, targets and settings to look at', () => {
  const texts = all.flatMap(codeOf)
  for (const found of [
    all,
    all.flatMap(({ links }) => links),
    all.flatMap(({ links }) => links).filter(({ anchor }) => anchor !== undefined),
    texts.filter(text => /^(app|business|docs|foundation|zarf)\/[\w./-]+$/.test(text)),
    texts.filter(text => /\bmake [a-z]/.test(text)),
    texts.filter(text => /\bSALES_[A-Z]/.test(text)),
    new Page('docs/glossary.md').headings,
  ]) {
    expect(found.length).toBeGreaterThan(10)
  }
})

describe('every page', () => {
  it('links to files and folders that exist', () => {
    const dead = complaints(({ links }) =>
      links.map(({ path }) => path).filter(path => !fs.existsSync(join(ROOT, path))),
    )
    expect(dead).toEqual([])
  })

  it('links to headings that exist', () => {
    const dead = complaints(({ links }) =>
      links
        .filter(({ path, anchor }) => {
          const target = byPath.get(path)
          return anchor !== undefined && target && !target.anchors.includes(anchor)
        })
        .map(({ path, anchor = '' }) => `${path}#${anchor}`),
    )
    expect(dead).toEqual([])
  })

  it('names files that exist', () => {
    const missing = complaints(({ code }) =>
      code
        .filter(text => /^(app|business|docs|foundation|zarf)\/[\w./-]+$/.test(text))
        .filter(path => !fs.existsSync(join(ROOT, path))),
    )
    expect(missing).toEqual([])
  })

  it('names make targets that exist', () => {
    const makefile = fs.readFileSync(join(ROOT, 'Makefile'), 'utf8')
    const targets = found(/^([a-z][a-z-]*(?: [a-z-]+)*):/gm, makefile).flatMap(names =>
      names.split(' '),
    )
    const missing = complaints(page =>
      codeOf(page)
        .flatMap(text => found(/\bmake((?: [a-z][a-z-]*)+)/g, text))
        .flatMap(words => words.trim().split(' '))
        .filter(target => !targets.includes(target)),
    )
    expect(missing).toEqual([])
  })

  it('names settings that exist', () => {
    const known = tableRows(new Page('docs/settings.md').section('Settings')).map(
      ([variable]) => variable,
    )
    expect(known).toContain('SALES_STORE_DIR')
    const missing = complaints(page =>
      [page.prose, ...codeOf(page)]
        .flatMap(text => found(/\bSALES_[A-Z_]*[A-Z]\b/g, text))
        .filter(variable => !known.includes(variable)),
    )
    expect(missing).toEqual([])
  })

  it('says what is so, and praises nothing', () => {
    const praise =
      /\b(blazing|comprehensive|cutting-edge|easily|effortless|elegant|just|leverag\w*|modern|obviously|powerful|robust|seamless\w*|simply|state-of-the-art|world-class)\b/gi
    expect(complaints(({ prose }) => found(praise, prose))).toEqual([])
  })
})

describe('the index', () => {
  const index = new Page('docs/README.md')
  const linked = index.links.map(({ path }) => path)

  it('links every package', () => {
    expect(packages.length).toBeGreaterThan(15)
    expect(packages.filter(path => !linked.includes(path))).toEqual([])
  })

  it('links every page of the docs', () => {
    const rest = all.map(({ path }) => path).filter(path => path.startsWith('docs/'))
    expect(rest.filter(path => path !== index.path && !linked.includes(path))).toEqual([])
  })
})

describe('the glossary', () => {
  const glossary = new Page('docs/glossary.md')
  const [, ...terms] = glossary.headings

  it('has its terms in the order of the alphabet', () => {
    expect(terms).toEqual(terms.toSorted((a, b) => a.localeCompare(b, 'en')))
  })

  it('says of every term where to read on', () => {
    expect(terms.filter(term => !glossary.section(term).includes(']('))).toEqual([])
  })

  it('is where other pages link every term to', () => {
    const used = all
      .filter(({ path }) => path !== glossary.path)
      .flatMap(({ links }) => links)
      .filter(({ path }) => path === glossary.path)
      .map(({ anchor }) => anchor)
    expect(glossary.anchors.slice(1).filter(anchor => !used.includes(anchor))).toEqual([])
  })
})

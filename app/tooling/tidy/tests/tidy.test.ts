import { describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from '#foundation/program/program'
import { exceptions } from '../exceptions.ts'
import type { Planted } from './planted.ts'
import { codeSides } from './planted-code.ts'
import { importsSides } from './planted-imports.ts'
import { modulesSides } from './planted-modules.ts'
import { packagesSides } from './planted-packages.ts'
import { textSides } from './planted-text.ts'
import { File, readRepository } from '../repository.ts'
import type { Exception } from '../rule.ts'
import { violations } from '../rule.ts'
import { formatViolation, rules } from '../tidy.ts'

/** Written so that this file does not name it. */
const HOME = ['', 'home', ''].join('/')

/** This repository. */
const files = readRepository(fileURLToPath(new URL('../../../..', import.meta.url)))

describe('in this repository', () => {
  it.each(rules.map(rule => [rule.claim, rule.name, rule] as const))(
    '%s (%s)',
    (_claim, _name, rule) => {
      expect(violations(files, [rule], exceptions).map(formatViolation)).toEqual([])
    },
  )

  it('every exception is about a rule that there is', () => {
    const names = new Set(rules.map(({ name }) => name))
    expect(exceptions.filter(({ rule }) => !names.has(rule))).toEqual([])
  })
})

const planted = {
  ...textSides,
  ...codeSides,
  ...importsSides,
  ...modulesSides,
  ...packagesSides,
}

/** Where a rule finds something wrong in planted files. */
function places(name: string, files: Planted, allowed: readonly Exception[] = []): string[] {
  const chosen = rules.filter(rule => rule.name === name)
  const texts = Object.entries(files).map(([path, text]) => new File(path, text))
  return violations(texts, chosen, allowed).map(({ path, line }) => `${path}:${String(line)}`)
}

it('every rule is tried on what it refuses and on what it lets pass', () => {
  expect(Object.keys(planted).toSorted()).toEqual(rules.map(({ name }) => name).toSorted())
  for (const { refused, passed } of Object.values(planted)) {
    expect(refused.length).toBeGreaterThan(0)
    expect(passed.length).toBeGreaterThan(0)
  }
})

describe.each(Object.entries(planted))('%s', (name, { refused, passed }) => {
  it.each(refused)('refuses %s', (_wrong, place, files) => {
    expect(places(name, files)).toEqual([place])
  })

  it.each(passed)('lets pass %s', (_right, files) => {
    expect(places(name, files)).toEqual([])
  })
})

describe('an exception', () => {
  const twice = { 'a.md': `${HOME}a\n${HOME}b`, 'b.md': `${HOME}c` }
  const allow = (count: number): Exception[] => [
    { rule: 'machine-paths', path: 'a.md', count, reason: 'planted' },
  ]

  it('allows as many as it says, in that file only', () => {
    expect(places('machine-paths', twice, allow(2))).toEqual(['b.md:1'])
  })

  it('allows none when there are more', () => {
    expect(places('machine-paths', twice, allow(1))).toEqual(['a.md:1', 'a.md:2', 'b.md:1'])
  })

  it('has to go when it allows more than there are', () => {
    const exceptionsPath = 'app/tooling/tidy/exceptions.ts:1'
    const found = places('machine-paths', twice, allow(3))
    expect(found).toEqual(['a.md:1', 'a.md:2', 'b.md:1', exceptionsPath])
    expect(places('machine-paths', { 'a.md': '' }, allow(1))).toEqual([exceptionsPath])
  })
})

it('the files of a repository are what git has or would add, and is still there', () => {
  using repository = new TemporaryRepository()
  for (const path of ['deleted.ts', 'kept.ts']) repository.write(path, path)
  repository.write('picture.png', 'P\0NG')
  repository.git('add', '--all')
  repository.write('new ö.ts', 'new')
  repository.write('.gitignore', 'unseen.ts')
  repository.write('unseen.ts', '')
  repository.remove('deleted.ts')
  const found = readRepository(repository.path).map(({ path, text }) => [path, text])
  expect(Object.fromEntries(found)).toEqual({
    '.gitignore': 'unseen.ts',
    'kept.ts': 'kept.ts',
    'new ö.ts': 'new',
  })
})

describe('the command', () => {
  const main = new URL('../main.ts', import.meta.url).pathname

  it('prints what is wrong, where, and what to do, and ends with 1', async () => {
    using repository = new TemporaryRepository()
    repository.write('a.ts', 'let a: string')
    const command = new Program(main, [repository.path])
    expect(await command.ended()).toBe(1)
    expect(command.output).toContain('a.ts:1 contract-comment: start with /**')
  })

  it('is about this repository unless told otherwise, and ends with 0 if it prints nothing', async () => {
    const command = new Program(main, [])
    expect(await command.ended()).toBe(command.output === '' ? 0 : 1)
    expect(command.output).not.toContain('exceptions.ts:1')
  })

  it('ends with 2 where there is nothing to check, or only a part of a repository', async () => {
    using repository = new TemporaryRepository()
    const empty = new Program(main, [repository.path])
    expect(await empty.ended()).toBe(2)
    expect(empty.output).toContain('it has no files')
    fs.mkdirSync(join(repository.path, 'part'))
    repository.write('part/a.md', '# A\n')
    const part = new Program(main, [join(repository.path, 'part')])
    expect(await part.ended()).toBe(2)
    expect(part.output).toContain('it is a part of one')
    expect(await new Program(main, ['--lst']).ended()).toBe(2)
  })

  it('ends with 2 where there is no repository', async () => {
    using repository = new TemporaryRepository()
    repository.remove('.git')
    const command = new Program(main, [repository.path])
    expect(await command.ended()).toBe(2)
    expect(command.output).toContain(`Cannot list the files of ${repository.path}`)
    expect(command.output).not.toContain('    at ')
  })
})

class TemporaryRepository implements Disposable {
  readonly path = fs.mkdtempSync(join(os.tmpdir(), 'tidy-'))

  constructor() {
    this.git('init', '--quiet')
  }

  /** Without GIT_DIR and the like, which a hook would hand on. */
  git(...args: string[]): void {
    execFileSync('git', args, { cwd: this.path, env: { PATH: process.env.PATH } })
  }

  write(path: string, text: string): void {
    fs.writeFileSync(join(this.path, path), text)
  }

  remove(path: string): void {
    fs.rmSync(join(this.path, path), { recursive: true })
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true })
  }
}

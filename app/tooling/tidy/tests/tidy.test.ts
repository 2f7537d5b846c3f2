import { expect, it } from 'vitest'
import { spawnSync } from 'node:child_process'
import { readFiles, untidy } from '../tidy.ts'

type Planted = Readonly<Record<string, string>>

const root = new URL('../../../..', import.meta.url).pathname
const contract = '/** What it promises. */\n'
/** Written in parts, so that this file does not have what it plants. */
const joined = (separator: string, ...parts: string[]): string => parts.join(separator)
const home = joined('/', '', 'home', 'me')
const temporary = joined('/', '', 'tmp', 'a')
const targets = (...names: string[]): string =>
  JSON.stringify({ targets: Object.fromEntries(names.map(name => [name, {}])) }, null, 2)
const project = { 'project.json': targets('test'), 'tsconfig.json': '' }
const inside = (folder: string, files: Planted): Planted =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))
const sources = (count: number): Planted =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${String(at)}.ts`, contract]))

/** What is found in files of two projects. */
function places(planted: Planted): string[] {
  const projects = { ...inside('app', project), ...inside('business', project) }
  const all = { ...projects, ...planted }
  const files = Object.entries(all).map(([path, text]) => ({ path, text }))
  return untidy(files).map(({ path, line }) => `${path}:${String(line)}`)
}

it.each<[string, string, Planted]>([
  ['a file of utilities', 'a/utils.md:1', { 'a/utils.md': '' }],
  ['a folder of helpers', 'a/test-helpers/b:1', { 'a/test-helpers/b': '' }],
  ['generated types', 'a/types.gen.ts:1', { 'a/types.gen.ts': '' }],
  ['an index', 'app/index.ts:1', { 'app/index.ts': contract }],
  ['a home', 'a.md:2', { 'a.md': `\ncd ${home}` }],
  ['a temporary file', 'app/a.ts:2', { 'app/a.ts': contract + temporary }],
  ['a registry', '.npmrc:1', { '.npmrc': joined('.', 'registry', 'npmjs', 'org') }],
  ['an origin', 'package-lock.json:1', { 'package-lock.json': '      "resolved": "x"' }],
  ['a range', 'package.json:1', { 'package.json': '    "a": "^1.2.3"' }],
  ['a range of another name', 'package.json:1', { 'package.json': '    "a": "npm:b@~1.2.3"' }],
  ['no contract', 'app/a.ts:1', { 'app/a.ts': `f()\n${contract}` }],
  ['a comment of another kind', 'app/a.ts:1', { 'app/a.ts': '// What it promises.' }],
  ['a contract that says nothing', 'app/a.ts:1', { 'app/a.ts': '/** A file. */\nf()' }],
  ['a crowd', 'app/a/b:1', inside('app/a/b', sources(9))],
  ['code in no project', '.:1', { 'a/a.ts': contract }],
  [
    'no tsconfig.json',
    'a/project.json:1',
    { 'a/a.ts': contract, ...inside('a', { 'project.json': project['project.json'] }) },
  ],
  [
    'no tests',
    'a/project.json:1',
    { 'a/a.ts': contract, ...inside('a', { ...project, 'project.json': targets('lint') }) },
  ],
])('finds %s', (_what, place, files) => {
  expect(places(files)).toEqual([place])
})

it.each<[string, Planted]>([
  ['names that say something', { 'a/content-types.md': '', 'a/ttl-index.md': '', 'index.md': '' }],
  ['relative paths and addresses', { 'a.md': 'app/work/a https://x.org/home/a b/tmp/a' }],
  [
    'a temporary file in a test',
    { 'app/a.test.ts': temporary, 'app/tests/a.ts': contract + temporary },
  ],
  [
    'exact versions',
    { 'package.json': '    "node": ">=24",\n    "a": "npm:b@1.2.3",\n    "c": "$c"' },
  ],
  [
    'a contract',
    { 'app/a.ts': contract, 'app/b.ts': `#!/usr/bin/env node\n/**\n * What it is.\n */` },
  ],
  [
    'no contract where none is asked for',
    { 'app/a.test.ts': 'f()', 'app/b.gen.ts': '', 'c.config.ts': '' },
  ],
  [
    'eight files, and tests',
    inside('app/a', { ...sources(8), 'a.test.ts': '', 'testing/a.ts': contract }),
  ],
  ['a project', { 'a/b/a.ts': contract, ...inside('a', project) }],
])('lets pass %s', (_what, files) => {
  expect(places(files)).toEqual([])
})

it('the files are those that git has or would add, and no pictures', () => {
  const paths = readFiles(root).map(({ path }) => path)
  expect(paths).toContain('app/tooling/tidy/tidy.ts')
  expect(paths.filter(path => path.startsWith('node_modules/'))).toEqual([])
})

it('this repository is tidy', () => {
  const main = new URL('../main.ts', import.meta.url).pathname
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

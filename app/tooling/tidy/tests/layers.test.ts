import { ESLint } from 'eslint'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The repository's own eslint.config.js, over files that exist here only. */
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const eslint = new ESLint({ cwd: root })

async function complaints(path: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: `${root}${path}` })
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => `${String(ruleId)}: ${message}`),
  )
}

const core = 'business/core/kv/planted.ts'
const coreTest = 'business/core/kv/planted.test.ts'
const otherCore = 'business/core/planted/planted.ts'
const data = 'business/data/planted/planted.ts'
const web = 'business/web/planted/planted.ts'
const foundation = 'foundation/wal/planted.ts'
const service = 'app/services/planted/planted.ts'
const tool = 'app/tooling/planted/planted.ts'

const kv = '#business/core/kv/kv'
const store = '#business/data/store/store'
const problems = '#business/web/v1/problems'
const conf = '#foundation/conf/conf'
const run = '#app/services/sales-api/run'

const value = (from: string): string =>
  `import { planted } from '${from}'\nexport const x = planted`
const type = (from: string): string =>
  `import type { Planted } from '${from}'\nexport type X = Planted`

/** Every way to get at another file, all of them refused where one is. */
const forms: Readonly<Record<string, (from: string) => string>> = {
  'an import': value,
  'an import for its effect': from => `import '${from}'`,
  'a type import': type,
  'a dynamic import': from => `export const x = await import('${from}')`,
  're-exporting a name': from => `export { planted } from '${from}'`,
  're-exporting a type': from => `export type { Planted } from '${from}'`,
  're-exporting everything': from => `export * from '${from}'`,
}

const upwards = [
  ['foundation', foundation, 'core', kv],
  ['foundation', foundation, 'data', store],
  ['foundation', foundation, 'web', problems],
  ['foundation', foundation, 'program', run],
  ['core', core, 'web', problems],
  ['core', core, 'program', run],
  ['data', data, 'core', kv],
  ['data', data, 'web', problems],
  ['data', data, 'program', run],
  ['web', web, 'core', kv],
  ['web', web, 'data', store],
  ['web', web, 'program', run],
  // Sideways, where that is as bad.
  ['core', otherCore, 'core', kv],
  ['program', service, 'program', run],
  ['program', tool, 'program', run],
] as const

const everyForm = Object.keys(forms)
const refused = (from: string, to: string): string =>
  `boundaries/dependencies: ${from} must not import ${to} here: imports only go down`

it.each(upwards)('%s (%s) must not import %s (%s)', async (from, path, to, target) => {
  expect(await complaints(path, value(target))).toEqual([refused(from, to)])
})

it.each(everyForm)('%s is no way upwards', async form => {
  expect(await complaints(foundation, forms[form]?.(kv) ?? '')).toContain(
    refused('foundation', 'core'),
  )
})

it.each([
  ['core', otherCore, 'core', '../kv/kv.ts'],
  ['data', data, 'core', '../../core/kv/kv.ts'],
  ['foundation', foundation, 'core', '../../business/core/kv/kv.ts'],
  ['program', tool, 'program', '../../services/sales-api/run.ts'],
])('a relative path does not hide that %s (%s) imports %s (%s)', async (from, path, to, target) => {
  expect(await complaints(path, value(target))).toContain(refused(from, to))
})

it.each(everyForm.filter(form => !form.includes('type')))(
  'a foundation package must not take a value of another one by %s',
  async form => {
    expect(await complaints(foundation, forms[form]?.(conf) ?? '')).toContain(
      refused('foundation', 'foundation'),
    )
  },
)

it.each(everyForm.filter(form => form.includes('type')))(
  'a foundation package may take a type of another one by %s',
  async form => {
    expect(await complaints(foundation, forms[form]?.(conf) ?? '')).toEqual([])
  },
)

it('the test of a foundation package may take a value of another one, but not of a higher layer', async () => {
  const test = 'foundation/wal/planted.test.ts'
  expect(await complaints(test, value(conf))).toEqual([])
  expect(await complaints(test, value(kv))).toEqual([refused('foundation', 'core')])
})

it.each([
  [service, kv],
  [service, store],
  [service, problems],
  [service, conf],
  [tool, kv],
  [core, store],
  [core, conf],
  [core, './kv.ts'],
  [data, store],
  [data, conf],
  [web, problems],
  [web, conf],
  [foundation, './wal.ts'],
  ['app/services/sales-api/planted.ts', './run.ts'],
])('%s may import %s', async (path, target) => {
  expect(await complaints(path, value(target))).toEqual([])
})

it('an import of a file that no layer owns is refused', async () => {
  expect(await complaints(tool, value('../../../eslint.config.js'))).toContain(
    'boundaries/no-unknown-dependencies: Dependencies to unknown elements are not allowed',
  )
})

it.each(['business/planted.ts', 'business/planted/planted/planted.ts', 'app/planted/planted.ts'])(
  '%s is refused, being in no layer',
  async path => {
    expect(await complaints(path, 'export const x = 1')).toEqual([
      'boundaries/no-unknown-files: File does not match any file pattern and does not belong to any known element',
    ])
  },
)

const onlyMain = 'only main.ts reads configuration and ends the process'
const onlyHost = 'time, random numbers and the disk come in through #foundation/host'

const doors = [
  ['export const x = process.env.PLANTED', 'process.env', onlyMain],
  ['export const { env } = process', 'process.env', onlyMain],
  ['export const x = process.argv', 'process.argv', onlyMain],
  ['process.exit(1)', 'process.exit', onlyMain],
  ['export const x = Date.now()', 'Date.now', onlyHost],
  ['export const x = Math.random()', 'Math.random', onlyHost],
] as const

it.each(doors)(
  '`%s` is refused in every layer but where it belongs',
  async (code, found, reason) => {
    const complaint = `no-restricted-properties: '${found}' is restricted from being used. ${reason}`
    for (const path of [service, tool, core, data, web, foundation]) {
      expect(await complaints(path, code), path).toEqual([complaint])
    }
    for (const path of [
      'app/services/planted/main.ts',
      'app/tooling/planted/main.ts',
      'foundation/host/planted.ts',
      'business/core/kv/planted.test.ts',
    ]) {
      expect(await complaints(path, code), path).toEqual([])
    }
  },
)

it('importing the process is no way round', async () => {
  for (const name of ['process', 'node:process']) {
    expect(await complaints(core, `import { env } from '${name}'\nexport const x = env`)).toEqual([
      `no-restricted-imports: '${name}' import is restricted from being used. use the global`,
    ])
  }
})

describe('the house rules in eslint.config.js', () => {
  const comment = ['eslint', 'disable-next-line'].join('-')
  const inside = '#business/data/store/disk/blocks/blocks'
  const testing = '#business/data/log/testing/log-suite'
  const long = `export function f() {\n${'f()\n'.repeat(69)}}`

  it.each([
    ['re-exporting everything', core, `export * from './kv.ts'`, 'no-restricted-syntax'],
    ['a default export', core, 'export default 1', 'no-restricted-syntax'],
    [
      'a default export by name',
      core,
      'const a = 1\nexport { a as default }',
      'no-restricted-syntax',
    ],
    ['as never', core, 'export const a = f as never', 'no-restricted-syntax'],
    ['as unknown as', core, 'export const a = f as unknown as B', 'no-restricted-syntax'],
    ['as unknown as, in a test', coreTest, 'f(a as unknown as B)', 'no-restricted-syntax'],
    ['the inside of a package', core, `export { x } from '${inside}'`, 'no-restricted-imports'],
    ['what a package has for tests', core, `import '${testing}'`, 'no-restricted-imports'],
    [
      'a relative path into another package',
      coreTest,
      `import '../../../foundation/wal/wal.ts'`,
      'no-restricted-imports',
    ],
    ['what loads much more', core, `import http from 'node:http'`, 'no-restricted-imports'],
    ['any', core, 'export let a: any', '@typescript-eslint/no-explicit-any'],
    [
      'an interface of one class',
      core,
      'export interface A { a: 1 }',
      '@typescript-eslint/consistent-type-definitions',
    ],
    ['a test alone', coreTest, `it.concurrent.only('a', f)`, 'no-restricted-syntax'],
    ['a test that is not run', coreTest, `it.skip.each([1])('a', f)`, 'no-restricted-syntax'],
    [
      'an expected error',
      core,
      '// @ts-expect-error that is so\nf()',
      '@typescript-eslint/ban-ts-comment',
    ],
    ['a comment that switches a rule off', core, `// ${comment} no-empty\n{}`, 'null'],
    [
      'one that switches a typed rule off',
      core,
      `// ox${comment.slice(2)}\nf()`,
      'no-warning-comments',
    ],
    ['what is left for later', core, '// TODO: more\nf()', 'no-warning-comments'],
    ['a long function', core, long, 'max-lines-per-function'],
    ['a long file', core, 'f()\n'.repeat(501), 'max-lines'],
  ])('refuse %s', async (_what, path, code, rule) => {
    const found = await complaints(path, code)
    expect(found.map(complaint => complaint.split(':')[0])).toContain(rule)
  })

  it.each([
    [
      'types alone of what loads much',
      core,
      `import type { Server } from 'node:http'\nexport const f = (a: Server) => a`,
    ],
    ['in a test what a package has for tests', coreTest, `import '${testing}'`],
    ['one middleware a file', service, `import '#business/web/v1/mid/mid'`],
    ['tests under a condition', coreTest, `it.skipIf(has)('a', f)`],
    ['what looks for control characters', core, String.raw`export const a = /\x00/`],
    ['functions and files that are as long as may be', core, `${long.replace('f()\n', '')}\n`],
    ['long functions in tests', coreTest, long],
  ])('let pass %s', async (_what, path, code) => {
    expect(await complaints(path, code)).toEqual([])
  })
})

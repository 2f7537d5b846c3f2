/** What the rules about texts have to find, and what comes close and is right. */
import type { SidesByRule } from './planted.ts'
import { passedCode, refusedCode } from './planted.ts'

const lines = (count: number): string => 'x\n'.repeat(count)
/** A path whose parts are not written in a row, so that this file does not name it. */
const absolute = (...parts: string[]): string => ['', ...parts, ''].join('/')

export const textSides: SidesByRule = {
  'file-length': {
    refused: [['one line too many', 'docs/a.md:501', { 'docs/a.md': lines(501) }]],
    passed: [
      ['as many lines as may be', { 'docs/a.md': lines(500) }],
      [
        'what programs write',
        { 'a.gen.ts': lines(501), 'a-lock.json': lines(501), 'a.svg': lines(501) },
      ],
    ],
  },
  names: {
    refused: [
      ['a file of utilities', 'foundation/web/utils.ts:1', { 'foundation/web/utils.ts': '' }],
      ['a folder of helpers', 'zarf/test-helpers/a:1', { 'zarf/test-helpers/a': '' }],
      ['a file of types', 'business/types.gen.ts:1', { 'business/types.gen.ts': '' }],
      ['what is common', 'docs/common.md:1', { 'docs/common.md': '' }],
      ['an index', 'foundation/web/index.ts:1', { 'foundation/web/index.ts': '' }],
    ],
    passed: [
      [
        'names that provide something',
        { 'foundation/wal/wal.ts': '', 'docs/index.md': '', 'a/content-types.ts': '' },
      ],
    ],
  },
  'open-ends': {
    refused: [
      ...refusedCode('a.ts', 'f() // TODO: more', 'f(/* FIXME */)', '/** XXX */'),
      ['a note in a page', 'a.md:3', { 'a.md': 'a\n\nTODO: write\n' }],
    ],
    passed: [
      ...passedCode('a.ts', `const mark = 'TODO'`, '// not `TODO`'),
      ['a page that speaks about it', { 'a.md': 'No `TODO`, no `TODO: later`, no `// TODO`' }],
    ],
  },
  'machine-paths': {
    refused: [
      ['a home', 'a.md:1', { 'a.md': `cd ${absolute('home', 'me')}a` }],
      ['a workplace, in a test', 'a.test.ts:1', { 'a.test.ts': absolute('work', 'a') }],
      ['a temporary file', 'a.ts:2', { 'a.ts': `\n'${absolute('tmp')}a'` }],
    ],
    passed: [
      ['relative paths and addresses', { 'a.md': 'app/work/a https://x.org/home/a b/tmp/a' }],
      [
        'a temporary file, in a test',
        { 'a.test.ts': absolute('tmp'), 'a/tests/b.ts': absolute('tmp') },
      ],
    ],
  },
  'registry-hosts': {
    refused: [
      [
        'where npm downloads from',
        '.npmrc:1',
        { '.npmrc': `registry=https://${['registry', 'npmjs', 'org'].join('.')}` },
      ],
    ],
    passed: passedCode('a.ts', 'await registry.metrics.get()'),
  },
  'plain-words': {
    refused: [
      ['praise', 'README.md:2', { 'README.md': '# Store\nBlazingly fast.' }],
      ['praise for safety', 'README.md:1', { 'README.md': 'A robust store.' }],
      ['a picture', 'docs/a.md:1', { 'docs/a.md': 'Fast \u{1f680}' }],
    ],
    passed: [
      ['plain words, arrows, and code', { 'a.md': 'robustness: a → b ↔ c', 'a.ts': '// robust' }],
    ],
  },
}

/** What the rules about texts have to find, and what comes close and is right. */
import type { SidesByRule } from './planted.ts'
import { passedCode } from './planted.ts'

/** A path whose parts are not written in a row, so that this file does not name it. */
const absolute = (...parts: string[]): string => ['', ...parts, ''].join('/')

export const textSides: SidesByRule = {
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
}

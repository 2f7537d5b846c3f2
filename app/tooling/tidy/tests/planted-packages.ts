/** What the rules about packages have to find, and what comes close and is right. */
import type { Planted, SidesByRule } from './planted.ts'
import { manifest } from './planted.ts'

const targets = (...names: string[]): string =>
  manifest({ targets: Object.fromEntries(names.map(name => [name, {}])) })

/** Files of those names in one folder. */
const folder = (path: string, ...names: string[]): Planted =>
  Object.fromEntries(names.map(name => [`${path}/${name}`, '']))
const eight = Array.from({ length: 8 }, (_, file) => `${String(file)}.ts`)

export const packagesSides: SidesByRule = {
  'package-size': {
    refused: [
      ['nine files', 'business/core/a:1', folder('business/core/a', ...eight, 'more.ts')],
      ['nine in a room', 'foundation/a/b:1', folder('foundation/a/b', ...eight, 'more.ts')],
    ],
    passed: [
      ['eight, and tests', folder('foundation/a', ...eight, 'more.test.ts', 'testing/b.ts')],
      ['rooms', { ...folder('foundation/a', ...eight), ...folder('foundation/a/b', ...eight) }],
    ],
  },
  'tested-packages': {
    refused: [
      [
        'no test, but something for tests',
        'foundation/a:1',
        { 'foundation/a/a.ts': '', 'foundation/a/tests/b.ts': '' },
      ],
      [
        'tests of another package only',
        'business/core/a:1',
        { 'business/core/a/a.ts': '', 'business/core/b/b.test.ts': '' },
      ],
    ],
    passed: [
      [
        'a test beside, and one below',
        {
          'foundation/a/a.ts': '',
          'foundation/a/a.test.ts': '',
          'app/services/b/b.ts': '',
          'app/services/b/tests/b.test.ts': '',
        },
      ],
      ['folders without code', { 'business/core/c/c.md': '', 'zarf/a/a.js': '' }],
    ],
  },
  'checked-projects': {
    refused: [
      ['code in no project', 'zarf/a/b:1', { 'zarf/a/b/c.ts': '' }],
      [
        'tests that nobody runs',
        'app/tooling/a/project.json:1',
        {
          'app/tooling/a/b/c.test.ts': '',
          'app/tooling/a/tsconfig.json': '',
          'app/tooling/a/project.json': targets('lint', 'typecheck'),
        },
      ],
      [
        'types that nobody checks',
        'business/project.json:1',
        {
          'business/core/a/a.ts': '',
          'business/project.json': targets('lint', 'typecheck', 'test'),
        },
      ],
    ],
    passed: [
      [
        'a program with all targets, and configuration at the root',
        {
          'vitest.config.ts': '',
          'app/tooling/a/b/c.ts': '',
          'app/tooling/a/tsconfig.json': '',
          'app/tooling/a/project.json': targets('lint', 'typecheck', 'test', 'build'),
        },
      ],
    ],
  },
}

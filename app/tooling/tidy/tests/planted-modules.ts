/** What the rules about modules of others have to find, and what comes close and is right. */
import type { SidesByRule } from './planted.ts'
import { manifest } from './planted.ts'
import { USED_BY_OTHERS } from '../rules/modules.ts'

const pinned = (...names: string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map(name => [name, '1.2.3']))

export const modulesSides: SidesByRule = {
  'declared-modules': {
    refused: [
      [
        'a module of a module',
        'a.ts:1',
        {
          'package.json': manifest({ dependencies: pinned('zod') }),
          'a.ts': `import 'zodiac'`,
        },
      ],
      [
        'one of Node, without saying so',
        'a.test.ts:2',
        { 'package.json': manifest({}), 'a.test.ts': `\nimport 'fs'` },
      ],
    ],
    passed: [
      [
        'declared ones, of Node, and of our own',
        {
          'package.json': manifest({
            dependencies: pinned('@a/b'),
            devDependencies: pinned('c'),
          }),
          'foundation/a/a.ts': `import '@a/b/x.js'\nimport 'c'\nimport 'node:fs'\nimport '#foundation/b/b'\nimport './d.ts'`,
        },
      ],
    ],
  },
  'shipped-modules': {
    refused: [
      [
        'a tool, loaded through another package and a worker',
        'foundation/x/y.ts:2',
        {
          'package.json': manifest({ devDependencies: pinned('@a/b') }),
          'app/services/s/main.ts': `await import('./run.ts')`,
          'app/services/s/run.ts': `import { x } from '#foundation/x/x'`,
          'foundation/x/x.ts': `new Worker(new URL('y.ts', import.meta.url))`,
          'foundation/x/y.ts': `\nimport { c } from '@a/b/c.js'`,
        },
      ],
    ],
    passed: [
      [
        'a tool whose types are used, or that tests and tools load',
        {
          'package.json': manifest({ dependencies: pinned('a'), devDependencies: pinned('b') }),
          'app/services/s/main.ts': `import 'a'\nimport './x.ts'\nimport type { T } from './y.ts'`,
          'app/services/s/x.ts': `import type { B } from 'b'`,
          'app/services/s/y.ts': `import 'b'`,
          'app/services/s/x.test.ts': `import 'b'`,
          'app/tooling/t/main.ts': `import 'b'`,
        },
      ],
    ],
  },
  'used-modules': {
    refused: [
      [
        'one that nothing imports',
        'package.json:4',
        { 'package.json': manifest({ dependencies: pinned('a', ...Object.keys(USED_BY_OTHERS)) }) },
      ],
      [
        'types of one that nothing imports',
        'package.json:4',
        {
          'package.json': manifest({
            devDependencies: pinned('@types/a', ...Object.keys(USED_BY_OTHERS)),
          }),
        },
      ],
      [
        'a command that nothing gives',
        'package.json:4',
        {
          'package.json': manifest({
            devDependencies: pinned('a', ...Object.keys(USED_BY_OTHERS)),
          }),
          'package-lock.json': manifest({ packages: { 'node_modules/a': { bin: { plant: '' } } } }),
          Makefile: 'all:\n\tplanting\n\tplant-more\n',
        },
      ],
      [
        'one that is said to be used by others, and is not there',
        'package.json:1',
        {
          'package.json': manifest({
            devDependencies: pinned(...Object.keys(USED_BY_OTHERS).slice(1)),
          }),
        },
      ],
      [
        'one that is said to be used by others, and is imported',
        'package.json:4',
        {
          'package.json': manifest({ devDependencies: pinned(...Object.keys(USED_BY_OTHERS)) }),
          'a.ts': `import '${Object.keys(USED_BY_OTHERS)[0] ?? ''}'`,
        },
      ],
    ],
    passed: [
      [
        'imported, resolved and started ones, and types of them',
        {
          'package.json': manifest({
            devDependencies: pinned('a', '@types/a', 'b', 'c', ...Object.keys(USED_BY_OTHERS)),
          }),
          'package-lock.json': manifest({ packages: { 'node_modules/c': { bin: { plant: '' } } } }),
          'a.test.ts': `import type { A } from 'a'\nrequire.resolve('b/package.json')`,
          Makefile: 'all:\n\tplant --fast\n',
        },
      ],
    ],
  },
  'exact-versions': {
    refused: [
      ...['^1.2.3', '1.x', '*', 'latest', 'npm:b@^1.2.3', '1.2.3 || 2.0.0', 'github:a/b'].map(
        version =>
          [
            version,
            'package.json:5',
            { 'package.json': manifest({ devDependencies: { b: '1.2.3', a: version } }) },
          ] as const,
      ),
      [
        'a range in an override inside an override',
        'package.json:5',
        { 'package.json': manifest({ overrides: { a: { b: '~1.2.3' } } }) },
      ],
    ],
    passed: [
      [
        'versions, and other names for them',
        {
          'package.json': manifest({
            engines: { node: '>=24' },
            dependencies: { a: '1.2.3', b: '1.2.3-beta.1', c: 'npm:@x/y@1.2.3' },
            overrides: { a: { c: '$c' } },
          }),
        },
      ],
    ],
  },
  'lock-without-hosts': {
    refused: [
      [
        'a place to download from',
        'package-lock.json:5',
        { 'package-lock.json': manifest({ packages: { a: { resolved: 'https://x' } } }) },
      ],
    ],
    passed: [
      [
        'a lock file of hashes',
        { 'package-lock.json': manifest({ packages: { a: { integrity: 'sha512-x' } } }) },
      ],
    ],
  },
}

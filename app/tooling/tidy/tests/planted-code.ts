/** What the rules about code have to find, and what comes close and is right. */
import type { SidesByRule } from './planted.ts'
import { passedCode, refusedCode } from './planted.ts'

const contract = '/** What it promises. */\n'

export const codeSides: SidesByRule = {
  'contract-comment': {
    refused: [
      ['no comment', 'a.ts:1', { 'a.ts': 'let x = 1' }],
      ['one further down', 'a.ts:1', { 'a.ts': `let x = 1\n${contract}` }],
      ['one of another kind', 'a.ts:1', { 'a.ts': '// What it promises.\n' }],
      ['one that says nothing', 'a.ts:1', { 'a.ts': '/** A file. */' }],
    ],
    passed: [
      ['one at the top', { 'a.ts': contract, 'b.ts': `#!/usr/bin/env node\n${contract}` }],
      [
        'tests without, and what is no source',
        { 'a.test.ts': 'f()', 'b.gen.ts': 'f()', 'c.config.ts': 'f()' },
      ],
    ],
  },
  'export-all': {
    refused: refusedCode('a.ts', `export * from './b.ts'`, `export * as b from './b.ts'`),
    passed: passedCode('a.ts', `export { a } from './b.ts'`, 'export {}'),
  },
  'default-export': {
    refused: refusedCode(
      'a.ts',
      'export default 1',
      'export default class A {}',
      'export { a as default }',
    ),
    passed: [
      ...passedCode('a.ts', 'export class A {}', 'switch (a) { default: f() }'),
      ...passedCode('vite.config.ts', 'export default {}'),
    ],
  },
  'unchecked-types': {
    refused: refusedCode(
      'a.ts',
      'let a: any',
      'f(a as any)',
      'type A = Map<string, any[]>',
      'f(a as unknown as B)',
      'f((a as unknown) as B)',
      'f(a as never)',
    ),
    passed: passedCode('a.ts', 'const any = a as B // any', `let b: unknown = 'as any'`),
  },
  'switched-off-checks': {
    refused: refusedCode(
      'a.ts',
      '// @ts-expect-error',
      '// @ts-ignore: why',
      '// @ts-nocheck',
      '/* eslint-disable */',
      '// eslint-disable-next-line no-empty -- why',
      '// eslint-disable-next-line no-control-regex, no-empty',
      '// prettier-ignore',
      '/* v8 ignore next */',
    ),
    passed: passedCode(
      'a.ts',
      '// what @ts-ignore means',
      `const a = '// eslint-disable'`,
      '// eslint-disable-next-line no-control-regex',
    ),
  },
  'unrun-tests': {
    refused: refusedCode(
      'a.test.ts',
      `it.only('a', f)`,
      `it.skip('a', f)`,
      `describe.skip('a', f)`,
      `it.concurrent.only('a', f)`,
      `it.only.each([1])('a', f)`,
      `test.todo('a')`,
      `it('a', { skip: true }, f)`,
      `it.each([1])('a', { only: true }, f)`,
    ),
    passed: passedCode(
      'a.test.ts',
      `it.skipIf(!has)('a', f)`,
      `it.runIf(has)('a', f)`,
      `it('a', { skip: !has }, f)`,
      'list.skip(1)',
    ),
  },
  'lonely-interfaces': {
    refused: [
      ['one class', 'a.ts:1', { 'a.ts': `export interface A {}\nclass B implements A {}` }],
      [
        'a class, and another one of a test',
        'a.ts:2',
        {
          'a.ts': `\nexport interface A {}\nclass B implements A {}`,
          'a.test.ts': `class C implements A {}`,
        },
      ],
      ...refusedCode(
        'a.ts',
        'interface A {}; const a: A = f(); const b: A = f()',
        'interface A {}; const a: B = { x: 1 }; f({ x: 1 })',
      ),
    ],
    passed: [
      [
        'classes in two files',
        {
          'a.ts': `export interface A<T> {}\nclass B implements A<1> {}`,
          'c.ts': `class C extends B implements X, A<2> {}`,
        },
      ],
      [
        'classes in a test, of what is in a test',
        { 'a.test.ts': `interface A {}\nclass B implements A {}\nclass C implements A {}` },
      ],
      ...[
        'const c: A = { x: 1 }',
        'class C { readonly a: A = { x: 1 } }',
        'class C { readonly a: A; constructor() { this.a = { x: 1 } } }',
        'function c(): A { return { x: 1 } }',
        'const c = (): A => ({ x: 1 })',
        'f({ x: 1 } satisfies A)',
      ].flatMap(object => passedCode('a.ts', `interface A {}; class B implements A {}; ${object}`)),
      ...passedCode('a.ts', `declare module 'b' { interface A {} }`),
    ],
  },
  'dead-exports': {
    refused: refusedCode(
      'a.ts',
      'export function planted() {}',
      'export const planted = 1',
      'export class Planted {}',
      'export type Planted = 1',
      'export interface Planted {}',
    ),
    passed: [
      ...passedCode('a.ts', 'export const planted = 1; f(planted)', 'const planted = 1'),
      [
        'used in another file, under a name of its own, too',
        { 'a.ts': 'export const a = 1', 'b.ts': `import { a as b } from './a.ts'` },
      ],
    ],
  },
}

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

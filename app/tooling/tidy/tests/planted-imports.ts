/** What the rules about imports have to find, and what comes close and is right. */
import type { SidesByRule } from './planted.ts'
import { passedCode, refusedCode } from './planted.ts'

export const importsSides: SidesByRule = {
  'front-door': {
    refused: refusedCode(
      'foundation/a/a.ts',
      `import { x } from '#business/data/store/disk/x'`,
      `await import('#foundation/b/inner/x')`,
      `export { x } from '#business/data/x'`,
      `import { a } from '#business/data/b/testing/c'`,
    ),
    passed: [
      ...passedCode('business/core/a/a.test.ts', `import { a } from '#business/data/b/testing/c'`),
      ...passedCode(
        'app/services/a/main.ts',
        `import { a } from '#foundation/b/c'`,
        `import { a } from '#business/core/b/c'`,
        `import { a } from '#business/web/v1/mid/b'`,
        `import { a } from './handlers/v1/b.ts'`,
      ),
    ],
  },
  'ways-of-import': {
    refused: refusedCode(
      'business/core/a/tests/a.ts',
      `import { x } from '#business/core/a/b'`,
      `import type { X } from '../../b/b.ts'`,
      `import { x } from '../../../../foundation/b/b.ts'`,
    ),
    passed: passedCode(
      'business/core/a/tests/a.ts',
      `import { x } from '../b.ts'`,
      `import { x } from '#business/data/b/b'`,
      `new URL('../../../../app/services/b/main.ts', import.meta.url)`,
    ),
  },
}

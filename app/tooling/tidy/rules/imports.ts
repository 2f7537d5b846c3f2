/** Rules about imports that eslint.config.js does not know: through which door a package is entered. */
import type { File } from '../repository.ts'
import { packageOf } from '../repository.ts'
import { referencesOf, targetOf } from '../references.ts'
import type { Rule } from '../rule.ts'
import { eachFile } from '../rule.ts'

/** Folders inside a package that are entered from outside, too. */
const DOORS: Readonly<Record<string, string>> = {
  'business/web/v1/mid': 'one middleware a file, each of them chosen by the program',
}

const isPackaged = (file: File): boolean => file.isCode && packageOf(file.path) !== undefined

export const importRules: readonly Rule[] = [
  {
    name: 'front-door',
    claim: 'a package is entered through the files directly inside its folder',
    find: eachFile(isPackaged, function* (file) {
      for (const reference of referencesOf(file)) {
        const target = reference.specifier.startsWith('#') && targetOf(file, reference)
        if (!target) continue
        const folder = target.slice(0, target.lastIndexOf('/'))
        const home = packageOf(target) ?? ''
        const isForTests = file.isTest && folder === `${home}/testing`
        if (folder === home || folder in DOORS || isForTests) continue
        const advice = `${reference.specifier} is the inside of a package: import a file directly in ${packageOf(target) ?? 'one'}`
        yield { line: reference.line, advice }
      }
    }),
  },
  {
    name: 'ways-of-import',
    claim: 'imports inside a package are relative, those across packages are not',
    find: eachFile(isPackaged, function* (file) {
      const home = packageOf(file.path)
      for (const reference of referencesOf(file)) {
        const target = targetOf(file, reference)
        if (target === undefined || reference.kind === 'place') continue
        const isInside = packageOf(target) === home
        const { specifier, line } = reference
        if (specifier.startsWith('#') && isInside) {
          yield { line, advice: `${specifier} is in the same package: write ./ and the extension` }
        }
        if (specifier.startsWith('.') && !isInside) {
          const advice = `${specifier} is in another package: write #${target.replace(/\.ts$/, '')}`
          yield { line, advice }
        }
      }
    }),
  },
]

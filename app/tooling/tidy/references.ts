/** What a file of code refers to: other files of ours, modules of others, and whether that is still there at run time. */
import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import type { File } from './repository.ts'

export type Reference = {
  /** As it is written: `./wal.ts`, `#foundation/wal/wal`, `node:fs`, `zod`. */
  readonly specifier: string
  readonly line: number
  /** `type`: erased before it runs. `value`: loaded. `place`: only found, by `new URL` or `resolve`, as workers are. */
  readonly kind: 'type' | 'value' | 'place'
}

export function referencesOf(file: File): Reference[] {
  return file.nodes.flatMap(node => {
    const found = referenceOf(node)
    return found ? [{ ...found, line: file.lineOf(node) }] : []
  })
}

function referenceOf(node: ts.Node): Omit<Reference, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) {
    const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    return reference(node.moduleSpecifier, isType ? 'type' : 'value')
  }
  if (ts.isExportDeclaration(node)) {
    return reference(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value')
  }
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      return reference(node.arguments[0], 'value')
    }
    const isResolve =
      ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'resolve'
    return isResolve ? reference(node.arguments[0], 'place') : undefined
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [path, base] = node.arguments ?? []
    return base?.getText() === 'import.meta.url' ? reference(path, 'place') : undefined
  }
  return undefined
}

function reference(
  specifier: ts.Node | undefined,
  kind: Reference['kind'],
): Omit<Reference, 'line'> | undefined {
  return specifier && ts.isStringLiteralLike(specifier)
    ? { specifier: specifier.text, kind }
    : undefined
}

/** The path, from the root, of the file of ours that a reference names; undefined if it names a module. */
export function targetOf(file: File, { specifier, kind }: Reference): string | undefined {
  if (specifier.startsWith('#')) return `${specifier.slice(1)}.ts`
  // A URL needs no dot in front.
  const isPath = specifier.startsWith('.') || (kind === 'place' && specifier.endsWith('.ts'))
  return isPath ? join(dirname(file.path), specifier) : undefined
}

/** The name of the third-party module a reference names: `ajv` of `ajv/dist/2020.js`, `@nx/js` of `@nx/js/x`. */
export function moduleOf({ specifier }: Reference): string | undefined {
  return /^(?:@[\w.-]+\/)?[\w-][\w.-]*(?=\/|$)/.exec(specifier)?.[0]
}

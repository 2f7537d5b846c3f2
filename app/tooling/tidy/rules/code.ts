/** Rules about code: how a file begins, and what it exports. */
import ts from 'typescript'
import type { File } from '../repository.ts'
import type { Rule } from '../rule.ts'
import { eachFile } from '../rule.ts'

const isCode = (file: File): boolean => file.isCode
const isConfiguration = (file: File): boolean => /\.config\.[cm]?[jt]s$/.test(file.name)

/** Shorter ones say nothing of a contract. */
const CONTRACT_CHARACTERS_MIN = 10

export const codeRules: readonly Rule[] = [
  {
    name: 'contract-comment',
    claim: 'a source file starts with a comment that gives its contract',
    find: eachFile(
      file => file.isCode && !file.name.endsWith('.test.ts') && !isConfiguration(file),
      function* ({ text }) {
        const comment = /^(?:#!.*\n)?\/\*\*(.*?)\*\//s.exec(text)?.[1] ?? ''
        if (comment.replaceAll(/[\s*]+/g, ' ').trim().length < CONTRACT_CHARACTERS_MIN) {
          yield { line: 1, advice: 'start with /** what it is for, what it promises, what not */' }
        }
      },
    ),
  },
  {
    name: 'dead-exports',
    claim: 'what is exported is named somewhere else, too',
    find: deadExports,
  },
]

/** By name: one that is used somewhere hides another of the same name that is not. */
function* deadExports(files: readonly File[]): ReturnType<Rule['find']> {
  const exported = files
    .filter(isCode)
    .flatMap(file => file.code.statements.flatMap(exportedNames).map(node => ({ file, node })))
  const declarations = Map.groupBy(exported, ({ node }) => node.text)
  const mentions = Map.groupBy(
    files.filter(isCode).flatMap(file => file.nodes.filter(ts.isIdentifier)),
    node => node.text,
  )
  for (const { file, node } of exported) {
    if (mentions.get(node.text)?.length === declarations.get(node.text)?.length) {
      yield {
        path: file.path,
        line: file.lineOf(node),
        advice: `nothing uses ${node.text}: delete it`,
      }
    }
  }
}

/** The names a statement declares and exports. */
function exportedNames(statement: ts.Statement): ts.Identifier[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name).filter(ts.isIdentifier)
  }
  const hasName =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  return hasName && statement.name ? [statement.name] : []
}

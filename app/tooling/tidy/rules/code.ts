/** Rules about code, on its syntax tree: what a file may export, and what would switch off a check. */
import ts from 'typescript'
import type { File } from '../repository.ts'
import type { Rule } from '../rule.ts'
import { eachFile } from '../rule.ts'

const isCode = (file: File): boolean => file.isCode
const isConfiguration = (file: File): boolean => /\.config\.[cm]?[jt]s$/.test(file.name)

/** Shorter ones say nothing of a contract. */
const CONTRACT_CHARACTERS_MIN = 10

/** But for no-control-regex: whoever looks for control characters has to name them. */
const DIRECTIVE =
  /^(?:\/\/|\/\*+)[\s*]*(@ts-(?:ignore|expect-error|nocheck)|eslint-disable(?!-next-line no-control-regex\s*$)[a-z-]*|prettier-ignore|(?:v8|c8|istanbul) ignore)/

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
    name: 'export-all',
    claim: 'a module names each thing it exports',
    find: eachNode(isCode, node =>
      ts.isExportDeclaration(node) && !(node.exportClause && ts.isNamedExports(node.exportClause))
        ? 'export names, not *'
        : undefined,
    ),
  },
  {
    name: 'default-export',
    claim: 'nothing is exported without a name',
    find: eachNode(
      file => file.isCode && !isConfiguration(file),
      node => {
        const isDefault =
          ts.isExportAssignment(node) ||
          node.kind === ts.SyntaxKind.DefaultKeyword ||
          (ts.isExportSpecifier(node) && node.name.text === 'default')
        return isDefault ? 'export it by its name' : undefined
      },
    ),
  },
  {
    name: 'unchecked-types',
    claim: 'no type is talked away',
    find: eachNode(isCode, node => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any: parse or narrow it'
      if (!ts.isAsExpression(node)) return undefined
      if (node.type.kind === ts.SyntaxKind.NeverKeyword) return 'as never: give it its type'
      const inner = ts.isParenthesizedExpression(node.expression)
        ? node.expression.expression
        : node.expression
      return ts.isAsExpression(inner) && inner.type.kind === ts.SyntaxKind.UnknownKeyword
        ? 'as unknown as: parse or narrow it'
        : undefined
    }),
  },
  {
    name: 'switched-off-checks',
    claim: 'no check is switched off in a comment',
    find: eachFile(isCode, function* (file) {
      for (const { text, line } of file.comments) {
        const directive = DIRECTIVE.exec(text)?.[1]
        if (directive !== undefined) yield { line, advice: `${directive}: satisfy the check` }
      }
    }),
  },
  {
    name: 'unrun-tests',
    claim: 'every test runs, or says under which condition',
    find: eachNode(isCode, node => {
      if (ts.isPropertyAccessExpression(node) && isTestFunction(node.expression)) {
        const { text } = node.name
        if (['only', 'skip', 'todo', 'fails'].includes(text)) {
          return `.${text}: run it, delete it, or use .skipIf(condition)`
        }
      }
      if (
        ts.isPropertyAssignment(node) &&
        ['only', 'skip', 'todo', 'fails'].includes(node.name.getText()) &&
        node.initializer.kind === ts.SyntaxKind.TrueKeyword &&
        ts.isCallExpression(node.parent.parent) &&
        isTestFunction(node.parent.parent.expression)
      ) {
        return `${node.getText()}: run it, delete it, or use .skipIf(condition)`
      }
      return undefined
    }),
  },
  {
    name: 'lonely-interfaces',
    claim: 'an interface has at least two implementations, those in tests not counted',
    find: lonelyInterfaces,
  },
  {
    name: 'dead-exports',
    claim: 'what is exported is named somewhere else, too',
    find: deadExports,
  },
]

/** A rule that looks at one node of the syntax tree at a time; its advice, or undefined if there is nothing to say. */
function eachNode(
  applies: (file: File) => boolean,
  advise: (node: ts.Node) => string | undefined,
): Rule['find'] {
  return eachFile(applies, function* (file) {
    for (const node of file.nodes) {
      const advice = advise(node)
      if (advice !== undefined) yield { line: file.lineOf(node), advice }
    }
  })
}

/** `it`, `describe.concurrent`, `test.each(table)` ... */
function isTestFunction(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return ['it', 'test', 'describe', 'suite', 'bench'].includes(node.text)
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) {
    return isTestFunction(node.expression)
  }
  return false
}

const IMPLEMENTATIONS_MIN = 2

/** By name, which is enough as long as no two interfaces have the same. */
function* lonelyInterfaces(files: readonly File[]): ReturnType<Rule['find']> {
  const code = files.filter(isCode)
  const named = code.flatMap(file =>
    file.nodes.flatMap(implementedBy).map(name => ({ name, isTest: file.isTest })),
  )
  for (const file of code) {
    for (const node of file.nodes) {
      if (!ts.isInterfaceDeclaration(node) || isAugmentation(node)) continue
      const { text } = node.name
      const count = named.filter(
        ({ name, isTest }) => name === text && (file.isTest || !isTest),
      ).length
      if (count >= IMPLEMENTATIONS_MIN) continue
      const advice = `${text} has ${String(count)} of ${String(IMPLEMENTATIONS_MIN)} implementations: export the class, or make it a type`
      yield { path: file.path, line: file.lineOf(node), advice }
    }
  }
}

/** Inside `declare module` and `declare global` an interface adds to one of somebody else. */
function isAugmentation(node: ts.InterfaceDeclaration): boolean {
  return ts.isModuleBlock(node.parent)
}

/** The names a node says it implements: a class, or an object of that type. */
function implementedBy(node: ts.Node): string[] {
  if (ts.isClassLike(node)) {
    return (node.heritageClauses ?? [])
      .filter(clause => clause.token === ts.SyntaxKind.ImplementsKeyword)
      .flatMap(clause => clause.types.map(type => type.expression.getText()))
  }
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) {
    return isObject(node.initializer) ? nameOf(node.type) : []
  }
  if (ts.isBinaryExpression(node)) {
    return isObject(node.right) ? nameOf(fieldOf(node)?.type) : []
  }
  if (ts.isSatisfiesExpression(node)) {
    return isObject(node.expression) ? nameOf(node.type) : []
  }
  if (ts.isReturnStatement(node) && isObject(node.expression)) {
    const maker = ts.findAncestor(node, ts.isFunctionLike)
    return nameOf(maker?.type)
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
    return isObject(node.body) ? nameOf(node.type) : []
  }
  return []
}

/** The field that `this.field = value` assigns. */
function fieldOf({ left, operatorToken }: ts.BinaryExpression): ts.PropertyDeclaration | undefined {
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined
  if (!ts.isPropertyAccessExpression(left)) return undefined
  if (left.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined
  return ts
    .findAncestor(left, ts.isClassLike)
    ?.members.filter(ts.isPropertyDeclaration)
    .find(({ name }) => name.getText() === left.name.text)
}

function isObject(node: ts.Node | undefined): boolean {
  if (node && ts.isParenthesizedExpression(node)) return isObject(node.expression)
  return node !== undefined && ts.isObjectLiteralExpression(node)
}

function nameOf(type: ts.TypeNode | undefined): string[] {
  return type && ts.isTypeReferenceNode(type) ? [type.typeName.getText()] : []
}

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

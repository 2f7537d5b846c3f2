/** The files of the repository as the rules see them: texts that git has or would add, without what it ignores. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export class File {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
  #code: ts.SourceFile | undefined
  #nodes: readonly ts.Node[] | undefined

  constructor(path: string, text: string) {
    this.path = path
    this.text = text
  }

  /** Its last part. */
  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1)
  }

  get lines(): string[] {
    return this.text.replace(/\n$/, '').split('\n')
  }

  get isCode(): boolean {
    return /\.[cm]?[jt]s$/.test(this.name) && !this.name.endsWith('.gen.ts')
  }

  /** A test, or what only tests use. */
  get isTest(): boolean {
    return /\.test\.ts$|^test-/.test(this.name) || /\/test(?:s|ing)\//.test(this.path)
  }

  /** Parsed once, when asked for. */
  get code(): ts.SourceFile {
    return (this.#code ??= ts.createSourceFile(this.path, this.text, ts.ScriptTarget.ESNext, true))
  }

  /** All of its syntax, in the order of the text. */
  get nodes(): readonly ts.Node[] {
    return (this.#nodes ??= nodesOf(this.code))
  }

  /** From 1. */
  lineOf(node: ts.Node): number {
    return this.code.getLineAndCharacterOfPosition(node.getStart(this.code)).line + 1
  }
}

export class NoRepository extends Error {
  override readonly name = 'NoRepository'
  readonly code = 'TIDY_NO_REPOSITORY'
}

/** Throws `NoRepository` where git knows nothing, and where the root of what it knows is another directory. */
export function readRepository(root: string): File[] {
  return listed(root).flatMap(path => {
    const text = textOf(join(root, path))
    return text === undefined || text.includes('\0') ? [] : [new File(path, text)]
  })
}

/** Undefined if it is no file (any more): one that git has may be deleted, and other tests come and go meanwhile. */
function textOf(path: string): string | undefined {
  if (!fs.statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function listed(root: string): string[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })
    const paths = git(...list)
      .split('\0')
      .filter(path => path !== '')
    if (paths.length === 0) throw new Error('it has no files')
    if (git('rev-parse', '--show-prefix').trim() !== '') throw new Error('it is a part of one')
    return paths
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim() : String(cause)
    const wanted = `Cannot list the files of ${root}, a git working tree is wanted`
    throw new NoRepository(`${wanted}: ${reason}`, { cause })
  }
}

/** `foundation/wal`, `business/core/kv`, `app/services/sales-api`: a folder that holds code and a name for it. */
const PACKAGE = /^(?:foundation\/[^/]+|(?:business|app)\/[^/]+\/[^/]+)(?=\/)/

/** The package a file is in, if it is in one. */
export function packageOf(path: string): string | undefined {
  return PACKAGE.exec(path)?.[0]
}

function nodesOf(root: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return nodes
}

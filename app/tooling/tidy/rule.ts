/** What a rule of the repository's shape is, and how many exceptions it bears. */
import type { File } from './repository.ts'

export type Rule = {
  /** As it is shown and as exceptions name it. */
  readonly name: string
  /** What is true of a tidy repository. */
  readonly claim: string
  readonly find: (files: readonly File[]) => Iterable<Finding>
}

export type Finding = {
  /** Of a file or of a package. */
  readonly path: string
  /** From 1. */
  readonly line: number
  /** What was found, and what to do about it. */
  readonly advice: string
}

export type Violation = Finding & { readonly rule: string }

/** So many findings of one rule in one path, no more and no fewer, are right as they are. */
export type Exception = {
  readonly rule: string
  readonly path: string
  readonly count: number
  readonly reason: string
}

/** Where exceptions that are too many are to be corrected. */
const EXCEPTIONS_PATH = 'app/tooling/tidy/exceptions.ts'

/** What the rules find that no exception allows, and exceptions that allow more than is there. */
export function violations(
  files: readonly File[],
  rules: readonly Rule[],
  exceptions: readonly Exception[],
): Violation[] {
  return rules.flatMap(rule => {
    const excepted = exceptions.filter(exception => exception.rule === rule.name)
    const byPath = Map.groupBy(rule.find(files), finding => finding.path)
    const found = [...byPath].flatMap(([path, findings]) =>
      excepted.some(exception => exception.path === path && exception.count === findings.length)
        ? []
        : findings,
    )
    const stale = excepted
      .map(exception => ({ ...exception, found: byPath.get(exception.path)?.length ?? 0 }))
      .filter(exception => exception.found < exception.count)
      .map(({ path, count, found }) => ({
        path: EXCEPTIONS_PATH,
        line: 1,
        advice: `${path} may break it ${times(count)} and does ${times(found)}: correct the exception`,
      }))
    return [...found, ...stale].map(finding => ({ ...finding, rule: rule.name }))
  })
}

function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`
}

/** A rule that looks at one file at a time. */
export function eachFile(
  applies: (file: File) => boolean,
  find: (file: File) => Iterable<Omit<Finding, 'path'>>,
): Rule['find'] {
  return files =>
    files
      .filter(applies)
      .flatMap(file => [...find(file)].map(finding => ({ path: file.path, ...finding })))
}

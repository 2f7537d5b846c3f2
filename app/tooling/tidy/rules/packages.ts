/** Rules about packages and programs as a whole: what is checked, and that it is. */
import { dirname } from 'node:path/posix'
import type { File } from '../repository.ts'
import { packageOf } from '../repository.ts'
import type { Rule } from '../rule.ts'

/** What `make test` runs for every project. */
const TARGETS = ['lint', 'typecheck', 'test']

/** As `dirname` says it; its configuration files are in no project. */
const ROOT = '.'

/** Beside each other: more of them need rooms, which are folders inside the package. */
const FILES_MAX = 8

export const packageRules: readonly Rule[] = [
  {
    name: 'package-size',
    claim: `a folder of a package has at most ${String(FILES_MAX)} files of production code`,
    find: files => {
      const production = files.filter(
        file => file.isCode && !file.isTest && packageOf(file.path) !== undefined,
      )
      return [...Map.groupBy(production, file => dirname(file.path))]
        .filter(([, members]) => members.length > FILES_MAX)
        .map(([path, { length }]) => ({
          path,
          line: 1,
          advice: `${String(length)} files of production code beside each other: give them rooms`,
        }))
    },
  },
  {
    name: 'tested-packages',
    claim: 'a package has tests',
    find: files => {
      const packages = Map.groupBy(
        files.filter(file => file.isCode),
        file => packageOf(file.path),
      )
      return [...packages].flatMap(([path, members]) =>
        path === undefined || members.some(file => file.name.endsWith('.test.ts'))
          ? []
          : [{ path, line: 1, advice: 'no test: add one, or say in exceptions.ts what tests it' }],
      )
    },
  },
  {
    name: 'checked-projects',
    claim: 'all code belongs to a project that is linted, type-checked and tested',
    find: files => {
      const byPath = new Map(files.map(file => [file.path, file]))
      const folders = new Set(files.filter(file => file.isCode).map(file => dirname(file.path)))
      folders.delete(ROOT)
      const projects = new Set([...folders].map(folder => projectOf(folder, byPath) ?? folder))
      return [...projects].flatMap(path => {
        const project = byPath.get(`${path}/project.json`)
        if (!project) return [{ path, line: 1, advice: 'code in no project: add a project.json' }]
        return [
          ...missingTargets(project).map(target => `no target ${target}: nx does not run it`),
          ...(byPath.has(`${path}/tsconfig.json`) ? [] : ['no tsconfig.json beside it']),
        ].map(advice => ({ path: project.path, line: 1, advice }))
      })
    },
  },
]

/** The nearest folder upwards that nx takes for a project. */
function projectOf(folder: string, byPath: ReadonlyMap<string, File>): string | undefined {
  if (folder === ROOT) return undefined
  return byPath.has(`${folder}/project.json`) ? folder : projectOf(dirname(folder), byPath)
}

function missingTargets(project: File): string[] {
  const { targets } = JSON.parse(project.text) as { readonly targets: object }
  return TARGETS.filter(target => !(target in targets))
}

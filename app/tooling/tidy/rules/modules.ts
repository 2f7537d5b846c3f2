/** Rules about the modules of others: each is declared, exact, used, and installed wherever a service needs it. */
import type { File } from '../repository.ts'
import type { Reference } from '../references.ts'
import { moduleOf, referencesOf, targetOf } from '../references.ts'
import type { Finding, Rule } from '../rule.ts'
import { eachFile } from '../rule.ts'

/** What no file imports and no command starts. */
export const USED_BY_OTHERS: Readonly<Record<string, string>> = {
  '@nx/js': 'nx follows the imports between projects only where it is installed',
  'eslint-import-resolver-typescript': 'named by import/resolver in eslint.config.js',
}

/** The programs that are installed without devDependencies. */
const SHIPPED_MAIN = /^app\/(?:services\/[^/]+|tooling\/admin)\/main\.ts$/

/** Where commands are written that start a program of a module. */
const COMMANDS =
  /(?:^|\/)(?:Makefile|makefile[^/]*|nx\.json|project\.json)$|\.sh$|^\.ci\/|dockerfile/

const EXACT_VERSION = /^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/

export const moduleRules: readonly Rule[] = [
  {
    name: 'declared-modules',
    claim: 'what is imported is in package.json',
    find: files => {
      const { all } = declared(files)
      return eachFile(
        file => file.isCode,
        function* (file) {
          for (const reference of referencesOf(file)) {
            const name = reference.kind === 'place' ? undefined : moduleOf(reference)
            if (name !== undefined && !all.has(name)) {
              yield {
                line: reference.line,
                advice: `${name} is not in package.json: npm install it`,
              }
            }
          }
        },
      )(files)
    },
  },
  {
    name: 'shipped-modules',
    claim: 'what a service loads is in dependencies, not in devDependencies',
    find: files => {
      const { dependencies, all } = declared(files)
      return loadedByServices(files).flatMap(({ file, reference }) => {
        const name = moduleOf(reference)
        if (name === undefined || dependencies.has(name) || !all.has(name)) return []
        const advice = `${name} is loaded by a service: move it to dependencies`
        return [{ path: file.path, line: reference.line, advice }]
      })
    },
  },
  { name: 'used-modules', claim: 'everything in package.json is used', find: unused },
  {
    name: 'exact-versions',
    claim: 'package.json says exactly which versions',
    find: files =>
      manifests(files).flatMap(file =>
        ['dependencies', 'devDependencies', 'overrides'].flatMap(section =>
          versionsOf(manifest(file)[section])
            .filter(([, version]) => !EXACT_VERSION.test(version) && !version.startsWith('$'))
            .map(([name, version]) => ({
              path: file.path,
              line: lineOf(file, name),
              advice: `${name} ${version}: pin one version, like 1.2.3`,
            })),
        ),
      ),
  },
  {
    name: 'lock-without-hosts',
    claim: 'the lock file does not say where packages were downloaded',
    find: eachFile(
      file => file.path === 'package-lock.json',
      function* ({ lines }) {
        const first = lines.findIndex(line => /^\s*"resolved":/.test(line))
        if (first !== -1) {
          const advice = 'resolved: npm install with omit-lockfile-registry-resolved=true in .npmrc'
          yield { line: first + 1, advice }
        }
      },
    ),
  },
]

/** References that are there at run time, of every file that a shipped program reaches. */
function loadedByServices(files: readonly File[]): { file: File; reference: Reference }[] {
  const byPath = new Map(files.map(file => [file.path, file]))
  const reached = new Set(files.filter(file => SHIPPED_MAIN.test(file.path)))
  const loaded: { file: File; reference: Reference }[] = []
  // A set that grows is iterated to its new end.
  for (const file of reached) {
    for (const reference of referencesOf(file)) {
      if (reference.kind === 'type') continue
      loaded.push({ file, reference })
      const target = byPath.get(targetOf(file, reference) ?? '')
      if (target?.isCode) reached.add(target)
    }
  }
  return loaded
}

function unused(files: readonly File[]): Finding[] {
  const file = files.find(({ path }) => path === 'package.json')
  if (!file) return []
  const { all } = declared(files)
  const imported = new Set(
    files.filter(({ isCode }) => isCode).flatMap(code => referencesOf(code).map(moduleOf)),
  )
  const commands = files
    .filter(({ path }) => COMMANDS.test(path))
    .map(({ text }) => text)
    .join('\n')
  const isUsed = (name: string): boolean =>
    imported.has(name) ||
    (name.startsWith('@types/') && isUsedTypes(name, imported)) ||
    commandsOf(files, name).some(command =>
      new RegExp(`(?<![\\w/-])${command}(?![\\w/-])`).test(commands),
    )
  return [
    ...[...all]
      .filter(name => !isUsed(name) && !(name in USED_BY_OTHERS))
      .map(name => [name, 'nothing uses it: remove it']),
    ...Object.keys(USED_BY_OTHERS)
      .filter(name => !all.has(name) || isUsed(name))
      .map(name => [name, 'gone, or used like all others: remove it from USED_BY_OTHERS']),
  ].map(([name = '', advice = '']) => ({
    path: file.path,
    line: lineOf(file, name),
    advice: `${name}: ${advice}`,
  }))
}

function isUsedTypes(name: string, imported: ReadonlySet<string | undefined>): boolean {
  const typed = name.slice('@types/'.length)
  return typed === 'node' || imported.has(typed)
}

type Manifest = Readonly<Record<string, unknown>>

function manifests(files: readonly File[]): File[] {
  return files.filter(({ name }) => name === 'package.json')
}

function manifest(file: File): Manifest {
  return JSON.parse(file.text) as Manifest
}

function declared(files: readonly File[]): {
  dependencies: ReadonlySet<string>
  all: ReadonlySet<string>
} {
  const root = files.find(({ path }) => path === 'package.json')
  const names = (section: string): string[] =>
    root ? versionsOf(manifest(root)[section]).map(([name]) => name) : []
  const dependencies = new Set(names('dependencies'))
  return { dependencies, all: new Set([...dependencies, ...names('devDependencies')]) }
}

/** Names with versions, however deep, as overrides have them. */
function versionsOf(section: unknown): [string, string][] {
  if (typeof section !== 'object' || section === null) return []
  return Object.entries(section).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' ? [[name, value] satisfies [string, string]] : versionsOf(value),
  )
}

/** The commands a module installs, from the lock file. */
function commandsOf(files: readonly File[], name: string): string[] {
  const lock = files.find(({ path }) => path === 'package-lock.json')
  if (!lock) return []
  const { packages } = JSON.parse(lock.text) as {
    readonly packages: Readonly<Record<string, { readonly bin?: Readonly<Record<string, string>> }>>
  }
  return Object.keys(packages[`node_modules/${name}`]?.bin ?? {})
}

/** Of the entry of that name in a manifest. */
function lineOf(file: File, name: string): number {
  return Math.max(1, file.lines.findIndex(line => line.includes(`"${name}":`)) + 1)
}

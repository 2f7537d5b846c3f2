/** The house rules that eslint, knip and prettier do not know, over the files of the repository. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { basename, dirname, join } from 'node:path/posix'

export type File = {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
}

export type Finding = {
  /** Of a file or of a folder. */
  readonly path: string
  /** From 1. */
  readonly line: number
  /** What was found, and what to do about it. */
  readonly advice: string
}

/** The files that git has or would add, without pictures and the like. Throws if there are none. */
export function readFiles(root: string): File[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const paths = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0')
  const files = paths
    // A file that git has may be deleted, and other tests make files and remove them.
    .filter(path => fs.statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
    .map(path => ({ path, text: fs.readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))
  if (files.length === 0) throw new Error(`git has no files in ${root}`)
  return files
}

export function untidy(files: readonly File[]): Finding[] {
  return [...files.flatMap(untidyFile), ...untidyPackages(files), ...untidyProjects(files)]
}

const EMPTY_NAME =
  /(?:^|\/)(?:(?:utils?|helpers?|common|misc|types?|models|shared|lib)|[^/]*[-_](?:utils?|helpers?))(?=[./]|$)|(?:^|\/)index\.[cm]?[jt]s$/i

/** What no line of a file may have. */
const FORBIDDEN: readonly { files: RegExp; text: RegExp; advice: string }[] = [
  {
    files: /(?<!-lock\.json)$/,
    text: /(?<![\w.-])\/(?:work|home|Users)\//,
    advice: 'a path of one machine: take it as an argument',
  },
  {
    files: /^(?!.*(?:\.test\.ts$|\/tests?(?:ing)?\/|\/test-|-lock\.json$))/,
    text: /(?<![\w.-])\/tmp\//,
    advice: 'a path of one machine: take it from os.tmpdir()',
  },
  {
    // Kubernetes' own images come from one of a name of its own.
    files: /^/,
    text: /\b(?!registry\.k8s\.io\b)(?:registry|npm|mirror|proxy)(?:\.[a-z0-9-]+)+\.(?:org|com|net|io|dev|internal|local|lan|cloud|corp)\b|\bnpmjs\.(?:org|com)\b/,
    advice: 'the host of a registry: leave it to the configuration of npm',
  },
  {
    files: /^package-lock\.json$/,
    text: /^\s*"resolved":/,
    advice: 'the origin of a package: install with the .npmrc of this repository',
  },
  {
    files: /^package\.json$/,
    text: /^ {4,}"(?!node": ">)[^"]+": "(?:npm:[^"]*@)?[\^~*<>=]/,
    advice: 'a range: pin one version, like 1.2.3',
  },
]

function untidyFile({ path, text }: File): Finding[] {
  const found: Finding[] = []
  if (EMPTY_NAME.test(path)) {
    found.push({ path, line: 1, advice: 'the name says nothing: name what it provides' })
  }
  if (isCode(path) && !/\.(?:test|config)\.[jt]s$/.test(path) && !hasContract(text)) {
    found.push({
      path,
      line: 1,
      advice: 'start with /** what it is for, what it promises, what not */',
    })
  }
  const forbidden = FORBIDDEN.filter(({ files }) => files.test(path))
  for (const [index, line] of text.split('\n').entries()) {
    for (const { advice } of forbidden.filter(rule => rule.text.test(line))) {
      found.push({ path, line: index + 1, advice })
    }
  }
  return found
}

/** Whether it starts with a comment of ten characters or more. */
function hasContract(text: string): boolean {
  return /^(?:#!.*\n)?\/\*\*[\s*]+(?:[^*]|\*(?!\/)){10}/.test(text)
}

/** Production code in one folder of a package. */
const FILES_MAX = 8

function untidyPackages(files: readonly File[]): Finding[] {
  const production = files
    .map(({ path }) => path)
    .filter(path => /^(?:app|business|foundation)\//.test(path) && isCode(path))
    .filter(path => !/\.test\.ts$|\/tests?(?:ing)?\/|\/test-[^/]*$/.test(path))
  return [...Map.groupBy(production, dirname)].flatMap(([path, members]) => {
    if (members.length <= FILES_MAX) return []
    const advice = `${String(members.length)} files of production code beside each other: give them rooms`
    return [{ path, line: 1, advice }]
  })
}

/** Code that no project of nx has, and projects that miss something that `make test` runs. */
function untidyProjects(files: readonly File[]): Finding[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const projectOf = (folder: string): string =>
    folder === '.' || texts.has(`${folder}/project.json`) ? folder : projectOf(dirname(folder))
  const folders = files
    .map(({ path }) => dirname(path))
    .filter((folder, at) => folder !== '.' && isCode(files[at]?.path ?? ''))
  return [...new Set(folders.map(projectOf))].flatMap(path => {
    if (path === '.') return [{ path, line: 1, advice: 'code in no project: add a project.json' }]
    const project = texts.get(`${path}/project.json`) ?? ''
    const missing = project.includes('"test": {') ? [] : ['tests']
    if (!texts.has(`${path}/tsconfig.json`)) missing.push('tsconfig.json')
    return missing.map(name => ({ path: `${path}/project.json`, line: 1, advice: `no ${name}` }))
  })
}

function isCode(path: string): boolean {
  return /(?<!\.gen)\.[cm]?[jt]s$/.test(basename(path))
}

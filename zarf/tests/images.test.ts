/** What goes into the images, from their dockerfiles alone; `make test-images` builds and runs them. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SettingTable } from '#foundation/conf/conf'
import { configure } from '#foundation/conf/conf'
import * as metrics from '#app/services/metrics/config'
import * as payment from '#app/services/payment-api/config'
import * as profile from '#app/services/profile-api/config'
import * as sales from '#app/services/sales-api/config'
import { ROOT } from './rendered.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

const services = ['sales-api', 'metrics', 'profile-api', 'payment-api'] as const

/** What is started in each image. */
const programs = {
  'sales-api': ['app/services/sales-api/main.ts', 'app/tooling/admin/main.ts'],
  metrics: ['app/services/metrics/main.ts'],
  'profile-api': ['app/services/profile-api/main.ts'],
  'payment-api': ['app/services/payment-api/main.ts'],
}

/** Ports that a program listens on where nothing is set. */
const ports = {
  'sales-api': portsOf(sales.program, sales.settings),
  metrics: portsOf(metrics.program, metrics.settings),
  'profile-api': portsOf(profile.program, profile.settings),
  'payment-api': portsOf(payment.program, payment.settings),
}

function portsOf(program: typeof sales.program, settings: SettingTable): string[] {
  const configured = configure({ ...program, version: '' }, settings, [], {})
  const found = JSON.stringify(configured).matchAll(/"host":"[^"]*","port":(\d+)/g)
  return [...found].map(([, port = '']) => port).toSorted()
}

type PackageJson = {
  readonly description: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
}
const packages = JSON.parse(read('package.json')) as PackageJson

/** Lines of instructions, with continued lines joined. */
function instructions(service: string): string[] {
  return read(`zarf/docker/dockerfile.${service}`)
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line !== '')
}

/** Paths of the context that are copied, without those from other stages. */
function copied(service: string): string[] {
  return instructions(service)
    .filter(line => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap(line => line.split(' ').slice(1, -1))
}

/** Whether .dockerignore leaves this file in the context: the last rule that matches decides. */
function isInContext(path: string): boolean {
  let isIn = true
  for (const line of read('.dockerignore').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const matches = asPattern(line.replace(/^!/, ''))
    const parents = path.split('/').map((_part, at, parts) => parts.slice(0, at + 1).join('/'))
    if (parents.some(parent => matches.test(parent))) isIn = line.startsWith('!')
  }
  return isIn
}

/** As Docker reads it: `*` is anything in a name, a leading dot included; `**` is any number of folders. */
function asPattern(glob: string): RegExp {
  const meanings = new Map([
    ['**/', '(?:.*/)?'],
    ['*', '[^/]*'],
    ['.', String.raw`\.`],
  ])
  const source = glob.replaceAll(/\*\*\/|[*.]/g, part => meanings.get(part) ?? part)
  return new RegExp(`^${source}$`)
}

const aliases = /^#((?:app|business|foundation)\/.*)$/

/** Files of ours these programs start from or may load later, and the packages they import; types are erased. */
function closure(entries: readonly string[]): {
  readonly files: Set<string>
  readonly packages: Set<string>
} {
  const files = new Set<string>()
  const bare = new Set<string>()
  const visit = (path: string): void => {
    if (files.has(path)) return
    files.add(path)
    if (!path.endsWith('.ts')) return
    const source = read(path).replaceAll(/^import type .*$|^import type \{[^}]*\} from .*$/gm, '')
    const specifiers = [
      ...source.matchAll(/\bfrom '([^']+)'/g),
      ...source.matchAll(/\bimport\('([^']+)'\)/g),
      ...source.matchAll(/\bimport '([^']+)'/g),
      ...source.matchAll(/new URL\('(\.[^']*\.(?:ts|json))', import\.meta\.url\)/g),
    ].map(([, specifier = '']) => specifier)
    for (const specifier of specifiers) {
      const alias = aliases.exec(specifier)?.[1]
      if (alias !== undefined) visit(`${alias}.ts`)
      else if (specifier.startsWith('.')) visit(normalize(join(dirname(path), specifier)))
      else if (!specifier.startsWith('node:')) {
        const [scope = '', name = ''] = specifier.split('/')
        bare.add(scope.startsWith('@') ? `${scope}/${name}` : scope)
      }
    }
  }
  for (const entry of entries) visit(entry)
  return { files, packages: bare }
}

describe.each(services)('the image of %s', service => {
  const lines = instructions(service)
  const last = (name: string): string => lines.findLast(line => line.startsWith(`${name} `)) ?? ''
  const { files, packages: imported } = closure(programs[service])

  it('copies only what exists', () => {
    expect(copied(service).filter(path => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('has every file its program may load', () => {
    expect(files.size).toBeGreaterThan(10)
    const places = copied(service)
    const missing = [...files].filter(
      path =>
        !isInContext(path) || !places.some(place => path === place || path.startsWith(`${place}/`)),
    )
    expect(missing).toEqual([])
  })

  it('has every package its program may load', () => {
    const missing = [...imported].filter(name => !(name in packages.dependencies))
    expect(missing).toEqual([])
  })

  it('starts node itself, as a user that is not root', () => {
    expect(last('ENTRYPOINT')).toBe(`ENTRYPOINT ["node", "app/services/${service}/main.ts"]`)
    expect(last('USER')).toBe('USER 1000:1000')
    expect(last('STOPSIGNAL')).toBe('STOPSIGNAL SIGTERM')
  })

  it('exposes the ports its program listens on', () => {
    expect(last('EXPOSE').split(' ').slice(1).toSorted()).toEqual(ports[service])
  })

  it('is made from the Node the project is pinned to', () => {
    const major = /ARG NODE_IMAGE=node:(\d+)-/.exec(lines.join('\n'))?.[1]
    expect(packages.engines.node).toContain(`>=${String(major)}.`)
    expect(read('Makefile')).toContain(last('ARG NODE_IMAGE=').slice('ARG NODE_IMAGE='.length))
  })

  it('says last what differs from build to build, so that everything before stays cached', () => {
    const first = lines.findIndex(line => line.startsWith('ARG BUILD_REF'))
    const after = lines.slice(first).map(line => line.split(' ')[0])
    expect(new Set(after)).toEqual(new Set(['ARG', 'ENV', 'LABEL']))
  })
})

it('sales-api is described alike by its image, its package and its program', () => {
  const [, label] = /image\.description="(.*)"/.exec(read('zarf/docker/dockerfile.sales-api')) ?? []
  expect([`${String(label)}.`, `${packages.description}.`]).toEqual([
    sales.program.description,
    sales.program.description,
  ])
})

it('all images share the layer of dependencies', () => {
  const [first, ...others] = services.map(service => {
    const lines = instructions(service)
    const second = lines.findLastIndex(line => line.startsWith('FROM '))
    return lines.slice(0, second + 3)
  })
  expect(first?.join('\n')).toContain('npm ci --omit=dev')
  for (const other of others) expect(other).toEqual(first)
})

it('no credential, no data, no test and no tool but admin gets into a build', () => {
  const planted = [
    '.env',
    'app/services/sales-api/.env.local',
    '.git/config',
    'data/log/1',
    'node_modules/zod/index.js',
    'foundation/wal/wal.test.ts',
    'foundation/program/memory-group.ts',
    'app/services/sales-api/tests/service.ts',
    'app/tooling/bench/main.ts',
    'app/tooling/admin/test-process.ts',
    'zarf/docker/dockerfile.metrics',
    'Makefile',
  ]
  expect(planted.filter(path => isInContext(path))).toEqual([])
  const all = globSync(['*', 'app/services/*/*', 'foundation/*/*', 'business/**/*.ts'], {
    cwd: ROOT,
  })
  expect(all.filter(path => path.endsWith('.test.ts') && isInContext(path))).toEqual([])
  expect(isInContext('package-lock.json')).toBe(true)
})

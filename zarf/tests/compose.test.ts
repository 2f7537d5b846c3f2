/** The compose file against the programs, and against the development overlay it is the counterpart of. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configure, duration, namedSettings } from '#foundation/conf/conf'
import * as metrics from '#app/services/metrics/config'
import * as payment from '#app/services/payment-api/config'
import * as profile from '#app/services/profile-api/config'
import * as sales from '#app/services/sales-api/config'
import { databaseUrls } from '#business/data/database/settings'
import { canRender, Pod, quantity, render, ROOT } from './rendered.ts'

const CLOSE_MS = 10_000

type Service = {
  readonly image: string
  readonly build: { readonly context: string; readonly dockerfile: string }
  readonly user: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly security_opt: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly ports: readonly string[]
  readonly volumes?: readonly string[]
  readonly stop_grace_period: string
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly deploy: { readonly resources: { readonly limits: { cpus: string; memory: string } } }
}

const file = join(ROOT, 'zarf/compose/compose.yaml')
/** Where nothing is set. */
const withoutTraces = readFileSync(file, 'utf8').replaceAll('${TELEMETRY_ENDPOINT:-}', '')
const { services } = parse(withoutTraces, { merge: true }) as {
  readonly services: Readonly<Record<'sales-api' | 'metrics', Service>>
}

const pod = canRender ? new Pod(render('dev/sales')) : undefined

/** Megabytes are 2^20 bytes to compose. */
const bytes = (text: string): number => quantity(text.replace(/M$/, 'Mi'))

function salesConfig() {
  const { environment } = services['sales-api']
  const configured = configure({ ...sales.program, version: '' }, sales.settings, [], environment)
  if (configured.kind === 'print') throw new Error(configured.text)
  return configured.config
}

function metricsConfig() {
  const { environment } = services.metrics
  const configured = configure(
    { ...metrics.program, version: '' },
    metrics.settings,
    [],
    environment,
  )
  if (configured.kind === 'print') throw new Error(configured.text)
  return configured.config
}

describe.each(['sales-api', 'metrics'] as const)('the service %s', name => {
  const service = services[name]

  it('is built from the dockerfile of that name', () => {
    const { context, dockerfile } = service.build
    expect(join(file, '..', context)).toBe(ROOT.replace(/\/$/, ''))
    expect(dockerfile).toBe(`zarf/docker/dockerfile.${name}`)
    expect(existsSync(join(ROOT, dockerfile))).toBe(true)
    expect(service.image).toBe(`localhost/sales/${name}:\${BUILD_REF:-develop}`)
  })

  it('can do nothing but its work', () => {
    expect(service).toMatchObject({
      user: '1000:1000',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })

  it('gets variables its program knows', () => {
    const known =
      name === 'metrics'
        ? namedSettings(metrics.program, metrics.settings)
        : namedSettings(sales.program, sales.settings)
    const unknown = Object.keys(service.environment).filter(
      variable => !known.some(({ env }) => env === variable),
    )
    expect(unknown).toEqual([])
  })

  it('is open to this machine only, port for port', () => {
    for (const mapping of service.ports) expect(mapping).toMatch(/^127\.0\.0\.1:(\d+):\1$/)
  })

  it.skipIf(!canRender)('has the limits of the development overlay', () => {
    const { limits = {} } = pod?.container(name).resources ?? {}
    const { cpus, memory } = service.deploy.resources.limits
    expect(Number(cpus)).toBe(quantity(limits.cpu ?? 0))
    expect(bytes(memory)).toBe(quantity(limits.memory ?? 0))
  })
})

const portsOf = ({ ports }: Service): number[] => ports.map(text => Number(text.split(':')[2]))

it('publishes the ports the programs listen on', () => {
  const { web, resp } = salesConfig()
  const ports = [web.apiHost.port, web.debugHost.port, resp.host?.port]
  expect(portsOf(services['sales-api'])).toEqual(ports)
  const { web: own, expvar, prometheus } = metricsConfig()
  expect(portsOf(services.metrics)).toEqual([
    expvar.host.port,
    prometheus.host.port,
    own.debugHost.port,
  ])
})

it('tells the process the limits it has', () => {
  const { cpu, memory } = salesConfig()
  const { limits } = services['sales-api'].deploy.resources
  expect(cpu.limit).toBe(Math.ceil(Number(limits.cpus)))
  expect(memory.limit).toBe(bytes(limits.memory))
})

it('gives the processes more time to end than they take at most', () => {
  const grace = ({ stop_grace_period: text }: Service): number => duration.parse(text)
  const { web } = salesConfig()
  expect(grace(services['sales-api'])).toBeGreaterThanOrEqual(
    web.drainDelay + 2 * web.shutdownTimeout + CLOSE_MS,
  )
  const { web: own } = metricsConfig()
  expect(grace(services.metrics)).toBeGreaterThan(own.drainDelay + own.shutdownTimeout)
})

it('keeps the store on a volume', () => {
  expect(services['sales-api'].volumes).toEqual(['data:/data'])
  expect(salesConfig().store.dir).toMatch(/^\/data\//)
})

it('asks readiness whether the store is healthy', () => {
  const { web } = salesConfig()
  const test = services['sales-api'].healthcheck?.test.join(' ')
  expect(test).toContain(`http://localhost:${String(web.apiHost.port)}/v1/readiness`)
})

it('lets metrics collect from the debug port of the service', () => {
  const { collect } = metricsConfig()
  const { hostname, port } = new URL(collect.from)
  expect([hostname, Number(port)]).toEqual(['sales-api', salesConfig().web.debugHost.port])
})

describe('services on PostgreSQL', () => {
  type OnPostgres = Omit<Service, 'deploy'> & {
    readonly command?: readonly string[]
    readonly secrets: readonly string[]
    readonly depends_on: Readonly<Record<string, { readonly condition: string }>>
  }
  const text = readFileSync(join(ROOT, 'zarf/compose/postgres.yaml'), 'utf8')
  // As compose reads it where nothing is set.
  const unset = text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')
  const { services, secrets } = parse(unset, { merge: true }) as {
    readonly services: Readonly<Record<string, OnPostgres>>
    readonly secrets: Readonly<Record<string, { readonly file: string }>>
  }
  const read = (secret: string): string =>
    join(ROOT, 'zarf/compose', secrets[secret]?.file ?? 'missing')
  const configs = {
    profile: (environment: Readonly<Record<string, string>>) =>
      configure({ ...profile.program, version: '' }, profile.settings, [], environment),
    payment: (environment: Readonly<Record<string, string>>) =>
      configure({ ...payment.program, version: '' }, payment.settings, [], environment),
  }

  describe.each(['profile', 'payment'] as const)('%s-api', name => {
    const service = services[`${name}-api`]
    const environment = service?.environment ?? {}
    const configured = configs[name](environment)

    it('is built, may do and is asked like the others', () => {
      expect(service).toMatchObject({
        user: '1000:1000',
        read_only: true,
        cap_drop: ['ALL'],
        image: `localhost/sales/${name}-api:develop`,
        build: { dockerfile: `zarf/docker/dockerfile.${name}-api` },
      })
      expect(configured.kind).toBe('run')
      if (configured.kind === 'print') return
      const { apiHost, debugHost } = configured.config.web
      const ports = [apiHost.port, debugHost.port].map(String)
      expect(service?.ports).toEqual(ports.map(port => `127.0.0.1:${port}:${port}`))
      expect(service?.healthcheck?.test.join(' ')).toContain(`:${String(ports[0])}/v1/readiness`)
    })

    it('starts after its migrations, which have its settings', () => {
      const migration = services[`${name}-migrate`]
      expect(service?.depends_on[`${name}-migrate`]?.condition).toBe(
        'service_completed_successfully',
      )
      expect(migration).toMatchObject({ restart: 'no', command: ['migrate', 'up'] })
      expect(migration?.environment).toEqual(service?.environment)
      expect(migration?.image).toBe(service?.image)
    })

    it('writes to PostgreSQL and reads from its replica, by URLs in files', () => {
      const files = {
        writerUrl: [],
        readerUrls: [],
        writerUrlFile: read(`${name}-writer-url`),
        readerUrlsFile: read(`${name}-reader-urls`),
      }
      const { writer = '', readers } = databaseUrls(files)
      const hosts = [writer, ...readers].map(url => new URL(url))
      expect(hosts.map(({ hostname }) => hostname)).toEqual(['postgres', 'replica'])
      for (const { username, pathname } of hosts)
        expect([username, pathname]).toEqual([name, `/${name}`])
      expect(service?.secrets).toEqual([`${name}-writer-url`, `${name}-reader-urls`])
      expect(environment).toMatchObject({
        [`${name.toUpperCase()}_DB_WRITER_URL_FILE`]: `/run/secrets/${name}-writer-url`,
        [`${name.toUpperCase()}_DB_READER_URLS_FILE`]: `/run/secrets/${name}-reader-urls`,
      })
    })
  })

  it('have what may be set in an example', () => {
    const example = readFileSync(join(ROOT, 'zarf/compose/.env.example'), 'utf8')
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name)
    const used = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name = '']) => name)
    expect(named.toSorted()).toEqual(
      [...new Set(used)].filter(name => !name.startsWith('BUILD_')).toSorted(),
    )
  })
})

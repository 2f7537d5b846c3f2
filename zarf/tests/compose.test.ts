/** The compose file against the programs, and against the development overlay it is the counterpart of. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configure, duration, namedSettings } from '#foundation/conf/conf'
import * as metrics from '#app/services/metrics/config'
import * as sales from '#app/services/sales-api/config'
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
const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
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

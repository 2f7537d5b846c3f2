/** The stack of compose: its parts against each other, and against the services that it looks at. No part of it is started. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { DATASOURCES } from '../observe/panels.ts'
import { ROOT } from './rendered.ts'

const COMPOSE = join(ROOT, 'zarf/compose')
const OBSERVE = join(ROOT, 'zarf/observe')

const limits = z.strictObject({ cpus: z.string(), memory: z.string() })
const part = z.strictObject({
  image: z.string().regex(/:v?\d+\.\d+\.\d+$/),
  user: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:(\d+):\1$/)).default([]),
  tmpfs: z.array(z.string()).optional(),
  network_mode: z.literal('none').optional(),
  restart: z.enum(['unless-stopped', 'no']),
  read_only: z.literal(true),
  cap_drop: z.array(z.literal('ALL')).optional(),
  security_opt: z.array(z.literal('no-new-privileges:true')).optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.literal('service_completed_successfully') }))
    .optional(),
  deploy: z.strictObject({ resources: z.strictObject({ limits }) }),
})
const file = z.looseObject({
  services: z.record(z.string(), part),
  volumes: z.record(z.string(), z.null()),
})

const read = (path: string): string => readFileSync(path, 'utf8')
const yaml = (text: string): unknown => parse(text, { merge: true })

const { services, volumes } = file.parse(yaml(read(join(COMPOSE, 'observe.yaml'))))
const configs = [
  ...['vmagent.yaml', 'collector.yaml', 'alertmanager.yaml', 'fluent-bit.yaml'],
  ...['grafana/datasources.yaml', 'grafana/dashboards.yaml'],
].map(path => join(OBSERVE, path))
const portsOf = (ports: readonly string[]): number[] =>
  ports.map(text => Number(text.split(':')[2]))

describe.each(Object.entries(services))('part %s', (name, service) => {
  it('can do nothing but its work', () => {
    if (name === 'observe-volumes') return
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.security_opt).toHaveLength(1)
  })

  it('mounts files that exist, and volumes that are declared', () => {
    for (const mount of service.volumes ?? []) {
      const [from = '', , mode] = mount.split(':')
      if (from.startsWith('.')) {
        expect([from, existsSync(join(COMPOSE, from)), mode]).toEqual([from, true, 'ro'])
      } else if (!from.startsWith('/')) expect(Object.keys(volumes)).toContain(from)
    }
  })

  it('is told paths that are mounted', () => {
    const targets = (service.volumes ?? []).map(mount => mount.split(':')[1] ?? '')
    const paths = (service.command ?? []).flatMap(word => /=(\/\w.*)$/.exec(word)?.[1] ?? [])
    expect(paths.filter(path => !targets.includes(path))).toEqual([])
  })
})

it('whatever one part tells another has its name and its port', () => {
  const told = [
    ...Object.values(services).flatMap(({ command = [] }) => command),
    ...configs.map(read),
  ].join('\n')
  const addresses = [...told.matchAll(/http:\/\/([a-z-]+):(\d+)/g)]
  expect(addresses.length).toBeGreaterThan(8)
  for (const [address, host = '', port] of addresses) {
    if (host === 'localhost') continue
    expect([address, portsOf(services[host]?.ports ?? [])]).toEqual([address, [Number(port)]])
  }
  expect(read(join(OBSERVE, 'fluent-bit.yaml'))).toMatch(/host: victoria-logs\n +port: 9428\n/)
})

it('what is stored has a limit', () => {
  for (const name of ['victoria-metrics', 'victoria-logs', 'victoria-traces']) {
    expect(services[name]?.command).toContain('-retentionPeriod=7d')
  }
  expect(services.vmagent?.command?.join(' ')).toContain('-remoteWrite.maxDiskUsagePerURL=')
  expect(services.alertmanager?.command?.join(' ')).toContain('--data.retention=')
})

it('no name, port or volume is that of a service as well', () => {
  for (const other of ['compose', 'nodes', 'postgres']) {
    const theirs = z
      .looseObject({
        services: z.record(z.string(), z.looseObject({})),
        volumes: z.record(z.string(), z.null()),
      })
      .parse(yaml(read(join(COMPOSE, `${other}.yaml`)).replaceAll('!override', '')))
    const names = [...Object.keys(theirs.services), ...Object.keys(theirs.volumes)]
    const own = [...Object.keys(services), ...Object.keys(volumes)]
    expect(own.filter(name => names.includes(name))).toEqual([])
    const ports = Object.values(services).flatMap(service => service.ports)
    const text = JSON.stringify(theirs.services)
    expect(ports.filter(port => text.includes(port))).toEqual([])
  }
})

it('vmagent scrapes the debug port of every service, etcd, and what carries the log, under its name', () => {
  const { scrape_configs: jobs } = z
    .looseObject({
      scrape_configs: z.array(
        z.strictObject({
          job_name: z.string(),
          metrics_path: z.string().optional(),
          dns_sd_configs: z.tuple([
            z.strictObject({
              names: z.array(z.string()),
              type: z.literal('A'),
              port: z.number(),
            }),
          ]),
          relabel_configs: z.array(
            z.strictObject({ source_labels: z.array(z.string()), target_label: z.string() }),
          ),
        }),
      ),
    })
    .parse(yaml(read(join(OBSERVE, 'vmagent.yaml'))))
  const found = jobs.map(job => [job.job_name, job.dns_sd_configs[0].port])
  expect(found).toEqual([
    ['sales-api', 4000],
    ['metrics', 4001],
    ['profile-api', 4100],
    ['payment-api', 4200],
    ['fluent-bit', 2020],
    ['victoria-logs', 9428],
    ['etcd', 2381],
  ])
  const texts = ['compose', 'nodes', 'postgres', 'observe'].map(name =>
    read(join(COMPOSE, `${name}.yaml`)),
  )
  for (const {
    dns_sd_configs: [{ names }],
    relabel_configs: relabelled,
  } of jobs) {
    for (const name of names) expect(texts.join('\n')).toMatch(new RegExp(`^  ${name}:$`, 'm'))
    expect(relabelled.map(({ target_label: label }) => label)).toEqual(['instance', 'service'])
  }
})

it('every pipeline of the collector is made of what is configured', () => {
  const { service, ...sections } = z
    .strictObject({
      receivers: z.record(z.string(), z.unknown()),
      processors: z.record(z.string(), z.unknown()),
      exporters: z.record(z.string(), z.unknown()),
      extensions: z.record(z.string(), z.unknown()),
      service: z.strictObject({
        extensions: z.array(z.string()),
        pipelines: z.record(
          z.enum(['metrics', 'traces']),
          z.strictObject({
            receivers: z.array(z.string()),
            processors: z.array(z.string()),
            exporters: z.array(z.string()),
          }),
        ),
      }),
    })
    .parse(yaml(read(join(OBSERVE, 'collector.yaml'))))
  for (const kind of ['receivers', 'processors', 'exporters'] as const) {
    const used = Object.values(service.pipelines).flatMap(pipeline => pipeline[kind])
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(sections[kind]).toSorted())
  }
  expect(service.extensions).toEqual(Object.keys(sections.extensions))
})

it("Grafana's data sources are those of the panels, and lead to each other", () => {
  const text = read(join(OBSERVE, 'grafana/datasources.yaml'))
  const { datasources } = z
    .looseObject({ datasources: z.array(z.looseObject({ uid: z.string(), type: z.string() })) })
    .parse(yaml(text))
  const provisioned = datasources.map(({ uid, type }) => ({ uid, type }))
  expect(provisioned).toEqual(expect.arrayContaining(Object.values(DATASOURCES)))
  const linked = [...text.matchAll(/datasourceUid: (\w+)/g)].map(([, uid]) => uid)
  expect(linked).toEqual(['traces', 'logs'])
  const { path } = z
    .object({ providers: z.tuple([z.object({ options: z.object({ path: z.string() }) })]) })
    .transform(({ providers: [{ options }] }) => options)
    .parse(yaml(read(join(OBSERVE, 'grafana/dashboards.yaml'))))
  expect(services.grafana?.volumes).toContain(`../observe/dashboards:${path}:ro`)
  expect(services.grafana?.environment?.GF_SERVER_HTTP_PORT).toBe('3300')
})

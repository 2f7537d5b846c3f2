/** The stack in a cluster: its parts against each other, against compose, and against the network policies of the services. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ofKind, podSpecOf, readManifests } from '../manifests/manifests.ts'
import type { PodContainer } from './rendered.ts'
import { canRender, render, ROOT } from './rendered.ts'

const read = (path: string): string => readFileSync(join(ROOT, 'zarf', path), 'utf8')
/** Parts that look at machines and at Kubernetes; compose has neither. */
const OF_THE_CLUSTER = ['kube-state-metrics', 'node-exporter']
const scrape = read('k8s/observe/base/vmagent-scrape.yaml')

it('every dashboard is deployed', () => {
  const files = readdirSync(join(ROOT, 'zarf/observe/dashboards')).map(name => `dashboards/${name}`)
  const listed = [...read('observe/kustomization.yaml').matchAll(/dashboards\/\w+\.json/g)]
  expect(listed.map(([path]) => path)).toEqual(files.toSorted())
})

type Measured = Pick<PodContainer, 'name' | 'image' | 'ports' | 'resources' | 'securityContext'>

function expectMeasured({ name, image, ports, resources, securityContext }: Measured): void {
  expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+\.\d+$/)])
  expect(resources?.limits).toEqual({
    cpu: expect.anything() as unknown,
    memory: expect.anything() as unknown,
    'ephemeral-storage': expect.anything() as unknown,
  })
  expect(securityContext?.readOnlyRootFilesystem).toBe(true)
  if (name !== 'otel-agent') expect(ports?.map(port => port.name)).toEqual(['prometheus'])
}

it.each(['coroot-node-agent', 'otel-agent'])('the option %s is pinned and limited', name => {
  const manifests = readManifests(read(`k8s/observe/ebpf/${name}.yaml`))
  const [container] =
    ofKind(manifests, 'DaemonSet').get(name)?.spec?.template.spec?.containers ?? []
  if (!container) throw new Error(`${name} has no container`)
  expectMeasured(container)
  expect(read('k8s/observe/ebpf/kustomization.yaml')).toContain(`- ${name}.yaml\n`)
})

describe.skipIf(!canRender).each(['observe/dev', 'observe/prod'] as const)(
  'overlay %s',
  overlay => {
    const manifests = canRender ? render(overlay) : []
    const daemons = [...ofKind(manifests, 'DaemonSet').values()]
    const pods = [
      ...manifests.flatMap(manifest => podSpecOf(manifest) ?? []),
      ...daemons.flatMap(({ spec }) => spec?.template.spec ?? []),
    ]
    const containers = pods.flatMap(pod => pod.containers)
    const configMaps = ofKind(manifests, 'ConfigMap')

    it('has the parts of compose, in the same versions', () => {
      const { services } = parse(read('compose/observe.yaml'), { merge: true }) as {
        readonly services: Readonly<Record<string, { readonly image: string }>>
      }
      const theirs = Object.entries(services).filter(([name]) => name !== 'observe-volumes')
      const own = containers.filter(({ name }) => !OF_THE_CLUSTER.includes(name))
      expect(Object.fromEntries(own.map(({ name, image }) => [name, image]))).toEqual(
        Object.fromEntries(theirs.map(([name, { image }]) => [name, image])),
      )
    })

    it('has vmagent scrape the parts of the cluster, which are pinned and limited', () => {
      const found = containers.filter(({ name }) => OF_THE_CLUSTER.includes(name))
      expect(found).toHaveLength(OF_THE_CLUSTER.length)
      for (const container of found) expectMeasured(container)
      expect(scrape).toContain('names: [sales-system, monitoring]')
    })

    it('tells each part names and ports of services that lead to a container', () => {
      const told = [
        ...containers.flatMap(({ args = [] }) => args),
        ...[...configMaps.values()].flatMap(({ data = {} }) => Object.values(data)),
      ].join('\n')
      const addresses = [...told.matchAll(/http:\/\/([a-z-]+):(\d+)/g)]
      expect(addresses.length).toBeGreaterThan(8)
      for (const [, host = '', port] of addresses) {
        const [served] = ofKind(manifests, 'Service').get(host)?.spec?.ports ?? []
        expect([host, served?.port]).toEqual([host, Number(port)])
        const ports = containers.find(({ name }) => name === host)?.ports ?? []
        expect(ports.find(({ name }) => name === served?.targetPort)?.containerPort).toBe(
          Number(port),
        )
      }
    })

    it('mounts files that there are', () => {
      for (const { volumes = [], containers } of pods) {
        for (const { name, subPath } of containers.flatMap(
          ({ volumeMounts = [] }) => volumeMounts,
        )) {
          const map = volumes.find(volume => volume.name === name)?.configMap?.name
          if (map === undefined) continue
          const files = Object.keys(configMaps.get(map)?.data ?? {})
          if (subPath === undefined) expect(files.length).toBeGreaterThan(0)
          else expect(files).toEqual([subPath])
        }
      }
    })

    it('lets few see the machine, which only read it, and few ask Kubernetes', () => {
      expect(daemons.map(({ metadata }) => metadata?.name)).toEqual(['fluent-bit', 'node-exporter'])
      const [exporter] = containers.filter(({ name }) => name === 'node-exporter')
      expect(exporter?.volumeMounts?.every(({ readOnly }) => readOnly)).toBe(true)
      const withToken = pods.filter(pod => pod.automountServiceAccountToken !== false)
      expect(withToken.map(({ serviceAccountName }) => serviceAccountName)).toEqual([
        'kube-state-metrics',
        'vmagent',
      ])
      for (const { rules } of ofKind(manifests, 'ClusterRole').values()) {
        const verbs = rules?.flatMap(rule => rule.verbs) ?? []
        expect(verbs.filter(verb => !['get', 'list', 'watch'].includes(verb))).toEqual([])
      }
    })
  },
)

describe.skipIf(!canRender).each([
  ['prod/sales', 'sales', 'debug|prometheus'],
  ['prod/postgres', 'services-on-postgres', 'debug'],
] as const)('the network policy of %s', (overlay, name, ports) => {
  const { ingress = [], egress = [] } =
    ofKind(canRender ? render(overlay) : [], 'NetworkPolicy').get(name)?.spec ?? {}
  const stack = canRender ? render('observe/prod') : []

  it('lets vmagent scrape the ports that it looks for', () => {
    const rules = ingress.filter(rule => JSON.stringify(rule.from).includes('"vmagent"'))
    const open = rules.flatMap(rule => rule.ports ?? []).map(({ port }) => String(port))
    expect(open).toEqual(ports.split('|'))
    expect(scrape).toContain('regex: .+;(debug|prometheus)|(fluent-bit|victoria-logs);http')
    const labels = ofKind(stack, 'StatefulSet').get('vmagent')?.spec?.template.metadata?.labels
    expect(labels).toEqual({ 'app.kubernetes.io/name': 'vmagent' })
  })

  it('lets the services reach the collector, which lets them in', () => {
    const rule = egress.find(({ ports = [] }) => ports.some(({ port }) => port === 4318))
    const collector = ofKind(stack, 'Deployment').get('opentelemetry-collector')
    expect(rule?.to).toEqual([
      {
        namespaceSelector: {
          matchLabels: { 'kubernetes.io/metadata.name': collector?.metadata?.namespace },
        },
        podSelector: { matchLabels: collector?.spec?.template.metadata?.labels },
      },
    ])
    const own = ofKind(stack, 'NetworkPolicy').get('opentelemetry-collector')?.spec?.ingress
    expect(JSON.stringify(own)).toContain('"kubernetes.io/metadata.name":"sales-system"')
  })
})

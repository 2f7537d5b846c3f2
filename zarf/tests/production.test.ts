/** What production adds: who reaches what, volumes, one store only. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Manifest } from '../manifests/manifests.ts'
import { checkManifests, ofKind } from '../manifests/manifests.ts'
import { canRender, Pod, render, ROOT } from './rendered.ts'

const read = (path: string): readonly Manifest[] =>
  checkManifests(readFileSync(join(ROOT, 'zarf/k8s', path), 'utf8'))

const manifests = canRender ? render('prod/sales') : []
const PROMETHEUS = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
  podSelector: {
    matchExpressions: [
      { key: 'app.kubernetes.io/name', operator: 'In', values: ['prometheus', 'vmagent'] },
    ],
  },
}
const DEBUG_CLIENTS = { podSelector: { matchLabels: { 'sales-debug': 'allowed' } } }

describe.skipIf(!canRender)('the network policy', () => {
  const policy = ofKind(manifests, 'NetworkPolicy').get('sales')?.spec
  const { ingress = [], egress = [] } = policy ?? {}
  const clientsOf = (port: string): unknown[] =>
    ingress
      .filter(({ ports = [] }) => ports.some(rule => rule.port === port))
      .flatMap(({ from = [] }) => from)

  it('is for every pod of the store, both ways', () => {
    expect(policy?.podSelector?.matchLabels).toEqual({ app: 'sales' })
    expect(policy?.policyTypes).toEqual(['Ingress', 'Egress'])
  })

  it('lets only debug clients and Prometheus reach the ports for debugging', () => {
    expect(clientsOf('debug')).toEqual([DEBUG_CLIENTS, PROMETHEUS])
    expect(clientsOf('metrics-debug')).toEqual([DEBUG_CLIENTS])
    expect(clientsOf('expvar')).toEqual([DEBUG_CLIENTS])
  })

  it('lets Prometheus reach the metrics with labels, where the annotations say that they are', () => {
    const pod = new Pod(manifests)
    expect(pod.workload.template.metadata?.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(pod.ports.get('debug')),
      'prometheus.io/path': '/metrics',
    })
    expect(clientsOf('debug')).toContainEqual(PROMETHEUS)
    expect(clientsOf('prometheus')).toEqual([PROMETHEUS])
  })

  it('has a rule for every port of the pod, and for no other', () => {
    expect(ingress.filter(({ ports = [] }) => ports.length === 0)).toEqual([])
    const { ports } = new Pod(manifests)
    expect([...ports.keys()].filter(port => clientsOf(port).length === 0)).toEqual([])
    const named = ingress.flatMap(({ ports: rule = [] }) => rule.map(({ port }) => String(port)))
    expect(named.filter(port => !ports.has(port))).toEqual([])
  })

  it('lets the store reach names and a collector, and nothing else', () => {
    const reached = egress.map(({ to, ports }) => [
      to?.map(({ podSelector }) => Object.values(podSelector?.matchLabels ?? {})),
      ports?.map(({ protocol, port }) => `${String(protocol)} ${String(port)}`),
    ])
    expect(reached).toEqual([
      [[['kube-dns']], ['UDP 53', 'TCP 53']],
      [[['opentelemetry-collector']], ['TCP 4318']],
    ])
    const isAnywhere = egress
      .flatMap(({ to = [] }) => to)
      .some(({ namespaceSelector }) => !namespaceSelector)
    expect(isAnywhere).toBe(false)
  })
})

describe.skipIf(!canRender)('in production', () => {
  it('clients see nothing but the API', () => {
    const ports = ofKind(manifests, 'Service').get('sales-api')?.spec?.ports
    expect(ports?.map(({ name }) => name)).toEqual(['api', 'resp'])
  })

  it("Redis's clients need the password of a secret that is made outside of these files", () => {
    const { env = [] } = new Pod(manifests).container('sales-api')
    expect(env.find(({ name }) => name === 'SALES_RESP_PASSWORD')?.valueFrom).toEqual({
      secretKeyRef: { name: 'sales-resp', key: 'password', optional: true },
    })
    expect([...ofKind(manifests, 'Secret')]).toEqual([])
  })

  it('all that may be used is set aside, so that the pod is evicted last', () => {
    for (const { resources } of new Pod(manifests).spec.containers) {
      expect(resources?.requests).toEqual(resources?.limits)
    }
  })

  it('no two pods are on one machine', () => {
    const rule = new Pod(manifests).spec.affinity?.podAntiAffinity
    expect(rule?.requiredDuringSchedulingIgnoredDuringExecution).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname' },
    ])
  })

  it('every volume is for one pod, of a class that makes such volumes and keeps them', () => {
    const { volumeClaimTemplates = [] } = new Pod(manifests).workload
    const classes = ofKind(read('prod/storage-class.yaml'), 'StorageClass')
    expect(volumeClaimTemplates.map(({ metadata }) => metadata?.name)).toEqual(['data', 'backups'])
    for (const { spec } of volumeClaimTemplates) {
      expect(spec?.accessModes).toEqual(['ReadWriteOncePod'])
      expect(classes.get(spec?.storageClassName ?? '')).toMatchObject({
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
        reclaimPolicy: 'Retain',
      })
    }
  })
})

describe('one replica', () => {
  const cluster = read('one-replica.yaml')
  const policy = ofKind(cluster, 'ValidatingAdmissionPolicy').get('sales-one-replica')?.spec
  const binding = ofKind(cluster, 'ValidatingAdmissionPolicyBinding').get('sales-one-replica')?.spec

  /** What the policy says of an object. Expressions as simple as these mean the same in CEL and in JavaScript. */
  function isAllowed(name: string, spec: { readonly replicas?: number }): boolean {
    const has = (value: unknown): boolean => value !== undefined
    const holds = ({ expression }: { readonly expression: string }): boolean =>
      vm.runInNewContext(expression, { object: { metadata: { name }, spec }, has }) === true
    const { matchConditions = [], validations = [] } = policy ?? {}
    return !matchConditions.every(holds) || validations.every(holds)
  }

  it('is all that the cluster allows, and none', () => {
    expect([{ replicas: 1 }, { replicas: 0 }, {}].map(spec => isAllowed('sales', spec))).toEqual([
      true,
      true,
      true,
    ])
    expect(isAllowed('sales', { replicas: 2 })).toBe(false)
    expect(isAllowed('another', { replicas: 2 })).toBe(true)
  })

  it('is asked about when a StatefulSet is made, changed or scaled', () => {
    expect(policy?.failurePolicy).toBe('Fail')
    expect(policy?.matchConstraints?.resourceRules).toEqual([
      {
        apiGroups: ['apps'],
        apiVersions: ['v1'],
        operations: ['CREATE', 'UPDATE'],
        resources: ['statefulsets', 'statefulsets/scale'],
      },
    ])
  })

  it('is enforced in the namespace of the store', () => {
    const [namespace] = ofKind(read('namespace.yaml'), 'Namespace').keys()
    expect(binding).toEqual({
      policyName: 'sales-one-replica',
      validationActions: ['Deny'],
      matchResources: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
    })
  })
})

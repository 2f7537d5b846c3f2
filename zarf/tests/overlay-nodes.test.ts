/** Several nodes on one etcd: which pods are which nodes, who reaches which, and the compose file that is their counterpart. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configure } from '#foundation/conf/conf'
import { program, settings } from '#app/services/sales-api/config'
import { ofKind, podSpecOf } from '../manifests/manifests.ts'
import { canRender, KIND_CPUS, Pod, render, requestedCpus, ROOT } from './rendered.ts'

function configOf(environment: Readonly<Record<string, string>>) {
  const configured = configure({ ...program, version: '' }, settings, [], environment)
  if (configured.kind === 'print') throw new Error(configured.text)
  return configured.config
}

describe.skipIf(!canRender).each(['dev/nodes', 'prod/nodes'] as const)('overlay %s', overlay => {
  const manifests = canRender ? render(overlay) : []
  const roles = ['voter', 'reader'] as const
  const podOf = (role: string): Pod => new Pod(manifests, `sales-${role}`)
  const services = ofKind(manifests, 'Service')

  it('has voters that outlive one of them', () => {
    expect(podOf('voter').workload.replicas).toBe(3)
  })

  it.each(roles)('runs every %s as a node with that role and the name of its pod', role => {
    const environment = podOf(role).environment('sales-api')
    const { node, log } = configOf(environment)
    expect(node).toMatchObject({ name: '<metadata.name>', role })
    expect(node.peerAddress).toBe(`$(SALES_NODE_NAME).sales-nodes:${String(node.peerHost?.port)}`)
    // Kubernetes puts in what was named before.
    const names =
      podOf(role)
        .container('sales-api')
        .env?.map(({ name }) => name) ?? []
    expect(names.indexOf('SALES_NODE_NAME')).toBeLessThan(names.indexOf('SALES_NODE_PEER_ADDRESS'))
    expect(log.kind).toBe('etcd')
    expect(environment).not.toHaveProperty('KUBERNETES_POD_INDEX')
  })

  it.each(roles)('spreads every %s, and evicts one at a time', role => {
    const labels = { app: 'sales', 'sales-role': role }
    expect(podOf(role).workload.selector.matchLabels).toEqual(labels)
    expect(podOf(role).workload.template.metadata?.labels).toEqual(labels)
    expect(podOf(role).spec.affinity).toBeUndefined()
    for (const spread of podOf(role).spec.topologySpreadConstraints ?? []) {
      expect(spread).toMatchObject({
        labelSelector: { matchLabels: { app: 'sales' } },
        matchLabelKeys: ['sales-role'],
      })
    }
    const budgets = [...ofKind(manifests, 'PodDisruptionBudget').values()].filter(
      ({ spec }) => spec?.selector?.matchLabels?.['sales-role'] === role,
    )
    expect(budgets.map(({ spec }) => spec)).toEqual([
      { maxUnavailable: 1, selector: { matchLabels: labels } },
    ])
  })

  it('has a service for writes and reads, one for reads, and names of all nodes', () => {
    const selected = (name: string): unknown => services.get(name)?.spec?.selector
    expect(selected('sales-api')).toEqual({ app: 'sales', 'sales-role': 'voter' })
    expect(selected('sales-reader')).toEqual({ app: 'sales', 'sales-role': 'reader' })
    expect(selected('sales-nodes')).toEqual({ app: 'sales' })
    for (const role of roles) expect(podOf(role).workload.serviceName).toBe('sales-nodes')
    for (const { port, targetPort } of services.get('sales-reader')?.spec?.ports ?? []) {
      expect(podOf('reader').ports.get(String(targetPort))).toBe(port)
    }
  })
})

const etcd = canRender ? new Pod(render('dev/nodes'), 'sales-etcd').container('etcd') : undefined

describe.skipIf(!canRender)('in development', () => {
  const manifests = canRender ? render('dev/nodes') : []

  it('nodes ask the etcd that is there, which compacts', () => {
    const { log } = configOf(new Pod(manifests, 'sales-voter').environment('sales-api'))
    const { ports, selector } = ofKind(manifests, 'Service').get('sales-etcd')?.spec ?? {}
    expect(log.etcdEndpoints.addresses).toEqual([`sales-etcd:${String(ports?.[0]?.port)}`])
    expect(selector).toEqual(new Pod(manifests, 'sales-etcd').workload.template.metadata?.labels)
    expect(etcd?.command).toContain('--auto-compaction-mode=periodic')
  })

  it('only nodes reach etcd, and vmagent its metrics; it reaches nothing', () => {
    expect(ofKind(manifests, 'NetworkPolicy').get('sales-etcd')?.spec).toEqual({
      podSelector: { matchLabels: { app: 'sales-etcd' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: 'sales' } } }],
          ports: [{ protocol: 'TCP', port: 'client' }],
        },
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'vmagent' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 'prometheus' }],
        },
      ],
    })
    const port = etcd?.ports?.find(({ name }) => name === 'prometheus')?.containerPort
    expect(etcd?.command).toContain(`--listen-metrics-urls=http://0.0.0.0:${String(port)}`)
  })

  it('all pods fit on a node of two cores, beside what Kubernetes runs there itself', () => {
    expect(requestedCpus(manifests)).toBeLessThanOrEqual(KIND_CPUS)
  })
})

describe.skipIf(!canRender)('in production', () => {
  const manifests = canRender ? render('prod/nodes') : []
  const pod = new Pod(manifests, 'sales-voter')
  const { log } = configOf(canRender ? pod.environment('sales-api') : {})

  it('more readers are started while they are busy, and two are always there', () => {
    const { spec } = ofKind(manifests, 'HorizontalPodAutoscaler').get('sales-reader') ?? {}
    const pod = new Pod(manifests, 'sales-reader')
    expect(spec?.scaleTargetRef).toMatchObject({ kind: 'StatefulSet', name: 'sales-reader' })
    expect(spec?.minReplicas).toBe(2)
    // Applying the manifests again leaves the number as it is.
    expect(pod.workload).not.toHaveProperty('replicas')
    expect(pod.container('sales-api').resources?.requests).toHaveProperty('cpu')
  })

  it('the store reaches etcd beside names and a collector, and nothing else', () => {
    const { egress = [] } = ofKind(manifests, 'NetworkPolicy').get('sales')?.spec ?? {}
    const peers = egress.flatMap(({ to = [] }) => to)
    expect(
      peers.flatMap(({ podSelector }) => Object.values(podSelector?.matchLabels ?? {})),
    ).toEqual(['kube-dns', 'opentelemetry-collector', 'sales', 'etcd'])
    expect(peers.every(({ namespaceSelector }) => namespaceSelector)).toBe(true)
    const ports = egress.at(-1)?.ports?.map(({ port }) => String(port))
    expect(new Set(log.etcdEndpoints.addresses.map(address => address.split(':')[1]))).toEqual(
      new Set(ports),
    )
  })

  it('only nodes of the store reach the port for nodes, with a secret that is made outside of these files', () => {
    const { ingress = [] } = ofKind(manifests, 'NetworkPolicy').get('sales')?.spec ?? {}
    const rules = ingress.filter(({ ports }) => ports?.some(({ port }) => port === 'peer'))
    expect(rules.map(rule => rule.from)).toEqual([
      [{ podSelector: { matchLabels: { app: 'sales' } } }],
    ])
    const { env = [] } = pod.container('sales-api')
    expect(env.find(({ name }) => name === 'SALES_NODE_PEER_SECRET')?.valueFrom).toEqual({
      secretKeyRef: { name: 'sales-peers', key: 'secret', optional: true },
    })
    expect([...ofKind(manifests, 'Secret')]).toEqual([])
  })

  it('there is no etcd, and the certificates for one are those of a secret', () => {
    expect(ofKind(manifests, 'StatefulSet').has('sales-etcd')).toBe(false)
    expect(log.etcdEndpoints.isTls).toBe(true)
    const mount = pod.container('sales-api').volumeMounts?.find(({ name }) => name === 'etcd')
    for (const [path, key] of [
      [log.etcdTlsCa, 'ca.crt'],
      [log.etcdTlsCert, 'tls.crt'],
      [log.etcdTlsKey, 'tls.key'],
    ]) {
      expect(path).toBe(`${String(mount?.mountPath)}/${String(key)}`)
    }
    const volume = pod.spec.volumes?.find(({ name }) => name === 'etcd')
    expect(volume?.secret?.secretName).toBe('sales-etcd')
  })

  it('the first voter makes the backups, and the job may reach that pod only', () => {
    const job = ofKind(manifests, 'CronJob').get('sales-backup')
    expect(job && podSpecOf(job)?.containers[0]?.args?.[1]).toBe('sales-voter-0')
    const rules = ofKind(manifests, 'Role').get('sales-backup')?.rules ?? []
    expect(rules.flatMap(({ resourceNames }) => resourceNames)).toEqual([
      'sales-voter-0',
      'sales-voter-0',
    ])
    const mounts = pod.container('sales-api').volumeMounts
    expect(mounts).toContainEqual({ name: 'backups', mountPath: '/backups' })
  })
})

describe('by compose', () => {
  type Service = {
    readonly image?: string
    readonly command?: readonly string[]
    readonly extends?: unknown
    readonly hostname?: string
    readonly environment?: Readonly<Record<string, string>>
    readonly ports?: readonly string[]
    readonly volumes: readonly string[]
  }
  const readCompose = (name: string): string =>
    readFileSync(join(ROOT, 'zarf/compose', name), 'utf8')
  const read = (name: string) =>
    // As compose does where no collector is started.
    parse(readCompose(name).replaceAll('${TELEMETRY_ENDPOINT:-}', ''), {
      merge: true,
      // Replaces the ports of the service that is extended.
      customTags: tags => [...tags, { tag: '!override', collection: 'seq' as const }],
    }) as { readonly services: Readonly<Record<string, Service>>; readonly volumes: object }
  const single = read('compose.yaml').services['sales-api']
  const { services, volumes } = read('nodes.yaml')
  const { etcd: log, ...nodes } = services

  it.each(Object.entries(nodes))(
    '%s is a single one but for log, volume and ports',
    (name, node) => {
      expect(node.extends).toEqual({ file: 'compose.yaml', service: 'sales-api' })
      expect(node.hostname).toBe(name)
      const config = configOf({ ...single?.environment, ...node.environment })
      expect(config.node).toMatchObject({ name, role: 'voter' })
      expect(config.log).toMatchObject({
        kind: 'etcd',
        etcdEndpoints: { isTls: false, addresses: ['etcd:2379'] },
      })
      expect(node.volumes).toEqual([`${name}:/data`])
    },
  )

  it('every node has ports of its own at localhost, ten behind those of the one before', () => {
    const ports = Object.values(nodes).map(node => node.ports ?? single?.ports ?? [])
    const [first = []] = ports
    expect(ports).toEqual(
      [0, 10, 20].map(more =>
        first.map(mapping => {
          const inside = Number(mapping.split(':')[2])
          return `127.0.0.1:${String(inside + more)}:${String(inside)}`
        }),
      ),
    )
    expect(Object.keys(volumes)).toEqual(Object.keys(services))
  })

  it.skipIf(!canRender)('etcd is that of the cluster', () => {
    expect(log?.image).toBe(etcd?.image)
    const without = (command: readonly string[] = []): string[] =>
      command.filter(flag => !flag.startsWith('--advertise'))
    expect(without(log?.command)).toEqual(without(etcd?.command))
  })
})

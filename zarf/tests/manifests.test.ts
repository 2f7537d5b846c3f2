/** What is deployed against what is programmed: neither can change without the other. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Config, SettingTable } from '#foundation/conf/conf'
import { configure, namedSettings } from '#foundation/conf/conf'
import * as metrics from '#app/services/metrics/config'
import { probeContract } from '#app/services/metrics/endpoints'
import * as payment from '#app/services/payment-api/config'
import * as profile from '#app/services/profile-api/config'
import * as sales from '#app/services/sales-api/config'
import { checkContract } from '#app/services/sales-api/handlers/v1/check/check-contract'
import { checkManifests, ofKind, podSpecOf } from '../manifests/manifests.ts'
import { restrictedComplaints } from '../manifests/pod-security.ts'
import {
  canRender,
  IMAGES,
  KIND_CPUS,
  OVERLAYS,
  Pod,
  POSTGRES_IMAGES,
  quantity,
  render,
  requestedCpus,
  ROOT,
} from './rendered.ts'

/** Longer than a request of a client takes to be answered, for log and store to close. */
const CLOSE_MS = 10_000
const MS_PER_SECOND = 1000
/** Kubernetes puts it on every pod of a StatefulSet: 0, 1, ... */
const INDEX_LABEL = 'apps.kubernetes.io/pod-index'
/** Readiness waits this long for the log before it answers 503 itself. */
const BARRIER_SECONDS = 1

/** What the container's program makes of its environment. Throws with its own complaints. */
function effective<T extends SettingTable>(
  { program, settings }: { readonly program: typeof sales.program; readonly settings: T },
  environment: Readonly<Record<string, string>>,
): Config<T> {
  const configured = configure({ ...program, version: 'test' }, settings, [], environment)
  if (configured.kind === 'print') throw new Error(configured.text)
  return configured.config
}

type Environment = Readonly<Record<string, string>>

const programs = {
  'sales-api': {
    probes: Object.values(checkContract).map(({ path }): string => path),
    variables: namedSettings(sales.program, sales.settings).map(({ env }) => env),
    configure: (environment: Environment): object => effective(sales, environment),
  },
  metrics: {
    probes: Object.values(probeContract).map(({ path }): string => path),
    variables: namedSettings(metrics.program, metrics.settings).map(({ env }) => env),
    configure: (environment: Environment): object => effective(metrics, environment),
  },
}
const names = ['sales-api', 'metrics'] as const satisfies readonly (keyof typeof programs)[]

function portsOf(config: object): number[] {
  return Object.values(config)
    .flatMap((group: object): unknown[] => Object.values(group))
    .flatMap((value: unknown) => {
      // Addresses of others are URLs, whose ports are texts.
      const isOwn = typeof value === 'object' && value !== null && 'port' in value
      return isOwn && typeof value.port === 'number' ? [value.port] : []
    })
}

const numeric = (numbers: Iterable<number>): number[] => [...numbers].toSorted((a, b) => a - b)

const workloads = OVERLAYS.flatMap(overlay =>
  overlay.endsWith('/nodes')
    ? [
        { overlay, name: 'sales-voter' },
        { overlay, name: 'sales-reader' },
      ]
    : [{ overlay, name: 'sales' }],
)

describe.skipIf(!canRender).each(workloads)(
  'overlay $overlay, pods of $name',
  ({ overlay, name }) => {
    const manifests = canRender ? render(overlay) : []
    const pod = new Pod(manifests, name)

    describe.each(names)('container %s', name => {
      it('gets variables its program knows', () => {
        const { variables } = programs[name]
        const main = readFileSync(join(ROOT, 'app/services', name, 'main.ts'), 'utf8')
        const given = Object.keys(pod.environment(name))
        // What is no setting is read where settings are read.
        const unknown = given.filter(
          variable => !variables.includes(variable) && !main.includes(`env.${variable}`),
        )
        expect(unknown).toEqual([])
      })

      it('gets values its program accepts', () => {
        expect(() => programs[name].configure(pod.environment(name))).not.toThrow()
      })

      it('has the ports its program listens on', () => {
        const config = programs[name].configure(pod.environment(name))
        const ports = pod.container(name).ports?.map(({ containerPort }) => containerPort)
        expect(numeric(ports ?? [])).toEqual(numeric(portsOf(config)))
      })

      it('is probed where its program answers', () => {
        const { startupProbe, readinessProbe, livenessProbe } = pod.container(name)
        const own = new Set(pod.container(name).ports?.map(port => port.name))
        const probes = [startupProbe, readinessProbe, livenessProbe].filter(probe => probe)
        expect(probes).not.toEqual([])
        for (const probe of probes) {
          expect(programs[name].probes).toContain(probe?.httpGet?.path)
          expect(own).toContain(probe?.httpGet?.port)
        }
      })

      it('can do nothing but its work', () => {
        expect(pod.container(name).securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
      })

      it('is set aside the memory and the disk that it may use', () => {
        const { limits = {}, requests = {} } = pod.container(name).resources ?? {}
        expect(Object.keys(limits).toSorted()).toEqual(['cpu', 'ephemeral-storage', 'memory'])
        expect({ ...requests, cpu: limits.cpu }).toEqual(limits)
        // Logs of up to five files of 10 MiB, and its part of /tmp.
        expect(quantity(limits['ephemeral-storage'] ?? 0)).toBeGreaterThan((50 + 64) * 2 ** 20)
      })

      it('is killed within 45 seconds when it is frozen', () => {
        const {
          failureThreshold = 3,
          periodSeconds = 10,
          ...probe
        } = pod.container(name).livenessProbe ?? {}
        const { timeoutSeconds = 1, terminationGracePeriodSeconds = Infinity } = probe
        // Each probe of a frozen process runs into its timeout, and the first one begins up to a period late.
        const noticed = periodSeconds + failureThreshold * Math.max(periodSeconds, timeoutSeconds)
        expect(noticed).toBeGreaterThanOrEqual(30)
        expect(noticed + terminationGracePeriodSeconds).toBeLessThanOrEqual(45)
      })
    })

    it('runs the images it was given', () => {
      expect(pod.spec.containers.map(({ image }) => image)).toEqual(Object.values(IMAGES))
    })

    it('has no more rights than it needs', () => {
      expect(
        manifests.flatMap(manifest =>
          restrictedComplaints(podSpecOf(manifest) ?? { containers: [] }),
        ),
      ).toEqual([])
      expect(pod.spec.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 1000 })
      expect(pod.spec.automountServiceAccountToken).toBe(false)
    })

    it('gives the process more time to end than it takes at most', () => {
      const { web } = effective(sales, pod.environment('sales-api'))
      // Once for requests and once for background work.
      const ms = web.drainDelay + 2 * web.shutdownTimeout + CLOSE_MS
      expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(ms / MS_PER_SECOND)
    })

    it('drains by itself, and waits for balancers only where there is another node', () => {
      const { web } = effective(sales, pod.environment('sales-api'))
      expect(web.drainDelay > 0).toBe(name !== 'sales')
      expect(pod.container('sales-api').lifecycle).toBeUndefined()
    })

    it('waits longer for readiness than readiness waits for the log', () => {
      const { startupProbe, readinessProbe } = pod.container('sales-api')
      expect(startupProbe?.timeoutSeconds).toBeGreaterThan(BARRIER_SECONDS)
      expect(readinessProbe?.timeoutSeconds).toBeGreaterThan(BARRIER_SECONDS)
    })

    it('does not start the store again before it had ten minutes to replay its log', () => {
      const { failureThreshold = 0, periodSeconds = 0 } =
        pod.container('sales-api').startupProbe ?? {}
      expect(failureThreshold * periodSeconds).toBeGreaterThanOrEqual(600)
    })

    it('sizes the process by the limits, with whole CPUs rounded up', () => {
      const { cpu, memory } = effective(sales, pod.environment('sales-api'))
      const limits = pod.container('sales-api').resources?.limits ?? {}
      expect(cpu.limit).toBe(Math.ceil(quantity(limits.cpu ?? 0)))
      expect(memory.limit).toBe(quantity(limits.memory ?? 0))
    })

    it('keeps the store on the volume, which outlives pod and StatefulSet', () => {
      const { store } = effective(sales, pod.environment('sales-api'))
      const { volumeMounts = [] } = pod.container('sales-api')
      const mount = volumeMounts.find(({ mountPath }) => store.dir.startsWith(`${mountPath}/`))
      const claims = pod.workload.volumeClaimTemplates?.map(({ metadata }) => metadata?.name)
      expect(claims).toContain(mount?.name)
      expect(pod.workload.persistentVolumeClaimRetentionPolicy).toEqual({
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
      })
    })

    it('lets the sidecar collect from the debug port of the service in its pod', () => {
      const { collect } = effective(metrics, pod.environment('metrics'))
      const from = new URL(collect.from)
      const { web } = effective(sales, pod.environment('sales-api'))
      expect([from.hostname, Number(from.port)]).toEqual(['localhost', web.debugHost.port])
    })

    it('keeps everything in one namespace, and can be deleted without it and its volumes', () => {
      const places = manifests.map(({ metadata }) => metadata?.namespace)
      expect(new Set(places)).toEqual(new Set(['sales-system']))
      expect([...ofKind(manifests, 'Namespace')]).toEqual([])
    })
  },
)

describe.skipIf(!canRender).each(['dev/sales', 'prod/sales'] as const)('overlay %s', overlay => {
  const manifests = canRender ? render(overlay) : []
  const pod = new Pod(manifests)

  it('runs one replica, because two would be two stores', () => {
    expect(pod.workload.replicas).toBe(1)
  })

  it('has services that find the pod and its ports', () => {
    const labels = { ...pod.workload.template.metadata?.labels, [INDEX_LABEL]: '0' }
    const services = ofKind(manifests, 'Service')
    expect([...services.keys()].toSorted()).toEqual(['sales-api', 'sales-nodes'])
    expect(services.get(pod.workload.serviceName ?? '')?.spec?.clusterIP).toBe('None')
    for (const { spec } of services.values()) {
      expect(labels).toMatchObject(spec?.selector ?? { none: 'selected' })
      for (const { port, targetPort } of spec?.ports ?? []) {
        expect(pod.ports.get(String(targetPort))).toBe(port)
      }
    }
  })

  it('gives requests to the first pod only, whose index tells the process that it is the first', () => {
    const { spec } = ofKind(manifests, 'Service').get('sales-api') ?? {}
    expect(spec?.selector).toEqual({ app: 'sales', [INDEX_LABEL]: '0' })
    const { KUBERNETES_POD_INDEX } = pod.environment('sales-api')
    expect(KUBERNETES_POD_INDEX).toBe(`<metadata.labels['${INDEX_LABEL}']>`)
  })

  it('lets a node be drained', () => {
    const budget = ofKind(manifests, 'PodDisruptionBudget').get('sales')?.spec
    expect(budget?.maxUnavailable).toBe(1)
    expect(budget?.selector?.matchLabels).toEqual({ app: 'sales' })
  })
})

describe.skipIf(!canRender)('in development', () => {
  const manifests = canRender ? render('dev/sales') : []

  type Kind = {
    readonly nodes: readonly {
      readonly image: string
      readonly extraPortMappings: readonly {
        readonly hostPort: number
        readonly containerPort: number
        readonly listenAddress: string
      }[]
    }[]
  }
  const kind = parse(readFileSync(join(ROOT, 'zarf/k8s/dev/kind-config.yaml'), 'utf8')) as Kind

  it('every port is at localhost, by its own number, and nowhere else', () => {
    const services = [manifests, canRender ? render('dev/postgres') : []].flatMap(rendered => [
      ...ofKind(rendered, 'Service').values(),
    ])
    const open = services.filter(({ spec }) => spec?.type === 'NodePort')
    const nodePorts = open.flatMap(({ spec }) =>
      (spec?.ports ?? []).map(({ port, nodePort }) => [port, nodePort]),
    )
    const mapped = kind.nodes.flatMap(({ extraPortMappings }) =>
      extraPortMappings.map(({ hostPort, containerPort }) => [hostPort, containerPort]),
    )
    expect(nodePorts).toEqual(mapped)
    const own = open.find(({ metadata }) => metadata?.name === 'sales-api')?.spec?.ports
    expect(new Pod(manifests).ports.size).toBe(own?.length)
    for (const { extraPortMappings } of kind.nodes) {
      for (const { listenAddress } of extraPortMappings) expect(listenAddress).toBe('127.0.0.1')
    }
  })

  it('all pods fit on a node of two cores, beside what Kubernetes runs there itself', () => {
    const beside = requestedCpus(canRender ? render('dev/postgres') : [])
    expect(requestedCpus(manifests) + beside).toBeLessThanOrEqual(KIND_CPUS)
  })

  it('the cluster is the same one tomorrow', () => {
    for (const { image } of kind.nodes)
      expect(image).toMatch(/^kindest\/node:v[\d.]+@sha256:[0-9a-f]{64}$/)
  })
})

const onPostgres = {
  profile: {
    image: POSTGRES_IMAGES['profile-image'],
    variables: namedSettings(profile.program, profile.settings).map(({ env }) => env),
    configure: (environment: Environment) => effective(profile, environment),
  },
  payment: {
    image: POSTGRES_IMAGES['payment-image'],
    variables: namedSettings(payment.program, payment.settings).map(({ env }) => env),
    configure: (environment: Environment) => effective(payment, environment),
  },
}
const deployed = (['profile', 'payment'] as const).flatMap(name =>
  (['dev/postgres', 'prod/postgres'] as const).map(overlay => ({ name, overlay })),
)

describe.skipIf(!canRender).each(deployed)('$name-api in overlay $overlay', ({ name, overlay }) => {
  const manifests = canRender ? render(overlay) : []
  const app = `${name}-api`
  const serving = new Pod(manifests, app)
  const migrating = new Pod(manifests, `${app}-migrate`)
  const { variables, configure: configured, image } = onPostgres[name]
  const deployment = ofKind(manifests, 'Deployment').get(app)?.spec
  const labels = deployment?.template.metadata?.labels
  const migration = ofKind(manifests, 'Job').get(`${app}-migrate`)?.spec?.template

  it('gets variables its program knows, with values it accepts, and the Job the same', () => {
    const given = serving.environment('api')
    const main = readFileSync(join(ROOT, 'app/services', app, 'main.ts'), 'utf8')
    expect(
      Object.keys(given).filter(
        variable => !variables.includes(variable) && !main.includes(`env.${variable}`),
      ),
    ).toEqual([])
    expect(() => configured(given)).not.toThrow()
    expect(migrating.environment('api')).toEqual(given)
  })

  it('takes its secrets from files of secrets that are mounted', () => {
    const { db } = configured(serving.environment('api'))
    const files = [db.writerUrlFile, db.readerUrlsFile].filter(path => path !== '')
    expect(files).toHaveLength(overlay === 'dev/postgres' ? 1 : 2)
    for (const pod of [serving, migrating]) {
      const { volumeMounts = [] } = pod.container('api')
      const mount = volumeMounts.find(({ mountPath }) => files[0]?.startsWith(`${mountPath}/`))
      const volume = pod.spec.volumes?.find(volume => volume.name === mount?.name)
      expect(volume?.secret?.secretName).toMatch(new RegExp(`^${name}-database(-[a-z0-9]{10})?$`))
    }
  })

  it('gives a new pod no request before its database is migrated, by the Job of its version', () => {
    expect(configured(serving.environment('api')).db.migrate).toBe(false)
    expect(deployment?.strategy?.rollingUpdate?.maxUnavailable).toBe(0)
    expect(serving.container('api').readinessProbe?.httpGet?.path).toBe('/v1/readiness')
    expect(migrating.container('api').args).toEqual(['migrate', 'up'])
    expect([serving, migrating].map(pod => pod.container('api').image)).toEqual([image, image])
  })

  it('has the ports its program listens on, and is probed there', () => {
    const { ports = [], startupProbe, livenessProbe } = serving.container('api')
    const config = configured(serving.environment('api'))
    expect(ports.map(({ containerPort }) => containerPort)).toEqual(portsOf(config))
    for (const probe of [startupProbe, livenessProbe]) {
      expect(probe?.httpGet).toEqual({ path: '/v1/liveness', port: 'api' })
    }
  })

  it('has a service and a budget that find its pods, and not those that migrate', () => {
    const { selector, ports = [] } = ofKind(manifests, 'Service').get(app)?.spec ?? {}
    const budget = ofKind(manifests, 'PodDisruptionBudget').get(app)?.spec
    const wanted = { app, does: 'serve' }
    expect(labels).toMatchObject(wanted)
    expect(migration?.metadata?.labels).toMatchObject({ app, does: 'migrate' })
    expect([selector, budget?.selector?.matchLabels, deployment?.selector.matchLabels]).toEqual([
      wanted,
      wanted,
      wanted,
    ])
    expect(budget?.maxUnavailable).toBe(1)
    for (const { port, targetPort } of ports) {
      expect(serving.ports.get(String(targetPort))).toBe(port)
    }
    for (const spread of serving.spec.topologySpreadConstraints ?? []) {
      expect(spread.labelSelector?.matchLabels).toEqual(wanted)
    }
  })

  it('can do nothing but its work, within limits', () => {
    for (const pod of [serving, migrating]) {
      const { securityContext, resources } = pod.container('api')
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      const limits = Object.keys(resources?.limits ?? {}).toSorted()
      expect(limits).toEqual(['cpu', 'ephemeral-storage', 'memory'])
      expect(pod.spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
      })
    }
  })

  it('gives the process more time to end than it takes at most', () => {
    const { web } = configured(serving.environment('api'))
    const ms = web.drainDelay + web.shutdownTimeout + 15_000
    expect(serving.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(ms / MS_PER_SECOND)
  })
})

describe.skipIf(!canRender)('services on PostgreSQL', () => {
  it('find in development the databases and roles that their PostgreSQL begins with', () => {
    const manifests = canRender ? render('dev/postgres') : []
    const secrets = [...ofKind(manifests, 'Secret').values()]
    const init = readFileSync(join(ROOT, 'zarf/k8s/dev/postgres/init.sh'), 'utf8')
    for (const name of ['profile', 'payment']) {
      const [data] = secrets.flatMap(({ data = {}, metadata }) =>
        metadata?.name?.startsWith(`${name}-database-`) ? [data] : [],
      )
      const text = Buffer.from(data?.['writer-url'] ?? '', 'base64').toString()
      const { hostname, username, pathname } = new URL(text)
      const { ports } = ofKind(manifests, 'Service').get(hostname)?.spec ?? {}
      expect(ports?.map(({ port }) => String(port))).toEqual(['5432'])
      expect([username, pathname]).toEqual([name, `/${name}`])
      expect(init).toContain(`create role ${name} login`)
      expect(init).toContain(`create database ${name} owner ${name};`)
    }
  })

  const production = canRender ? render('prod/postgres') : []

  it('have secrets in production that are made outside of these files', () => {
    expect([...ofKind(production, 'Secret')]).toEqual([])
    expect([...ofKind(production, 'StatefulSet')]).toEqual([])
    const pod = new Pod(production, 'payment-api')
    const { signature } = effective(payment, pod.environment('api'))
    const mount = pod.container('api').volumeMounts?.find(({ name }) => name === 'signature')
    expect(signature.keysFile).toBe(`${String(mount?.mountPath)}/keys`)
    const volume = pod.spec.volumes?.find(({ name }) => name === 'signature')
    expect(volume?.secret?.secretName).toBe('payment-signature')
    expect(pod.environment('api')).not.toHaveProperty('NODE_ENV')
  })

  it('reach names, PostgreSQL and a collector in production, payment-api also sales-api and receivers of webhooks, and nothing else', () => {
    const policies = ofKind(production, 'NetworkPolicy')
    const reached = (policy: string): unknown[] =>
      (policies.get(policy)?.spec?.egress ?? []).map(({ to = [], ports = [] }) => [
        ...to.flatMap(one => Object.values(one.podSelector?.matchLabels ?? [one.ipBlock?.cidr])),
        ...ports.map(({ port }) => port),
      ])
    expect(reached('services-on-postgres')).toEqual([
      ['kube-dns', 53, 53],
      ['postgresql', 5432],
      ['opentelemetry-collector', 4318],
    ])
    const events = reached('payment-events')
    expect(events).toEqual([...[['sales', 'api']], ['0.0.0.0/0', '2000::/3', 443]])
    const { podSelector } = policies.get('services-on-postgres')?.spec ?? {}
    for (const name of ['profile-api', 'payment-api']) {
      const labels = [
        ofKind(production, 'Deployment').get(name)?.spec?.template.metadata?.labels,
        ofKind(production, 'Job').get(`${name}-migrate`)?.spec?.template.metadata?.labels,
      ]
      for (const own of labels) expect(own).toMatchObject(podSelector?.matchLabels ?? { no: '' })
      const { annotations } =
        ofKind(production, 'Deployment').get(name)?.spec?.template.metadata ?? {}
      expect(annotations?.['prometheus.io/port']).toBe(
        String(new Pod(production, name).ports.get('debug')),
      )
    }
  })
})

it('the namespace lets no pod in that could do more than ours', () => {
  const yaml = readFileSync(join(ROOT, 'zarf/k8s/namespace.yaml'), 'utf8')
  const namespaces = ofKind(checkManifests(yaml), 'Namespace')
  expect([...namespaces.keys()]).toEqual(['sales-system'])
  expect(namespaces.get('sales-system')?.metadata?.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
  })
})

describe('every manifest', () => {
  it('is part of a kustomization', () => {
    for (const folder of ['base', 'dev', 'prod']) {
      const path = join(ROOT, 'zarf/k8s', folder, 'sales')
      const { resources = [], patches = [] } = parse(
        readFileSync(join(path, 'kustomization.yaml'), 'utf8'),
      ) as { resources?: readonly string[]; patches?: readonly { readonly path: string }[] }
      const named = [...resources, ...patches.map(({ path }) => path)]
      expect(named.filter(file => !existsSync(join(path, file)))).toEqual([])
    }
  })
})

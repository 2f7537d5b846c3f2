/** An overlay as kubectl or kustomize renders it, and what its pod's containers get from it. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { StatefulSet } from 'kubernetes-models/apps/v1'
import type { Manifest } from '../manifests/manifests.ts'
import { ofKind, podSpecOf, readManifests } from '../manifests/manifests.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const OVERLAYS = ['dev/sales', 'dev/nodes', 'prod/sales', 'prod/nodes'] as const
type Overlay =
  (typeof OVERLAYS)[number] | `${'dev' | 'prod'}/postgres` | `observe/${'dev' | 'prod'}`

/** A container of the pod. */
export type PodContainer = NonNullable<
  NonNullable<NonNullable<StatefulSet['spec']>['template']['spec']>['containers']
>[number]

export function hasCommand(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Kustomize, on its own or in kubectl, renders overlays. */
export const canRender = hasCommand('kustomize') || hasCommand('kubectl')
if (!canRender) {
  console.warn('skipped: tests of overlays, because neither kubectl nor kustomize is here')
}

export const IMAGES = {
  'service-image': 'registry.example:5000/sales/sales-api:1.2.3',
  'metrics-image': `registry.example/sales/metrics@sha256:${'0123456789abcdef'.repeat(4)}`,
}

/** Of the services on PostgreSQL. */
export const POSTGRES_IMAGES = {
  'profile-image': 'registry.example/sales/profile-api:1.2.3',
  'payment-image': 'registry.example/sales/payment-api:1.2.3',
}

/** Of production's nightly backup. */
export const KUBECTL_IMAGE = 'registry.example/kubectl:v1.34.0'

const rendered = new Map<string, readonly Manifest[]>()

/** Through the script that also deploys, checked against the schemas. */
export function render(overlay: Overlay): readonly Manifest[] {
  const known = rendered.get(overlay)
  if (known) return known
  const all = { ...IMAGES, ...POSTGRES_IMAGES, 'kubectl-image': KUBECTL_IMAGE }
  const images = Object.entries(all).map(([name, image]) => `${name}=${image}`)
  const yaml = execFileSync('zarf/scripts/render', [`zarf/k8s/${overlay}`, ...images], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const manifests = readManifests(yaml)
  rendered.set(overlay, manifests)
  return manifests
}

/**
 * What a kind node of two cores has left: API server 250m, controllers 200m, scheduler, etcd, network and two DNS servers 100m
 * each are requested there.
 */
export const KIND_CPUS = 2 - 0.95

/** By all pods of all StatefulSets, Deployments and Jobs. */
export function requestedCpus(manifests: readonly Manifest[]): number {
  const workloads = [
    ...ofKind(manifests, 'StatefulSet').values(),
    ...ofKind(manifests, 'Deployment').values(),
    ...ofKind(manifests, 'Job').values(),
  ]
  const requests = workloads.flatMap(workload => {
    const { spec } = workload
    const replicas = spec && 'replicas' in spec ? (spec.replicas ?? 1) : 1
    const containers = podSpecOf(workload)?.containers ?? []
    return containers.map(({ resources }) => replicas * quantity(resources?.requests?.cpu ?? 0))
  })
  return requests.reduce((sum, cpu) => sum + cpu, 0)
}

export class Pod {
  readonly #manifests: readonly Manifest[]
  readonly #name: string

  /** Of this StatefulSet, Deployment or Job. */
  constructor(manifests: readonly Manifest[], name = 'sales') {
    this.#manifests = manifests
    this.#name = name
  }

  get workload(): NonNullable<StatefulSet['spec']> {
    const spec = ofKind(this.#manifests, 'StatefulSet').get(this.#name)?.spec
    if (!spec) throw new Error(`there is no StatefulSet ${this.#name}`)
    return spec
  }

  get spec(): NonNullable<NonNullable<StatefulSet['spec']>['template']['spec']> {
    const named = this.#manifests.filter(({ metadata }) => metadata?.name === this.#name)
    const [spec] = named.flatMap(manifest => podSpecOf(manifest) ?? [])
    if (!spec) throw new Error(`${this.#name} has no pod`)
    return spec
  }

  container(name: string): PodContainer {
    const container = this.spec.containers.find(container => container.name === name)
    if (!container) throw new Error(`the pod has no container ${name}`)
    return container
  }

  /** Port numbers by name, of all containers: they share one network. */
  get ports(): ReadonlyMap<string, number> {
    return new Map(
      this.spec.containers.flatMap(({ ports = [] }) =>
        ports.map(({ name = '', containerPort }) => [name, containerPort] as const),
      ),
    )
  }

  /** The variables a container starts with, as the kubelet would work them out. */
  environment(name: string): Readonly<Record<string, string>> {
    const { env = [], envFrom = [] } = this.container(name)
    const variables: Record<string, string> = {}
    for (const { configMapRef } of envFrom) {
      const map = ofKind(this.#manifests, 'ConfigMap').get(configMapRef?.name ?? '')
      if (!map) throw new Error(`${name}: there is no ConfigMap ${String(configMapRef?.name)}`)
      Object.assign(variables, map.data)
    }
    for (const { name: variable, value, valueFrom } of env) {
      const { fieldRef, resourceFieldRef, secretKeyRef } = valueFrom ?? {}
      if (value !== undefined) variables[variable] = value
      else if (fieldRef) variables[variable] = this.#field(fieldRef.fieldPath)
      else if (resourceFieldRef) variables[variable] = String(this.#resource(resourceFieldRef))
      else if (secretKeyRef) {
        const found = this.#secret(secretKeyRef)
        if (found !== undefined) variables[variable] = found
      } else throw new Error(`${name}: ${variable} has neither a value nor a source`)
    }
    return variables
  }

  /** A label of the template; what only a running pod has, by its path. */
  #field(path: string): string {
    const label = /^metadata\.labels\['(.*)'\]$/.exec(path)?.[1] ?? ''
    return this.workload.template.metadata?.labels?.[label] ?? `<${path}>`
  }

  /** Undefined where the environment need not have it, and what is rendered has not. */
  #secret(reference: {
    readonly name?: string
    readonly key: string
    readonly optional?: boolean
  }): string | undefined {
    const { name = '', key, optional = false } = reference
    const data = ofKind(this.#manifests, 'Secret').get(name)?.data?.[key]
    if (data === undefined && !optional) throw new Error(`there is no key ${key} in ${name}`)
    return data === undefined ? undefined : Buffer.from(data, 'base64').toString()
  }

  /** In whole units of the divisor, rounded up. */
  #resource(reference: {
    readonly containerName?: string
    readonly resource: string
    readonly divisor?: string | number
  }): number {
    const { containerName = '', resource, divisor } = reference
    const [kind = '', name = ''] = resource.split('.')
    const resources = this.container(containerName).resources
    const amounts = kind === 'limits' ? resources?.limits : resources?.requests
    const amount = amounts?.[name]
    if (amount === undefined) throw new Error(`${containerName} has no ${resource}`)
    return Math.ceil(quantity(amount) / quantity(divisor ?? 1))
  }
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
}

/** `1500m`, `512Mi`, `4`. */
export function quantity(text: string | number): number {
  const [, number = '', unit = ''] = /^([\d.]+)(\D*)$/.exec(String(text)) ?? []
  const factor = UNITS[unit]
  if (number === '' || factor === undefined) throw new Error(`${String(text)} is no quantity`)
  return Number(number) * factor
}

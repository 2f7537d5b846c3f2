/**
 * Manifests as kustomize prints them, checked against the schemas of Kubernetes.
 *
 * Two checks, because neither finds everything: the schemas know values, patterns and what is required; the types made of
 * the same schemas know that a field does not exist at all, which Kubernetes drops without a word where it is not asked to be
 * strict.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy'
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding'
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { CronJob } from 'kubernetes-models/batch/v1/CronJob'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { ClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import { ClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding'
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role'
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding'
import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { Namespace } from 'kubernetes-models/v1/Namespace'
import { Pod } from 'kubernetes-models/v1/Pod'
import { Secret } from 'kubernetes-models/v1/Secret'
import { Service } from 'kubernetes-models/v1/Service'
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import type typescript from 'typescript'
import { parseAllDocuments } from 'yaml'
import { restrictedComplaints } from './pod-security.ts'

const models = {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  Namespace,
  NetworkPolicy,
  Pod,
  PodDisruptionBudget,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
}

type Kind = keyof typeof models
export type Manifest = InstanceType<(typeof models)[Kind]>

export class InvalidManifests extends Error {
  override readonly name = 'InvalidManifests'
  readonly code = 'INVALID_MANIFESTS'
}

/** Everything in this stream of YAML documents; throws InvalidManifests with what the schemas have against it. */
export function readManifests(yaml: string): readonly Manifest[] {
  const complaints: string[] = []
  const manifests: Manifest[] = []
  for (const document of parseAllDocuments(yaml)) {
    if ('errors' in document && document.errors.length > 0) {
      complaints.push(...document.errors.map(({ message }) => message))
      continue
    }
    try {
      manifests.push(parseManifest(document.toJS()))
    } catch (error) {
      complaints.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (manifests.length === 0) complaints.push('there are no manifests')
  if (complaints.length > 0) throw new InvalidManifests(complaints.join('\n'))
  return manifests
}

/** The same, also without fields that do not exist, and without pods that the namespace refuses. Takes a second or two. */
export function checkManifests(yaml: string): readonly Manifest[] {
  const manifests = readManifests(yaml)
  const complaints = [...unknownFields(manifests), ...manifests.flatMap(refusedPods)]
  if (complaints.length > 0) throw new InvalidManifests(complaints.join('\n'))
  return manifests
}

/** The manifests of one kind, by name. */
export function ofKind<K extends Kind>(
  manifests: readonly Manifest[],
  kind: K,
): ReadonlyMap<string, InstanceType<(typeof models)[K]>> {
  const found = new Map<string, InstanceType<(typeof models)[K]>>()
  for (const manifest of manifests) {
    if (manifest instanceof models[kind]) {
      found.set(manifest.metadata?.name ?? '', manifest as InstanceType<(typeof models)[K]>)
    }
  }
  return found
}

function parseManifest(data: unknown): Manifest {
  const given = data as { readonly apiVersion?: unknown; readonly kind?: unknown } | null
  const kind = String(given?.kind)
  if (!Object.hasOwn(models, kind)) {
    throw new Error(`${kind}: no schema for this kind is known here, see ${import.meta.filename}`)
  }
  const model = models[kind as Kind]
  if (given?.apiVersion !== model.apiVersion) {
    throw new Error(`${kind}: apiVersion is ${String(given?.apiVersion)}, not ${model.apiVersion}`)
  }
  // What it is made from is not what it promises until it has been validated.
  const manifest: Manifest = Object.assign(new model(), given)
  try {
    manifest.validate()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${kind} ${String(manifest.metadata?.name)}: ${reason}`, { cause })
  }
  return manifest
}

/** The pod that a manifest is or makes; of a DaemonSet none, which reads files of its machine and so is never restricted. */
export function podSpecOf(manifest: Manifest): IPodSpec | undefined {
  if (manifest instanceof Pod) return manifest.spec
  if (
    manifest instanceof Deployment ||
    manifest instanceof StatefulSet ||
    manifest instanceof Job
  ) {
    return manifest.spec?.template.spec
  }
  if (manifest instanceof CronJob) return manifest.spec.jobTemplate.spec?.template.spec
  return undefined
}

function refusedPods(manifest: Manifest): string[] {
  const spec = podSpecOf(manifest)
  return (spec ? restrictedComplaints(spec) : []).map(
    complaint =>
      `${manifest.kind} ${String(manifest.metadata?.name)}: not restricted: ${complaint}`,
  )
}

/** Fields the types do not have, and whatever else the compiler finds in the manifests as literals. */
function unknownFields(manifests: readonly Manifest[]): string[] {
  const ts = createRequire(import.meta.url)('typescript') as typeof typescript
  const path = fileURLToPath(new URL('rendered.ts', import.meta.url))
  // The types of the others would take the compiler most of its time.
  const kinds = [...new Set(manifests.map(({ kind }) => kind))]
  const source = [
    ...kinds.map(
      kind =>
        `import type { I${kind} } from 'kubernetes-models/${models[kind].apiVersion}/${kind}'`,
    ),
    ...manifests.map(
      (manifest, at) =>
        `export const m${String(at)}: I${manifest.kind} = ${JSON.stringify(manifest)}`,
    ),
  ]
  const options: typescript.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.es5.d.ts'],
    types: [],
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  }
  const host = ts.createCompilerHost(options)
  const readSource = host.getSourceFile.bind(host)
  host.getSourceFile = (name, version, ...rest) =>
    name === path
      ? ts.createSourceFile(name, source.join('\n'), version)
      : readSource(name, version, ...rest)
  const program = ts.createProgram([path], options, host)
  const file = program.getSourceFile(path)
  return [...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics(file)].map(
    ({ messageText, start = 0 }) => {
      const line = file?.getLineAndCharacterOfPosition(start).line ?? 0
      const manifest = manifests[line - kinds.length]
      const what = `${String(manifest?.kind)} ${String(manifest?.metadata?.name)}`
      return `${what}: ${ts.flattenDiagnosticMessageText(messageText, '; ')}`
    },
  )
}

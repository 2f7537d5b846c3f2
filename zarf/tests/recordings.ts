/** What docker, kind, kubectl and the others were seen to answer, as far as the targets of the Makefile ask them. */
import type { Recorded, Recordings } from './stand-ins.ts'

export const REF = '1.2.3'
export const DATE = '2026-01-02T03:04:05Z'
export const SALES = `localhost/sales/sales-api:${REF}`
export const METRICS = `localhost/sales/metrics:${REF}`

const kubernetes = '--context kind-sales'
const inNamespace = `${kubernetes} --namespace sales-system`

/** Docker of a version whose BuildKit is a plugin. The secrets of a build must be readable files while it runs. */
const build: Recorded = {
  args: 'build *',
  does: [
    'for arg; do case $arg in id=*,src=*)',
    'test -r "${arg#*src=}" || exit 65; name=${arg#id=}; cp "${arg#*src=}" "$RECORD/${name%%,*}"',
    ';; esac; done',
  ].join('\n'),
}

export const docker: readonly Recorded[] = [
  { args: 'info' },
  { args: 'version --format {{.Client.Version}}', prints: '28.5.1' },
  { args: 'buildx version', prints: 'github.com/docker/buildx v0.29.1' },
  { args: 'compose version', prints: 'Docker Compose version v2.40.0' },
  build,
  { args: 'image inspect *', prints: '[]' },
  { args: `save *`, prints: 'an image' },
  {
    args: 'exec --interactive * ctr --namespace=k8s.io images import *',
    does: 'test "$(cat)" = "an image" || exit 65',
  },
  { args: 'compose --file zarf/compose/*.yaml up --detach --wait' },
  {
    args: 'compose --file zarf/compose/compose.yaml logs --follow --no-log-prefix',
    prints: '{"level":"info","msg":"ready"}',
  },
]

export const kind: readonly Recorded[] = [
  { args: 'get clusters', prints: 'another' },
  { args: 'get nodes --name sales', prints: 'sales-control-plane' },
  { args: 'create cluster --name sales --config zarf/k8s/dev/kind-config.yaml' },
  { args: 'load docker-image * --name sales' },
]

/** Applied manifests are kept as `applied`. */
export const kubectl: readonly Recorded[] = [
  { args: 'config get-contexts kind-sales' },
  {
    args: `${kubernetes} --namespace local-path-storage wait --timeout=120s --for=condition=Available deployment/local-path-provisioner`,
    prints: 'deployment.apps/local-path-provisioner condition met',
  },
  { args: `${kubernetes} apply --filename zarf/scripts/../k8s/namespace.yaml --filename *` },
  { args: `${kubernetes} apply --dry-run=server --filename -`, does: 'cat >/dev/null' },
  { args: `${kubernetes} apply --filename -`, does: 'cat >"$RECORD/applied"' },
  {
    args: `${inNamespace} rollout status --timeout=180s statefulset/sales*`,
    prints: 'partitioned roll out complete: 1 new pods have been updated...',
  },
  {
    args: `${inNamespace} rollout restart statefulset/sales*`,
    prints: 'statefulset.apps/sales restarted',
  },
  {
    args: `${inNamespace} set image statefulset/sales* *`,
    prints: 'statefulset.apps/sales image updated',
  },
  { args: `${inNamespace} get statefulset/sales* --ignore-not-found --output jsonpath=*` },
  { args: `${inNamespace} logs *`, prints: '{"level":"info","msg":"ready"}' },
  { args: `${kubernetes} get *` },
  {
    args: `${kubernetes} --namespace ambassador get deployment/traffic-manager`,
    prints: 'Error from server (NotFound): namespaces "ambassador" not found',
    code: 1,
  },
]

/** Prints a manifest with the images it was asked for. */
export const kustomize: readonly Recorded[] = [
  {
    args: 'build *',
    prints: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: recorded',
    does: 'cp "$2/kustomization.yaml" "$RECORD/kustomization.yaml"',
  },
]

export const telepresence: readonly Recorded[] = [
  { args: 'version', prints: 'OSS Client         : v2.25.1\nRoot Daemon: not running' },
  { args: 'helm install --context kind-sales' },
  { args: 'connect --context kind-sales' },
]

/** Keeps what is put, as the service does. */
export const curl: readonly Recorded[] = [
  { args: '* --connect-timeout *' },
  {
    args: '* --request PUT *',
    prints: '{"modRevision":1}',
    does: 'while [ $# -gt 0 ]; do [ "$1" = --data ] && printf %s "$2" >"$RECORD/value"; shift; done',
  },
  { args: '* --request DELETE *' },
  { args: '*/v1/liveness', prints: '{"status":"up"}' },
  { args: '*/v1/readiness', prints: '{"status":"ready"}' },
  { args: '*/v1/kv/*', does: 'cat "$RECORD/value"' },
  {
    args: '*--output */debug/pprof/*',
    does: 'while [ $# -gt 0 ]; do [ "$1" = --output ] && echo profile >"$2"; shift; done',
  },
]

export const all: Recordings = {
  docker,
  kind,
  kubectl,
  kustomize,
  telepresence,
  curl,
  go: [{ args: 'tool pprof -top *', prints: 'Type: cpu' }],
  hey: [{ args: '-z *', prints: 'Status code distribution:\n  [200]\t7 responses' }],
}

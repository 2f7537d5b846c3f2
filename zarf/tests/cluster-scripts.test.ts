/** What the scripts do when the cluster says no: nothing by halves, and never without the reason. */
import { expect, it } from 'vitest'
import { all, kubectl } from './recordings.ts'
import { IMAGES } from './rendered.ts'
import type { Ended, Recorded } from './stand-ins.ts'
import { StandIns } from './stand-ins.ts'

/** The answers of `kubectl`, of which these come first. */
const answering = (...first: readonly Recorded[]): StandIns =>
  new StandIns({ ...all, kubectl: [...first, ...kubectl] })

const apply = (standIns: StandIns): Promise<Ended> =>
  standIns.run('zarf/scripts/apply', [
    ...['kind-sales', 'zarf/k8s/prod/sales'],
    ...Object.entries(IMAGES).map(([name, image]) => `${name}=${image}`),
  ])

const awaitRollout = (standIns: StandIns): Promise<Ended> =>
  standIns.run('zarf/scripts/await-rollout', [
    ...['kind-sales', 'sales-system', 'statefulset/sales', 'app=sales'],
  ])

/** As Kubernetes 1.34 has it. */
const IMMUTABLE = `The StatefulSet "sales" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden`
const dryRun = '* apply --dry-run=server --filename -'

it.each([
  ['other claim templates', IMMUTABLE, /--cascade=orphan[^]*backup\.md/],
  [
    'anything else',
    'Error from server (Forbidden): statefulsets.apps is forbidden',
    /^(?!.*cascade)/s,
  ],
])('what a cluster refuses for %s is not applied by halves', async (_what, refusal, said) => {
  using standIns = answering({ args: dryRun, prints: refusal, does: 'cat >/dev/null', code: 1 })
  const { code, output } = await apply(standIns)
  expect(code).toBe(1)
  expect(output).toContain(refusal)
  expect(output).toMatch(said)
  expect(standIns.calls.filter(call => call.endsWith(' apply --filename -'))).toEqual([])
})

it('a Job of the last rollout goes before the next one is applied, because nothing changes a Job', async () => {
  const job = `apiVersion: batch/v1
kind: Job
metadata: { name: planted }
spec:
  template:
    spec:
      restartPolicy: Never
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: main
          image: planted
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }`
  using standIns = new StandIns({
    ...all,
    kustomize: [{ args: 'build *', prints: job }],
    kubectl: [{ args: '* delete jobs --selector=database=postgres' }, ...kubectl],
  })
  const { code, output } = await apply(standIns)
  expect({ code, output }).toMatchObject({ code: 0 })
  const [, deleted, tried, applied] = standIns.calls.flatMap(
    call => /^kubectl .*? (apply|delete) (.*)$/.exec(call)?.[1] ?? [],
  )
  expect([deleted, tried, applied]).toEqual(['delete', 'apply', 'apply'])
})

const failed: Recorded = {
  args: '* rollout status *',
  prints: 'error: timed out waiting for the condition',
  code: 1,
}
const listed: Recorded = { args: '* get pods * --output=name', prints: 'pod/sales-0' }

it('a rollout that does not end shows the pods, their events and their last lines', async () => {
  using standIns = answering(
    failed,
    listed,
    { args: '* get pods,persistentvolumeclaims *', prints: 'sales-0 0/2 CrashLoopBackOff' },
    { args: '* describe pods *', prints: 'Limits: memory: 512Mi' },
    { args: '* get events *', prints: '0/1 nodes are available: 1 Insufficient cpu' },
    { args: '* logs pod/sales-0 * --previous', prints: 'DIRECTORY_LOCKED' },
    { args: '* logs *', prints: 'starting' },
  )
  const { code, output } = await awaitRollout(standIns)
  expect(code).toBe(1)
  for (const reason of [
    'CrashLoopBackOff',
    'memory: 512Mi',
    'Insufficient cpu',
    'starting',
    'DIRECTORY_LOCKED',
  ]) {
    expect(output).toContain(reason)
  }
  expect(output).not.toContain('does not know')
})

it('a rollout that cannot even be asked about fails all the same', async () => {
  using standIns = answering(failed, { args: '*', code: 1 })
  expect(await awaitRollout(standIns)).toMatchObject({ code: 1 })
})

it('a rollout that ends is all that is asked about', async () => {
  using standIns = answering()
  expect(await awaitRollout(standIns)).toMatchObject({ code: 0 })
  expect(standIns.calls).toHaveLength(1)
})

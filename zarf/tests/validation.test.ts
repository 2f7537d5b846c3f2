import { describe, expect, it } from 'vitest'
import {
  checkManifests,
  InvalidManifests,
  ofKind,
  podSpecOf,
  readManifests,
} from '../manifests/manifests.ts'
import { restrictedComplaints } from '../manifests/pod-security.ts'

/** A compiler reads the types of Kubernetes. */
const service = `
apiVersion: v1
kind: Service
metadata:
  name: planted
spec:
  selector:
    app: planted
  ports:
    - name: api
      port: 3000
      targetPort: api
`
const budget = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: planted
spec:
  maxUnavailable: 1
`

const pod = `
apiVersion: v1
kind: Pod
metadata:
  name: planted
spec:
  securityContext:
    runAsNonRoot: true
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: main
      image: planted
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: { drop: [ALL] }
`

const wrong: readonly [what: string, yaml: string, complaint: RegExp][] = [
  [
    'a field that does not exist',
    service.replace('selector:', 'selecter:'),
    /Service planted.*selecter/,
  ],
  [
    'a field in the wrong place',
    `${service}      periodSeconds: 1\n`,
    /Service planted.*periodSeconds/,
  ],
  ['a value of the wrong type', service.replace('3000', 'three'), /ports\/0\/port must be integer/],
  [
    'a field that is required and missing',
    service.replace('port: 3000', 'nodePort: 30300'),
    /required property port/,
  ],
  ['a kind whose schema is not known', service.replace('Service', 'Servise'), /Servise: no schema/],
  ['a kind of another API', service.replace('v1', 'v2'), /apiVersion is v2, not v1/],
  [
    'a pod that the namespace refuses',
    pod.replace('drop: [ALL]', 'drop: [CHOWN]'),
    /Pod planted: not restricted: container main: capabilities/,
  ],
  ['YAML that is none', `${service}  - ]`, /./],
  ['nothing at all', '', /no manifests/],
]

describe('manifests are refused for', () => {
  it.each(wrong)('%s', (_what, yaml, complaint) => {
    expect(() => checkManifests(yaml)).toThrow(
      expect.toSatisfy(
        error => error instanceof InvalidManifests && complaint.test(error.message),
        `InvalidManifests ${String(complaint)}`,
      ),
    )
  })
})

it.each([
  ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'],
  ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: false\n        privileged: true'],
  ['drop: [ALL]', 'drop: [ALL], add: [SYS_ADMIN]'],
  ['runAsNonRoot: true', 'runAsNonRoot: false'],
  ['runAsNonRoot: true', 'runAsNonRoot: true\n    runAsUser: 0'],
  ['{ type: RuntimeDefault }', '{ type: Unconfined }'],
  ['containers:', 'hostNetwork: true\n  containers:'],
  ['containers:', 'volumes: [{ name: all, hostPath: { path: / } }]\n  containers:'],
  ['image: planted', 'image: planted\n      ports: [{ containerPort: 1, hostPort: 1 }]'],
])('PodSecurity has something against %s turned into %s, and nothing else', (good, bad) => {
  const complaints = (yaml: string): string[] =>
    readManifests(yaml).flatMap(manifest =>
      restrictedComplaints(podSpecOf(manifest) ?? { containers: [] }),
    )
  expect(complaints(pod)).toEqual([])
  expect(complaints(pod.replace(good, bad))).toHaveLength(1)
})
it('all that is wrong is said at once', () => {
  const yaml = `${service.replace('3000', 'three')}---${budget.replace('v1', 'v3')}`
  expect(() => checkManifests(yaml)).toThrow(/must be integer[^]*apiVersion is policy\/v3/)
})

it('manifests are found by kind and name', () => {
  const manifests = checkManifests(`${service}---${budget}---${pod}`)
  expect([...ofKind(manifests, 'Service').keys()]).toEqual(['planted'])
  expect(ofKind(manifests, 'PodDisruptionBudget').get('planted')?.spec?.maxUnavailable).toBe(1)
  expect(ofKind(manifests, 'StatefulSet').size).toBe(0)
})

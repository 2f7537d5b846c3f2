import { describe, expect, it, vi } from 'vitest'
import { InvalidManifests, ofKind, checkManifests } from '../manifests/manifests.ts'

/** A compiler reads the types of Kubernetes. */
vi.setConfig({ testTimeout: 60_000 })

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

it('all that is wrong is said at once', () => {
  const yaml = `${service.replace('3000', 'three')}---${budget.replace('v1', 'v3')}`
  expect(() => checkManifests(yaml)).toThrow(/must be integer[^]*apiVersion is policy\/v3/)
})

it('manifests are found by kind and name', () => {
  const manifests = checkManifests(`${service}---${budget}`)
  expect([...ofKind(manifests, 'Service').keys()]).toEqual(['planted'])
  expect(ofKind(manifests, 'PodDisruptionBudget').get('planted')?.spec?.maxUnavailable).toBe(1)
  expect(ofKind(manifests, 'StatefulSet').size).toBe(0)
})

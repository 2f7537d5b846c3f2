/** Every target against recorded stand-ins of the tools it calls: which calls, in which order. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { all, DATE, docker, kind, kubectl, METRICS, REF, SALES } from './recordings.ts'
import { ROOT } from './rendered.ts'
import type { Ended, Recorded, Recordings } from './stand-ins.ts'
import { StandIns } from './stand-ins.ts'

/** A target runs a dozen processes, on a machine that may be busy. */
const TARGET_MS_MAX = 120_000

vi.setConfig({ testTimeout: TARGET_MS_MAX })

const makefile = readFileSync(join(ROOT, 'Makefile'), 'utf8')

/** Whether the tools are fit, which `need` asks before anything starts. */
const isAsking = (call: string): boolean =>
  /^docker (info|version|buildx version|compose version)|^kubectl config get-contexts|^curl .*--connect-timeout/.test(
    call,
  )

async function make(standIns: StandIns, ...args: readonly string[]): Promise<Ended> {
  return await standIns.run('make', [
    // What is installed for these tests is installed.
    ...['--old-file', 'node_modules/.installed', '--no-print-directory'],
    ...[`BUILD_REF=${REF}`, `BUILD_DATE=${DATE}`, ...args],
  ])
}

/** What this target does; its calls without the questions of `need`, sorted if it does things at the same time. */
async function callsOf(
  target: string,
  recordings: Recordings = all,
): Promise<Ended & { readonly calls: string[]; readonly leftovers: string[] }> {
  using standIns = new StandIns(recordings)
  const ended = await make(standIns, target)
  const calls = standIns.calls.filter(call => !isAsking(call))
  return { ...ended, calls, leftovers: standIns.leftovers }
}

const built = (name: string, image: string): string =>
  [
    `docker build --file zarf/docker/dockerfile.${name} --tag ${image}`,
    `--build-arg BUILD_REF=${REF} --build-arg BUILD_DATE=${DATE}`,
    '--secret id=npmrc,src=<temporary> --secret id=certificates,src=<temporary> .',
  ].join(' ')
const loaded = (image: string): string => `kind load docker-image ${image} --name sales`

const host = 'sales-api.sales-system.svc.cluster.local'
const kube = 'kubectl --context kind-sales'
const inNamespace = `${kube} --namespace sales-system`
const rolledOut = `${inNamespace} rollout status --timeout=180s statefulset/sales`
const provisioner = `${kube} --namespace local-path-storage wait --timeout=120s --for=condition=Available deployment/local-path-provisioner`
const nodeImage = /image: (kindest\S+)/.exec(
  readFileSync(join(ROOT, 'zarf/k8s/dev/kind-config.yaml'), 'utf8'),
)?.[1]

/** Several at the same time, in any order. */
const together = (...calls: readonly string[]): readonly string[] => calls.toSorted()

const images = together(built('metrics', METRICS), built('sales-api', SALES))
const load = together(loaded(METRICS), loaded(SALES))
const apply = [
  'kustomize build <temporary>',
  `${kube} apply --filename zarf/scripts/../k8s/namespace.yaml --filename zarf/scripts/../k8s/one-replica.yaml`,
  `${kube} apply --dry-run=server --filename -`,
  `${kube} apply --filename -`,
  rolledOut,
]
const setImages = `${inNamespace} set image statefulset/sales sales-api=${SALES} metrics=${METRICS}`
const cluster = [
  'kind get clusters',
  'kind create cluster --name sales --config zarf/k8s/dev/kind-config.yaml',
  provisioner,
]
const connected = [
  'telepresence version',
  'docker image inspect ghcr.io/telepresenceio/tel2:2.25.1',
  'kind load docker-image ghcr.io/telepresenceio/tel2:2.25.1 --name sales',
  `${kube} --namespace ambassador get deployment/traffic-manager`,
  'telepresence helm install --context kind-sales',
  'telepresence connect --context kind-sales',
]

type Step = string | readonly string[]

/** A list in a list is what happens at the same time. */
const sequences: Readonly<Record<string, readonly Step[]>> = {
  'sales-api': [built('sales-api', SALES)],
  metrics: [built('metrics', METRICS)],
  all: [images],
  'dev-docker': [
    together(
      `docker pull --quiet ${String(nodeImage)}`,
      'docker pull --quiet node:24-bookworm-slim',
    ),
  ],
  'dev-up-local': cluster,
  'dev-up': [...cluster, ...connected],
  'dev-telepresence': connected,
  'dev-down-local': ['kind delete cluster --name sales'],
  'dev-down': ['telepresence quit --stop-daemons', 'kind delete cluster --name sales'],
  'dev-load': [load],
  'dev-apply': apply,
  'dev-restart': [`${inNamespace} rollout restart statefulset/sales`, rolledOut],
  'dev-update': [images, load, setImages, rolledOut],
  'dev-update-apply': [images, load, ...apply],
  'dev-status': [
    `${kube} get nodes --output=wide`,
    `${kube} get services --output=wide --all-namespaces`,
    `${kube} get pods --output=wide --watch --all-namespaces`,
  ],
  'dev-describe': [
    `${inNamespace} describe nodes`,
    `${inNamespace} describe services,statefulset/sales`,
  ],
  'dev-describe-sales': [`${inNamespace} describe pods --selector=app=sales`],
  'dev-events': [`${inNamespace} get events --sort-by=.metadata.creationTimestamp`],
  'dev-shell': [
    `${inNamespace} exec --stdin --tty statefulset/sales --container sales-api -- /bin/sh`,
  ],
  manifests: ['kustomize build <temporary>', 'kustomize build <temporary>'],
  'compose-up': [images, 'docker compose --file zarf/compose/compose.yaml up --detach --wait'],
  'compose-down': ['docker compose --file zarf/compose/compose.yaml down'],
  ...Object.fromEntries(
    [
      ['', host],
      ['-local', 'localhost'],
    ].flatMap(([suffix = '', address = '']) => [
      [`liveness${suffix}`, [`curl -sS -i --max-time 10 http://${address}:3000/v1/liveness`]],
      [`readiness${suffix}`, [`curl -sS -i --max-time 10 http://${address}:3000/v1/readiness`]],
      [
        `pprof-cpu${suffix}`,
        [
          `curl --silent --show-error --fail --max-time 40 --output <temporary> http://${address}:4000/debug/pprof/profile?seconds=10`,
          'go tool pprof -top <temporary>',
        ],
      ],
      [
        `pprof-heap${suffix}`,
        [
          `curl --silent --show-error --fail --max-time 40 --output <temporary> http://${address}:4000/debug/pprof/heap`,
          'go tool pprof -top <temporary>',
        ],
      ],
      [
        `load${suffix}`,
        [
          `curl --silent --show-error --fail --max-time 10 --output /dev/null --request PUT --data a value to read http://${address}:3000/v1/kv/zarf%2Fload`,
          `hey -z 20s -c 100 http://${address}:3000/v1/kv/zarf%2Fload`,
        ],
      ],
    ]),
  ),
}

/** Targets after which there is an obvious next one, which they name. */
const leading = new Set(
  [
    'all',
    'dev-docker',
    'dev-up',
    'dev-up-local',
    'dev-telepresence',
    'dev-load',
    'dev-apply',
  ].concat(['dev-update', 'dev-update-apply', 'compose-up']),
)

/** Targets that call none of these tools, or that `make` can only show: see below. */
const others = {
  checks: [
    'help',
    'install',
    'list',
    'test',
    'gen',
    'format',
    'lint',
    'typecheck',
    'tidy',
    'clean',
  ],
  programs: [
    ...['run', 'run-local', 'run-metrics', 'metrics-view', 'metrics-view-local'],
    ...['admin', 'bench', 'chaos'],
  ],
  elsewhere: ['test-images', 'dev-logs', 'compose-logs', 'test-endpoint', 'test-endpoint-local'],
}

describe('make', () => {
  it.concurrent.each(Object.entries(sequences))(
    '%s calls what it should, in that order',
    async (target, expected) => {
      const { code, output, calls } = await callsOf(target)
      expect(output).not.toContain('does not know')
      expect({ code, output }).toMatchObject({ code: 0 })
      const seen: Step[] = []
      for (const step of expected) {
        const taken = calls.splice(0, typeof step === 'string' ? 1 : step.length)
        seen.push(typeof step === 'string' ? (taken[0] ?? '') : taken.toSorted())
      }
      expect([...seen, ...calls]).toEqual(expected)
      expect(/^next: make /m.test(output)).toBe(leading.has(target))
    },
  )

  it('has no target that is not tried here or known to be tried elsewhere', () => {
    const targets = [...makefile.matchAll(/^([a-z][a-z-]*):/gm)].map(([, name = '']) => name)
    const tried = [...Object.keys(sequences), ...Object.values(others).flat()]
    expect(targets.toSorted()).toEqual(tried.toSorted())
  })

  it('help lists every target with what it does, under a heading', async () => {
    const { code, output } = await callsOf('help', {})
    expect(code).toBe(0)
    const listed = [...output.matchAll(/^ {2}make ([a-z-]+) +\S/gm)].map(([, name = '']) => name)
    const targets = [...makefile.matchAll(/^([a-z][a-z-]*):/gm)].map(([, name = '']) => name)
    expect(listed).toEqual(targets)
    expect(output).toMatch(/^Cluster on this machine$/m)
  })

  it.each([
    ['gen', 'node app/services/sales-api/gen.ts'],
    ['tidy', 'node app/tooling/tidy/main.ts'],
    ['list', 'nx show projects'],
  ])('%s leaves its lines to a shell, which finds what is installed', async (target, line) => {
    using standIns = new StandIns({ sh: [{ args: '*' }] })
    const { code } = await make(standIns, target)
    expect({ code, calls: standIns.calls }).toEqual({
      code: 0,
      calls: expect.arrayContaining([`sh -c ${line}`]) as string[],
    })
  })

  it('install asks for npm before it calls it', async () => {
    using standIns = new StandIns({})
    const args = ['--dry-run', '--always-make', '--no-print-directory', 'install']
    const { output } = await standIns.run('make', args)
    expect(output).toMatch(/^zarf\/scripts\/need npm\nnpm ci$/m)
  })

  it('dev-apply gives the cluster what was rendered, with the images of BUILD_REF if it is given', async () => {
    using standIns = new StandIns(all)
    await make(standIns, 'dev-apply')
    expect(standIns.recorded('applied')).toContain('kind: ConfigMap')
    const kustomization = standIns.recorded('kustomization.yaml')
    expect(kustomization).toContain(`${ROOT.replace(/^\//, '')}zarf/k8s/dev/sales`)
    for (const [placeholder, image] of [
      ['service-image', SALES],
      ['metrics-image', METRICS],
    ]) {
      const [name = '', tag = ''] = String(image).split(':')
      expect(kustomization).toContain(
        `- name: ${String(placeholder)}\n    newName: "${name}"\n    newTag: "${tag}"`,
      )
    }
    expect(standIns.leftovers).toEqual([])
  })

  describe('dev-apply without BUILD_REF', () => {
    const asked = `${inNamespace} get statefulset/sales --ignore-not-found --output`
    const withWorkload = (recorded: Omit<Recorded, 'args'>): Recordings => ({
      ...all,
      kubectl: kubectl.map(known =>
        known.args.includes('--ignore-not-found') ? { ...known, ...recorded } : known,
      ),
    })
    async function applied(recorded: Omit<Recorded, 'args'>) {
      using standIns = new StandIns(withWorkload(recorded))
      const options = ['--old-file', 'node_modules/.installed', '--no-print-directory']
      const { code } = await standIns.run('make', [...options, 'dev-apply'])
      const calls = standIns.calls.filter(call => !isAsking(call))
      expect(calls[0]).toContain(asked)
      const isApplied = calls.some(call => call.includes('apply --filename -'))
      return { code, tags: isApplied ? tagsIn(standIns.recorded('kustomization.yaml')) : undefined }
    }
    const tagsIn = (kustomization: string): string[] =>
      [...kustomization.matchAll(/newName: "(.*)"\n +newTag: "(.*)"/g)].map(
        ([, name = '', tag = '']) => `${name}:${tag}`,
      )
    const version = execFileSync('zarf/scripts/version', { cwd: ROOT, encoding: 'utf8' }).trim()

    it('keeps the images that run, of whatever working tree they are', async () => {
      const prints =
        'sales-api=localhost/sales/sales-api:old\nmetrics=localhost/sales/metrics:older'
      expect(await applied({ prints })).toEqual({
        code: 0,
        tags: ['localhost/sales/sales-api:old', 'localhost/sales/metrics:older'],
      })
    })

    it.each([
      ['nothing runs', ''],
      ['another container runs', 'sales-api=localhost/sales/sales-api:old'],
    ])('takes those of this working tree where %s', async (_name, prints) => {
      expect(await applied({ prints })).toEqual({
        code: 0,
        tags: [`localhost/sales/sales-api:${version}`, `localhost/sales/metrics:${version}`],
      })
    })

    it('gives the cluster nothing when it does not say what runs', async () => {
      const { code, tags } = await applied({ code: 1 })
      expect(code).not.toBe(0)
      expect(tags).toBeUndefined()
    })
  })

  it('dev-load says under which name its images are to be applied', async () => {
    expect((await callsOf('dev-load')).output).toMatch(
      new RegExp(`^next: make dev-apply BUILD_REF=${REF}$`, 'm'),
    )
  })

  it('dev-apply gives the cluster nothing when rendering fails', async () => {
    const recordings = { ...all, kustomize: [{ args: '*', prints: 'half a mani', code: 1 }] }
    const { code, calls } = await callsOf('dev-apply', recordings)
    expect(code).not.toBe(0)
    expect(calls).toEqual(['kustomize build <temporary>'])
  })

  it('dev-apply gives the cluster nothing that is not valid', async () => {
    const invalid = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 7'
    const recordings = { ...all, kustomize: [{ args: 'build *', prints: invalid }] }
    const { code, output, calls } = await callsOf('dev-apply', recordings)
    expect(code).not.toBe(0)
    expect(output).toContain('not valid')
    expect(calls).toEqual(['kustomize build <temporary>'])
  })

  it('dev-up-local leaves a cluster alone that runs already', async () => {
    const recordings = { ...all, kind: [{ args: 'get clusters', prints: 'another\nsales' }] }
    const { code, calls } = await callsOf('dev-up-local', recordings)
    expect({ code, calls }).toEqual({ code: 0, calls: ['kind get clusters', provisioner] })
  })

  it('dev-update restarts the pods when the images have the names they had', async () => {
    const unchanged = kubectl.map(recorded =>
      recorded.args.includes('set image') ? { ...recorded, prints: '' } : recorded,
    )
    const { code, calls } = await callsOf('dev-update', { ...all, kubectl: unchanged })
    const restarted = `${inNamespace} rollout restart statefulset/sales`
    expect({ code, calls: calls.slice(-3) }).toEqual({
      code: 0,
      calls: [setImages, restarted, rolledOut],
    })
  })

  it('dev-load imports into every node where kind cannot load', async () => {
    const broken = kind.map(recorded =>
      recorded.args.startsWith('load')
        ? { ...recorded, prints: 'ERROR: failed to load image: content digest not found', code: 1 }
        : recorded.args.startsWith('get nodes')
          ? { ...recorded, prints: 'sales-control-plane\nsales-worker' }
          : recorded,
    )
    const { code, calls } = await callsOf('dev-load', { ...all, kind: broken })
    expect(code).toBe(0)
    const imported = calls.filter(call => call.startsWith('docker exec')).toSorted()
    const into = (node: string): string =>
      `docker exec --interactive ${node} ctr --namespace=k8s.io images import --digests --snapshotter=overlayfs -`
    const [first, second] = [into('sales-control-plane'), into('sales-worker')]
    expect(imported).toEqual([first, first, second, second])
    expect(calls).toContain(`docker save ${SALES}`)
    expect(calls).toContain(`docker save ${METRICS}`)
  })

  it('dev-load fails when one of the images cannot be loaded at all', async () => {
    const broken = {
      ...all,
      kind: kind.filter(({ args }) => !args.startsWith('load')),
      docker: docker.filter(({ args }) => !args.startsWith('exec')),
    }
    const { code, output } = await callsOf('dev-load', broken)
    expect(code).not.toBe(0)
    expect(output).toContain('make dev-up-local')
  })

  it.each(['all', 'dev-update', 'compose-up'])(
    '%s stops when an image cannot be built',
    async target => {
      const broken = docker.map(recorded =>
        recorded.args.startsWith('build ') ? { ...recorded, code: 1 } : recorded,
      )
      const { code, calls } = await callsOf(target, { ...all, docker: broken })
      expect(code).not.toBe(0)
      expect(calls.filter(call => !call.startsWith('docker build'))).toEqual([])
    },
  )

  it.each([
    ['dev-logs', `${inNamespace} logs --selector=app=sales --all-containers=true --follow`],
    ['compose-logs', 'docker compose --file zarf/compose/compose.yaml logs --follow'],
  ])('%s makes logs readable', async (target, call) => {
    using standIns = new StandIns(all)
    const { code, output } = await make(standIns, target)
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).toMatch(/\bready\b/)
    expect(output).not.toContain('"level"')
    expect(standIns.calls.some(seen => seen.startsWith(call))).toBe(true)
  })

  it('test-images needs an engine that can build, and says so', async () => {
    const { code, output } = await callsOf('test-images', {})
    expect(code).not.toBe(0)
    expect(output).toContain('docker or podman is missing')
  })

  it.each([
    ['test-endpoint', host],
    ['test-endpoint-local', 'localhost'],
  ])('%s puts, gets and deletes a key there', async (target, address) => {
    const { code, output, calls } = await callsOf(target)
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).toContain(`http://${address}:3000 works`)
    expect(calls.length).toBe(5)
    for (const call of calls) expect(call).toContain(`http://${address}:3000/v1/`)
  })

  it.concurrent.each(Object.keys(sequences))(
    '%s names what is missing before it starts',
    async target => {
      const { code, output, calls } = await callsOf(target, {})
      expect(code).not.toBe(0)
      expect(output).toMatch(/^This cannot start yet:\n {2}\S.* missing\n {6}\S/m)
      expect(calls).toEqual([])
    },
  )

  /** These would connect to a service, or run for minutes: what they would run is enough. */
  it.each([
    ['run', [], 'exec node app/services/sales-api/main.ts'],
    ['run-local', [], 'exec zarf/scripts/run-local\n'],
    ['run-metrics', [], 'exec node app/services/metrics/main.ts'],
    ['metrics-view', [], `app/tooling/metrics-view/main.ts --endpoint http://${host}:3001/metrics`],
    ['metrics-view-local', [], 'metrics-view/main.ts --endpoint http://localhost:3001/metrics'],
    ['chaos', ['SEED=7', 'CLIENTS=3'], "app/tooling/chaos/main.ts --seed='7' --clients='3'\n"],
    ['bench', ['BENCH_ARGS=--quick'], 'app/tooling/bench/main.ts --quick\n'],
    ['admin', ['ADMIN_ARGS=status'], 'app/tooling/admin/main.ts status\n'],
    ['dev-logs', ['SERVICE=metrics'], "| node app/tooling/logfmt/main.ts --service='metrics'\n"],
  ])('%s runs the program it is named after', async (target, words, expected) => {
    using standIns = new StandIns(all)
    const { output } = await make(standIns, '--dry-run', target, ...words)
    const said = output
      .replaceAll(/ *\\\n\s*/g, ' ')
      .replaceAll(/ +/g, ' ')
      .replaceAll(' \n', '\n')
    expect(said).toContain(expected)
  })
})

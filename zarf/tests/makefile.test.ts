/** What targets bring about, with recorded stand-ins of the tools they call. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { all, DATE, docker, kind, kubectl, METRICS, REF, SALES } from './recordings.ts'
import { ROOT } from './rendered.ts'
import type { Ended, Recorded, Recordings } from './stand-ins.ts'
import { StandIns } from './stand-ins.ts'

const makefile = fs.readFileSync(join(ROOT, 'Makefile'), 'utf8')
const targets = [...makefile.matchAll(/^([a-z][a-z-]*(?: [a-z-]+)*):/gm)].flatMap(
  ([, names = '']) => names.split(' '),
)
const NAMED = [`BUILD_REF=${REF}`, `BUILD_DATE=${DATE}`]

async function make(
  standIns: StandIns,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  // What is installed for these tests is installed.
  const options = ['--old-file', 'node_modules/.installed', '--no-print-directory']
  return await standIns.run('make', [...options, ...words], environment)
}

async function made(
  target: string,
  recordings: Recordings = all,
): Promise<Ended & { readonly calls: readonly string[] }> {
  using standIns = new StandIns(recordings)
  const ended = await make(standIns, [...NAMED, target])
  return { ...ended, calls: standIns.calls }
}

const isApplied = (calls: readonly string[]): boolean =>
  calls.some(call => call.endsWith(' apply --filename -'))

it('help lists every target with what it does, under a heading', async () => {
  const { code, output } = await made('help', {})
  expect(code).toBe(0)
  const listed = [...output.matchAll(/^ {2}make ([a-z-]+) +\S/gm)].map(([, name = '']) => name)
  expect(listed).toEqual(targets)
  expect(output).toMatch(/^Cluster on this machine$/m)
})

it('every target that needs a tool of a cluster asks for it first', () => {
  const recipes = makefile.split(/^(?=[a-z][a-z-]*(?: [a-z-]+)*:)/m).slice(1)
  const calling = recipes.filter(recipe =>
    /^\t.*(?:\$\(KUBECTL\)|kubectl|\bkind |telepresence|docker compose|_images\b|zarf\/scripts\/(?:build|pull|load|test-endpoint|start))/m.test(
      recipe,
    ),
  )
  expect(calling.length).toBeGreaterThan(20)
  for (const recipe of calling) expect(recipe.split('\n')[1]).toMatch(/^\t\$\(need\) /)
})

it('a target whose tool is missing says so and starts nothing', async () => {
  const { code, output, calls } = await made('dev-update-apply', {})
  expect(code).not.toBe(0)
  expect(output).toMatch(/^This cannot start yet:\n {2}\S.* missing\n {6}\S/m)
  expect(calls).toEqual([])
})

it.each(['dev-up', 'dev-update', 'dev-update-apply', 'compose-up'])(
  '%s comes to its end, and names the next target',
  async target => {
    const { code, output } = await made(target)
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).not.toContain('does not know')
    expect(output).toMatch(/^next: make /m)
  },
)

describe('dev-apply', () => {
  it('gives the cluster what was rendered, with the images of BUILD_REF', async () => {
    using standIns = new StandIns(all)
    await make(standIns, [...NAMED, 'dev-apply'])
    expect(standIns.recorded('applied')).toContain('kind: ConfigMap')
    const kustomization = standIns.recorded('kustomization.yaml')
    expect(kustomization).toContain(`${ROOT.replace(/^\//, '')}zarf/k8s/dev/sales`)
    expect(tagsIn(kustomization)).toEqual([SALES, METRICS])
    expect(standIns.leftovers).toEqual([])
  })

  it.each([
    ['rendering fails', { args: '*', prints: 'half a mani', code: 1 }],
    [
      'is not valid',
      { args: 'build *', prints: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 7' },
    ],
  ])('gives the cluster nothing when what was rendered %s', async (_case, recorded) => {
    const { code, calls } = await made('dev-apply', { ...all, kustomize: [recorded] })
    expect(code).not.toBe(0)
    expect(isApplied(calls)).toBe(false)
  })

  const tagsIn = (kustomization: string): string[] =>
    [...kustomization.matchAll(/newName: "(.*)"\n +newTag: "(.*)"/g)].map(
      ([, name = '', tag = '']) => `${name}:${tag}`,
    )

  describe('without BUILD_REF', () => {
    async function applied(recorded: Omit<Recorded, 'args'>) {
      const answering = kubectl.map(known =>
        known.args.includes('--ignore-not-found') ? { ...known, ...recorded } : known,
      )
      using standIns = new StandIns({ ...all, kubectl: answering })
      const { code } = await make(standIns, ['dev-apply'])
      const tags = isApplied(standIns.calls)
        ? tagsIn(standIns.recorded('kustomization.yaml'))
        : undefined
      return { code, tags }
    }
    const version = execFileSync('zarf/scripts/version', { cwd: ROOT, encoding: 'utf8' }).trim()

    it('keeps the images that run, of whatever working tree they are', async () => {
      const images = ['localhost/sales/sales-api:old', 'localhost/sales/metrics:older']
      const prints = `sales-api=${String(images[0])}\nmetrics=${String(images[1])}`
      expect(await applied({ prints })).toEqual({ code: 0, tags: images })
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
})

it('dev-up-local leaves a cluster alone that runs already', async () => {
  const running = [{ args: 'get clusters', prints: 'another\nsales' }]
  expect(await made('dev-up-local', { ...all, kind: running })).toMatchObject({ code: 0 })
})

it('dev-update restarts the pods when the images have the names they had', async () => {
  const unchanged = kubectl.map(recorded =>
    recorded.args.includes('set image') ? { ...recorded, prints: '' } : recorded,
  )
  const { code, calls } = await made('dev-update', { ...all, kubectl: unchanged })
  expect(code).toBe(0)
  expect(calls.some(call => call.endsWith(' rollout restart statefulset/sales'))).toBe(true)
})

it('several nodes are deployed by their own overlay, voters and readers', async () => {
  using standIns = new StandIns(all)
  const targets = ['dev-apply', 'dev-update', 'dev-restart', 'compose-up']
  const { code, output } = await make(standIns, ['-n', ...NAMED, 'OVERLAY=nodes', ...targets])
  expect(code).toBe(0)
  expect(output).toContain('zarf/scripts/apply kind-sales zarf/k8s/dev/nodes ')
  for (const workload of ['statefulset/sales-voter', 'statefulset/sales-reader']) {
    for (const script of ['await-rollout', 'update-images']) {
      expect(output).toContain(`zarf/scripts/${script} kind-sales sales-system ${workload} `)
    }
  }
  expect(output).toContain('restart statefulset/sales-voter statefulset/sales-reader')
  expect(output).toContain(' --file zarf/compose/nodes.yaml up ')
})

it('services on PostgreSQL are deployed by their own overlay, each by its image', async () => {
  using standIns = new StandIns(all)
  const targets = ['dev-apply', 'dev-update', 'dev-restart', 'dev-logs', 'compose-up']
  const { code, output } = await make(standIns, ['-n', ...NAMED, 'OVERLAY=postgres', ...targets])
  expect(code).toBe(0)
  expect(output).toContain('zarf/scripts/apply kind-sales zarf/k8s/dev/postgres ')
  for (const name of ['profile', 'payment']) {
    const image = `localhost/sales/${name}-api:${REF}`
    const workload = `deployment/${name}-api`
    expect(output).toContain(`${name}-image=${image}`)
    expect(output).toMatch(new RegExp(`update-images [^;]* ${workload} [^;]*api=${image};`))
    expect(output).toContain(`await-rollout kind-sales sales-system ${workload} app=${name}-api;`)
  }
  expect(output).toContain('restart deployment/profile-api deployment/payment-api')
  expect(output).toContain('logs --selector=database=postgres ')
  expect(output).toContain(' --file zarf/compose/postgres.yaml up ')
  expect(output).not.toContain('sales-api:')
})

it('every image is built by the target of its name, and all by one', async () => {
  const { code, calls } = await made('all')
  expect(code).toBe(0)
  const built = calls.flatMap(
    call => /^docker build --file (\S+) --tag (\S+)/.exec(call)?.[2] ?? [],
  )
  const names = ['metrics', 'payment-api', 'profile-api', 'sales-api']
  expect(built.toSorted()).toEqual(names.map(name => `localhost/sales/${name}:${REF}`))
})

it('dev-load imports into every node where kind cannot load', async () => {
  const broken = kind.map(recorded =>
    recorded.args.startsWith('load')
      ? { ...recorded, prints: 'ERROR: failed to load image: content digest not found', code: 1 }
      : recorded.args.startsWith('get nodes')
        ? { ...recorded, prints: 'sales-control-plane\nsales-worker' }
        : recorded,
  )
  const { code, calls } = await made('dev-load', { ...all, kind: broken })
  expect(code).toBe(0)
  const nodes = calls.flatMap(call => /^docker exec --interactive (\S+) /.exec(call)?.[1] ?? [])
  expect(nodes.toSorted()).toEqual(
    ['sales-control-plane', 'sales-worker'].flatMap(node => [node, node]),
  )
})

it('dev-load fails when one of the images cannot be loaded at all', async () => {
  const broken = {
    ...all,
    kind: kind.filter(({ args }) => !args.startsWith('load')),
    docker: docker.filter(({ args }) => !args.startsWith('exec')),
  }
  const { code, output } = await made('dev-load', broken)
  expect(code).not.toBe(0)
  expect(output).toContain('make dev-up-local')
})

it('nothing is loaded or applied when an image cannot be built', async () => {
  const broken = docker.map(recorded =>
    recorded.args.startsWith('build ') ? { ...recorded, code: 1 } : recorded,
  )
  const { code, calls } = await made('dev-update-apply', { ...all, docker: broken })
  expect(code).not.toBe(0)
  expect(calls.filter(call => /^kind load| apply | set image /.test(call))).toEqual([])
})

it.each(['dev-logs', 'compose-logs'])('%s makes logs readable', async target => {
  const { code, output } = await made(target)
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(output).toMatch(/\bready\b/)
  expect(output).not.toContain('"level"')
})

describe('words of the command line', () => {
  const shown = async (words: readonly string[], environment = {}): Promise<Ended> => {
    using standIns = new StandIns(all)
    return await make(standIns, ['--dry-run', ...words], environment)
  }

  it.each([
    ['ROUNDS=1; touch planted', "--rounds='1; touch planted'"],
    ["SEED=it's", "--seed='it'\\''s'"],
    ['SEED=$(shell touch planted)', "--seed='$(shell touch planted)'"],
  ])('%s is handed on as one word that no shell executes', async (word, expected) => {
    const { code, output } = await shown(['chaos', word])
    expect(code).toBe(0)
    expect(output).toContain(expected)
    expect(fs.existsSync(join(ROOT, 'planted'))).toBe(false)
  })

  it('are refused when they are misspelt; all that help names are known', async () => {
    const misspelt = await shown(['chaos', 'ROUND=5'])
    expect(misspelt.code).not.toBe(0)
    expect(misspelt.output).toContain('no target knows ROUND: there are SEED ROUNDS')
    const named = [...makefile.matchAll(/## .*/g)].flatMap(
      ([help]) => help.match(/[A-Z_]+(?==)/g) ?? [],
    )
    const words = [...named, 'SALES_LOG_LEVEL'].map(word => `${word}=1`)
    expect((await shown(['help', ...words])).code).toBe(0)
  })

  it('that are settings say where targets find the services on this machine', async () => {
    const local = targets.filter(target =>
      /^(?:liveness|load|pprof|metrics-view|test-endpoint).*-local$/.test(target),
    )
    const { output } = await shown(local, {
      SALES_WEB_API_HOST: '0.0.0.0:3950',
      SALES_WEB_DEBUG_HOST: '[::1]:4950',
      METRICS_EXPVAR_HOST: '127.0.0.1:3951',
      SALES_RESP_HOST: '0.0.0.0:6950',
    })
    const asked = [
      'localhost:3950/v1/liveness',
      'localhost:3950 ',
      'test-endpoint sales-api localhost:3950 localhost:6950',
      'cpu [::1]:4950',
      '127.0.0.1:3951',
    ]
    for (const address of asked) expect(output).toContain(address)
    expect(output).not.toMatch(/localhost:(3000|3001|4000|6380)/)
  })

  it('name the service that is asked', async () => {
    const asking = ['run-local', 'liveness-local', 'readiness', 'pprof-heap', 'test-endpoint-local']
    const { output } = await shown([...asking, 'SERVICE=payment-api'], {
      PAYMENT_WEB_API_HOST: '0.0.0.0:3950',
    })
    for (const call of [
      'run-local payment-api',
      'http://localhost:3950/v1/liveness',
      'http://payment-api.sales-system.svc.cluster.local:3200/v1/readiness',
      'heap payment-api.sales-system.svc.cluster.local:4200',
      'test-endpoint payment-api localhost:3950',
    ]) {
      expect(output).toContain(call)
    }
    const unknown = await shown(['liveness-local', 'SERVICE=sales'])
    expect(unknown.output).toContain('SERVICE=sales: there are sales-api, profile-api')
  })
})

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { environment, until } from '#foundation/program/program'
import { PROFILE_SECONDS_MAX } from '#business/web/pprof/pprof-contract'
import { all, docker, SALES } from './recordings.ts'
import { hasCommand, ROOT } from './rendered.ts'
import type { Recordings } from './stand-ins.ts'
import { StandIns } from './stand-ins.ts'

const folder = join(ROOT, 'zarf/scripts')
const scripts = fs.readdirSync(folder)

function temporary(): string {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'scripts-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  return directory
}

describe('every script', () => {
  it('can be run, and says what it is for', () => {
    for (const script of scripts) {
      expect(fs.statSync(join(folder, script)).mode & 0o111, script).toBe(0o111)
      const [first, second] = fs.readFileSync(join(folder, script), 'utf8').split('\n')
      expect([first, second?.split(/[ :]/)[1]]).toEqual(['#!/bin/sh', script])
    }
  })

  it.each(['sh', 'dash', 'bash'].filter(hasCommand))('is understood by %s', shell => {
    for (const script of scripts) execFileSync(shell, ['-n', join(folder, script)])
  })

  it.skipIf(!hasCommand('shellcheck'))('has nothing shellcheck complains about', () => {
    const paths = scripts.map(script => join(folder, script))
    execFileSync('shellcheck', [...paths, join(folder, '../../.ci/run')])
  })
})

describe('need', () => {
  type Case = [what: string, tool: string, recordings: object, said: RegExp | null]
  const unreachable: readonly [code: number, address: string, how: string][] = [
    [6, 'sales-api.sales.svc.cluster.local:3000', 'make dev-telepresence'],
    [7, '127.0.0.1:3950', 'make run'],
    [7, 'localhost:3000', 'make run'],
    [28, 'localhost:3001', 'make run-metrics'],
  ]
  const cases: readonly Case[] = [
    ['nothing when everything is there', 'builder', { docker }, null],
    ['podman where docker is not', 'builder', { podman: [{ args: 'info' }] }, null],
    [
      'an engine that does not answer',
      'engine',
      { docker: [{ args: 'info', code: 1 }] },
      /start Docker/,
    ],
    [
      'a plugin of docker that builds',
      'builder',
      {
        docker: docker.map(call => (call.args.startsWith('buildx') ? { ...call, code: 1 } : call)),
      },
      /no buildx plugin/,
    ],
    [
      'no such plugin of older versions, which build themselves',
      'builder',
      { docker: [{ args: 'info' }, { args: 'version *', prints: '20.10.24+dfsg1' }] },
      null,
    ],
    [
      'compose',
      'compose',
      { docker: [{ args: 'info' }, { args: 'compose version', code: 1 }] },
      /no compose plugin/,
    ],
    ['kubectl instead of kustomize', 'kustomize', { kubectl: [] }, null],
    ['neither of them', 'kustomize', {}, /kustomize \(or kubectl/],
    ['wrk instead of hey', 'loader', { wrk: [] }, null],
    ['neither of them for load', 'loader', {}, /hey or wrk is missing/],
    ['a cluster that kubectl knows', 'cluster=kind-sales', { kubectl: [{ args: '*' }] }, null],
    [
      'a cluster that kubectl does not know',
      'cluster=kind-sales',
      { kubectl: [{ args: 'config get-contexts kind-sales', code: 1 }] },
      /knows no cluster kind-sales\n.*make dev-up-local/,
    ],
    [
      'no more of an address than that it answers',
      'at=localhost:3000',
      { curl: [{ args: '*', code: 22 }] },
      null,
    ],
    ...unreachable.map(([code, address, how]): Case => [
      `an address that can be reached: ${address}`,
      `at=${address}`,
      { curl: [{ args: '*', code }] },
      new RegExp(`${address} cannot be reached\n.*${how}`),
    ]),
    ['a tool it has not heard of', 'frobnicate', {}, /frobnicate is missing/],
  ]

  it.each(cases)('asks for %s', async (_what, tool, recordings, said) => {
    using standIns = new StandIns({ ...recordings })
    const { code, output } = await standIns.run(join(folder, 'need'), [tool])
    expect(code).toBe(said === null ? 0 : 1)
    expect(output).toMatch(said ?? /^$/)
  })

  it('fails when it is asked for nothing', async () => {
    using standIns = new StandIns({})
    expect((await standIns.run(join(folder, 'need'), [])).code).toBe(2)
  })

  it('says where npm comes from, with hardly anything there', async () => {
    using standIns = new StandIns({})
    const bin = temporary()
    const dirname = execFileSync('sh', ['-c', 'command -v dirname'], { encoding: 'utf8' })
    fs.symlinkSync(dirname.trim(), join(bin, 'dirname'))
    const { code, output } = await standIns.run(join(folder, 'need'), ['npm'], { PATH: bin })
    expect(code).toBe(1)
    expect(output).toMatch(/npm is missing\n {6}https:\/\/nodejs\.org/)
  })

  it('says once what is wrong with the engine, however much is asked of it', async () => {
    using standIns = new StandIns({ docker: [{ args: 'info', code: 1 }] })
    const { code, output } = await standIns.run(join(folder, 'need'), ['builder', 'compose'])
    expect(code).toBe(1)
    expect(output.match(/does not answer/g)).toHaveLength(1)
  })

  it('names everything that is missing at once', async () => {
    using standIns = new StandIns({})
    const tools = ['engine', 'kind', 'kubectl', 'telepresence', 'curl']
    const { output } = await standIns.run(join(folder, 'need'), tools)
    expect([...output.matchAll(/^ {2}\S.* missing$/gm)].length).toBe(tools.length)
    expect([...output.matchAll(/https:\/\//g)].length).toBeGreaterThanOrEqual(tools.length)
  })
})

describe('load', () => {
  const load = async (recordings: Recordings, ...sizes: string[]) => {
    using standIns = new StandIns({ curl: [{ args: '*' }], ...recordings })
    return await standIns.run(join(folder, 'load'), ['localhost:1', ...sizes])
  }
  const hey = (prints: string): Recordings => ({ hey: [{ args: '*', prints }] })
  const wrk = (prints: string): Recordings => ({ wrk: [{ args: '*', prints }] })

  it.each([
    ['hey', hey('  [200]\t7 responses')],
    ['wrk', wrk('  7 requests in 1.00s, 1.00MB read')],
  ])('passes where %s says that reads were answered', async (_tool, recordings) => {
    expect(await load(recordings)).toMatchObject({ code: 0 })
  })

  it.each([
    ['hey had no answers', hey('Summary:')],
    ['hey had errors only', hey('Error distribution:\n  [9]\tGet http://localhost:1: refused')],
    ['hey had others among them', hey('  [200]\t7 responses\n  [503]\t1 responses')],
    ['wrk had no answers', wrk('  0 requests in 1.00s, 0.00B read')],
    ['wrk had other answers', wrk('  7 requests in 1.00s\n  Non-2xx or 3xx responses: 7')],
    ['wrk printed nothing', wrk('')],
  ])('fails where %s', async (_case, recordings) => {
    const { code, output } = await load(recordings)
    expect(code).toBe(1)
    expect(output).toMatch(/load: \d+ reads were answered well; others: /)
  })

  it.each(['0', '1.5', '1; true'])('refuses "%s" for a size', async size => {
    for (const sizes of [[size], ['1', size]]) {
      const { code, output } = await load(hey('  [200]\t7 responses'), ...sizes)
      expect([sizes, code]).toEqual([sizes, 2])
      expect(output).toContain('whole numbers from 1 on')
    }
  })
})

describe('version', () => {
  function repository(): { readonly directory: string; git: (...args: string[]) => void } {
    const directory = temporary()
    fs.mkdirSync(join(directory, 'zarf/scripts'), { recursive: true })
    fs.copyFileSync(join(folder, 'version'), join(directory, 'zarf/scripts/version'))
    const git = (...args: string[]): void => {
      const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
      execFileSync('git', [...who, ...args], { cwd: directory, stdio: 'ignore' })
    }
    return { directory, git }
  }
  const version = (directory: string): string =>
    execFileSync(join(directory, 'zarf/scripts/version'), { encoding: 'utf8' }).trimEnd()
  /** What an image's tag may be. */
  const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

  it('is the commit, or its tag, of what is committed', () => {
    const { directory, git } = repository()
    git('init')
    git('add', '.')
    git('commit', '--message', 'first')
    expect(version(directory)).toMatch(/^[0-9a-f]{12}$/)
    git('tag', '--annotate', '--message', 'x', 'v1.0.0+build/7')
    expect(version(directory)).toBe('v1.0.0-build-7')
  })

  it('differs between any two states that are not committed', () => {
    const { directory, git } = repository()
    git('init')
    git('add', '.')
    git('commit', '--message', 'first')
    const clean = version(directory)
    const seen = new Set([clean])
    for (const [file, text] of [
      ['new', 'one'],
      ['new', 'two'],
      ['renamed', 'two'],
      ['zarf/scripts/version', `${fs.readFileSync(join(folder, 'version'), 'utf8')}# changed`],
    ] as const) {
      fs.writeFileSync(join(directory, file), text)
      const now = version(directory)
      expect(now.startsWith(`${clean}-changed-`), now).toBe(true)
      expect(now).toMatch(TAG)
      expect(version(directory)).toBe(now)
      seen.add(now)
    }
    expect(seen.size).toBe(5)
  })

  it('is "develop" outside of git', () => {
    const { directory } = repository()
    expect(version(directory)).toBe('develop')
  })
})

describe('set-images', () => {
  const overlay = join(ROOT, 'zarf/k8s/dev/sales')
  const setImages = (image: string): string => {
    const directory = temporary()
    execFileSync(join(folder, 'set-images'), [overlay, directory, `service-image=${image}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return fs.readFileSync(join(directory, 'kustomization.yaml'), 'utf8')
  }

  it.each([
    ['a/b:1.2', 'newName: "a/b"\n    newTag: "1.2"'],
    ['host:5000/a/b:1.2', 'newName: "host:5000/a/b"\n    newTag: "1.2"'],
    ['a/b@sha256:0f', 'newName: "a/b"\n    digest: "sha256:0f"'],
  ])('takes %s', (image, expected) => {
    expect(setImages(image)).toContain(expected)
  })

  it.each(['a/b', 'a/b:latest', 'host:5000/a/b', 'a/b:', '', 'a/b:1"\n  x: 1'])(
    'refuses "%s"',
    image => {
      expect(() => setImages(image)).toThrow(/give the image a tag or digest/)
    },
  )
})

describe('render', () => {
  it('refuses to print placeholders', async () => {
    const prints = 'spec:\n  containers:\n    - name: metrics\n      image: metrics-image'
    using standIns = new StandIns({ kustomize: [{ args: 'build *', prints }] })
    const { code, output } = await standIns.run(join(folder, 'render'), [
      'zarf/k8s/dev/sales',
      `service-image=${SALES}`,
    ])
    expect(code).toBe(1)
    expect(output).toContain('still placeholders')
    expect(output).not.toContain('containers:')
    expect(standIns.leftovers).toEqual([])
  })

  it('uses the kustomize in kubectl where there is no other', async () => {
    const prints = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: recorded'
    using standIns = new StandIns({ kubectl: [{ args: 'kustomize *', prints }] })
    const { code, output } = await standIns.run(join(folder, 'render'), ['zarf/k8s/dev/sales'])
    expect({ code, output }).toEqual({ code: 0, output: `1 manifests, all valid\n${prints}\n` })
  })
})

describe('build-image', () => {
  const REGISTRY = 'https://registry.example/npm/'
  const build = [join(folder, 'build-image'), ['sales-api', SALES]] as const

  it('mounts what npm here knows of registries, and nothing else of its settings', async () => {
    using standIns = new StandIns(all)
    const home = temporary()
    fs.writeFileSync(
      join(home, '.npmrc'),
      [
        `registry=${REGISTRY}`,
        '//registry.example/npm/:_authToken=${TOKEN}',
        `@own:registry=${REGISTRY}own/`,
        'prefix=/opt/npm',
        `cafile=${join(home, 'authority.pem')}`,
      ].join('\n'),
    )
    fs.writeFileSync(join(home, 'authority.pem'), 'a certificate\n')
    const { code, output } = await standIns.run(...build, {
      HOME: home,
      TOKEN: 'planted-secret',
      npm_config_globalconfig: join(home, 'none'),
      NPM_CONFIG_STRICT_SSL: 'false',
    })
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(standIns.recorded('npmrc').split('\n').filter(Boolean)).toEqual([
      `registry=${REGISTRY}`,
      '//registry.example/npm/:_authToken=planted-secret',
      `@own:registry=${REGISTRY}own/`,
      'strict-ssl=false',
    ])
    expect(standIns.recorded('certificates')).toBe('a certificate\n')
    expect(standIns.calls.join('\n')).not.toMatch(/planted-secret|registry\.example/)
    expect(output).not.toContain('planted-secret')
    expect(standIns.leftovers).toEqual([])
  })

  it('takes its secrets away when the build fails, too', async () => {
    const failing = docker.map(call =>
      call.args.startsWith('build ') ? { ...call, code: 1 } : call,
    )
    using standIns = new StandIns({ docker: failing })
    expect((await standIns.run(...build)).code).toBe(1)
    expect(standIns.leftovers).toEqual([])
  })

  it('names proxies without saying what they are, and adds the flags it is given', async () => {
    using standIns = new StandIns(all)
    await standIns.run(...build, {
      HTTPS_PROXY: 'http://user:planted-secret@proxy.example',
      DOCKER_BUILD_FLAGS: '--network host',
    })
    const call = standIns.calls.find(call => call.startsWith('docker build '))
    expect(call).toMatch(/ --build-arg HTTPS_PROXY --network host \.$/)
  })

  it('builds with podman where there is no docker', async () => {
    using standIns = new StandIns({ podman: docker })
    const { code } = await standIns.run(...build)
    expect({ code, calls: standIns.calls.length }).toEqual({ code: 0, calls: 1 })
  })
})

it('start-cluster tells kind when podman is all there is', async () => {
  using standIns = new StandIns({
    podman: [],
    kind: [
      { args: 'get clusters' },
      { args: 'create cluster *', does: 'test "$KIND_EXPERIMENTAL_PROVIDER" = podman || exit 65' },
    ],
    kubectl: [{ args: '*' }],
  })
  const { code } = await standIns.run(join(folder, 'start-cluster'), ['sales', 'config'])
  expect(code).toBe(0)
})

it('profile leaves no file behind when there is no profile', async () => {
  using standIns = new StandIns({
    curl: [{ args: '*', does: 'touch "$RECORD/tmp/x"; rm "$RECORD/tmp/x"', code: 22 }],
  })
  const { code, output } = await standIns.run(join(folder, 'profile'), ['cpu', 'localhost:4000'])
  expect(code).toBe(1)
  expect(output).toContain('does the service run')
  expect(standIns.leftovers).toEqual([])
})

it.each(['0.1', '300'])('profile takes %s seconds', async seconds => {
  using standIns = new StandIns({ curl: all.curl ?? [] })
  const args = ['cpu', 'localhost:4000', seconds]
  const { code, output } = await standIns.run(join(folder, 'profile'), args)
  expect({ code, output }).toMatchObject({ code: 0 })
  const [call] = standIns.calls
  expect(call).toContain(`--max-time ${String(Number(seconds) + 30)} `)
  expect(call).toContain(`/debug/pprof/profile?seconds=${seconds}`)
})

it.each(['0.09', '300.1', 'ten', '1e2', '1\n2'])(
  'profile refuses %j seconds, as the debug port would',
  async seconds => {
    using standIns = new StandIns({ curl: all.curl ?? [] })
    const args = ['cpu', 'localhost:4000', seconds]
    const { code, output } = await standIns.run(join(folder, 'profile'), args)
    expect([code, standIns.calls]).toEqual([2, []])
    expect(output).toContain(
      `${seconds}: expected seconds, from 0.1 to ${String(PROFILE_SECONDS_MAX)}`,
    )
  },
)

it('profile says where the profile is when nothing can open it', async () => {
  using standIns = new StandIns({ curl: all.curl ?? [] })
  const { code, output } = await standIns.run(join(folder, 'profile'), ['heap', 'localhost:4000'])
  expect(code).toBe(0)
  expect(output).toMatch(/the profile is (\S+\.pb\.gz)\n[^]*go\.dev/)
  expect(standIns.leftovers.length).toBe(1)
})

describe('run-local', () => {
  /** In a process group of its own, as a terminal does it, so that all of it can get Ctrl-C. */
  function runLocal(env: Readonly<Record<string, string>>) {
    const child = spawn(join(folder, 'run-local'), ['sales-api'], {
      env: environment({
        PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
        SALES_STORE_DIR: temporary(),
        SALES_WEB_API_HOST: '127.0.0.1:0',
        SALES_WEB_DEBUG_HOST: '127.0.0.1:0',
        SALES_RESP_HOST: '127.0.0.1:0',
        ...env,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    onTestFinished(() => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    const ended = new Promise<number | null>(resolve => child.once('close', resolve))
    return { pid: child.pid ?? 0, ended, output: () => output }
  }

  it('shows a log for people, to the last line after Ctrl-C, and ends as the service does', async () => {
    const { pid, ended, output } = runLocal({})
    await until(() => /\bready\b/.test(output()) || undefined, output)
    process.kill(-pid, 'SIGINT')
    expect(await ended).toBe(0)
    expect(output()).toMatch(/\bstopped\b/)
    expect(output()).not.toContain('"level"')
  })

  it('ends the service, and shows its last lines, when SIGTERM is for it alone', async () => {
    const { pid, ended, output } = runLocal({})
    await until(() => /\bready\b/.test(output()) || undefined, output)
    process.kill(pid, 'SIGTERM')
    expect(await ended).toBe(0)
    expect(output()).toMatch(/\bstopped\b/)
  })

  it('ends with the exit code of a service that cannot start', async () => {
    const { ended, output } = runLocal({ SALES_WEB_API_HOST: 'nonsense' })
    expect(await ended).toBe(2)
    expect(output()).toContain('SALES_WEB_API_HOST')
  })
})

describe('observe-check', () => {
  /** With these tools, and what the script itself calls. */
  const outcome = (tools: Readonly<Record<string, string>>) => {
    const bin = temporary()
    for (const name of ['sh', 'dirname', 'mktemp', 'rm', 'cat', 'timeout']) {
      const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
      fs.symlinkSync(path, join(bin, name))
    }
    for (const [name, script] of Object.entries(tools)) {
      fs.writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    }
    return spawnSync(join(folder, 'observe-check'), { env: { PATH: bin }, encoding: 'utf8' })
  }

  it('says what it checked and what it skipped', () => {
    const { status, stdout } = outcome({ promtool: '[ -e alerts.yaml ]' })
    expect(status).toBe(0)
    expect(stdout).toContain('ok: promtool check rules alerts.yaml\n')
    expect(stdout).toContain('skipped, because amtool is not installed: amtool check-config')
  })

  it('fails with what a tool complains of, after all have been asked', () => {
    const { status, stdout, stderr } = outcome({ vmagent: 'echo wrong; exit 1', otelcol: '' })
    expect(status).toBe(1)
    expect(stderr).toContain('failed: vmagent -dryRun')
    expect(stderr).toContain('wrong\n')
    expect(stdout).toContain('ok: otelcol validate')
  })

  it('fails where there is no tool', () => {
    expect(outcome({}).status).toBe(1)
  })
})

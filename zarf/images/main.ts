/**
 * Builds the images for real and runs them as a cluster would: no root, no capabilities, nothing writable but volume and
 * /tmp, limits of the development overlay. `make test-images`. Exit code 0 if every claim holds, 1 with the first that does not.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { until } from '#foundation/program/program'
import { Engine } from './container.ts'

const root = new URL('../../', import.meta.url)
const { BUILD_REF = 'test', BUILD_DATE = new Date().toISOString() } = process.env
const engine = new Engine(
  execFileSync('zarf/scripts/engine', { cwd: root, encoding: 'utf8' }).trim(),
)

const SERVICES = ['sales-api', 'metrics', 'profile-api', 'payment-api'] as const

/** What the image adds to Node's. Mostly dependencies: a large one should be noticed. */
const ADDED_BYTES_MAX = 100 * 1024 * 1024
/** As terminationGracePeriodSeconds. */
const GRACE_MS_MAX = 60_000
/** For the sidecar's first collections. */
const COLLECT_MS_MAX = 20_000
const LIMITS = {
  'sales-api': ['--cpus', '1.5', '--memory', '512m', '--env', 'SALES_CPU_LIMIT=2'],
  metrics: ['--cpus', '0.25', '--memory', '256m'],
}

class NotSo extends Error {
  override readonly name = 'NotSo'
}

/** Throws NotSo if it does not hold, so that what is running is ended on the way out. */
async function claim(text: string, proof: () => Promise<string | undefined>): Promise<void> {
  try {
    const detail = await proof()
    console.log(`  ok    ${text}${detail === undefined ? '' : ` (${detail})`}`)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new NotSo(`  FALSE ${text}\n${reason}`, { cause })
  }
}

const nameOf = (service: string): string => `localhost/sales/${service}:${BUILD_REF}`

async function inspect(image: string, format: string): Promise<string> {
  return await engine.do('image', 'inspect', '--format', format, image)
}

const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as {
  readonly packages: Readonly<Record<string, { readonly dev?: true }>>
}
const devOnly = Object.keys(lock.packages).filter(path => lock.packages[path]?.dev)

async function claimsOfEach(service: (typeof SERVICES)[number]): Promise<void> {
  const image = nameOf(service)
  console.log(`\n${image}`)
  await claim('--version tells what was built', async () => {
    const printed = await engine.do('run', '--rm', image, '--version')
    assert.ok(printed.includes(BUILD_REF), printed)
    return printed
  })
  await claim('its labels say what it is, from which commit, and when', async () => {
    const label = (name: string): Promise<string> =>
      inspect(image, `{{index .Config.Labels "org.opencontainers.image.${name}"}}`)
    assert.equal(await label('title'), service)
    assert.equal(await label('revision'), BUILD_REF)
    assert.equal(await label('base.name'), 'node:24-bookworm-slim')
    const created = await label('created')
    assert.equal(created, BUILD_DATE)
    assert.ok(!Number.isNaN(Date.parse(created)), `created is "${created}", not a date`)
    return created
  })
  await claim('it is not root, and node is its first process', async () => {
    assert.equal(await inspect(image, '{{.Config.User}}'), '1000:1000')
    const entrypoint = await inspect(image, '{{json .Config.Entrypoint}}')
    assert.equal(entrypoint, JSON.stringify(['node', `app/services/${service}/main.ts`]))
    return undefined
  })
  await claim('it holds no dependency that is only for development', async () => {
    const installed = await engine.ask(image, 'find', 'node_modules', '-name', 'package.json')
    const paths = new Set(installed.split('\n').map(path => path.replace(/\/package\.json$/, '')))
    assert.ok(paths.has('node_modules/pino'), 'found none of those it needs')
    assert.deepEqual(
      devOnly.filter(path => paths.has(path)),
      [],
    )
    return `${String(devOnly.length)} packages looked for`
  })
  await claim('it holds no credential, no test and no program but its own', async () => {
    const found = await engine.ask(
      image,
      'sh',
      '-c',
      `find / -xdev \\( -path /proc -o -path /sys -o -path /usr -o -path /service/node_modules \\) -prune -o -type f \\( -name .npmrc -o -name '.env*' -o -name '*.pem' -o -name '*.key' -o -name '*.test.ts' -o -name project.json \\) -print 2>/dev/null; ls /service/app/services`,
    )
    assert.deepEqual(
      found.split('\n').filter(path => !path.startsWith('/etc/ssl/')),
      [service],
    )
    return undefined
  })
  await claim('its history holds no setting of npm', async () => {
    const history = await engine.do('history', '--no-trunc', '--format', '{{.CreatedBy}}', image)
    assert.doesNotMatch(history, /registry|_auth|certificates|proxy/i)
    return undefined
  })
  await claim('it is small', async () => {
    const size = Number(await inspect(image, '{{.Size}}'))
    const base = Number(await inspect('node:24-bookworm-slim', '{{.Size}}'))
    const added = size - base
    assert.ok(added < ADDED_BYTES_MAX, `it adds ${String(added)} bytes to its base`)
    return `${megabytes(size)}, of which ${megabytes(added)} are ours`
  })
}

const megabytes = (bytes: number): string => `${String(Math.round(bytes / 1024 ** 2))} MiB`

async function claimsOfTheStore(): Promise<void> {
  const image = nameOf('sales-api')
  const volume = await engine.do('volume', 'create')
  const options = [
    ...LIMITS['sales-api'],
    ...['--env', `SALES_MEMORY_LIMIT=${String(512 * 1024 ** 2)}`],
    // A pod of a StatefulSet keeps its name.
    ...['--hostname', 'sales-0', '--volume', `${volume}:/data`, '--publish', '127.0.0.1::3000'],
  ]
  const key = '/v1/kv/kept'
  try {
    {
      await using container = await engine.start(image, options)
      await claim('sales-api gets ready with a read-only root, without capabilities', async () => {
        await container.answers(3000, '/v1/readiness')
        const liveness = (await (await container.answers(3000, '/v1/liveness')).json()) as object
        assert.ok('build' in liveness && liveness.build === BUILD_REF, JSON.stringify(liveness))
        return JSON.stringify(liveness)
      })
      await claim('it takes a value', async () => {
        const response = await fetch(`${await container.address(3000)}${key}`, {
          method: 'PUT',
          headers: { 'Content-Type': 'text/plain' },
          body: 'over a restart',
        })
        assert.equal(response.status, 201, await response.text())
        return undefined
      })
      await claim('SIGTERM ends it well', async () => {
        const { code, ms } = await container.stop(GRACE_MS_MAX)
        assert.equal(code, 0, await container.log())
        return `${String(ms)} ms`
      })
    }
    {
      await using container = await engine.start(image, options)
      await claim('the next container on the same volume has the value', async () => {
        const response = await container.answers(3000, key)
        assert.equal(await response.text(), 'over a restart')
        return undefined
      })
      await engine.do('kill', '--signal', 'KILL', container.id)
    }
    await using container = await engine.start(image, options)
    await claim('after SIGKILL the next one of that name has it at once', async () => {
      const start = performance.now()
      assert.equal(await (await container.answers(3000, key)).text(), 'over a restart')
      return `${String(Math.round(performance.now() - start))} ms`
    })
    await claim('SIGTERM ends that one well, too', async () => {
      assert.equal((await container.stop(GRACE_MS_MAX)).code, 0, await container.log())
      return undefined
    })
  } finally {
    await engine.do('volume', 'rm', '--force', volume)
  }
}

async function claimsOfTheSidecar(): Promise<void> {
  const volume = await engine.do('volume', 'create')
  try {
    // The sidecar lives in the network of the service, as in a pod: the ports of both are the service's.
    await using service = await engine.start(nameOf('sales-api'), [
      ...LIMITS['sales-api'],
      ...['--volume', `${volume}:/data`],
      ...[3000, 3001, 3002, 4001].flatMap(port => ['--publish', `127.0.0.1::${String(port)}`]),
    ])
    await service.answers(3000, '/v1/readiness')
    await using sidecar = await engine.start(nameOf('metrics'), [
      ...LIMITS.metrics,
      ...['--network', `container:${service.id}`],
    ])
    await claim('metrics lives with a read-only root, without capabilities', async () => {
      const liveness = (await (await service.answers(4001, '/v1/liveness')).json()) as object
      assert.ok('build' in liveness && liveness.build === BUILD_REF, JSON.stringify(liveness))
      return undefined
    })
    await claim('it publishes what it read from the service next to it', async () => {
      const address = await service.address(3001)
      let text = ''
      await until(
        async () => {
          text = await (await fetch(`${address}/metrics`)).text()
          const vars = JSON.parse(text) as { readonly build?: unknown }
          return vars.build === BUILD_REF || undefined
        },
        () => `the build of the service is not in ${text}`,
        COLLECT_MS_MAX,
      )
      const prometheus = await (await service.answers(3002, '/metrics')).text()
      assert.match(prometheus, /^# TYPE sales_/m)
      return undefined
    })
    await claim('SIGTERM ends it well', async () => {
      const { code, ms } = await sidecar.stop(GRACE_MS_MAX)
      assert.equal(code, 0, await sidecar.log())
      return `${String(ms)} ms`
    })
  } finally {
    await engine.do('volume', 'rm', '--force', volume)
  }
}

async function run(): Promise<void> {
  for (const service of SERVICES) {
    execFileSync('zarf/scripts/build-image', [service, nameOf(service)], {
      cwd: root,
      env: { ...process.env, BUILD_REF, BUILD_DATE },
      stdio: 'inherit',
    })
  }
  for (const service of SERVICES) await claimsOfEach(service)
  await claimsOfTheStore()
  await claimsOfTheSidecar()
}

try {
  await run()
  console.log('\nall claims hold')
} catch (error) {
  if (!(error instanceof NotSo)) throw error
  console.error(error.message)
  process.exitCode = 1
}

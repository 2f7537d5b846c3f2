/** status: whether the service is well, and how large it is. */
import { z } from 'zod'
import { EXIT, Failed } from '../outcome.ts'
import type { Service } from './service.ts'
import { answerOf, revisionOf } from './service.ts'
import type { Terminal } from '../terminal.ts'
import { byteText, table } from '../terminal.ts'

/** What the service says of itself, by names of its own: `docs/metrics.md` explains them. */
const figuresSchema = z.record(z.string(), z.number())
const varsSchema = z.object({ store: figuresSchema.default({}), node: figuresSchema.default({}) })

const livenessSchema = z.looseObject({ status: z.literal('up') })

type Sizes = Readonly<Record<string, number>>

export async function status(
  service: Service,
  terminal: Terminal,
  debugUrl: string,
): Promise<void> {
  const { client } = service
  const liveness = await answerOf(service, livenessSchema, signal =>
    client.GET('/v1/liveness', { signal }),
  )
  const readiness = await answerOf(service, z.unknown(), signal =>
    client.GET('/v1/readiness', { signal }),
  ).then(
    () => ({ ready: true as const }),
    (error: unknown) => {
      if (!(error instanceof Failed) || error.code === 'NOT_SALES_API') throw error
      if (error.exitCode !== EXIT.unreachable) throw error
      return { ready: false as const, code: error.code, reason: error.message }
    },
  )
  const revision = readiness.ready ? await revisionOf(service) : undefined
  const sizes = await sizesOf(service, debugUrl)
  terminal.result(
    { url: service.url, ...readiness, revision, liveness, sizes },
    table([
      ['url', service.url],
      ['ready', readiness.ready ? 'yes' : `no: ${readiness.reason}`],
      ...(revision === undefined ? [] : [['revision', revision] as const]),
      ...flat(liveness),
      ...(sizes
        ? Object.entries(sizes).map(([name, value]) => [name, sizeText(name, value)] as const)
        : [
            [
              'sizes',
              `unknown: ${debugUrl} does not answer; --debug-url names another place`,
            ] as const,
          ]),
    ]),
  )
  if (!readiness.ready)
    throw new Failed(EXIT.unreachable, readiness.code, 'The service is not ready')
}

/** From the debug port, if it can be reached. */
async function sizesOf(
  { timeoutMs, signal }: Service,
  debugUrl: string,
): Promise<Sizes | undefined> {
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const response = await fetch(`${debugUrl}/debug/vars`, { signal: timeout })
    const { store, node } = varsSchema.parse(await response.json())
    return { ...named('store', store), ...named('node', node) }
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

function named(group: string, figures: Sizes): Sizes {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${group}_${name}`, value]),
  )
}

function flat(data: object): [string, string][] {
  return Object.entries(data)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => [name, String(value)])
}

function sizeText(name: string, value: number): string {
  return name.endsWith('_bytes') ? byteText(value) : String(value)
}

/** Handlers of the profiles. */
import type { Profiler } from '#foundation/profile/profile'
import { ProfileRunning, resourceCounts } from '#foundation/profile/profile'
import type { Handlers } from '#foundation/web/app'
import type { Clock } from '#foundation/host/host'
import { ClientGone } from '#foundation/web/problem'
import type { pprofContract } from './pprof-contract.ts'
import { pprofPage } from './pprof-page.ts'

export type PprofOptions = {
  readonly profiler: Profiler
  readonly clock: Clock
  readonly service: string
  /** With secrets masked. */
  readonly commandLine: readonly string[]
  readonly allowsHeapSnapshot: boolean
}

const TEXT = 'text/plain; charset=utf-8'
const PROFILE = 'application/octet-stream'
const CONTENTION = [
  ['contentions', 'count'],
  ['delay', 'nanoseconds'],
] as const
const NONE = 'There is none: JavaScript runs on one thread. /debug/pprof/ shows what there is\n'

export function pprofHandlers(options: PprofOptions): Handlers<typeof pprofContract> {
  const { profiler, clock, service } = options

  /** A file of what was taken, or the answer that something else is being taken. */
  async function file(
    extension: string,
    contentType: string,
    take: () => Promise<Uint8Array | undefined>,
  ) {
    try {
      const bytes = await take()
      if (!bytes) throw new ClientGone()
      return { status: 200 as const, bytes, contentType, headers: download(service, extension) }
    } catch (error) {
      return running(error, clock)
    }
  }

  /** What Go has, and this has not. */
  async function none(debug: string, types: readonly (readonly [string, string])[]) {
    return debug === '0'
      ? { status: 200 as const, bytes: await profiler.none(types), contentType: PROFILE }
      : { status: 200 as const, bytes: Buffer.from(NONE), contentType: TEXT }
  }

  const moved = () => ({ status: 301 as const, headers: { Location: '/debug/pprof/' } })
  /** Zero: ask for none. */
  const symbols = () => ({
    status: 200 as const,
    bytes: Buffer.from('num_symbols: 0\n'),
    contentType: TEXT,
  })

  return {
    root: moved,
    pprofWithoutSlash: moved,
    symbol: symbols,
    symbolOf: symbols,
    threadcreate: ({ query: { debug } }) => none(debug, [['threadcreate', 'count']]),
    block: ({ query: { debug } }) => none(debug, CONTENTION),
    mutex: ({ query: { debug } }) => none(debug, CONTENTION),

    pprof: (_input, { request }) => {
      const page = pprofPage(service, request.headers.host, options.allowsHeapSnapshot)
      return { status: 200, bytes: Buffer.from(page), contentType: 'text/html; charset=utf-8' }
    },

    profile: ({ query: { seconds } }, { signal }) =>
      file('profile.pb.gz', PROFILE, () => profiler.cpu(seconds * 1000, signal)),

    heap: () => file('heap.pb.gz', PROFILE, () => profiler.heap()),

    allocs: ({ query: { seconds } }, { signal }) =>
      file('allocs.pb.gz', PROFILE, () => profiler.allocations(seconds * 1000, signal)),

    goroutine: async ({ query: { debug } }) =>
      debug === '0'
        ? { status: 200, bytes: await profiler.resources(), contentType: PROFILE }
        : { status: 200, bytes: handlesText(), contentType: TEXT },

    handles: () => ({ status: 200, bytes: handlesText(), contentType: TEXT }),

    trace: ({ query: { seconds } }, { signal }) =>
      file('trace.json', 'application/json', () => profiler.trace(seconds * 1000, signal)),

    heapsnapshot: () => {
      if (!options.allowsHeapSnapshot) {
        return {
          status: 403,
          problem: {
            code: 'HEAP_SNAPSHOT_OFF',
            detail:
              'It stops the service for seconds, and needs as much memory again: start the service with ' +
              '--debug-heap-snapshot=on to allow it',
          },
        }
      }
      try {
        return {
          status: 200,
          stream: profiler.heapSnapshot(),
          contentType: 'application/json',
          headers: download(service, 'heapsnapshot'),
        }
      } catch (error) {
        return running(error, clock)
      }
    },

    // As Go does, each argument ends where a zero byte stands.
    cmdline: () => ({
      status: 200,
      bytes: Buffer.from(options.commandLine.join('\0')),
      contentType: TEXT,
    }),
  }
}

function download(service: string, extension: string) {
  return { 'Content-Disposition': `attachment; filename="${service}.${extension}"` }
}

function running(error: unknown, clock: Clock) {
  if (!(error instanceof ProfileRunning)) throw error
  const { kind, until } = error
  const leftMs = Math.max(0, until - clock.now())
  return {
    status: 409 as const,
    headers: { 'Retry-After': String(Math.ceil(leftMs / 1000) + 1) },
    problem: {
      code: error.code,
      detail: error.message,
      more: { running: kind, until: new Date(until).toISOString() },
    },
  }
}

function handlesText(): Buffer {
  const lines = resourceCounts().map(([kind, count]) => `${String(count).padStart(8)} ${kind}\n`)
  return Buffer.from(lines.join(''))
}

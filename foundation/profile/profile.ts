/**
 * Looking into a running process: where its main thread spends time, what holds its memory, what it waits for.
 *
 * Profiles are gzipped protobuf in the format of pprof, for `go tool pprof`; traces are JSON for chrome://tracing and
 * https://ui.perfetto.dev. Names and lines are those of the TypeScript files, as Node runs them where they stand; a line is
 * the one where its function begins.
 *
 * One is taken at a time: what is asked for meanwhile is refused with `ProfileRunning`. Other threads are not seen.
 */
import type { Readable } from 'node:stream'
import v8 from 'node:v8'
import type { Clock } from '#foundation/host/host'
import { allocationsIn } from './allocations.ts'
import type { Pprof } from './encode.ts'
import { encoded, named, withoutExternal } from './encode.ts'
import { resourceTree } from './resources.ts'
import { traceIn } from './trace.ts'

export { resourceCounts } from './resources.ts'

/** Between two samples of the stack, in microseconds: a hundred a second, as in Go. */
const CPU_INTERVAL_US = 10_000
/** Of allocations, on average: as in Go. */
export const HEAP_INTERVAL_BYTES = 512 * 1024
const HEAP_FRAMES_MAX = 64
/** For a heap snapshot to be read. */
const SNAPSHOT_MS_MAX = 10 * 60_000

export type ProfileKind = 'profile' | 'heap' | 'allocs' | 'trace' | 'heapsnapshot'

/** Another one is being taken. */
export class ProfileRunning extends Error {
  override readonly name = 'ProfileRunning'
  readonly code = 'PROFILE_RUNNING'
  readonly kind: ProfileKind
  /** The latest moment it ends, in milliseconds since 1970. */
  readonly until: number
  constructor(kind: ProfileKind, until: number) {
    const end = new Date(until).toISOString()
    super(`A ${kind} is being taken, and one is taken at a time: it ends by ${end}. Try again then`)
    this.kind = kind
    this.until = until
  }
}

/** What `heap` knows goes back to here. */
type Sampling = { readonly pprof: Pprof; readonly sinceMs: number }

export class Profiler implements Disposable {
  readonly #clock: Clock
  #running: { readonly kind: ProfileKind; readonly until: number } | undefined
  #pprof: Promise<Pprof> | undefined
  #sampling: Sampling | undefined
  #isDisposed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** From now on every so many bytes of allocations one is remembered for as long as it lives, for `heap`. */
  async sampleHeap(): Promise<void> {
    const pprof = await this.#load()
    if (this.#sampling || this.#isDisposed) return
    pprof.heap.start(HEAP_INTERVAL_BYTES, HEAP_FRAMES_MAX)
    this.#sampling = { pprof, sinceMs: this.#clock.now() }
  }

  /** Where the main thread was, while it was not idle. Undefined when `signal` ended it. */
  async cpu(ms: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return await this.#alone('profile', ms, async () => {
      const { time } = await this.#load()
      // By lines V8 would mistake those of an inlined function for lines of the function around it.
      time.start({ intervalMicros: CPU_INTERVAL_US, lineNumbers: false })
      await this.#pause(ms, signal)
      const profile = time.stop()
      return signal.aborted ? undefined : encoded(profile)
    })
  }

  /** What was allocated since `sampleHeap` and lives. The duration in the profile says since when. */
  async heap(): Promise<Uint8Array> {
    return await this.#alone('heap', 0, async () => {
      await this.sampleHeap()
      const { pprof, sinceMs } = this.#sampling ?? notSampling()
      const profile = pprof.heap.profile()
      profile.durationNanos = Math.round((this.#clock.now() - sinceMs) * 1e6)
      return encoded(profile)
    })
  }

  /**
   * What is allocated, whether it lives or not. Undefined when `signal` ended it. V8 samples for one purpose at a time:
   * `heap` starts from zero afterwards.
   */
  async allocations(ms: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return await this.#alone('allocs', ms, async () => {
      const { heap } = await this.#load()
      heap.stop()
      const isSampling = this.#sampling !== undefined
      this.#sampling = undefined
      try {
        const tree = await allocationsIn(HEAP_INTERVAL_BYTES, () => this.#pause(ms, signal))
        if (signal.aborted) return undefined
        const profile = withoutExternal(heap.convertProfile(tree))
        named(profile, [
          ['alloc_objects', 'count'],
          ['alloc_space', 'bytes'],
        ])
        profile.durationNanos = Math.round(ms * 1e6)
        profile.period = HEAP_INTERVAL_BYTES
        return await encoded(profile)
      } finally {
        if (isSampling) await this.sampleHeap()
      }
    })
  }

  /** What the process waits for, under the name that Go has for it: `go tool pprof` counts them. */
  async resources(): Promise<Uint8Array> {
    const { heap } = await this.#load()
    const profile = withoutExternal(heap.convertProfile(resourceTree()))
    named(profile, [['goroutine', 'count']])
    return await encoded(profile)
  }

  /** A profile of nothing, for what Go has and Node has not: `types` are what its values would be. */
  async none(types: readonly (readonly [type: string, unit: string])[]): Promise<Uint8Array> {
    const { heap } = await this.#load()
    const profile = withoutExternal(heap.convertProfile({ ...resourceTree(), children: [] }))
    named(profile, types)
    return await encoded(profile)
  }

  /** What Node, V8 and the file system calls did, one after the other. Undefined when `signal` ended it. */
  async trace(ms: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return await this.#alone('trace', ms, async () => {
      const ending = new AbortController()
      const text = await traceIn(
        () => this.#pause(ms, AbortSignal.any([signal, ending.signal])),
        () => {
          ending.abort()
        },
      )
      return signal.aborted ? undefined : Buffer.from(text)
    })
  }

  /**
   * Every object of the heap, for Chrome's developer tools. The process stands still, for seconds with a large heap, and
   * needs about as much memory again. The caller reads the stream to its end or destroys it; in the end it destroys itself.
   */
  heapSnapshot(): Readable {
    this.#refuseAnother()
    this.#running = { kind: 'heapsnapshot', until: this.#clock.now() + SNAPSHOT_MS_MAX }
    const stream = v8.getHeapSnapshot()
    const timer = this.#clock.after(SNAPSHOT_MS_MAX, () => {
      stream.destroy(new Error('The heap snapshot was not read in time'))
    })
    stream.once('close', () => {
      timer.cancel()
      this.#running = undefined
    })
    return stream
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    this.#sampling?.pprof.heap.stop()
    this.#sampling = undefined
  }

  async #alone<T>(kind: ProfileKind, ms: number, take: () => Promise<T>): Promise<T> {
    this.#refuseAnother()
    this.#running = { kind, until: this.#clock.now() + ms }
    try {
      return await take()
    } finally {
      this.#running = undefined
    }
  }

  #refuseAnother(): void {
    if (this.#running) throw new ProfileRunning(this.#running.kind, this.#running.until)
  }

  /** Its native part takes a while to load, which a start need not wait for. */
  #load(): Promise<Pprof> {
    this.#pprof ??= import('@datadog/pprof')
    return this.#pprof
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const timer = this.#clock.after(ms, resolve)
      const end = (): void => {
        timer.cancel()
        resolve()
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
  }
}

function notSampling(): never {
  throw new Error('The heap is not sampled: this profiler was disposed of')
}

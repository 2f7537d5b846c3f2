/** What a quota means for Node's own flags, some of which count from the start of a process only. */
import type { Quota } from './quota.ts'
import { sizesOf } from './quota.ts'

const MiB = 1024 ** 2

/** The default of V8. */
const V8_THREADS_DEFAULT = 4
const V8_THREADS_FLAG = '--v8-pool-size'
/** Any of these settles the size of the heap. */
const HEAP_FLAGS = ['--max-heap-size', '--max-old-space-size', '--max-old-space-size-percentage']

/** The flags a process has, from its command line and from NODE_OPTIONS. */
export function givenFlags(execArgv: readonly string[], nodeOptions = ''): string[] {
  return [...execArgv, ...nodeOptions.split(/\s+/)].filter(flag => flag !== '')
}

/** The flags it should have been started with besides. None without a limit, and none that is given already. */
export function missingFlags(quota: Quota, given: readonly string[]): string[] {
  const { heapBytes, v8Threads } = sizesOf(quota)
  const missing: string[] = []
  if (quota.memoryFrom !== 'machine' && valueOf(HEAP_FLAGS, given) === undefined) {
    missing.push(`--max-heap-size=${String(Math.floor(heapBytes / MiB))}`)
  }
  if (quota.cpusFrom !== 'machine' && valueOf([V8_THREADS_FLAG], given) === undefined) {
    if (v8Threads !== V8_THREADS_DEFAULT) missing.push(`${V8_THREADS_FLAG}=${String(v8Threads)}`)
  }
  return missing
}

/**
 * What glibc reads at the start of a process, see mallopt(3). Left to itself it learns from the first large buffer to cut such
 * from one heap, which then keeps whatever lies below its last small piece. With these a buffer is given back when it is freed.
 * The threshold is above the length of a value of 1 MiB: mapping each of these, and touching its pages for the first time, takes
 * longer than all the rest of a large write. So bodies and their chunks come from the heap, and what is free at its end stays
 * there up to the trim threshold.
 */
const MALLOC_VARIABLES = {
  MALLOC_MMAP_THRESHOLD_: String(1088 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(16 * MiB),
  MALLOC_ARENA_MAX: '2',
}

/** The variables it should have been started with besides; where they are of no use, none. */
export function missingVariables(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  if (platform !== 'linux') return {}
  return Object.fromEntries(
    Object.entries(MALLOC_VARIABLES).filter(([name]) => env[name] === undefined),
  )
}

/** Threads of V8 besides the main one, in a process with these flags. */
export function v8ThreadsOf(given: readonly string[]): number {
  return Number(valueOf([V8_THREADS_FLAG], given) ?? V8_THREADS_DEFAULT)
}

/** Node reads underscores as dashes. */
function valueOf(names: readonly string[], given: readonly string[]): string | undefined {
  for (const [index, flag] of given.entries()) {
    const [name = '', value = given[index + 1] ?? ''] = flag.split('=', 2)
    if (names.includes(name.replaceAll('_', '-'))) return value
  }
  return undefined
}

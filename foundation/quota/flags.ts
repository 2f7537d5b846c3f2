/** What a quota means for Node's own flags, some of which count from the start of a process only. */
import type { Quota } from './quota.ts'
import { sizesOf } from './quota.ts'

const MiB = 1024 ** 2

/** What V8 takes where nobody says anything. */
const V8_THREADS_DEFAULT = 4
const V8_THREADS_FLAG = '--v8-pool-size'
/** Any of these settles the size of the heap. */
const HEAP_FLAGS = ['--max-heap-size', '--max-old-space-size', '--max-old-space-size-percentage']

/** The flags a process has, from its command line and from NODE_OPTIONS. */
export function givenFlags(execArgv: readonly string[], nodeOptions = ''): string[] {
  return [...execArgv, ...nodeOptions.split(/\s+/)].filter(flag => flag !== '')
}

/** The flags it should have been started with besides. None without a limit, and none that somebody decided on already. */
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

/**
 * How many threads and how much memory a process should use, from what it is allowed to: by its settings, else by the
 * kernel, else what the machine has.
 *
 * Threads that compute beyond the quota do not make anything faster: together they use up the time of a period early, and
 * then all of them stand still until the next one. A heap that may grow beyond the limit is not collected before the kernel
 * ends the process.
 */
import os from 'node:os'
import { cgroupLimits } from './cgroup.ts'

export type Source = 'setting' | 'cgroup' | 'machine'

export type Quota = {
  /** Whole processors, rounded up. */
  readonly cpus: number
  readonly cpusFrom: Source
  readonly memoryBytes: number
  readonly memoryFrom: Source
}

/** What a process makes of a quota. */
export type Sizes = {
  /** Of libuv: file system calls, name look-ups, compression. */
  readonly poolThreads: number
  /** Of V8, besides the main thread: garbage collection and compilation. */
  readonly v8Threads: number
  /** Of V8, all of it. */
  readonly heapBytes: number
  /** What there is besides the process itself: for the heap, and for whatever else is sized by it. */
  readonly divisibleBytes: number
}

const MiB = 1024 ** 2

/** Code, stacks, what libraries allocate, what malloc keeps: measured with a service that has nothing to do, half as much. */
const PROCESS_BYTES = 128 * MiB
/** Half of the rest is V8's; the other half for what it does not count: tables, buffers, frames on their way. */
const HEAP_PART = 0.5
/** V8 does not run well with less. */
const HEAP_BYTES_MIN = 64 * MiB
/** One call that waits for the disk must not hold up all others. */
const POOL_THREADS_MIN = 2
/** Beyond this, more threads wait for the same disk. */
const POOL_THREADS_MAX = 16
/** V8 uses no more by itself either. */
const V8_THREADS_MAX = 4

/** `cpus` and `memoryBytes` are what was set; undefined for what was not. */
export function quotaOf(
  set: { readonly cpus: number | undefined; readonly memoryBytes: number | undefined },
  root = '/',
): Quota {
  const limits = cgroupLimits(root)
  // os.availableParallelism rounds the quota down, and tells all processors of the machine for less than one.
  const cpus = limits.cpus === undefined ? undefined : Math.max(1, Math.ceil(limits.cpus))
  const machineCpus = cpus === undefined ? os.availableParallelism() : os.cpus().length
  const machineBytes = os.totalmem()
  const groupBytes = limits.memoryBytes
  return {
    ...(set.cpus !== undefined
      ? { cpus: set.cpus, cpusFrom: 'setting' as const }
      : cpus !== undefined && cpus < machineCpus
        ? { cpus, cpusFrom: 'cgroup' as const }
        : { cpus: machineCpus, cpusFrom: 'machine' as const }),
    ...(set.memoryBytes !== undefined
      ? { memoryBytes: set.memoryBytes, memoryFrom: 'setting' as const }
      : groupBytes !== undefined && groupBytes < machineBytes
        ? { memoryBytes: groupBytes, memoryFrom: 'cgroup' as const }
        : { memoryBytes: machineBytes, memoryFrom: 'machine' as const }),
  }
}

export function sizesOf({ cpus, memoryBytes }: Pick<Quota, 'cpus' | 'memoryBytes'>): Sizes {
  const divisibleBytes = Math.max(0, memoryBytes - PROCESS_BYTES)
  return {
    poolThreads: Math.min(POOL_THREADS_MAX, Math.max(POOL_THREADS_MIN, cpus)),
    v8Threads: Math.min(V8_THREADS_MAX, cpus),
    heapBytes: Math.max(HEAP_BYTES_MIN, Math.floor(divisibleBytes * HEAP_PART)),
    divisibleBytes,
  }
}

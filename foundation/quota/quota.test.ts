import fs from 'node:fs'
import os from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { givenFlags, missingFlags, missingVariables, v8ThreadsOf } from './flags.ts'
import type { Quota } from './quota.ts'
import { quotaOf, sizesOf } from './quota.ts'

const MiB = 1024 ** 2
const NOTHING_SET = { cpus: undefined, memoryBytes: undefined }
const V1_NO_LIMIT = '9223372036854771712'

let root: string

beforeEach(() => {
  root = fs.mkdtempSync(join(os.tmpdir(), 'quota-'))
})

afterEach(() => {
  fs.rmSync(root, { recursive: true, force: true })
})

/** The files of a kernel that limits this process. */
function kernel(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name)
    fs.mkdirSync(dirname(path), { recursive: true })
    fs.writeFileSync(path, `${text}\n`)
  }
}

describe('a quota', () => {
  // Less than any machine has, so that it is the smaller one.
  const limited = [
    {
      name: 'of a container with control groups of version 2',
      files: {
        'proc/self/cgroup': '0::/',
        'sys/fs/cgroup/cpu.max': '20000 100000',
        'sys/fs/cgroup/memory.max': '104857600',
      },
    },
    {
      name: 'of a group around the process',
      files: {
        'proc/self/cgroup': '0::/system.slice/sales.service',
        'sys/fs/cgroup/system.slice/cpu.max': '20000 100000',
        'sys/fs/cgroup/system.slice/memory.max': '104857600',
        'sys/fs/cgroup/system.slice/sales.service/cpu.max': 'max 100000',
        'sys/fs/cgroup/system.slice/sales.service/memory.max': 'max',
      },
    },
    {
      name: 'of version 1, named with the path that the host has for it',
      files: {
        'proc/self/cgroup': '5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '20000',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '104857600',
      },
    },
  ]
  it.each(limited)('$name is found, processors rounded up', ({ files }) => {
    kernel(files)
    const quota = quotaOf(NOTHING_SET, root)
    expect(quota).toMatchObject({ memoryBytes: 100 * MiB, memoryFrom: 'cgroup', cpus: 1 })
    // A machine of one processor has no more than the group.
    expect(quota.cpusFrom).toBe(os.cpus().length > 1 ? 'cgroup' : 'machine')
  })

  const unlimited = [
    { name: 'without control groups', files: {} },
    {
      name: 'where version 2 sets no limit',
      files: {
        'proc/self/cgroup': '0::/',
        'sys/fs/cgroup/cpu.max': 'max 100000',
        'sys/fs/cgroup/memory.max': 'max',
      },
    },
    {
      name: 'where version 1 sets no limit',
      files: {
        'proc/self/cgroup': '5:memory:/\n4:cpu:/',
        'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
        'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': V1_NO_LIMIT,
      },
    },
  ]
  it.each(unlimited)('$name is what the machine has', ({ files }) => {
    kernel(files)
    expect(quotaOf(NOTHING_SET, root)).toEqual({
      cpus: os.availableParallelism(),
      cpusFrom: 'machine',
      memoryBytes: os.totalmem(),
      memoryFrom: 'machine',
    })
  })

  it('that was set wins, also over less', () => {
    kernel({
      'proc/self/cgroup': '0::/',
      'sys/fs/cgroup/cpu.max': '20000 100000',
      'sys/fs/cgroup/memory.max': '104857600',
    })
    expect(quotaOf({ cpus: 64, memoryBytes: 512 * MiB }, root)).toEqual({
      cpus: 64,
      cpusFrom: 'setting',
      memoryBytes: 512 * MiB,
      memoryFrom: 'setting',
    })
  })
})

describe('sizes', () => {
  const cases = [
    { cpus: 1, poolThreads: 2, v8Threads: 1 },
    { cpus: 2, poolThreads: 2, v8Threads: 2 },
    { cpus: 4, poolThreads: 4, v8Threads: 4 },
    { cpus: 5, poolThreads: 5, v8Threads: 4 },
    { cpus: 16, poolThreads: 16, v8Threads: 4 },
    { cpus: 17, poolThreads: 16, v8Threads: 4 },
  ]
  it.each(cases)('of threads follow $cpus processors within bounds', ({ cpus, ...threads }) => {
    expect(sizesOf({ cpus, memoryBytes: 512 * MiB })).toMatchObject(threads)
  })

  it.each([
    { memory: 500, heap: 186, divisible: 372 },
    { memory: 258, heap: 65, divisible: 130 },
    { memory: 256, heap: 64, divisible: 128 },
    { memory: 254, heap: 64, divisible: 126 },
    { memory: 100, heap: 64, divisible: 0 },
  ])(
    'of the heap are half of what $memory MiB leave, but not less than V8 needs',
    ({ memory, heap, divisible }) => {
      const { heapBytes, divisibleBytes } = sizesOf({ cpus: 1, memoryBytes: memory * MiB })
      expect([heapBytes, divisibleBytes]).toEqual([heap * MiB, divisible * MiB])
    },
  )
})

describe('flags', () => {
  const limited: Quota = {
    cpus: 1,
    cpusFrom: 'setting',
    memoryBytes: 500 * MiB,
    memoryFrom: 'cgroup',
  }

  it('are missing from a process with a limit', () => {
    expect(missingFlags(limited, [])).toEqual(['--max-heap-size=186', '--v8-pool-size=1'])
  })

  it('are not missing without a limit, nor where V8 does the same by itself', () => {
    expect(missingFlags({ ...limited, cpusFrom: 'machine', memoryFrom: 'machine' }, [])).toEqual([])
    expect(missingFlags({ ...limited, cpus: 4, memoryFrom: 'machine' }, [])).toEqual([])
  })

  it.each([
    { execArgv: ['--max-heap-size=100', '--v8-pool-size=2'], options: '' },
    { execArgv: ['--max_old_space_size=100'], options: '--v8-pool-size=2' },
    { execArgv: [], options: ' --max-old-space-size-percentage=50  --v8-pool-size 2 ' },
  ])('that are given stay: $execArgv $options', ({ execArgv, options }) => {
    const given = givenFlags(execArgv, options)
    expect(missingFlags(limited, given)).toEqual([])
    expect(v8ThreadsOf(given)).toBe(2)
  })

  it('that are added are found in the process that has them', () => {
    const missing = missingFlags(limited, givenFlags(['--enable-source-maps']))
    expect(missingFlags(limited, givenFlags(['--enable-source-maps', ...missing]))).toEqual([])
    expect(v8ThreadsOf(missing)).toBe(1)
    expect(v8ThreadsOf([])).toBe(4)
  })
})

describe('variables for malloc', () => {
  it('are missing on Linux, and only those that are not set', () => {
    const missing = missingVariables('linux', { MALLOC_ARENA_MAX: '4' })
    expect(missing).toEqual({
      MALLOC_MMAP_THRESHOLD_: '1114112',
      MALLOC_TRIM_THRESHOLD_: '16777216',
    })
    expect(missingVariables('linux', { ...missing, MALLOC_ARENA_MAX: '4' })).toEqual({})
  })

  it('are missing nowhere else', () => {
    expect(missingVariables('darwin', {})).toEqual({})
  })
})

/**
 * What the kernel lets this process have: limits of its control group and of all groups around it, the smallest of which
 * holds. Version 2 of control groups, and version 1 where it is still in use.
 */
import fs from 'node:fs'
import { join } from 'node:path'

export type Limits = {
  /** Processors' worth of time: 1.5 is 150 ms of every 100 ms. Undefined if there is no limit. */
  readonly cpus: number | undefined
  readonly memoryBytes: number | undefined
}

/** What version 1 says for "none" is a number near 2^63. */
const NO_LIMIT_BYTES = 2 ** 60

/** `root` is `/`, or a directory that looks like it. Where nothing can be read there is no limit. */
export function cgroupLimits(root: string): Limits {
  const cpus: number[] = []
  const bytes: number[] = []
  for (const [controllers, path] of groupsOf(root)) {
    const isUnified = controllers === ''
    const names = controllers.split(',')
    for (const group of withAncestors(path)) {
      const read = (mount: string, file: string): string =>
        textOf(join(root, 'sys/fs/cgroup', mount, group, file))
      if (isUnified) {
        // Where both versions are in use, the second is mounted here.
        for (const mount of ['', 'unified']) {
          const [quota = '', period = ''] = read(mount, 'cpu.max').split(' ')
          cpus.push(Number(quota) / Number(period))
          bytes.push(Number(read(mount, 'memory.max') || Number.NaN))
        }
        continue
      }
      for (const mount of [controllers, ...names]) {
        if (names.includes('cpu')) {
          const quota = Number(read(mount, 'cpu.cfs_quota_us') || Number.NaN)
          cpus.push(quota / Number(read(mount, 'cpu.cfs_period_us')))
        }
        if (names.includes('memory')) {
          bytes.push(Number(read(mount, 'memory.limit_in_bytes') || Number.NaN))
        }
      }
    }
  }
  return {
    cpus: smallest(cpus.filter(number => number > 0 && Number.isFinite(number))),
    memoryBytes: smallest(bytes.filter(number => number > 0 && number < NO_LIMIT_BYTES)),
  }
}

/** Lines like `0::/path` (version 2) and `4:cpu,cpuacct:/path`. */
function groupsOf(root: string): [controllers: string, path: string][] {
  return textOf(join(root, 'proc/self/cgroup'))
    .split('\n')
    .flatMap(line => {
      const [, controllers = '', path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
      return path === undefined ? [] : [[controllers, path]]
    })
}

/** Of a container the path may be the host's, of which only the root is to be seen inside. */
function withAncestors(path: string): string[] {
  const names = path.split('/').filter(name => name !== '')
  return [...names.keys(), names.length].map(count => names.slice(0, count).join('/'))
}

function textOf(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function smallest(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.min(...numbers)
}

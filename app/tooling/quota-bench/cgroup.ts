/** A control group of our own with a limit on processor time, version 2 or 1. Needs root. */
import fs from 'node:fs'
import { join } from 'node:path'

const PERIOD_US = 100_000
const NS_PER_US = 1000
const NS_PER_MS = 1e6

export type Throttling = {
  readonly periods: number
  /** Periods in which the group stood still for a part. */
  readonly throttled: number
  readonly throttledMs: number
}

/** Of a file `cpu.stat`: version 1 counts nanoseconds, version 2 microseconds. */
export function parseThrottling(text: string): Throttling {
  const numbers = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [name = '', number] = line.split(' ')
    numbers.set(name, Number(number))
  }
  const ns = numbers.get('throttled_time') ?? (numbers.get('throttled_usec') ?? 0) * NS_PER_US
  return {
    periods: numbers.get('nr_periods') ?? 0,
    throttled: numbers.get('nr_throttled') ?? 0,
    throttledMs: ns / NS_PER_MS,
  }
}

export function throttlingSince(before: Throttling, now: Throttling): Throttling {
  return {
    periods: now.periods - before.periods,
    throttled: now.throttled - before.throttled,
    throttledMs: now.throttledMs - before.throttledMs,
  }
}

export class CpuGroup implements Disposable {
  readonly #directory: string
  readonly #isV2: boolean

  constructor(name: string, cpus: number) {
    this.#isV2 = fs.existsSync('/sys/fs/cgroup/cgroup.controllers')
    this.#directory = join(this.#isV2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/cpu', name)
    const quotaUs = Math.round(cpus * PERIOD_US)
    try {
      fs.mkdirSync(this.#directory, { recursive: true })
      if (this.#isV2) this.#write('cpu.max', `${String(quotaUs)} ${String(PERIOD_US)}`)
      else {
        this.#write('cpu.cfs_period_us', String(PERIOD_US))
        this.#write('cpu.cfs_quota_us', String(quotaUs))
      }
    } catch (cause) {
      throw new Error(
        'Cannot make a control group: run this as root, where the cpu controller may be used',
        { cause },
      )
    }
  }

  /** With all threads it has and will have. */
  add(pid: number): void {
    this.#write('cgroup.procs', String(pid))
  }

  throttling(): Throttling {
    return parseThrottling(fs.readFileSync(join(this.#directory, 'cpu.stat'), 'utf8'))
  }

  /** Its processes have to have ended. */
  [Symbol.dispose](): void {
    fs.rmdirSync(this.#directory)
  }

  #write(file: string, text: string): void {
    fs.writeFileSync(join(this.#directory, file), text)
  }
}

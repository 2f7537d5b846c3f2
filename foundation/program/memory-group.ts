/**
 * A control group with a limit on memory, as a container has it, version 2 or 1: what the kernel does at a limit is known
 * only under a real one. Needs root.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import { until } from './program.ts'

const ROOT = '/sys/fs/cgroup'
/** A process that was ended leaves its group a moment later. */
const LEAVE_MS_MAX = 5000

export class MemoryGroup implements AsyncDisposable {
  readonly #directory: string
  readonly #isV2: boolean

  /** Undefined where no limit can be made. */
  static make(name: string, limitBytes: number): MemoryGroup | undefined {
    const group = new MemoryGroup(`${name}-${String(process.pid)}`)
    try {
      fs.mkdirSync(group.#directory)
    } catch {
      return undefined
    }
    try {
      const file = group.#isV2 ? 'memory.max' : 'memory.limit_in_bytes'
      fs.writeFileSync(join(group.#directory, file), String(limitBytes))
      return group
    } catch {
      fs.rmdirSync(group.#directory)
      return undefined
    }
  }

  private constructor(name: string) {
    this.#isV2 = fs.existsSync(join(ROOT, 'cgroup.controllers'))
    this.#directory = join(ROOT, this.#isV2 ? '' : 'memory', name)
  }

  /** A process that writes its id here belongs to the group from then on, with what it starts. */
  get joinFile(): string {
    return join(this.#directory, 'cgroup.procs')
  }

  /** Memory that the kernel cannot take back: without the page cache. */
  get anonymousBytes(): number {
    return this.#number('memory.stat', this.#isV2 ? 'anon' : 'total_rss')
  }

  /** Processes that the kernel ended because the limit was reached. */
  get oomKills(): number {
    return this.#number(this.#isV2 ? 'memory.events' : 'memory.oom_control', 'oom_kill')
  }

  /** Its processes have to have ended, or to be ending. */
  async [Symbol.asyncDispose](): Promise<void> {
    await until(
      () => {
        if (fs.readFileSync(this.joinFile, 'utf8') !== '') return undefined
        fs.rmdirSync(this.#directory)
        return true
      },
      () => `there are processes left in ${this.#directory}`,
      LEAVE_MS_MAX,
    )
  }

  #number(file: string, name: string): number {
    const line = fs
      .readFileSync(join(this.#directory, file), 'utf8')
      .split('\n')
      .find(text => text.startsWith(`${name} `))
    return Number(line?.slice(name.length + 1))
  }
}

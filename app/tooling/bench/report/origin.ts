/** Where figures come from. */
import { spawnSync } from 'node:child_process'
import os from 'node:os'

export type Origin = {
  readonly commit: string
  /** When it was measured, ISO 8601. */
  readonly date: string
}

/** In all its forms, and whether the run shows what it was made for. */
export type Report = {
  /** Why it does not, where that is so. */
  readonly failure: string | undefined
  readonly table: string
  readonly json: string
  readonly svg: string
}

export function originNow(): Origin {
  const { stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'])
  return { commit: stdout.toString().trim(), date: new Date().toISOString() }
}

export function machine(): object {
  const [cpu] = os.cpus()
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cpus: os.cpus().length,
    memoryBytes: os.totalmem(),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
  }
}

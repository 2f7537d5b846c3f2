/** What a setting asks for is well formed, but cannot be had: a port that is taken, a file that cannot be opened. */
import type { Address, Effective, Program } from './conf.ts'
import { refusal } from './conf.ts'

export class SettingUnusable extends Error {
  override readonly name = 'SettingUnusable'
  readonly code = 'SETTING_UNUSABLE'
  /** By its place in the table: `web.apiHost`. */
  readonly setting: string
  readonly reason: string
  constructor(setting: string, reason: string, options?: ErrorOptions) {
    super(`${setting}: ${reason}`, options)
    this.setting = setting
    this.reason = reason
  }
}

/** For standard error: names the flag or the variable that has to be changed. Undefined if the error is another one. */
export function unusableText(
  program: Pick<Program, 'name'>,
  effective: readonly Effective[],
  error: unknown,
): string | undefined {
  if (!(error instanceof SettingUnusable)) return undefined
  const { setting, reason } = error
  const {
    flag = setting,
    env = setting,
    source,
  } = effective.find(({ name }) => name === setting) ?? {}
  const place = source === 'flag' ? `--${flag}` : source === 'env' ? env : `--${flag} or ${env}`
  return refusal(program, [`${place}: ${reason}`])
}

/** What logs to the file of the setting `log.file`, or to standard output. Throws `SettingUnusable` if it cannot. */
export function loggingTo<T>(file: string, open: (destination: string | number) => T): T {
  try {
    return open(file === '' ? 1 : file)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SettingUnusable('log.file', `cannot log to ${file}: ${reason}`, { cause })
  }
}

/** The server that listens at the address a setting names. Rejects with `SettingUnusable` if it cannot. */
export async function listening<T>(
  setting: string,
  { host, port }: Address,
  server: Promise<T>,
): Promise<T> {
  try {
    return await server
  } catch (cause) {
    // It names another setting that the server needs.
    if (cause instanceof SettingUnusable) throw cause
    const reason = `cannot listen on ${host}:${String(port)}: ${whyNot(cause, port)}`
    throw new SettingUnusable(setting, reason, { cause })
  }
}

function whyNot(cause: unknown, port: number): string {
  if (!(cause instanceof Error)) return String(cause)
  switch ('code' in cause ? cause.code : undefined) {
    case 'EADDRINUSE':
      return `the port is in use. ss -ltnp 'sport = :${String(port)}' shows by which process (EADDRINUSE)`
    case 'EADDRNOTAVAIL':
      return 'the host is no address of this machine (EADDRNOTAVAIL)'
    case 'EACCES':
      return 'this user may not use the port; ports from 1024 on are free to all (EACCES)'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of the host has no address (${cause.message})`
    default:
      return cause.message
  }
}

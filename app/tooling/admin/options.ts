/** What the command lines of several commands have in common. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Readable } from 'node:stream'
import { duration } from '#foundation/conf/conf'
import type { Host } from '#foundation/host/host'
import { salesClient } from '#business/web/client/client'
import { EXIT, Failed } from './outcome.ts'
import type { Service } from './service/service.ts'
import type { Stream } from './terminal.ts'
import { Terminal } from './terminal.ts'

/** A day. Timers of Node end at once when they are asked for more than 24. */
const TIMEOUT_MS_MAX = 86_400_000

export type Surroundings = {
  readonly host: Host
  readonly version: string
  readonly stdin: Readable
  readonly stdout: Stream
  readonly stderr: Stream
  readonly signal: AbortSignal
  /** Where things are unless the command line says otherwise. */
  readonly defaults: {
    readonly url: string
    readonly debugUrl: string
    readonly directory: string
    /** Host and port where Redis's clients are served. */
    readonly resp: string
  }
}

export type Common = { readonly json: boolean }
export type Reached = Common & { readonly url: string; readonly timeout: number }
export type Once = { readonly idempotencyKey?: string }

export type Add = (name: string, description: string, examples: readonly string[]) => Command

export function reaching(command: Command, { defaults }: Surroundings): Command {
  return command
    .addOption(new Option('--url <url>', 'Of the API').argParser(url).default(defaults.url))
    .addOption(
      new Option('--timeout <duration>', 'How long to wait, and to try again')
        .argParser(milliseconds)
        .default(10_000, '10s'),
    )
}

export function once(command: Command): Command {
  return command.option(
    '--idempotency-key <key>',
    'Makes a repeated command take effect once; a new one by default',
  )
}

export function serviceOf({ host, signal }: Surroundings, { url, timeout }: Reached): Service {
  return { client: salesClient(url), url, clock: host.clock, timeoutMs: timeout, signal }
}

export function terminalOf({ stdout, stderr }: Surroundings, { json }: Common): Terminal {
  return new Terminal(json, stdout, stderr)
}

export function usage(message: string): Failed {
  return new Failed(EXIT.usage, 'USAGE', message)
}

function milliseconds(text: string): number {
  const parsed = duration.safeParse(text)
  if (parsed.success && parsed.data > 0 && parsed.data <= TIMEOUT_MS_MAX) return parsed.data
  throw new InvalidArgumentError('Expected a duration like 500ms, 10s or 1m, up to 1d.')
}

export function url(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '')
  throw new InvalidArgumentError('Expected a URL like http://localhost:3000.')
}

/** Feature flags of a service: read from the file that a setting names, again when it changes, and told in the line of a request. */
import { z } from 'zod'
import { setting } from '#foundation/conf/conf'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { FlagDefaults } from '#foundation/flags/flags'
import { FlagFileInvalid, Flags } from '#foundation/flags/flags'
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import type { Exchange } from '#foundation/web/exchange'
import { Workers } from '#foundation/worker/worker'

const LOOK_EVERY_MS = 1_000
/** How long the end waits for a look that is under way. */
const STOP_MS = 1_000

/** To be the group `flags` of a table of settings. */
export const flagSettings = {
  file: setting(
    '',
    z.string(),
    'JSON file with feature flags, read again when it changes; defaults if empty',
  ),
}

export type FlagOptions<Defaults extends FlagDefaults> = {
  /** Of the program. */
  readonly name: string
  readonly defaults: Defaults
  /** Empty for none. */
  readonly file: string
  readonly clock: Clock
  readonly log: Logger
  /** The file is no longer looked at after it. */
  readonly stack: AsyncDisposableStack
}

/** Whether a flag is on; the line of the request then says so. */
export type IsOn<Name extends string> = (name: Name, exchange: Exchange) => Promise<boolean>

/** Rejects with `SettingUnusable`. A file that becomes bad later changes nothing, and the log says so. */
export async function openFlags<Defaults extends FlagDefaults>(
  options: FlagOptions<Defaults>,
): Promise<IsOn<keyof Defaults & string>> {
  const { name, defaults, file } = options
  const flags = await Flags.open(name, defaults, file === '' ? undefined : file).catch(
    (cause: unknown) => {
      if (!(cause instanceof FlagFileInvalid)) throw cause
      throw new SettingUnusable('flags.file', cause.message, { cause })
    },
  )
  if (file !== '') await follow(flags, options)
  return async (name, exchange) => {
    const isOn = await flags.isOn(name)
    const { flags: told } = exchange.fields
    exchange.fields.flags = { ...(typeof told === 'object' && told), [name]: isOn }
    return isOn
  }
}

async function follow(
  flags: Pick<Flags<FlagDefaults>, 'refresh' | 'all' | 'unknown'>,
  { clock, log, stack }: Pick<FlagOptions<FlagDefaults>, 'clock' | 'log' | 'stack'>,
): Promise<void> {
  const tell = async (): Promise<void> => {
    log.info({ flags: await flags.all() }, 'flags were read')
    const { unknown } = flags
    if (unknown.length > 0)
      log.warn({ unknown }, 'the file has flags that the service does not have')
  }
  await tell()
  const bad = new Episode(log, clock, {
    begins: 'the file of flags cannot be used: they stay as they were',
    ends: 'the file of flags can be used again',
  })
  const workers = new Workers(clock, 1, (_job, error) => {
    bad.shows({ error })
  })
  stack.defer(async () => {
    await workers.shutdown(STOP_MS)
  })
  workers.every('flags', LOOK_EVERY_MS, async () => {
    const isNew = await flags.refresh()
    bad.over()
    if (isNew) await tell()
  })
}

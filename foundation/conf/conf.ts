/**
 * Configuration from a table of settings: defaults, overridden by environment variables, overridden by flags. Names follow
 * from the place in the table: `web.apiHost` is `SALES_WEB_API_HOST` and `--web-api-host` for the prefix SALES.
 */
import { Command, CommanderError, Option } from 'commander'
import { z } from 'zod'

/** One setting: everything is text until it is parsed once. */
export type Setting<T> = {
  readonly fallback: string
  /** From the text to the value. */
  readonly schema: z.ZodType<T, string>
  /** What it does, in the imperative, for `--help` and the docs. */
  readonly help: string
  /** Never shown. */
  readonly isSecret: boolean
}

export type SettingTable = Readonly<Record<string, Readonly<Record<string, Setting<unknown>>>>>

/** The values of a table. */
export type Config<T extends SettingTable> = {
  readonly [G in keyof T]: {
    readonly [N in keyof T[G]]: T[G][N] extends Setting<infer V> ? V : never
  }
}

export function setting<T>(
  fallback: string,
  schema: z.ZodType<T, string>,
  help: string,
): Setting<T> {
  return { fallback, schema, help, isSecret: false }
}

export function secret<T>(
  fallback: string,
  schema: z.ZodType<T, string>,
  help: string,
): Setting<T> {
  return { fallback, schema, help, isSecret: true }
}

export type Program = {
  /** As it is started, for the usage line. */
  readonly name: string
  readonly description: string
  readonly version: string
  /** Of environment variables: `SALES`. */
  readonly prefix: string
}

export type Effective = {
  readonly name: string
  readonly env: string
  readonly flag: string
  /** Masked if it is a secret. */
  readonly value: string
  readonly source: 'default' | 'env' | 'flag'
}

export type Configured<T extends SettingTable> =
  | { readonly kind: 'run'; readonly config: Config<T>; readonly effective: readonly Effective[] }
  /** `--help`, `--version`: print and end well. Errors, all of them: print to standard error and end badly. */
  | { readonly kind: 'print'; readonly text: string; readonly isError: boolean }

const MASK = '******'
const HELP_WIDTH = 100

export function configure<T extends SettingTable>(
  program: Program,
  table: T,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Configured<T> {
  const settings = namedSettings(program, table)
  let printed = ''
  const command = new Command(program.name)
    .description(program.description)
    .version(program.version, '-v, --version', 'Print the version and exit')
    .helpOption('-h, --help', 'Print this help and exit')
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({ writeOut: text => (printed += text), writeErr: text => (printed += text) })
  for (const { setting, flag, env: variable } of settings) {
    const shown = setting.isSecret && setting.fallback !== '' ? MASK : setting.fallback
    command.addOption(
      new Option(`--${flag} <value>`, setting.help).env(variable).default(setting.fallback, shown),
    )
  }
  try {
    command.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { kind: 'print', text: printed, isError: error.exitCode !== 0 }
  }

  const errors = unknownArguments(command.args, settings)
  const values: Record<string, Record<string, unknown>> = {}
  const effective: Effective[] = []
  const given = command.opts<Record<string, string | undefined>>()
  for (const named of settings) {
    const { setting, flag, env: variable, group, name } = named
    const option = camelCase(flag)
    const fromFlag = command.getOptionValueSource(option) === 'cli' ? given[option] : undefined
    const fromEnv = env[variable]
    const source = fromFlag !== undefined ? 'flag' : fromEnv !== undefined ? 'env' : 'default'
    const text = fromFlag ?? fromEnv ?? setting.fallback
    const parsed = setting.schema.safeParse(text)
    if (parsed.success) {
      ;(values[group] ??= {})[name] = parsed.data
    } else {
      const place = source === 'flag' ? `--${flag}` : variable
      const found = setting.isSecret ? MASK : JSON.stringify(text)
      errors.push(`${place}: ${parsed.error.issues[0]?.message ?? 'invalid'}, not ${found}`)
    }
    const value = setting.isSecret && text !== '' ? MASK : text
    effective.push({ name: `${group}.${name}`, env: variable, flag, value, source })
  }
  if (errors.length > 0) {
    const lines = errors.map(error => `  ${error}\n`).join('')
    const text = `${program.name} cannot start with this configuration:\n${lines}See --help for all settings.\n`
    return { kind: 'print', text, isError: true }
  }
  return { kind: 'run', config: values as Config<T>, effective }
}

/** The settings of a table with all their names, in the order of the table. */
export function namedSettings(
  { prefix }: Pick<Program, 'prefix'>,
  table: SettingTable,
): readonly {
  readonly group: string
  readonly name: string
  readonly env: string
  readonly flag: string
  readonly setting: Setting<unknown>
}[] {
  return Object.entries(table).flatMap(([group, members]) =>
    Object.entries(members).map(([name, setting]) => {
      const words = [...wordsOf(group), ...wordsOf(name)]
      return {
        group,
        name,
        env: [prefix, ...words].join('_').toUpperCase(),
        flag: words.join('-').toLowerCase(),
        setting,
      }
    }),
  )
}

function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])/)
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())
}

/** Shorter names of flags resemble too many others. */
const HINT_CHARACTERS_MIN = 3

/** Without any values: the flag may be that of a secret, misspelt. */
function unknownArguments(
  args: readonly string[],
  settings: readonly { readonly flag: string }[],
): string[] {
  const errors: string[] = []
  let isValue = false
  for (const argument of args) {
    const [shown = ''] = argument.split('=', 1)
    if (argument.startsWith('-')) {
      const wanted = shown.replace(/^-+/, '')
      const near =
        wanted.length < HINT_CHARACTERS_MIN
          ? undefined
          : settings.find(({ flag }) => flag.includes(wanted) || wanted.includes(flag))
      const hint = near ? `; did you mean --${near.flag}?` : ''
      errors.push(`${shown}: there is no such flag${hint}`)
    } else if (!isValue) {
      errors.push(`${shown}: there are no arguments besides flags`)
    }
    isValue = argument.startsWith('-') && !argument.includes('=')
  }
  return errors
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** A hundred years: a longer one is a slip. */
const DURATION_MS_MAX = 36_500 * 86_400_000

/** `250ms`, `30s`, `5m`, `1h`, `7d`, as whole milliseconds. */
export const duration = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  const ms = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN)
  if (!(ms <= DURATION_MS_MAX)) {
    context.addIssue('expected a duration like 250ms, 30s, 5m, 1h or 7d, up to 36500d')
    return z.NEVER
  }
  return Math.round(ms)
})

/** What timers can wait for, in milliseconds. */
const TIMER_MS_MAX = 2 ** 31 - 1

/** A duration that something is waited for, and not for ever: 0 would mean that to some. */
export const timeout = duration.refine(ms => ms >= 1 && ms <= TIMER_MS_MAX, {
  error: 'expected a time from 1ms to 24d',
})

const UNITS_BYTES: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}

/** The inverse of `byteSize`: with the largest unit that leaves a whole number. */
function sizeText(bytes: number): string {
  const units = Object.entries(UNITS_BYTES).reverse()
  const [unit = '', size = 1] = units.find(([, size]) => bytes > 0 && bytes % size === 0) ?? []
  return `${String(bytes / size)}${unit}`
}

/** `512`, `64KiB`, `128MiB`, `2GiB`, as bytes. */
export function byteSize(min: number, max: number): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const match = /^(\d+)(KiB|MiB|GiB|)$/.exec(text)
    const bytes = Number(match?.[1]) * (UNITS_BYTES[match?.[2] ?? ''] ?? Number.NaN)
    if (!(bytes >= min && bytes <= max)) {
      context.addIssue(
        `expected bytes like 64KiB, 128MiB or 2GiB, from ${sizeText(min)} to ${sizeText(max)}`,
      )
      return z.NEVER
    }
    return bytes
  })
}

export function integer(min: number, max: number): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= min && number <= max)) {
      context.addIssue(`expected a whole number from ${String(min)} to ${String(max)}`)
      return z.NEVER
    }
    return number
  })
}

/** A part of one, like 0.05. */
export const fraction = z.string().transform((text, context) => {
  const number = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= 0 && number <= 1)) {
    context.addIssue('expected a number from 0 to 1')
    return z.NEVER
  }
  return number
})

/** `on` or `off`. */
export const toggle = z
  .enum(['on', 'off'], { error: 'expected on or off' })
  .transform(text => text === 'on')

/** Empty for what is decided elsewhere: undefined. */
export function optional<T>(schema: z.ZodType<T, string>): z.ZodType<T | undefined, string> {
  return z.string().transform((text, context) => {
    if (text === '') return undefined
    const { success, data, error } = schema.safeParse(text)
    if (success) return data
    context.addIssue(error.issues[0]?.message ?? 'invalid')
    return z.NEVER
  })
}

export type Address = { readonly host: string; readonly port: number }

/** `0.0.0.0:3000`, `[::1]:3000`, `localhost:0`. */
export const address = z.string().transform((text, context): Address => {
  const match = /^(?:\[([^[\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host === undefined || !(port <= 65_535)) {
    context.addIssue('expected host:port like 0.0.0.0:3000')
    return z.NEVER
  }
  return { host, port }
})

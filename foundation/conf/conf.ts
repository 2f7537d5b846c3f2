/**
 * Configuration from a table of settings: defaults, overridden by environment variables, overridden by flags. Names follow
 * from the place in the table: `web.apiHost` is `SALES_WEB_API_HOST` and `--web-api-host` for the prefix SALES.
 */
import { Command, CommanderError, Option } from 'commander'
import { z } from 'zod'
import { MASK, withoutCredentials } from './mask.ts'

/** One setting: everything is text until it is parsed once. */
export type Setting<T> = {
  readonly fallback: string
  /** From the text to the value. */
  readonly schema: z.ZodType<T, string>
  /** What it does, in the imperative, for `--help` and the docs. */
  readonly help: string
  /** Of a text for it, what may be shown, in logs, errors and help: all, or less where it holds secrets. */
  readonly shown: (text: string) => string
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
  return { fallback, schema, help, shown: text => text }
}

export function secret<T>(
  fallback: string,
  schema: z.ZodType<T, string>,
  help: string,
): Setting<T> {
  return { fallback, schema, help, shown: text => (text === '' ? '' : MASK) }
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
  /** What may be shown of it. */
  readonly value: string
  readonly source: 'default' | 'env' | 'flag'
}

export type Configured<T extends SettingTable> =
  | { readonly kind: 'run'; readonly config: Config<T>; readonly effective: readonly Effective[] }
  /** `--help`, `--version`: print and end well. Errors, all of them: print to standard error and end badly. */
  | { readonly kind: 'print'; readonly text: string; readonly isError: boolean }

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
    .exitOverride()
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({ writeOut: text => (printed += text), writeErr: text => (printed += text) })
  for (const { setting, flag, env: variable } of settings) {
    const option = new Option(`--${flag} <value>`, setting.help).env(variable)
    command.addOption(option.default(setting.fallback, setting.shown(setting.fallback)))
  }
  const { flags, errors } = paired(argv, settings, name => hintOf(name, command, settings))
  printed = ''
  try {
    command.parse(flags, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { kind: 'print', text: printed, isError: error.exitCode !== 0 }
  }

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
      const found = JSON.stringify(setting.shown(text))
      errors.push(`${place}: ${parsed.error.issues[0]?.message ?? 'invalid'}, not ${found}`)
    }
    const value = setting.shown(text)
    effective.push({ name: `${group}.${name}`, env: variable, flag, value, source })
  }
  if (errors.length > 0) return { kind: 'print', text: refusal(program, errors), isError: true }
  return { kind: 'run', config: values as Config<T>, effective }
}

/** What is printed when the configuration is wrong, with all that is. */
export function refusal({ name }: Pick<Program, 'name'>, errors: readonly string[]): string {
  const lines = errors.map(error => `  ${error}\n`).join('')
  return `${name} cannot start with this configuration:\n${lines}See --help for all settings.\n`
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

/** What ends the program by itself. */
const EXITS: ReadonlySet<string> = new Set(['-h', '--help', '-v', '--version'])

/**
 * Gives each flag its value, `--flag=value`. A flag is never the value of another one. Errors show no values: the flag may
 * be that of a secret, misspelt.
 */
function paired(
  argv: readonly string[],
  settings: readonly { readonly flag: string }[],
  hint: (name: string) => string,
): { readonly flags: readonly string[]; readonly errors: string[] } {
  const known = new Set(settings.map(({ flag }) => `--${flag}`))
  const flags: string[] = []
  const errors: string[] = []
  const rest = [...argv]
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [name = ''] = argument.split('=', 1)
    if (EXITS.has(argument)) {
      flags.push(argument)
    } else if (!name.startsWith('-')) {
      errors.push(
        `${withoutCredentials(name)}: there is no such command: --help says what there is`,
      )
    } else {
      const isWhole = argument !== name
      const value = argument.slice(name.length + 1)
      const next = value === '' && !isFlag(rest[0]) ? rest.shift() : undefined
      if (!known.has(name)) errors.push(`${name}: there is no such flag${hint(name)}`)
      else if (isWhole && next !== undefined) errors.push(`${name}: no space may follow the =`)
      else if (isWhole || next !== undefined) flags.push(`${name}=${next ?? value}`)
      else errors.push(`${name}: a value has to follow${rest.length > 0 ? ', not a flag' : ''}`)
    }
  }
  return { flags, errors }
}

function isFlag(argument: string | undefined): boolean {
  return argument !== undefined && /^--?[a-z]/i.test(argument)
}

/** Shorter names of flags are part of too many others. */
const HINT_CHARACTERS_MIN = 3

/** Which flag was probably meant: commander's own suggestion, or one that has the name in it. */
function hintOf(name: string, command: Command, settings: readonly { readonly flag: string }[]) {
  try {
    command.parse([name], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const [, suggestion] = error.message.split('\n')
    if (suggestion !== undefined) return ` ${suggestion}`
  }
  const part = name.replace(/^-+/, '')
  if (part.length < HINT_CHARACTERS_MIN) return ''
  const near = settings.find(({ flag }) => flag.includes(part) || part.includes(flag))
  return near ? ` (Did you mean --${near.flag}?)` : ''
}

/** From a text to what it says; `read` returns undefined for a text that says nothing. */
export function textOf<T>(
  expected: string,
  read: (text: string) => T | undefined,
): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = read(text)
    if (value !== undefined) return value
    context.addIssue(expected)
    return z.NEVER
  })
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

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/
const EXPECTED_DURATION = 'expected a duration like 250ms, 30s, 5m, 1h or 7d, up to 36500d'

/** `250ms`, `30s`, `5m`, `1h`, `7d`, as whole milliseconds. */
export const duration = z
  .string()
  .regex(DURATION, EXPECTED_DURATION)
  .transform((text, context) => {
    const match = DURATION.exec(text)
    const ms = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN)
    if (!(ms <= DURATION_MS_MAX)) {
      context.addIssue(EXPECTED_DURATION)
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

/** The same, or 0 for one that is waited for for ever. */
export const timeoutOrNever = duration.refine(ms => ms <= TIMER_MS_MAX, {
  error: 'expected a time up to 24d, or 0s for no limit',
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
  const range = `from ${sizeText(min)} to ${sizeText(max)}`
  return textOf(`expected bytes like 64KiB, 128MiB or 2GiB, ${range}`, text => {
    const match = /^(\d+)(KiB|MiB|GiB|)$/.exec(text)
    const bytes = Number(match?.[1]) * (UNITS_BYTES[match?.[2] ?? ''] ?? Number.NaN)
    return bytes >= min && bytes <= max ? bytes : undefined
  })
}

export function integer(min: number, max: number): z.ZodType<number, string> {
  return textOf(`expected a whole number from ${String(min)} to ${String(max)}`, text => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    return number >= min && number <= max ? number : undefined
  })
}

/** A part of one, like 0.05. */
export const fraction = textOf('expected a number from 0 to 1', text => {
  const number = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  return number <= 1 ? number : undefined
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
export const address = textOf(
  'expected host:port like 0.0.0.0:3000',
  (text): Address | undefined => {
    const match = /^(?:\[([^[\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
    const port = Number(match?.[3])
    const host = match?.[1] ?? match?.[2]
    return host !== undefined && port <= 65_535 ? { host, port } : undefined
  },
)

/**
 * Feature flags of a file, evaluated by OpenFeature. Each is on or off, for everybody. The file has the form of flagd, without
 * targeting:
 *
 *     { "flags": { "NAME": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off" } } }
 *
 * A flag that is not in it, or is `DISABLED`, has the default of the program.
 */
import fs from 'node:fs/promises'
import type { Client } from '@openfeature/server-sdk'
import { OpenFeature, TypedInMemoryProvider } from '@openfeature/server-sdk'
import { z } from 'zod'

export const FILE_BYTES_MAX = 64 * 1024

const flag = z
  .strictObject({
    state: z.enum(['ENABLED', 'DISABLED']),
    variants: z.record(z.string(), z.boolean()),
    defaultVariant: z.string(),
  })
  .refine(({ variants, defaultVariant }) => Object.hasOwn(variants, defaultVariant), {
    error: 'expected the name of one of the variants',
    path: ['defaultVariant'],
  })

const document = z.strictObject({
  $schema: z.string().optional(),
  flags: z.record(z.string(), flag),
})

type Configuration = Readonly<Record<string, z.infer<typeof flag>>>

export class FlagFileInvalid extends Error {
  override readonly name = 'FlagFileInvalid'
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options)
  }
}

/** Their names, each with its default. */
export type FlagDefaults = Readonly<Record<string, boolean>>

export class Flags<Defaults extends FlagDefaults> {
  readonly #defaults: Defaults
  readonly #provider = new TypedInMemoryProvider()
  readonly #client: Client
  #path: string | undefined
  #text: string | undefined
  #unknown: readonly string[] = []

  /**
   * `program` is the domain of OpenFeature: flags that are opened replace those that had it before. Without a file all have their
   * defaults. Rejects with `FlagFileInvalid`.
   */
  static async open<Defaults extends FlagDefaults>(
    program: string,
    defaults: Defaults,
    path: string | undefined,
  ): Promise<Flags<Defaults>> {
    const flags = new Flags(program, defaults, path)
    await flags.refresh()
    await OpenFeature.setProviderAndWait(program, flags.#provider)
    return flags
  }

  private constructor(program: string, defaults: Defaults, path: string | undefined) {
    this.#defaults = defaults
    this.#path = path
    this.#client = OpenFeature.getClient(program)
    this.#provide({})
  }

  /** Flags of the file that the program does not have. */
  get unknown(): readonly string[] {
    return this.#unknown
  }

  /**
   * Reads the file, and resolves with true if it is not as it was. Rejects with `FlagFileInvalid`: then the flags stay as they
   * were.
   */
  async refresh(): Promise<boolean> {
    if (this.#path === undefined) return false
    const text = await textOf(this.#path)
    if (text === this.#text) return false
    const flags = flagsOf(this.#path, text)
    this.#text = text
    this.#unknown = Object.keys(flags).filter(name => !Object.hasOwn(this.#defaults, name))
    this.#provide(flags)
    return true
  }

  async isOn(name: keyof Defaults & string): Promise<boolean> {
    return await this.#client.getBooleanValue(name, this.#defaults[name] === true)
  }

  /** As they are now. */
  async all(): Promise<Record<string, boolean>> {
    const names = Object.keys(this.#defaults)
    const values = await Promise.all(
      names.map(async name => [name, await this.isOn(name)] as const),
    )
    return Object.fromEntries(values)
  }

  #provide(flags: Configuration): void {
    const known = Object.keys(this.#defaults).map(name => {
      const { state = 'DISABLED', variants = {}, defaultVariant = '' } = flags[name] ?? {}
      return [name, { variants, defaultVariant, disabled: state === 'DISABLED' }] as const
    })
    this.#provider.putConfiguration(Object.fromEntries(known))
  }
}

async function textOf(path: string): Promise<string> {
  try {
    const file = await fs.stat(path)
    if (!file.isFile()) throw new Error('it is no file')
    if (file.size > FILE_BYTES_MAX)
      throw new Error(`it has more than ${String(FILE_BYTES_MAX)} bytes`)
    return await fs.readFile(path, 'utf8')
  } catch (cause) {
    throw invalid(path, cause)
  }
}

function flagsOf(path: string, text: string): Configuration {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid(path, cause)
  }
  const { data, error } = document.safeParse(value)
  if (data) return data.flags
  const [{ path: place, message } = { path: [], message: 'expected flags' }] = error.issues
  throw new FlagFileInvalid(path, `${place.map(String).join('.') || 'the file'}: ${message}`)
}

function invalid(path: string, cause: unknown): FlagFileInvalid {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new FlagFileInvalid(path, reason, { cause })
}

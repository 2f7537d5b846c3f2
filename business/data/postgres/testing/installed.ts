/** The PostgreSQL servers that are installed here beside the embedded one, where Debian has them. Only for tests. */
import fs from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from '../embedded/binaries.ts'

const DIRECTORY = '/usr/lib/postgresql'

export type Installed = { readonly version: string; readonly programs: Binaries }

/** Warns if there is none. */
export function installedServers(): Installed[] {
  const found = fs.globSync('*/bin/initdb', { cwd: DIRECTORY }).map(path => {
    const [version = ''] = path.split('/')
    const directory = join(DIRECTORY, version, 'bin')
    const programs = { initdb: join(directory, 'initdb'), postgres: join(directory, 'postgres') }
    return { version, programs }
  })
  if (found.length === 0) {
    console.warn(
      'skipped: tests on an installed PostgreSQL, which is not here (apt-get install postgresql)',
    )
  }
  return found
}

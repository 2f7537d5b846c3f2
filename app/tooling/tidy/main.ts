/** Prints where this repository breaks its own rules. Exit code 0 if nowhere, 1 if somewhere. */
import { readMigrations, unsafeMigrations } from './migrations.ts'
import { readFiles, untidy } from './tidy.ts'

const root = new URL('../../..', import.meta.url).pathname
const found = [...untidy(readFiles(root)), ...unsafeMigrations(root, await readMigrations(root))]
for (const { path, line, advice } of found) console.error(`${path}:${String(line)} ${advice}`)
process.exitCode = found.length > 0 ? 1 : 0

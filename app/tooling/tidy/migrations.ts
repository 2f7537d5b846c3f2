/**
 * What squawk finds in the migrations of services, each with the statements that a database gets. `.squawk.toml` says which of its
 * rules do not hold here, and why.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Migration } from '#business/data/postgres/migrations'
import { LIMIT_LOCKS } from '#business/data/postgres/migrations'
import type { Finding } from './tidy.ts'

/** Migrations of one file, whose path is from the root of the repository. */
export type MigrationFile = { readonly path: string; readonly migrations: readonly Migration[] }

const exported = z.record(z.string(), z.array(z.object({ name: z.string(), sql: z.string() })))
const complaints = z.array(
  z.object({
    file: z.string(),
    line: z.int(),
    rule_name: z.string(),
    message: z.string(),
    help: z.string().nullable(),
  }),
)

/** Those of every domain. Throws if there are none. */
export async function readMigrations(root: string): Promise<MigrationFile[]> {
  const paths = fs.globSync('business/core/*/migrations.ts', { cwd: root })
  if (paths.length === 0) throw new Error(`no domain in ${root} has migrations`)
  const files = paths.map(async path => {
    const lists = Object.values(exported.parse(await import(join(root, path))))
    return { path, migrations: lists.flat() }
  })
  return await Promise.all(files)
}

/** A line is that of the statements. Throws if squawk cannot be run. */
export function unsafeMigrations(root: string, files: readonly MigrationFile[]): Finding[] {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'migrations-'))
  try {
    const migrations = files.flatMap(({ path, migrations }, at) =>
      migrations.map(({ name, sql }) => {
        const file = join(directory, `${String(at)}-${name}.sql`)
        // In one line, so that the numbers of lines are those of the statements.
        fs.writeFileSync(file, `${LIMIT_LOCKS}; ${sql};\n`)
        return { file, path, name }
      }),
    )
    const named = new Map(migrations.map(migration => [migration.file, migration]))
    return squawk(root, [...named.keys()]).flatMap(({ file, line, rule_name, message, help }) => {
      const { path = file, name = '' } = named.get(file) ?? {}
      const advice = [`${name} ${rule_name}: ${message}`, ...(help === null ? [] : [help])]
      return [{ path, line: line + 1, advice: advice.join(' ') }]
    })
  } finally {
    fs.rmSync(directory, { recursive: true })
  }
}

function squawk(root: string, files: readonly string[]): z.infer<typeof complaints> {
  const program = join(root, 'node_modules/.bin/squawk')
  const args = ['--config', join(root, '.squawk.toml'), '--reporter', 'json', ...files]
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  if (stdout === '') throw new Error(`squawk printed nothing: ${stderr}`)
  return complaints.parse(JSON.parse(stdout))
}

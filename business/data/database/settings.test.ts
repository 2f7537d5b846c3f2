import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure } from '#foundation/conf/conf'
import { SettingUnusable } from '#foundation/conf/unusable'
import { migrateCommand } from './migrate-command.ts'
import type { DatabaseConfig } from './settings.ts'
import { databaseSettings, databaseUrls, migrateArguments } from './settings.ts'

const URL_A = 'postgresql://user:secret@a:5432/profile'
const URL_B = 'postgresql://b/profile'
const program = { name: 'test', description: '', version: '1', prefix: 'TEST' }
const table = { db: databaseSettings('profile', 'data') }

let directory: string

beforeAll(() => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'database-settings-'))
})

afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

function configured(env: Readonly<Record<string, string>>): DatabaseConfig {
  const result = configure(program, table, [], env)
  if (result.kind === 'print') throw new Error(result.text)
  return result.config.db
}

function fileOf(content: string): string {
  const path = join(directory, 'urls')
  fs.writeFileSync(path, content)
  return path
}

describe('the servers of a database', () => {
  it('are named by settings, or by files', () => {
    expect(databaseUrls(configured({}))).toEqual({ writer: undefined, readers: [] })
    const urls = { TEST_DB_WRITER_URL: URL_A, TEST_DB_READER_URLS: `${URL_A},${URL_B}` }
    expect(databaseUrls(configured(urls))).toEqual({ writer: URL_A, readers: [URL_A, URL_B] })
    const files = { TEST_DB_READER_URLS_FILE: fileOf(`${URL_A},${URL_B}\n`) }
    expect(databaseUrls(configured(files))).toEqual({ writer: undefined, readers: [URL_A, URL_B] })
  })

  it.each([
    ['is empty', ''],
    ['has no URL of a PostgreSQL', 'https://a/profile'],
    ['has no URL of a PostgreSQL', `${URL_A},${URL_B}`],
  ])('are not named by a file that %s: %j', (reason, content) => {
    const config = configured({ TEST_DB_WRITER_URL_FILE: fileOf(content) })
    expect(() => databaseUrls(config)).toThrow(SettingUnusable)
    expect(() => databaseUrls(config)).toThrow(reason)
    expect(() => databaseUrls(config)).not.toThrow('secret')
  })

  it('are not named twice', () => {
    const file = fileOf(URL_A)
    const config = configured({ TEST_DB_WRITER_URL: URL_B, TEST_DB_WRITER_URL_FILE: file })
    expect(() => databaseUrls(config)).toThrow('the secret itself is set too')
  })

  it('have to be named to be migrated', async () => {
    const none = { info: fail, warn: fail, debug: fail, trace: fail, error: fail, fatal: fail }
    const migrated = migrateCommand('up', configured({}), [], none)
    await expect(migrated).rejects.toThrow('expected the URL of a PostgreSQL')
  })
})

function fail(_fields: object, message: string): never {
  throw new Error(message)
}

it.each<[string[], ReturnType<typeof migrateArguments>]>([
  [['migrate', 'status', '--a=1'], { action: 'status', flags: ['--a=1'] }],
  [['migrate', 'up'], { action: 'up', flags: [] }],
  [['migrate', 'down'], { action: undefined, flags: ['migrate', 'down'] }],
  [['--a=1'], { action: undefined, flags: ['--a=1'] }],
])(
  'of the arguments %j, these are flags and that is what to do instead of serving',
  (argv, said) => {
    expect(migrateArguments(argv)).toEqual(said)
  },
)
